import { describe, expect, it } from "vitest";

import { readChoice } from "../../src/understanding/choice.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import { actualVerdict, describeVerdict, expectedVerdict, type CorpusRow } from "./corpus-row.ts";
import { dataLines, shippedLexicon } from "./words.ts";

const lexicon = shippedLexicon();
const understander = makeUnderstander(lexicon);
const MENU = ["leche", "precios", "venta", "capacitación", "votación", "ayuda"].map((label) => ({
  label,
}));

const rows = dataLines("milk-utterances.jsonl").map((line) => JSON.parse(line) as CorpusRow);
const results = rows.map((row) => {
  const expected = expectedVerdict(row);
  const chosen = row.ctx === "menu" ? readChoice(row.text, MENU, lexicon) : null;
  const actual =
    chosen === null
      ? actualVerdict(row, understander)
      : { ...expected, intent: "menu_choice", question: null, stored: [] };
  return { row, expected, actual, isExact: describeVerdict(expected) === describeVerdict(actual) };
});
const misses = results
  .filter((result) => !result.isExact)
  .map(({ row, expected, actual }) =>
    [
      `${row.id} ${JSON.stringify(row.text)}`,
      `expected: ${describeVerdict(expected)}`,
      `read:     ${describeVerdict(actual)}`,
    ].join("\n    "),
  )
  .join("\n");

describe("the annotated messages", () => {
  it("are read exactly as annotated, 97 in 100 or more", () => {
    const share = results.filter((result) => result.isExact).length / results.length;
    expect(share, misses).toBeGreaterThanOrEqual(0.97);
  });

  it("are never stored with a wrong value", () => {
    const wrong = results
      .filter(({ actual }) => actual.stored.length > 0)
      .filter(({ expected, actual }) => expected.stored.join() !== actual.stored.join())
      .map(({ row, actual }) => `${row.id} ${row.text}: ${actual.stored.join(", ")}`);
    expect(wrong).toEqual([]);
  });
});
