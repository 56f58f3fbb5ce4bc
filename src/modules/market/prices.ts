import { daysBetween, type LimaDay } from "../../core/lima.ts";
import { PRODUCT_FACTS, type Product } from "../../core/products.ts";

/** What families were paid is told only from this many families on. */
export const FEWEST_FAMILIES = 5;

/** The middle of whole numbers, half up between two; null of none. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return Math.floor((lower + upper + 1) / 2);
}

/** Those between half and double the median: a slip of the point does not move the middle. */
export function withoutOutliers(values: readonly number[]): number[] {
  const median = medianOf(values);
  if (median === null) return [];
  return values.filter((value) => value * 2 >= median && value <= median * 2);
}

/** The median of what families were paid, one figure a family; null while too few of them have told. */
export function paidMedian(
  reports: readonly { familyId: string; centimos: number }[],
): { centimos: number; families: number } | null {
  const newest = new Map<string, number>();
  for (const { familyId, centimos } of reports)
    if (!newest.has(familyId)) newest.set(familyId, centimos);
  const kept = withoutOutliers([...newest.values()]);
  const median = medianOf(kept);
  return median === null || kept.length < FEWEST_FAMILIES
    ? null
    : { centimos: median, families: kept.length };
}

/** One market day of a product: the middle of its quotes and their spread, in centimos. */
export interface MarketDay {
  day: LimaDay;
  centimos: number;
  low: number;
  high: number;
  quotes: number;
}

/** Market days of quotes, newest first. */
export function marketDays(quotes: readonly { day: LimaDay; centimos: number }[]): MarketDay[] {
  const byDay = new Map<LimaDay, number[]>();
  for (const { day, centimos } of quotes) byDay.set(day, [...(byDay.get(day) ?? []), centimos]);
  return [...byDay]
    .toSorted(([one], [other]) => other.localeCompare(one))
    .map(([day, all]) => ({
      day,
      centimos: medianOf(all) ?? 0,
      low: Math.min(...all),
      high: Math.max(...all),
      quotes: all.length,
    }));
}

/** True when a price is too old to be told as today's. */
export function isStale(product: Product, day: LimaDay, today: LimaDay): boolean {
  return daysBetween(day, today) > PRODUCT_FACTS[product].staleDays;
}

/** Whole percent from before to now, half up; null when there is nothing before. */
export function changeOf(before: number | null, now: number): number | null {
  return before === null || before === 0 ? null : Math.round((100 * (now - before)) / before);
}
