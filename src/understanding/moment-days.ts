import { addDays, weekday, type LimaDay } from "../core/lima.ts";
import { dateAt, daysOfMonth, type Asked } from "./moment-dates.ts";
import { roleAt, wholeAt, type Part } from "./moment-parts.ts";
import type { MomentRole } from "./moment-roles.ts";

/** A part of the day, as people divide it. */
export type PartOfDay = "morning" | "afternoon" | "night" | "dawn";

/** The days that a piece of an answer may name, before its neighbours narrow them down. */
export interface DaysNamed {
  end: number;
  days: LimaDay[];
  /** Set when a weekday stands alone, so that a date beside it decides which one. */
  weekday: number | null;
  /** A whole week was named; a weekday beside it decides which day. */
  isWeek: boolean;
  /** "esta tarde" names a day and a part of it. */
  partOfDay: PartOfDay | null;
  /** Told by its distance from today ("mañana"), not by a name or figure. */
  isRelative: boolean;
}

/** Nobody plans further ahead than this in days or weeks. */
const FURTHEST_DAYS = 3660;

const OFFSETS: Partial<Record<MomentRole, { offset: number; partOfDay?: PartOfDay }>> = {
  today: { offset: 0 },
  this_morning: { offset: 0, partOfDay: "morning" },
  this_afternoon: { offset: 0, partOfDay: "afternoon" },
  tonight: { offset: 0, partOfDay: "night" },
  tomorrow: { offset: 1 },
  after_tomorrow: { offset: 2 },
  yesterday: { offset: -1 },
  last_night: { offset: -1, partOfDay: "night" },
  before_yesterday: { offset: -2 },
};

/**
 * The days that the parts name from a place on, or null. A bare number is a day of the month only
 * where `bare` allows it or an article stands before it.
 */
export function daysAt(
  parts: readonly Part[],
  at: number,
  asked: Asked,
  bare: boolean,
): DaysNamed | null {
  const role = roleAt(parts, at);
  const opens = role === "this" && parts[at + 1]?.kind !== "weekday";
  if (opens || role === "article" || role === "day") return daysAt(parts, at + 1, asked, true);
  const date = dateAt(parts, at, asked);
  if (date !== null) return { ...NOTHING, ...date };
  return (
    distant(parts, at, asked) ??
    relative(parts, at, asked) ??
    weekAt(parts, at, asked) ??
    weekdayAt(parts, at, asked) ??
    dayOfMonth(parts, at, asked, bare)
  );
}

const NOTHING = { weekday: null, isWeek: false, partOfDay: null, isRelative: false };

/** "hoy", "pasado mañana", "esta tarde"; "mañana o pasado" shortens the second. */
function relative(parts: readonly Part[], at: number, asked: Asked): DaysNamed | null {
  const role = roleAt(parts, at);
  const known = role === null ? undefined : OFFSETS[role];
  const isShort =
    role === "past" && roleAt(parts, at - 1) === "or" && roleAt(parts, at - 2) === "tomorrow";
  const offset = isShort ? 2 : known?.offset;
  if (offset === undefined) return null;
  return {
    ...NOTHING,
    end: at + 1,
    days: [addDays(asked.today, offset)],
    partOfDay: known?.partOfDay ?? null,
    isRelative: true,
  };
}

/** "en 3 días", "dentro de una semana", "hace 3 días", "de hoy en ocho", "kimsa p'unchaymanta". */
function distant(parts: readonly Part[], at: number, asked: Asked): DaysNamed | null {
  const role = roleAt(parts, at);
  if (role === "ahead" || role === "ago") {
    return spanFrom(parts, at + 1, asked, role === "ahead" ? 1 : -1);
  }
  const base = role === "of" ? at + 1 : at;
  const offset = OFFSETS[roleAt(parts, base) ?? "filler"]?.offset;
  if (offset !== undefined && roleAt(parts, base + 1) === "ahead") {
    const weeks = new Map([
      [8, 7],
      [15, 14],
    ]).get(wholeAt(parts, base + 2) ?? 0);
    const unit = roleAt(parts, base + 3) === "day" ? 1 : 0;
    const days = weeks === undefined ? [] : [addDays(asked.today, offset + weeks)];
    return { ...NOTHING, end: base + 3 + unit, days, isRelative: true };
  }
  const count = wholeAt(parts, at);
  const after = count === null ? null : roleAt(parts, at + 1);
  if (count !== null && (after === "days_ahead" || after === "weeks_ahead")) {
    const far = after === "days_ahead" ? count : count * 7;
    return { ...NOTHING, end: at + 2, days: reached(asked, [far], 1), isRelative: true };
  }
  const back = spanFrom(parts, at, asked, -1);
  return back !== null && roleAt(parts, back.end) === "ago_after"
    ? { ...back, end: back.end + 1 }
    : null;
}

/** So many days or weeks; "en ocho días" is a week to some and "en quince días" two. */
function spanFrom(
  parts: readonly Part[],
  at: number,
  asked: Asked,
  step: 1 | -1,
): DaysNamed | null {
  const count = wholeAt(parts, at);
  const unitPlace = count === null ? at : at + 1;
  const unit = roleAt(parts, unitPlace);
  const end = unitPlace + 1;
  if (unit === "week") {
    return { ...NOTHING, end, days: reached(asked, [(count ?? 1) * 7], step), isRelative: true };
  }
  if (unit !== "day" || count === null) return null;
  const meant = count === 8 || count === 15 ? [count - 1, count] : [count];
  return { ...NOTHING, end, days: reached(asked, meant, step), isRelative: true };
}

function reached(asked: Asked, distances: readonly number[], step: 1 | -1): LimaDay[] {
  return distances
    .filter((distance) => distance <= FURTHEST_DAYS)
    .map((distance) => addDays(asked.today, step * distance));
}

/** "la semana que viene", "hamuq simana": Monday to Sunday. */
function weekAt(parts: readonly Part[], at: number, asked: Asked): DaysNamed | null {
  const places: Partial<Record<MomentRole, number>> = {
    past_week: -7,
    this_week: 0,
    coming_week: 7,
  };
  const offset = places[roleAt(parts, at) ?? "filler"];
  if (offset === undefined) return null;
  const monday = addDays(asked.today, offset - daysSinceMonday(asked.today));
  const days = Array.from({ length: 7 }, (_, place) => addDays(monday, place));
  return { ...NOTHING, end: at + 1, days, isWeek: true };
}

/** "viernes", "wirnis p'unchay", "este viernes", "el próximo viernes", "viernes que viene", "viernes pasado". */
function weekdayAt(parts: readonly Part[], at: number, asked: Asked): DaysNamed | null {
  const before = roleAt(parts, at);
  const isLed = before === "this" || before === "next" || before === "past";
  const place = isLed ? at + 1 : at;
  const named = parts[place];
  if (named?.kind !== "weekday") return null;
  const after = roleAt(parts, place + 1);
  const isFollowed = after === "next" || after === "past";
  const sense = isFollowed ? after : before;
  const last = place + (isFollowed ? 2 : 1);
  const end = roleAt(parts, last) === "day" ? last + 1 : last;
  if (sense === "next") return { ...NOTHING, end, days: beyond(named.weekday, asked.today, 1) };
  if (sense === "past") return { ...NOTHING, end, days: beyond(named.weekday, asked.today, -1) };
  return { ...NOTHING, end, days: around(named.weekday, asked), weekday: named.weekday };
}

/** The nearest such weekdays on the asked side of today; on that very weekday today is one of them. */
function around(named: number, asked: Asked): LimaDay[] {
  const ahead = (named - weekday(asked.today) + 7) % 7;
  const steps = ahead === 0 ? [-7, 0, 7] : [ahead - 7, ahead];
  return steps
    .filter((step) => asked.times !== "coming" || step >= 0)
    .filter((step) => asked.times !== "past" || step <= 0)
    .map((step) => addDays(asked.today, step));
}

/**
 * "el próximo viernes" (or "pasado"): where this week has that day still ahead (or already behind),
 * some mean this week's and some the one after, so both are given.
 */
function beyond(named: number, today: LimaDay, step: 1 | -1): LimaDay[] {
  const far = (step * (named - weekday(today)) + 7) % 7 || 7;
  const nearest = addDays(today, step * far);
  const next = addDays(nearest, step * 7);
  return daysSinceMonday(nearest) * step > daysSinceMonday(today) * step
    ? [nearest, next]
    : [nearest];
}

function daysSinceMonday(day: LimaDay): number {
  return (weekday(day) + 6) % 7;
}

/** "el 15", "viernes 15". */
function dayOfMonth(
  parts: readonly Part[],
  at: number,
  asked: Asked,
  bare: boolean,
): DaysNamed | null {
  const day = wholeAt(parts, at);
  if (day === null || !bare) return null;
  return { ...NOTHING, end: at + 1, days: daysOfMonth(day, asked) };
}
