import { addDays, type LimaDay } from "../../core/lima.ts";
import { medianOf } from "./prices.ts";

/** One month of a family's milk and what a litre of it was worth. */
export interface MonthEarned {
  /** YYYY-MM. */
  month: string;
  ml: number;
  centimosPerLitre: number;
  /** Told by the family, or the market's price where it told none. */
  source: "own" | "reference";
  /** Whole centimos, half up. */
  centimos: number;
}

/** The first day of a month so many before the month of a day. */
export function monthsBefore(day: LimaDay, months: number): LimaDay {
  let first = `${day.slice(0, 7)}-01`;
  for (let step = 0; step < months; step += 1) first = `${addDays(first, -1).slice(0, 7)}-01`;
  return first;
}

/** What so many millilitres are worth at a price a litre, in whole centimos, half up; exact in between. */
export function worth(ml: number, centimosPerLitre: number): number {
  return Math.floor((2 * ml * centimosPerLitre + 1000) / 2000);
}

/**
 * A family's milk by month, each with its own price: the middle of what it was paid that month, else the last it
 * told before, else the market's. Months without milk, and those nobody knows a price for, are left out.
 */
export function earnedByMonth(
  milk: readonly { day: LimaDay; totalMl: number }[],
  paid: readonly { day: LimaDay; centimos: number }[],
  reference: number | null,
): MonthEarned[] {
  const months = [...new Set(milk.map(({ day }) => day.slice(0, 7)))].sort();
  return months.flatMap((month) => {
    const ml = milk
      .filter(({ day }) => day.startsWith(month))
      .reduce((sum, one) => sum + one.totalMl, 0);
    const own =
      medianOf(paid.filter(({ day }) => day.startsWith(month)).map((one) => one.centimos)) ??
      paid
        .filter(({ day }) => day.slice(0, 7) < month)
        .toSorted((a, b) => b.day.localeCompare(a.day))[0]?.centimos ??
      null;
    const price = own ?? reference;
    if (ml === 0 || price === null) return [];
    const source = own === null ? ("reference" as const) : ("own" as const);
    return [{ month, ml, centimosPerLitre: price, source, centimos: worth(ml, price) }];
  });
}
