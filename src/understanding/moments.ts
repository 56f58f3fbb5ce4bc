import { addDays, type LimaDay } from "../core/lima.ts";
import type { Lexicon } from "./lexicon.ts";
import { tellAll, type Told, type Wanted } from "./moment-answer.ts";
import type { Asked, Times } from "./moment-dates.ts";
import { momentParts } from "./moment-parts.ts";
import { minutesOf } from "./moment-times.ts";

/** What an answer to "when?" may mean; several readings are asked about, never guessed. */
export type When<T> = { kind: "one"; value: T } | { kind: "several"; values: T[] } | null;

const DAY_MINUTES = 1440;

/** More readings than this are no question anybody could answer. */
const MOST_READINGS = 8;

/** A time asked alone does not depend on the day. */
const ANY_DAY: Asked = { today: "2000-01-01", times: "any" };

/**
 * The day an answer names, as people say it ("pasado mañana", "el viernes", "15/12", "hace 3 días").
 * `times` chooses between two readings of the same words; a day said outright ("ayer", "15/12/2020")
 * is given even on the other side of today, for the asker to refuse. Several come earliest first.
 */
export function readDay(
  text: string,
  asked: { today: LimaDay; times: Times },
  lexicon: Lexicon,
): When<LimaDay> {
  const told = tell(text, asked, "day", lexicon);
  return told === null ? null : whenOf(daysOf(told).sort());
}

/** The minute of the day (0 to 1439) an answer names; hours up to 12 without a half are two readings. */
export function readTime(text: string, lexicon: Lexicon): When<number> {
  const told = tell(text, ANY_DAY, "time", lexicon);
  if (told === null) return null;
  const minutes = clocksOf(told).map((minute) => minute % DAY_MINUTES);
  return whenOf([...new Set(minutes)].sort((a, b) => a - b));
}

/** A day together with its time; null when either is missing. Midnight may end the named day. */
export function readMoment(
  text: string,
  asked: { today: LimaDay; times: Times },
  lexicon: Lexicon,
): When<{ day: LimaDay; minute: number }> {
  const told = tell(text, asked, "moment", lexicon);
  if (told === null || (told.groups.length > 1 && told.clocks.length > 1)) return null;
  const minutes = clocksOf(told);
  const found = new Map(
    daysOf(told)
      .flatMap((day) => minutes.map((minute) => momentOf(day, minute)))
      .map((moment) => [`${moment.day} ${String(moment.minute).padStart(4, "0")}`, moment]),
  );
  return whenOf([...found.keys()].sort().flatMap((key) => found.get(key) ?? []));
}

function momentOf(day: LimaDay, minute: number): { day: LimaDay; minute: number } {
  return minute < DAY_MINUTES
    ? { day, minute }
    : { day: addDays(day, 1), minute: minute - DAY_MINUTES };
}

function tell(text: string, asked: Asked, wanted: Wanted, lexicon: Lexicon): Told | null {
  const parts = momentParts(text, lexicon);
  return parts === null ? null : tellAll(parts, asked, wanted);
}

/** All days named; a week without its weekday is none. */
function daysOf(told: Told): LimaDay[] {
  if (told.groups.some((group) => group.isWeek)) return [];
  return [...new Set(told.groups.flatMap((group) => group.days))];
}

/** All minutes told; none when one of the clocks contradicts itself. */
function clocksOf(told: Told): number[] {
  const each = told.clocks.map((clock) => minutesOf(clock, told.loose));
  return each.some((minutes) => minutes.length === 0) ? [] : each.flat();
}

function whenOf<T>(values: T[]): When<T> {
  const [first] = values;
  if (first === undefined || values.length > MOST_READINGS) return null;
  return values.length === 1 ? { kind: "one", value: first } : { kind: "several", values };
}
