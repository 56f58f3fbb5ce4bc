import { addDays, daysBetween, isLimaDay, type LimaDay } from "../core/lima.ts";
import {
  doubtItem,
  isGlued,
  markAt,
  numberAt,
  symbolAt,
  type Item,
  type Rewriting,
} from "./items.ts";

/** A date written out further back than this is asked about rather than believed. */
const BELIEVED_DAYS = 31;

/** A bare day of the month ("el 22") is believed only this far back. */
const BARE_DAY_BELIEVED = 14;

/** A real day as an item; a day to come or long gone becomes a doubt. */
export function dayItem(day: LimaDay, today: LimaDay): Item {
  if (!isLimaDay(day)) return doubtItem("which_date", null);
  const back = daysBetween(day, today);
  if (back < 0) return doubtItem("future", null);
  return back > BELIEVED_DAYS ? doubtItem("which_date", null) : { kind: "day", day };
}

/** Rule: dates in figures and names of months: "22/11", "2026-11-22", "22 de noviembre", "el 22". */
export function datesIn(items: readonly Item[], at: number, today: LimaDay): Rewriting | null {
  return (
    isoDate(items, at, today) ??
    slashedDate(items, at, today) ??
    monthDate(items, at, today) ??
    bareDay(items, at, today)
  );
}

function isoDate(items: readonly Item[], at: number, today: LimaDay): Rewriting | null {
  const [year, month, day] = gluedRow(items, at, "-");
  if (year === undefined || month === undefined) return null;
  if (day === undefined) return hyphenDate(items, at, today, Number(year), Number(month));
  if (year.length === 4)
    return { take: 5, put: [dayItem(`${year}-${pad(month)}-${pad(day)}`, today)] };
  if (day.length !== 4) return null;
  return { take: 5, put: [dayItem(`${day}-${pad(month)}-${pad(year)}`, today)] };
}

/** "22-11 10 litros": only a day of the last week, since a hyphen more often joins two figures. */
function hyphenDate(
  items: readonly Item[],
  at: number,
  today: LimaDay,
  day: number,
  month: number,
): Rewriting | null {
  const item = recent(day, month, today);
  const isClose = item.kind === "day" && daysBetween(item.day, today) <= 7;
  return isClose && hasOtherFigure(items, at, at + 3) ? { take: 3, put: [item] } : null;
}

/** Day and month with a slash are a date only beside another figure; alone "8/5" is asked elsewhere. */
function slashedDate(items: readonly Item[], at: number, today: LimaDay): Rewriting | null {
  const [day, month, year] = gluedRow(items, at, "/");
  if (day === undefined || month === undefined) return null;
  if (year !== undefined) {
    const fullYear = year.length === 2 ? `20${year}` : year;
    return { take: 5, put: [dayItem(`${fullYear}-${pad(month)}-${pad(day)}`, today)] };
  }
  if (Number(day) > 31 || Number(month) > 12 || !hasOtherFigure(items, at, at + 3)) return null;
  return { take: 3, put: [recent(Number(day), Number(month), today)] };
}

/** "22 de noviembre", "noviembre 22", "22 nov 2026". */
function monthDate(items: readonly Item[], at: number, today: LimaDay): Rewriting | null {
  const named = items[at];
  const after = numberAt(items, at + 1);
  if (named?.kind === "month" && after !== null && hasOtherFigure(items, at, at + 2)) {
    return { take: 2, put: [recent(after.milli / 1000, named.month, today)] };
  }
  const number = numberAt(items, at);
  const of = markAt(items, at + 1) === "of" ? 1 : 0;
  const month = items[at + 1 + of];
  if (number === null || month?.kind !== "month") return null;
  const day = number.milli / 1000;
  let end = at + 2 + of;
  if (markAt(items, end) === "of") end += 1;
  const year = numberAt(items, end)?.digits;
  if (/^20\d\d$/.test(year ?? "")) {
    const written = `${year}-${pad(String(month.month))}-${pad(String(day))}`;
    return { take: end + 1 - at, put: [dayItem(written, today)] };
  }
  return { take: 2 + of, put: [recent(day, month.month, today)] };
}

/** "el 22 10 litros", "día 22: 10": the day of this month or the last, beside another figure. */
function bareDay(items: readonly Item[], at: number, today: LimaDay): Rewriting | null {
  const item = items[at];
  const number = numberAt(items, at + 1);
  if (item?.kind !== "word" || number === null || number.milli % 1000 !== 0) return null;
  const opens = item.text === "el" || item.text === "dia" || item.text === "fecha";
  const next = items[at + 2];
  const counted =
    next?.kind === "container" ||
    next?.kind === "product" ||
    ["litre", "cow", "kilo", "arroba", "millilitre"].includes(markAt(items, at + 2) ?? "");
  if (!opens || counted || !hasOtherFigure(items, at, at + 2)) return null;
  const day = number.milli / 1000;
  const of = markAt(items, at + 2) === "of" ? 1 : 0;
  const namesMonth = items[at + 2 + of]?.kind === "month";
  const continues = /^[/-]$/.test(symbolAt(items, at + 2) ?? "") && isGlued(items, at + 2);
  if (day < 1 || day > 31 || continues || namesMonth) return null;
  for (let back = 0; back <= BARE_DAY_BELIEVED; back += 1) {
    const candidate = addDays(today, -back);
    if (Number(candidate.slice(8)) === day)
      return { take: 2, put: [{ kind: "day", day: candidate }] };
  }
  return { take: 2, put: [doubtItem("which_date", null)] };
}

/** Such a day of this year or, when that is far ahead, of the last. */
function recent(day: number, month: number, today: LimaDay): Item {
  const thisYear = Number(today.slice(0, 4));
  const written = (year: number): LimaDay => `${year}-${pad(String(month))}-${pad(String(day))}`;
  const candidate = written(thisYear);
  const isFarAhead = isLimaDay(candidate) && daysBetween(today, candidate) > 180;
  return dayItem(isFarAhead ? written(thisYear - 1) : candidate, today);
}

function gluedRow(items: readonly Item[], at: number, sign: string): string[] {
  const digits: string[] = [];
  for (let step = at; digits.length < 3; step += 2) {
    const number = numberAt(items, step);
    const isFirst = digits.length === 0;
    if (number?.digits == null || !/^\d{1,4}$/.test(number.digits)) break;
    if (!isFirst && (symbolAt(items, step - 1) !== sign || !isGlued(items, step))) break;
    digits.push(number.digits);
  }
  return digits;
}

function hasOtherFigure(items: readonly Item[], from: number, to: number): boolean {
  return items.some(
    (item, place) =>
      (place < from || place >= to) &&
      (item.kind === "number" || item.kind === "container" || item.kind === "nothing"),
  );
}

function pad(digits: string): string {
  return digits.padStart(2, "0");
}
