import { describe, expect, it } from "vitest";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { type KnownTypes, typeOfExpression, variablesOf } from "../../src/flow/expression/check.ts";
import { evaluate, isTrue } from "../../src/flow/expression/evaluate.ts";
import { ExpressionFault } from "../../src/flow/expression/fault.ts";
import { parseExpression } from "../../src/flow/expression/parse.ts";

const TODAY = "2026-11-23";
const BIG = 9_007_199_254_740_991;

const number = (milli: number): FlowValue => ({ type: "number", milli });
const litres = (ml: number): FlowValue => ({ type: "litres", ml });
const text = (written: string): FlowValue => ({ type: "text", text: written });
const day = (written: string): FlowValue => ({ type: "day", day: written });
const option = (key: string) => ({ key, label: key.toUpperCase() });
const YES: FlowValue = { type: "truth", truth: true };
const NO: FlowValue = { type: "truth", truth: false };

const KNOWN: KnownTypes = new Map([
  ["litres", "litres"],
  ["count", "number"],
  ["name", "text"],
  ["asked", "truth"],
  ["topic", "choice"],
  ["products", "choices"],
  ["born", "day"],
  ["hour", "time"],
  ["sent", "moment"],
  ["later", "moment"],
  ["figures", "figures"],
  ["offered", "options"],
  ["big", "number"],
  ["gap", "number"],
  ["gap_text", "text"],
  ["gap_topic", "choice"],
  ["gap_truth", "truth"],
  ["gap_list", "choices"],
  ["constructor", "text"],
  ["y", "number"],
]);

const VALUES: FlowValues = {
  litres: litres(30_500),
  count: number(2000),
  name: text("Rosa"),
  asked: NO,
  topic: { type: "choice", choice: option("milk") },
  products: { type: "choices", choices: [option("milk"), option("cheese")] },
  born: day("2026-10-23"),
  hour: { type: "time", minute: 510 },
  sent: { type: "moment", day: TODAY, minute: 90 },
  later: { type: "moment", day: TODAY, minute: 600 },
  figures: { type: "figures", figures: [] },
  offered: { type: "options", options: [] },
  big: number(BIG),
};

function run(written: string, values: FlowValues = VALUES): FlowValue | null {
  const expression = parseExpression(written);
  const type = typeOfExpression(expression, KNOWN);
  const value = evaluate(expression, values, { today: TODAY });
  if (value !== null) expect(value.type).toBe(type);
  return value;
}

function faultOf(written: string): ExpressionFault {
  try {
    typeOfExpression(parseExpression(written), KNOWN);
  } catch (error) {
    if (error instanceof ExpressionFault) return error;
    throw error;
  }
  throw new Error(`no fault in ${written}`);
}

describe("values of expressions", () => {
  it.each<[string, FlowValue | null]>([
    ["12", number(12_000)],
    ["12.5", number(12_500)],
    ["0.001", number(1)],
    ["-3", number(-3000)],
    ["-0", number(0)],
    ["12 L", litres(12_000)],
    ["0.5L", litres(500)],
    ["-2 L", litres(-2000)],
    ["-0 L", litres(0)],
    ['"ñandú \\"x\\" \\\\"', text('ñandú "x" \\')],
    ['""', text("")],
    ["yes", YES],
    ["no", NO],
    ["2026-11-23", day("2026-11-23")],
    ["08:30", { type: "time", minute: 510 }],
    ["today", day(TODAY)],
    ["name", text("Rosa")],

    ["litres > 30 L and not asked", YES],
    ["litres>30L and not asked", YES],
    ["litres >= 30.5 L", YES],
    ["litres < 30.5 L", NO],
    ['topic = "milk"', YES],
    ['"MILK" = topic', NO],
    ['topic != "cheese"', YES],
    ["topic = topic", YES],
    ['name = "rosa"', NO],
    ["hour <= 08:30", YES],
    ["hour > 08:29", YES],
    ["sent = sent", YES],
    ["sent < sent", NO],
    ["sent < later", YES],
    ["later <= sent", NO],
    ["born < today", YES],
    ["asked = no", YES],
    ["asked != yes", YES],

    ['"cheese" in products', YES],
    ["topic in products", YES],
    ["name in products", NO],
    ['topic in ["water", "milk"]', YES],
    ['name in ["rosa"]', NO],
    ['not topic in ["water"]', YES],
    ["count(products)", number(2000)],
    ["count (products) = count", YES],

    ["days(born, today)", number(31_000)],
    ["days(today, born) < 0", YES],
    ["days(born, today) >= 30", YES],
    ["plus_days(2024-02-28, 1)", day("2024-02-29")],
    ["plus_days(today, -23)", day("2026-10-31")],
    ["plus_days(today, 0.5)", null],
    ["plus_days(9999-12-31, 1)", null],
    ["plus_days(0000-01-01, -1)", null],
    ["plus_days(today, 900000000000)", null],

    ["count + 1", number(3000)],
    ["count - 0.001", number(1999)],
    ["0.1 + 0.2 = 0.3", YES],
    ["litres + 500 L - 0.5 L", litres(530_000)],
    ["litres * 3", litres(91_500)],
    ["3 * litres", litres(91_500)],
    ["1.1 * 1.1", number(1210)],
    ["0.001 * 0.5", number(1)],
    ["0.001 * 0.499", number(0)],
    ["-0.001 * 0.5", number(0)],
    ["-0.001 * 0.501", number(-1)],
    ["-3 * 0", number(0)],
    ["2 + 3 * 4", number(14_000)],
    ["10 - 3 - 2", number(5000)],
    ["(2 + 3) * 4", number(20_000)],
    ["big + 0.001", null],
    ["big * 2", null],
    ["big * 1", number(BIG)],
    ["big * 0.001 < big", YES],

    ["known(name)", YES],
    ["known(gap)", NO],
    ['name or else "amigo"', text("Rosa")],
    ['gap_text or else "amigo"', text("amigo")],
    ['gap_text or else constructor or else "x"', text("x")],
    ["gap or else 1 + 2", number(3000)],
    ["gap or else 1 = 1 and yes", YES],
    ["(gap + 1) or else 0", number(0)],

    ["yes or no and no", YES],
    ["not no and no", NO],
    ["not (no and no)", YES],
    ["not not yes", YES],
    ["not count = 3", YES],
  ])("%s", (written, value) => {
    expect(run(written)).toEqual(value);
  });

  it.each<[string, FlowValue | null]>([
    ["gap", null],
    ["gap = 1", NO],
    ["gap != 1", NO],
    ["not gap = 1", YES],
    ["not gap != 1", YES],
    ["gap < 1 or gap >= 1", NO],
    ["gap = gap", NO],
    ["gap + 1", null],
    ["gap + 1 > 0", NO],
    ["not gap_truth", YES],
    ["gap_truth", null],
    ["gap_truth or yes", YES],
    ["gap_truth and yes", NO],
    ['"milk" in gap_list', NO],
    ["gap_topic in products", NO],
    ['gap_topic in ["milk"]', NO],
    ["count(gap_list)", null],
    ["count(gap_list) or else 0", number(0)],
    ["plus_days(today, gap)", null],
    ["known(constructor)", NO],
  ])("unset: %s", (written, value) => {
    expect(run(written)).toEqual(value);
  });

  it("gives nothing for a value of another type than the expression was written for", () => {
    const old: FlowValues = { litres: text("30"), asked: number(1), products: text("milk") };
    for (const written of [
      "litres > 30 L",
      "litres + 1 L",
      "not asked",
      "asked and yes",
      "yes or asked",
      '"milk" in products',
      "count(products)",
    ]) {
      const value = evaluate(parseExpression(written), old, { today: TODAY });
      expect(value, written).toBeNull();
    }
    expect(evaluate(parseExpression("name < name"), VALUES, { today: TODAY })).toBeNull();
    const broken: FlowValues = { born: day("never"), count: number(0.5) };
    for (const written of ["plus_days(born, 1)", "days(born, today)", "count * 2", "count + 0.5"]) {
      expect(evaluate(parseExpression(written), broken, { today: TODAY }), written).toBeNull();
    }
  });

  it("is true only for yes", () => {
    expect([YES, NO, null, number(1000), text("yes")].map(isTrue)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("faults of expressions", () => {
  it.each<[string, number, string]>([
    ["", 0, "write a condition such as litres > 30 L"],
    ["   ", 0, "nothing is written"],
    ["litres >", 8, "a value is missing before the end"],
    ["litres > > 3", 9, "a value is missing before >"],
    ["and yes", 0, "a value is missing before and"],
    ["()", 1, "a value is missing before )"],
    ["(yes", 4, ") is missing; write ) after it"],
    ["yes)", 3, ") closes nothing; remove it"],
    ["name name", 5, "an operator is missing here; write ="],
    ["topic is name", 6, "an operator is missing here"],
    ["topic not in products", 6, "write not topic in"],
    ["1 < 2 < 3", 6, "join two with and"],
    ["topic = name in products", 13, "comparisons do not chain"],
    ["asked = not asked", 8, "in parentheses: (not …)"],
    ["asked == yes", 6, "write ="],
    ["count => 1", 6, "write >="],
    ["count =< 1", 6, "write <="],
    ["count <> 1", 6, "write !="],
    ["count ≥ 1", 6, "write >="],
    ["asked && yes", 6, "write and"],
    ["asked || yes", 6, "write or"],
    ["!asked", 0, "write not"],
    ["count / 2", 6, "there is no division; multiply"],
    ["name = 'x'", 7, 'double quotes: "milk"'],
    ["name = “x”", 7, "straight quotes"],
    ['name = "x', 7, 'write " after it'],
    ['"a\\n"', 2, 'write \\" for a quote'],
    ["asked = true", 8, "write yes"],
    ["asked AND yes", 6, '"AND" has capitals; write and'],
    ["Litres > 3 L", 0, "write litres"],
    ["año = 1", 0, "only a-z, 0-9 and _"],
    ["_x", 0, "start with a letter"],
    ["count # 1", 6, "# is not used here"],
    ["😀", 0, "😀 is not used here"],
    ["name else 1", 5, "write or else"],
    ["12,5", 0, "write 12.5"],
    ["0.1234", 0, "write 0.123"],
    [".5", 0, "such as 0.5"],
    ["99999999999999999", 0, "at most 12 digits"],
    ["litres > 30 l", 9, "write 30 L"],
    ["litres > 30 litros", 9, "write 30 L"],
    ["L > 3", 0, "write 30 L"],
    ["2026-11-31", 0, "no day of the calendar; write year-month-day"],
    ["3-2-1", 0, "a subtraction with spaces"],
    ["24:00", 0, "write 00:00 to 23:59"],
    ["8:30", 0, "such as 08:30"],
    ["-name", 0, "write 0 - …"],
    ["today(1)", 5, "an operator is missing"],
    ["sum(1)", 0, 'no function "sum"; there are count, days, plus_days and known'],
    ["toString(1)", 0, "write tostring"],
    ["constructor(1)", 0, 'no function "constructor"'],
    ["days(today)", 10, "write days(day, day)"],
    ["days()", 5, "write days(day, day)"],
    ["days(today, today, today)", 17, "write days(day, day)"],
    ["known(1)", 6, "write known(name)"],
    ["known(name, name)", 10, "write known(name)"],
    ["[1]", 0, "a list stands only after in"],
    ["topic in []", 10, 'write ["milk", "cheese"]'],
    ["topic in [milk]", 10, "texts in double quotes"],
    ['topic in ["a" "b"]', 14, "write , between texts and ]"],
    ['topic in ("a", "b")', 13, "a list is written in square brackets"],
    [`name = "${"x".repeat(500)}"`, 500, "split it over two nodes"],
    [`yes${" or yes".repeat(20)}`, 0, "over 20 levels; split it over two nodes"],
  ])("%s", (written, at, advice) => {
    const fault = faultOf(written);
    expect(fault.message).toContain(advice);
    expect(fault.message).toContain(`character ${fault.at + 1}: `);
    expect(fault.at).toBe(at);
  });

  it("refuses more than 200 parts", () => {
    const pairs = (levels: number): string =>
      levels === 0 ? "1" : `(${pairs(levels - 1)}+${pairs(levels - 1)})`;
    expect(faultOf(`${pairs(6)}+(${pairs(5)})+${pairs(4)}`).message).toContain("over 200 parts");
    const list = `name in [${'"",'.repeat(54)}""]`;
    expect(faultOf(`${pairs(6)}=${pairs(4)} and ${list}`).message).toContain("over 200 parts");
    expect(run(pairs(6))).toEqual(number(64_000));
  });

  it.each<[string, number, string]>([
    ["litre > 30 L", 0, 'no variable "litre"; did you mean litres? (known: asked, big, born'],
    ["topic = milk", 8, 'no variable "milk"; write a text in double quotes (known: asked'],
    ["z = 1", 0, 'no variable "z"; write a text in double quotes'],
    ["known(nane)", 0, "did you mean name?"],
    ["litres > 30", 7, "litres compared with number; write 30 L"],
    ['litres > "30"', 7, "litres compared with text; write 30 L"],
    ['"30 L" < litres', 7, "text compared with litres; write 30 L"],
    ["count > 3.5 L", 6, "number compared with litres; write 3.5"],
    ["litres = count", 7, "litres compared with number; compare two values of one type"],
    ['born = "2026-01-02"', 5, "day compared with text; write 2026-01-02"],
    ['hour = "soon"', 5, "time compared with text; write 08:30"],
    ['asked = "yes"', 6, "truth compared with text; write yes"],
    ["topic = 3", 6, 'choice compared with number; write "3"'],
    ['name < "x"', 5, "text has no order; write = or != instead of <"],
    ["asked > no", 6, "truth has no order"],
    ['products = "milk"', 9, 'choices cannot be compared; write "milk" in'],
    ["figures = figures", 8, "figures cannot be compared; only known(…)"],
    ["litres and asked", 0, "and takes yes or no, and this is litres; write a comparison"],
    ["asked or name", 9, "or takes yes or no, and this is text"],
    ["not count", 4, "not takes yes or no, and this is number"],
    ["count in products", 0, "in looks for a text or a choice, and this is number"],
    ['count in ["a"]', 0, "in looks for a text or a choice"],
    ["name in name", 8, "in looks into choices, and this is text"],
    ["name in offered", 8, "in looks into choices, and this is options"],
    ["count(name)", 6, "count takes choices here, and this is text; write count(choices)"],
    ['days(born, "2026-01-02")', 11, "days takes day here, and this is text; write 2026-01-02"],
    ["plus_days(born, 3 L)", 16, "plus_days takes number here, and this is litres; write 3"],
    ["born + 3", 5, "write plus_days(day, number)"],
    ["today - born", 6, "write days(from, to)"],
    ['name + "x"', 0, "+ takes numbers and litres, and this is text; write a number or litres"],
    ['litres + "5"', 9, "and this is text; write 5 L"],
    ['"5" + 5 L', 0, "and this is text; write 5 L"],
    ["litres + 5", 7, "litres + number; write 5 L"],
    ["litres - count", 7, "write two values of one type"],
    ["litres * litres", 7, "write litres * number"],
    ["litres or else 0", 7, "litres or else number; write 0 L"],
    ['topic or else "milk"', 6, "choice or else text; write two values of one type"],
  ])("%s", (written, at, advice) => {
    const fault = faultOf(written);
    expect(fault.message).toContain(advice);
    expect(fault.at).toBe(at);
  });

  it("says so when no variables are known, and lists twenty at most", () => {
    const expression = parseExpression("x");
    expect(() => typeOfExpression(expression, new Map())).toThrow("(known: none)");
    const many = new Map(Array.from({ length: 25 }, (_, index) => [`v_${index}`, "text"] as const));
    expect(() => typeOfExpression(expression, many)).toThrow("and 5 more)");
  });
});

describe("variables of expressions", () => {
  it("are named once, in the order of the text", () => {
    const written =
      'b = a or known(c) and count(d) > a or else 1 and e in ["x"] and not f and days(today, g) = 1';
    expect(variablesOf(parseExpression(written))).toEqual(["b", "a", "c", "d", "e", "f", "g"]);
    expect(variablesOf(parseExpression("1 = 2"))).toEqual([]);
  });
});
