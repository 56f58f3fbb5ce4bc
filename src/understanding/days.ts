import { addDays, weekday, type LimaDay } from "../core/lima.ts";
import { datesIn, dayItem } from "./dates.ts";
import { doubtItem, hasMark, markAt, numberAt, type Item, type Rule } from "./items.ts";

/** Rules that turn words and figures into days, in order; `today` is the sender's Lima day. */
export function dayRules(today: LimaDay): Rule[] {
  return [
    (items, at) => ago(items, at, today),
    (items, at) => relative(items, at, today),
    (items, at) => datesIn(items, at, today),
    (items, at) => namedWeekday(items, at, today),
  ];
}

function relative(items: readonly Item[], at: number, today: LimaDay): ReturnType<Rule> {
  switch (markAt(items, at)) {
    case "today":
      return { take: 1, put: [{ kind: "day", day: today }] };
    case "yesterday":
      return { take: 1, put: [{ kind: "day", day: addDays(today, -1) }] };
    case "before_yesterday":
      return { take: 1, put: [{ kind: "day", day: addDays(today, -2) }] };
    case "last_night":
      return {
        take: 1,
        put: [
          { kind: "day", day: addDays(today, -1) },
          { kind: "milking", side: "evening" },
        ],
      };
    case "tomorrow":
      return { take: 1, put: [doubtItem("future", null)] };
    default:
      return null;
  }
}

/** "hace tres días". */
function ago(items: readonly Item[], at: number, today: LimaDay): ReturnType<Rule> {
  const count = numberAt(items, at + 1);
  if (markAt(items, at) !== "ago" || count === null) return null;
  const unit = markAt(items, at + 2);
  if (unit === "period") return { take: 3, put: [doubtItem("which_date", null)] };
  if (unit !== "day" || count.milli % 1000 !== 0) return null;
  const days = Math.min(count.milli / 1000, 10_000);
  return { take: 3, put: [dayItem(addDays(today, -days), today)] };
}

/**
 * The most recent past such day; today's own name is asked about unless "hoy" says so. A day of the
 * month right after ("domingo 22") must agree and is swallowed only when an amount follows it.
 */
function namedWeekday(items: readonly Item[], at: number, today: LimaDay): ReturnType<Rule> {
  const item = items[at];
  if (item?.kind !== "weekday") return null;
  const back = (weekday(today) - item.weekday + 7) % 7;
  const past = markAt(items, at + 1) === "past" ? 1 : 0;
  const beside = items[at - 1]?.kind === "day" ? at - 1 : at + 1;
  const neighbour = items[beside];
  if (neighbour?.kind === "day") {
    const agrees = weekday(neighbour.day) === item.weekday;
    return { take: 1, put: agrees ? [] : [doubtItem("which_date", null)] };
  }
  const day = addDays(today, back === 0 ? -7 : -back);
  const date = numberAt(items, at + 1 + past);
  const isDate =
    date !== null && date.milli === Number(dayOfMonth(back === 0 ? today : day)) * 1000;
  const amountFollows = items.slice(at + 2 + past).some((later) => later.kind === "number");
  if (isDate && amountFollows) {
    return { take: 2 + past, put: [{ kind: "day", day: back === 0 ? today : day }] };
  }
  if (back === 0) return { take: 1 + past, put: [doubtItem("which_date", null)] };
  return { take: 1 + past, put: [{ kind: "day", day }] };
}

function dayOfMonth(day: LimaDay): string {
  return day.slice(8);
}

/** Totals of a week or a month, or a daily rate, are not one day's milk. */
export function namesPeriod(items: readonly Item[]): boolean {
  return hasMark(items, "period", "daily");
}
