import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Reading } from "../../src/core/reading.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import { dataLines, shippedLexicon } from "./words.ts";

const understander = makeUnderstander(shippedLexicon());
const context = { sentAt: new Date("2026-11-23T23:30:00Z"), afterReport: false };

function read(text: string): Reading {
  return understander.understand(text, context);
}

/** Total of a single day's clear report in ml, or null. */
function totalOf(text: string): number | null {
  const reading = read(text);
  return reading.kind === "milk" && reading.entries.length === 1
    ? (reading.entries[0]?.totalMl ?? null)
    : null;
}

function columnOf(name: string, column: number): Map<number, string> {
  return new Map(
    dataLines(name)
      .slice(1)
      .map((line) => line.split("\t"))
      .map((cells) => [Number(cells[0]), cells[column] ?? ""]),
  );
}

const spanish = columnOf("numerals-es.tsv", 2);
const quechua = columnOf("numerals-qu.tsv", 3);

describe("any text", () => {
  it("is read without ever throwing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.boolean(),
        (text, afterReport) => {
          expect(understander.understand(text, { ...context, afterReport }).kind).toBeTypeOf(
            "string",
          );
        },
      ),
    );
  });

  it("of known words in any order is read without throwing, in whole millilitres", () => {
    const words = fc.constantFrom(
      ..."12 8,5 1/2 mañana tarde ayer hoy no y más litros porongo de 20 vacas cada una vendí iskay chunka pusaq manan ch'awani ? - + = / : * 🌅 🔟 lunes 22/11 total era".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (pieces) => {
        const reading = read(pieces.join(" "));
        if (reading.kind !== "milk") return;
        for (const entry of reading.entries) {
          expect(Number.isSafeInteger(entry.totalMl) && entry.totalMl >= 0).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("of ten thousand characters is answered at once", () => {
    for (const piece of ["a", "1", " ", "12 ", "chunka", "-", "🙂", "no ", "1,", "\u0301"]) {
      const text = piece.repeat(Math.ceil(10_000 / piece.length)).slice(0, 10_000);
      const start = performance.now();
      read(text);
      expect(performance.now() - start).toBeLessThan(200);
    }
  });

  it("just below the cap is answered at once too", () => {
    for (const piece of ["chunka", "treintay", "ununun", "no la ", "1-", "litors "]) {
      const start = performance.now();
      read(piece.repeat(Math.floor(1990 / piece.length)));
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

describe("an amount", () => {
  it("written in digits comes back as written", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom(".", ","),
        (whole, hundredths, point) => {
          const text = `${whole}${point}${String(hundredths).padStart(2, "0")} litros`;
          expect(totalOf(text)).toBe(whole * 1000 + hundredths * 10);
        },
      ),
    );
  });

  it("is the same in digits, Spanish and Quechua", () => {
    for (let litres = 0; litres <= 120; litres += 1) {
      expect(totalOf(`${litres} litros`)).toBe(litres * 1000);
      expect(totalOf(`${spanish.get(litres)} litros`)).toBe(litres * 1000);
      expect(totalOf(`${quechua.get(litres)} litro`)).toBe(litres * 1000);
    }
  });

  it("of two milkings does not depend on their order", () => {
    const litres = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(litres, litres, (morning, evening) => {
        const expected = { morningMl: morning * 1000, eveningMl: evening * 1000 };
        for (const text of [
          `mañana ${morning} tarde ${evening}`,
          `tarde ${evening} mañana ${morning}`,
          `${morning} en la mañana y ${evening} en la tarde`,
          `tutamanta ${quechua.get(morning)}, tarde ${quechua.get(evening)}`,
        ]) {
          expect(read(text)).toMatchObject({ kind: "milk", entries: [expected] });
        }
      }),
    );
  });
});
