import type { LimaDay } from "../core/lima.ts";
import type { Item } from "./items.ts";
import { quantitiesIn } from "./quantities.ts";

/** The part of a message that speaks of one day. */
export interface DayPart {
  day: LimaDay;
  items: Item[];
}

/**
 * Splits a message by the days it names: a name stands before its figures ("hoy 12 y ayer 10") or,
 * when the first figure comes first, after them ("12 hoy y 10 ayer"). Null when a day is left without
 * figures, a figure without its day, or a day comes twice.
 */
export function splitByDay(items: readonly Item[], today: LimaDay): DayPart[] | null {
  const days = items.flatMap((item, place) =>
    item.kind === "day" ? [{ day: item.day, place }] : [],
  );
  const distinct = new Set(days.map((named) => named.day));
  const [firstDay] = days;
  if (firstDay === undefined) return [{ day: today, items: [...items] }];
  if (distinct.size === 1) return [{ day: firstDay.day, items: [...items] }];
  if (distinct.size < days.length) return null;
  const firstFigure = quantitiesIn(items)[0]?.place ?? Infinity;
  const namesLead = firstDay.place < firstFigure;
  const parts = days.map((named, order) => {
    const from = namesLead ? named.place : order === 0 ? 0 : (days[order - 1]?.place ?? 0) + 1;
    const to = namesLead ? (days[order + 1]?.place ?? items.length) : named.place;
    return { day: named.day, items: withoutEdges(items.slice(from, to)) };
  });
  const lastDay = days[days.length - 1]?.place ?? 0;
  const leftOver = namesLead ? [] : quantitiesIn(items.slice(lastDay));
  const complete = parts.every((part) => quantitiesIn(part.items).length > 0);
  return complete && leftOver.length === 0 ? parts : null;
}

/** Joining words between two days belong to neither. */
function withoutEdges(items: Item[]): Item[] {
  const joins = (item: Item | undefined): boolean =>
    item?.kind === "symbol" || (item?.kind === "word" && item.mark === "and");
  let from = 0;
  let to = items.length;
  while (joins(items[from])) from += 1;
  while (to > from && joins(items[to - 1])) to -= 1;
  return items.slice(from, to);
}
