import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/core/lima.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { evaluate } from "../../src/flow/expression/evaluate.ts";
import { ExpressionFault } from "../../src/flow/expression/fault.ts";
import { parseExpression } from "../../src/flow/expression/parse.ts";
import type { Expression } from "../../src/flow/expression/tree.ts";
import { type Literal, type Operator, partsOf } from "../../src/flow/expression/tree.ts";

const TODAY = "2026-11-23";
const NAMES = ["a", "b", "count", "days", "known", "constructor", "x_1"];

/** Writes a tree with no more parentheses than the precedence asks for. */
function print(expression: Expression, minimum = 0): string {
  switch (expression.kind) {
    case "literal":
      return printLiteral(expression.value);
    case "today":
      return "today";
    case "variable":
      return expression.name;
    case "known":
      return `known(${expression.name})`;
    case "call":
      return `${expression.name}(${expression.inputs.map((input) => print(input)).join(", ")})`;
    case "not":
      return wrap(`not ${print(expression.operand, 3)}`, minimum > 3);
    case "among": {
      const texts = expression.texts.map((text) => printLiteral({ type: "text", text }));
      return wrap(`${print(expression.item, 5)} in [${texts.join(", ")}]`, minimum > 4);
    }
    case "binary": {
      const level = levelOf(expression.operator);
      const left = print(expression.left, level === 4 ? 5 : level);
      const right = print(expression.right, level + 1);
      return wrap(`${left} ${expression.operator} ${right}`, minimum > level);
    }
  }
}

function printLiteral(value: Literal): string {
  switch (value.type) {
    case "text":
      return `"${value.text.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
    case "number":
      return printMilli(value.milli);
    case "litres":
      return `${printMilli(value.ml)} L`;
    case "truth":
      return value.truth ? "yes" : "no";
    case "day":
      return value.day;
    case "time":
      return new Date(value.minute * 60_000).toISOString().slice(11, 16);
  }
}

function printMilli(milli: number): string {
  const digits = String(Math.abs(milli)).padStart(4, "0");
  return `${milli < 0 ? "-" : ""}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

function levelOf(operator: Operator): number {
  const levels: Partial<Record<Operator, number>> = {
    or: 1,
    and: 2,
    "+": 5,
    "-": 5,
    "*": 6,
    "or else": 7,
  };
  return levels[operator] ?? 4;
}

function wrap(written: string, needed: boolean): string {
  return needed ? `(${written})` : written;
}

/** The tree without places, which printing does not keep. */
function bare(expression: Expression): unknown {
  return JSON.parse(
    JSON.stringify(expression, (key, value: unknown) => (key === "at" ? undefined : value)),
  );
}

const milli = fc.oneof(
  fc.integer({ min: -5000, max: 5000 }),
  fc.maxSafeInteger().filter((drawn) => drawn !== 0),
);
const whole = milli.map((drawn) => drawn + 0);
const someDay = fc.integer({ min: -20_000, max: 20_000 }).map((shift) => addDays(TODAY, shift));
const minute = fc.integer({ min: 0, max: 1439 });
const word = fc.constantFrom("milk", "cheese", "", 'a"b\\', "ñ");

const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({
    type: fc.constant("text" as const),
    text: fc.oneof(word, fc.string({ maxLength: 5 })),
  }),
  fc.record({ type: fc.constant("number" as const), milli: whole }),
  fc.record({ type: fc.constant("litres" as const), ml: whole }),
  fc.record({ type: fc.constant("truth" as const), truth: fc.boolean() }),
  fc.record({ type: fc.constant("day" as const), day: someDay }),
  fc.record({ type: fc.constant("time" as const), minute }),
);

const option = word.map((key) => ({ key, label: key }));
const someValue: fc.Arbitrary<FlowValue> = fc.oneof(
  literal,
  fc.record({ type: fc.constant("moment" as const), day: someDay, minute }),
  fc.record({ type: fc.constant("choice" as const), choice: option }),
  fc.record({ type: fc.constant("choices" as const), choices: fc.array(option, { maxLength: 3 }) }),
  fc.constant<FlowValue>({ type: "change", percent: null }),
  fc.constant<FlowValue>({ type: "options", options: [] }),
  fc.constant<FlowValue>({ type: "state", state: null }),
  fc.constant<FlowValue>({ type: "day", day: "never" }),
  fc.constant<FlowValue>({ type: "number", milli: Number.NaN }),
);
const someValues: fc.Arbitrary<FlowValues> = fc.dictionary(fc.constantFrom(...NAMES), someValue);

const at = fc.constant(0);
const name = fc.constantFrom(...NAMES);
const operator = fc.constantFrom<Operator>(
  ..."= != < <= > >= + - * and or in".split(" ").map((sign) => sign as Operator),
  "or else",
);

const tree = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant("literal" as const), at, value: literal }),
    fc.record({ kind: fc.constant("variable" as const), at, name }),
    fc.record({ kind: fc.constant("known" as const), at, name }),
    fc.record({ kind: fc.constant("today" as const), at }),
    fc.record({ kind: fc.constant("not" as const), at, operand: tie("expression") }),
    fc.record({
      kind: fc.constant("binary" as const),
      at,
      operator,
      left: tie("expression"),
      right: tie("expression"),
    }),
    fc.record({
      kind: fc.constant("among" as const),
      at,
      item: tie("expression"),
      texts: fc.array(word, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant("call" as const),
      at,
      name: fc.constant("count" as const),
      inputs: fc.tuple(tie("expression")),
    }),
    fc.record({
      kind: fc.constant("call" as const),
      at,
      name: fc.constantFrom("days" as const, "plus_days" as const),
      inputs: fc.tuple(tie("expression"), tie("expression")),
    }),
  ),
})).expression;

/** Texts that look like expressions and mostly are none. */
const nearly = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."a b 1 12.5 3 L 2026-11-23 08:30 today yes no and or else not in = != < + - * ( ) [ ] , \" known( days( \\ 'x'".split(
          " ",
        ),
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(" "));

const run = (written: string, values: FlowValues): FlowValue | null =>
  evaluate(parseExpression(written), values, { today: TODAY });

const holds = (written: string, values: FlowValues): boolean => {
  const value = run(written, values);
  expect(value?.type).toBe("truth");
  return value?.type === "truth" && value.truth;
};

describe("expressions", () => {
  it("are read back from their printed text", () => {
    fc.assert(
      fc.property(tree, (expression) => {
        const written = print(expression);
        fc.pre(written.length <= 500);
        expect(bare(parseExpression(written))).toEqual(bare(expression));
      }),
      { numRuns: 2000 },
    );
  });

  it("keep the place of each word in the text", () => {
    const check = (expression: Expression, written: string): void => {
      const words: Partial<Record<Expression["kind"], string>> = {
        today: "today",
        known: "known(",
        not: "not ",
        among: "in [",
      };
      const named = expression.kind === "variable" || expression.kind === "call";
      const binary = expression.kind === "binary" ? expression.operator : "";
      const own = named ? expression.name : (words[expression.kind] ?? binary);
      expect(written.slice(expression.at).startsWith(own)).toBe(true);
      for (const part of partsOf(expression)) check(part, written);
    };
    fc.assert(
      fc.property(tree, (expression) => {
        const written = print(expression);
        fc.pre(written.length <= 500);
        check(parseExpression(written), written);
      }),
    );
  });

  it("are read or refused with a fault, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: "binary", maxLength: 600 })), (written) => {
        try {
          const expression = parseExpression(written);
          expect(JSON.parse(JSON.stringify(expression))).toEqual(expression);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionFault);
          const fault = error as ExpressionFault;
          expect(fault.at).toBeGreaterThanOrEqual(0);
          expect(fault.at).toBeLessThanOrEqual(written.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("have a value or none, whatever the variables hold", () => {
    fc.assert(
      fc.property(tree, someValues, (expression, values) => {
        const value = evaluate(expression, values, { today: TODAY });
        if (value?.type === "number" && expression.kind !== "variable") {
          expect(Object.is(value.milli, -0)).toBe(false);
        }
        expect(value === null || typeof value.type === "string").toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it("do not change what they read", () => {
    fc.assert(
      fc.property(tree, someValues, (expression, values) => {
        const before = structuredClone([expression, values]);
        evaluate(expression, values, { today: TODAY });
        expect([expression, values]).toEqual(before);
      }),
    );
  });
});

describe("comparison", () => {
  const ordered = fc.oneof(
    fc
      .tuple(whole, whole)
      .map((pair) => pair.map((n): FlowValue => ({ type: "number", milli: n }))),
    fc.tuple(whole, whole).map((pair) => pair.map((n): FlowValue => ({ type: "litres", ml: n }))),
    fc.tuple(someDay, someDay).map((pair) => pair.map((d): FlowValue => ({ type: "day", day: d }))),
    fc
      .tuple(someDay, minute, minute)
      .map(([d, one, other]) =>
        [one, other].map((m): FlowValue => ({ type: "moment", day: d, minute: m })),
      ),
  );

  it("is a total order on set values", () => {
    fc.assert(
      fc.property(ordered, ([a, b]) => {
        const values = { a, b } as FlowValues;
        const states = ["a < b", "a = b", "a > b"].filter((written) => holds(written, values));
        expect(states).toHaveLength(1);
        expect(holds("a <= b", values)).toBe(holds("a < b or a = b", values));
        expect(holds("a >= b", values)).toBe(holds("b <= a", values));
        expect(holds("a != b", values)).toBe(holds("not a = b", values));
      }),
    );
  });

  it("with an unset variable is never true", () => {
    fc.assert(
      fc.property(literal, fc.constantFrom("=", "!=", "<", "<=", ">", ">="), (a, sign) => {
        expect(holds(`a ${sign} b`, { a })).toBe(false);
        expect(holds(`not b ${sign} a`, { a })).toBe(true);
      }),
    );
  });
});

describe("arithmetic", () => {
  const amount = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });

  it("is exact: a + b - b is a, in any order", () => {
    fc.assert(
      fc.property(amount, amount, fc.boolean(), (one, other, inLitres) => {
        const make = (n: number): FlowValue =>
          inLitres ? { type: "litres", ml: n } : { type: "number", milli: n };
        const values = { a: make(one + 0), b: make(other + 0) };
        expect(run("a + b - b", values)).toEqual(values.a);
        expect(run("a + b", values)).toEqual(run("b + a", values));
        expect(run("a - b", values)).toEqual(run("a + b * -1", values));
      }),
    );
  });

  it("rounds a product to the nearest thousandth, half up, or gives nothing", () => {
    fc.assert(
      fc.property(whole, whole, (one, other) => {
        const values: FlowValues = {
          a: { type: "number", milli: one },
          b: { type: "number", milli: other },
        };
        const value = run("a * b", values);
        const exact = BigInt(one) * BigInt(other);
        if (value === null) {
          const magnitude = exact < 0n ? -exact : exact;
          expect(magnitude / 1000n + 1n > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
          return;
        }
        const off = exact - BigInt(value.type === "number" ? value.milli : 0) * 1000n;
        expect(off >= -500n && off < 500n).toBe(true);
      }),
    );
  });

  it("reads decimals exactly", () => {
    fc.assert(
      fc.property(whole, (drawn) => {
        expect(run(printMilli(drawn), {})).toEqual({ type: "number", milli: drawn });
        expect(run(`${printMilli(drawn)} L`, {})).toEqual({ type: "litres", ml: drawn });
      }),
    );
  });

  it("moves a day by the days between two days", () => {
    fc.assert(
      fc.property(someDay, someDay, (one, other) => {
        const values: FlowValues = { a: { type: "day", day: one }, b: { type: "day", day: other } };
        expect(run("plus_days(a, days(a, b))", values)).toEqual(values["b"]);
      }),
    );
  });
});
