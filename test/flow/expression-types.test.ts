import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ValueType } from "../../src/core/action.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { type KnownTypes, typeOfExpression, variablesOf } from "../../src/flow/expression/check.ts";
import { evaluate } from "../../src/flow/expression/evaluate.ts";
import { parseExpression } from "../../src/flow/expression/parse.ts";

const TODAY = "2026-11-23";
const option = { key: "milk", label: "Leche" };

const VALUES: FlowValues = {
  n: { type: "number", milli: 2500 },
  l: { type: "litres", ml: 30_000 },
  d: { type: "day", day: "2026-10-23" },
  t: { type: "text", text: "milk" },
  c: { type: "choice", choice: option },
  list: { type: "choices", choices: [option] },
  h: { type: "time", minute: 510 },
  m: { type: "moment", day: TODAY, minute: 510 },
  flag: { type: "truth", truth: true },
};

const KNOWN: KnownTypes = new Map(Object.entries(VALUES).map(([key, value]) => [key, value.type]));

type Written = Record<"number" | "litres" | "day" | "text" | "time" | "worded" | "truth", string>;

const join = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((strings) => strings.join(""));

/** Texts of expressions of each type, with parentheses everywhere. */
const texts = fc.letrec<Written>((tie) => {
  const options = { maxDepth: 3, depthSize: "small" as const };
  const sign = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
  const equal = fc.constantFrom("=", "!=");
  const sum = fc.constantFrom("+", "-");
  const pair = (key: keyof Written, between: fc.Arbitrary<string>) =>
    join("(", tie(key), " ", between, " ", tie(key), ")");
  const filled = (key: keyof Written) => pair(key, fc.constant("or else"));
  return {
    number: fc.oneof(
      options,
      fc.constantFrom("n", "1", "0.5", "-3", "count(list)"),
      pair("number", fc.constantFrom("+", "-", "*", "or else")),
      join("days(", tie("day"), ", ", tie("day"), ")"),
    ),
    litres: fc.oneof(
      options,
      fc.constantFrom("l", "2 L"),
      pair("litres", sum),
      filled("litres"),
      join("(", tie("litres"), " * ", tie("number"), ")"),
    ),
    day: fc.oneof(
      options,
      fc.constantFrom("d", "today", "2026-01-02"),
      filled("day"),
      join("plus_days(", tie("day"), ", ", tie("number"), ")"),
    ),
    text: fc.oneof(options, fc.constantFrom("t", '"milk"'), filled("text")),
    time: fc.oneof(options, fc.constantFrom("h", "08:30"), filled("time")),
    worded: fc.oneof(options, fc.constant("c"), tie("text")),
    truth: fc.oneof(
      options,
      fc.constantFrom("flag", "yes", "no", "known(n)", "known(list)", "(m < m)"),
      pair("truth", fc.constantFrom("and", "or", "=", "or else")),
      join("(not ", tie("truth"), ")"),
      ...(["number", "litres", "day", "time"] as const).map((key) => pair(key, sign)),
      pair("worded", equal),
      join("(", tie("worded"), ' in ["cheese", "milk"])'),
      join("(", tie("worded"), " in list)"),
    ),
  };
});

const typed: fc.Arbitrary<{ type: ValueType; written: string }> = fc.oneof(
  ...(["number", "litres", "day", "text", "time", "truth"] as const).map((type) =>
    texts[type].filter((written) => written.length <= 500).map((written) => ({ type, written })),
  ),
);

const readable = (written: string): boolean => {
  try {
    parseExpression(written);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("too long")) return false;
    throw error;
  }
};

const unsetOf = (names: readonly string[]): FlowValues =>
  Object.fromEntries(Object.entries(VALUES).filter(([name]) => !names.includes(name)));

describe("types of expressions", () => {
  const names = fc.subarray(Object.keys(VALUES));

  it("hold for every value, set or not", () => {
    fc.assert(
      fc.property(typed, names, ({ type, written }, unset) => {
        fc.pre(readable(written));
        const expression = parseExpression(written);
        expect(typeOfExpression(expression, KNOWN)).toBe(type);
        const value = evaluate(expression, unsetOf(unset), { today: TODAY });
        if (value !== null) expect(value.type).toBe(type);
      }),
      { numRuns: 2000 },
    );
  });

  it("need every variable that is read, and no other", () => {
    fc.assert(
      fc.property(typed, names, ({ type, written }, missing) => {
        fc.pre(readable(written));
        const expression = parseExpression(written);
        const read = variablesOf(expression);
        const known = new Map([...KNOWN].filter(([name]) => !missing.includes(name)));
        if (read.some((name) => missing.includes(name))) {
          expect(() => typeOfExpression(expression, known)).toThrow("there is no variable");
        } else {
          expect(typeOfExpression(expression, known)).toBe(type);
        }
      }),
    );
  });

  it("do no harm when the variables hold other types", () => {
    const values = fc.shuffledSubarray(Object.values(VALUES), {
      minLength: Object.keys(VALUES).length,
    });
    fc.assert(
      fc.property(typed, values, ({ written }, shuffled) => {
        fc.pre(readable(written));
        const confused = Object.fromEntries(
          Object.keys(VALUES).map((name, index) => [name, shuffled[index] as FlowValue]),
        );
        const value = evaluate(parseExpression(written), confused, { today: TODAY });
        expect(value === null || typeof value.type === "string").toBe(true);
      }),
    );
  });

  it("decide every truth whose variables are set", () => {
    fc.assert(
      fc.property(texts.truth, (written) => {
        fc.pre(readable(written));
        const value = evaluate(parseExpression(written), VALUES, { today: TODAY });
        expect(value?.type).toBe("truth");
      }),
    );
  });
});
