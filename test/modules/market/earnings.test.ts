import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { earnedByMonth, monthsBefore, worth } from "../../../src/modules/market/earnings.ts";

describe("what the milk earned", () => {
  it("goes by the month's own price, else the last one told, else the market's", () => {
    const milk = [
      { day: "2026-09-10", totalMl: 10_000 },
      { day: "2026-10-10", totalMl: 10_000 },
      { day: "2026-11-10", totalMl: 10_500 },
    ];
    const paid = [
      { day: "2026-10-05", centimos: 150 },
      { day: "2026-10-25", centimos: 160 },
    ];
    expect(
      earnedByMonth(milk, paid, 140).map((one) => [
        one.month,
        one.centimosPerLitre,
        one.source,
        one.centimos,
      ]),
    ).toEqual([
      ["2026-09", 140, "reference", 1400],
      ["2026-10", 155, "own", 1550],
      ["2026-11", 160, "own", 1680],
    ]);
  });

  it("leaves out what nobody knows a price for", () => {
    expect(earnedByMonth([{ day: "2026-11-10", totalMl: 10_000 }], [], null)).toEqual([]);
    expect(earnedByMonth([{ day: "2026-11-10", totalMl: 0 }], [], 150)).toEqual([]);
  });

  it("is exact to half a centimo, and never further off", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 1, max: 1000 }),
        (ml, price) => {
          const off = BigInt(worth(ml, price)) * 1000n - BigInt(ml) * BigInt(price);
          expect(off <= 500n && off > -500n).toBe(true);
        },
      ),
    );
  });

  it("begins with a month's first day, over the turn of a year", () => {
    expect(monthsBefore("2026-01-31", 2)).toBe("2025-11-01");
    expect(monthsBefore("2026-11-23", 0)).toBe("2026-11-01");
  });
});
