import { describe, expect, it } from "vitest";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import { askedOf, describe as inWords, type MarketRow } from "./market-row.ts";
import { dataLines, shippedLexicon } from "./words.ts";

/** Monday morning in Cusco. */
const MONDAY = new Date("2026-11-23T15:00:00Z");
const understander = makeUnderstander(shippedLexicon());

const rows = dataLines("market-utterances.jsonl").map((line) => JSON.parse(line) as MarketRow);
const results = rows.map((row) => {
  const reading = understander.understand(row.text, { sentAt: MONDAY, afterReport: false });
  const asks = reading.kind === "market" ? askedOf(reading) : null;
  const isExact = inWords(reading) === row.read && asks === (row.asks ?? null);
  return { row, read: inWords(reading), asks, isExact };
});
const misses = results
  .filter((result) => !result.isExact)
  .map(({ row, read, asks }) =>
    [
      row.text,
      `expected: ${row.read}${row.asks === undefined ? "" : ` → asks ${row.asks}`}`,
      `read:     ${read}${asks === null ? "" : ` → asks ${asks}`}`,
    ].join("\n    "),
  )
  .join("\n");

describe("messages about prices and sale", () => {
  it("are at least three hundred", () => expect(rows.length).toBeGreaterThanOrEqual(300));

  it("are read exactly as annotated, 97 in 100 or more", () => {
    const share = results.filter((result) => result.isExact).length / results.length;
    expect(share, misses).toBeGreaterThanOrEqual(0.97);
  });

  it("are never kept with another meaning than the annotated one", () => {
    const wrong = results.filter(
      ({ row, read, asks }) => read !== "none" && asks === null && read !== row.read,
    );
    expect(wrong.map(({ row, read }) => `${row.text}: ${read}`)).toEqual([]);
  });
});
