import { describe, expect, it } from "vitest";

import { readLitres } from "../../src/understanding/choice.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import { dataLines, shippedLexicon } from "./words.ts";

const lexicon = shippedLexicon();
const understander = makeUnderstander(lexicon);
const context = { sentAt: new Date("2026-11-23T23:30:00Z"), afterReport: false };

/** Rows of a numerals table without its heading, as number and spellings; decimals left out. */
function wholeRows(
  name: string,
  columns: readonly number[],
): { value: number; spellings: string[] }[] {
  return dataLines(name)
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([value = ""]) => /^\d+$/.test(value))
    .map((cells) => ({ value: Number(cells[0]), spellings: columns.map((at) => cells[at] ?? "") }));
}

function misreadings(rows: { value: number; spellings: string[] }[]): string[] {
  return rows.flatMap(({ value, spellings }) =>
    spellings
      .filter((spelling) => spelling !== "" && readLitres(spelling, lexicon) !== value * 1000)
      .map((spelling) => `${value} ${spelling}: ${readLitres(spelling, lexicon)}`),
  );
}

describe("Spanish numerals", () => {
  it("are read in every form of the table: numbering, before a noun, feminine, without accents", () => {
    const rows = wholeRows("numerals-es.tsv", [1, 2, 3, 4]);
    expect(rows.length).toBeGreaterThan(2000);
    expect(misreadings(rows)).toEqual([]);
  });

  it.each([
    ["cero punto cinco", 500],
    ["dos punto dos cinco", 2250],
    ["doce coma cinco", 12_500],
    ["cien punto cinco", 100_500],
  ])("reads the decimal %s", (text, ml) => {
    expect(readLitres(text, lexicon)).toBe(ml);
  });
});

describe("Quechua numerals", () => {
  it("are read in three vowels, five vowels and the joined CLDR form", () => {
    const rows = wholeRows("numerals-qu.tsv", [1, 2, 3, 4]);
    expect(rows.length).toBeGreaterThan(2000);
    expect(misreadings(rows)).toEqual([]);
  });

  it.each([
    ["chunka iskay niyuq", 12],
    ["chunka iskay-ni-yuq", 12],
    ["chunka-iskayniyuq", 12],
    ["chunkaiskayniyuq", 12],
    ["chunca iskayniyoj", 12],
    ["chunka iskayniyuqta", 12],
    ["pichqallata", 5],
    ["pachaq iskay-chunka-yuq", 120],
  ])("reads %s as %i", (text, value) => {
    expect(readLitres(text, lexicon)).toBe(value * 1000);
  });

  it("accepts every spelling variant of the table, except words that mean something else too", () => {
    const other = new Set(["nada", "mana imapas", "jun", "pacha'", "unu (DANGER: also 'water')"]);
    const misread = dataLines("numerals-variants.tsv")
      .map((line) => line.split("\t"))
      .filter(([value = ""]) => /^\d+$/.test(value))
      .flatMap(([value = "", , , variants = ""]) =>
        variants
          .split("; ")
          .filter((variant) => !other.has(variant) && !variant.endsWith("(no)"))
          .filter((variant) => {
            const reading = understander.understand(`${variant} litro`, context);
            return reading.kind !== "milk" || reading.entries[0]?.totalMl !== Number(value) * 1000;
          })
          .map((variant) => `${value} ${variant}`),
      );
    expect(misread).toEqual([]);
  });

  it.each(["chusku litro", "patsak litro", "huk", "kinse litros"])("asks about %s", (text) => {
    expect(understander.understand(text, context).kind).toBe("milk_question");
  });
});
