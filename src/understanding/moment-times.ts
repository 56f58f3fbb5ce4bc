import type { PartOfDay } from "./moment-days.ts";
import { roleAt, signAt, wholeAt, type Part } from "./moment-parts.ts";
import type { MomentRole } from "./moment-roles.ts";

/** What tells the two halves of the day apart beside an hour. */
export type Half = PartOfDay | "am" | "pm" | "midday";

/** Midnight as people say it, which may end a day as well as begin it. */
const MIDNIGHT = [0, 1440];

/** A time as said; `hour` may still be on either half of the day. */
export interface Clock {
  end: number;
  hour: number;
  minute: number;
  /** Parts of the day said right with it. */
  halves: Half[];
  /** The very minutes, for noon and midnight. */
  fixed: number[] | null;
  /** Written as on the clock of 24 hours: 08:30. */
  isPadded?: boolean;
}

const HALVES: readonly MomentRole[] = [
  "morning",
  "afternoon",
  "night",
  "dawn",
  "am",
  "pm",
  "midday",
] satisfies Half[];

/** The half of the day that the word at a place tells, or null. */
export function halfAt(parts: readonly Part[], at: number): Half | null {
  const role = roleAt(parts, at);
  return role !== null && HALVES.includes(role) ? (role as Half) : null;
}

/**
 * The time that the parts tell from a place on, or null: "a las 8", "8:30 am", "ocho y cuarto",
 * "cuarto para las ocho", "mediodía". A number alone is an hour only where `bare` allows it.
 */
export function clockAt(parts: readonly Part[], at: number, bare: boolean): Clock | null {
  const role = roleAt(parts, at);
  if (role === "noon") return { end: at + 1, hour: 12, minute: 0, halves: [], fixed: [720] };
  if (role === "midnight") return { end: at + 1, hour: 0, minute: 0, halves: [], fixed: MIDNIGHT };
  const before = minutesTo(parts, at);
  if (before !== null) return before;
  const isTold = role === "at" || role === "to_hour";
  const place = isTold ? at + 1 : at;
  const hour = hourAt(parts, place);
  if (hour === null) return null;
  const withHalves = halvesFrom(parts, hour);
  const isClear = isTold || hour.isClear || hasBoundHalf(parts, hour.end);
  return isClear || bare ? withHalves : null;
}

interface Hour extends Clock {
  /** Written so that it can only be an hour. */
  isClear: boolean;
}

/** The hour with its minutes. */
function hourAt(parts: readonly Part[], at: number): Hour | null {
  const pointed = pointedHour(parts, at);
  if (pointed !== null) return pointed;
  const hour = wholeAt(parts, at);
  if (hour === null || hour > 23) return null;
  const made = (end: number, minute: number, isClear: boolean): Hour => ({
    end,
    hour,
    minute,
    isClear,
    halves: [],
    fixed: null,
  });
  const colon = signAt(parts, at + 1) === ":" ? minuteFigure(parts, at + 2) : null;
  if (colon !== null) {
    const part = parts[at];
    const isPadded = part?.kind === "number" && part.digits?.startsWith("0") === true;
    return { ...made(afterUnit(parts, at + 3), colon, true), isPadded };
  }
  if (signAt(parts, at + 1) === ":") return null;
  const unit = roleAt(parts, at + 1) === "hour_unit" ? at + 2 : at + 1;
  const isClear = unit > at + 1;
  if (isClear && minuteFigure(parts, unit) !== null) {
    return made(afterUnit(parts, unit + 1), minuteFigure(parts, unit) ?? 0, true);
  }
  if (roleAt(parts, unit) === "half_after") return made(unit + 1, 30, true);
  const spoken = spokenMinutes(parts, unit);
  if (spoken !== null) {
    const minute = spoken.minute;
    const earlier = minute < 0 ? (hour + 23) % 24 : hour;
    return { ...made(spoken.end, (minute + 60) % 60, isClear || !spoken.isNumber), hour: earlier };
  }
  const beside = minuteFigure(parts, unit) ?? roundMinutes(parts, unit);
  if (beside !== null) return made(afterUnit(parts, unit + 1), beside, isClear);
  return made(unit, 0, isClear);
}

/** "8.30" */
function pointedHour(parts: readonly Part[], at: number): Hour | null {
  const part = parts[at];
  const match = part?.kind === "figure" ? /^(\d{1,2})\.([0-5]\d)$/.exec(part.text) : null;
  if (match === null || Number(match[1]) > 23) return null;
  return {
    end: afterUnit(parts, at + 1),
    hour: Number(match[1]),
    minute: Number(match[2]),
    halves: [],
    fixed: null,
    isClear: true,
  };
}

/** Two figures below sixty, as minutes are written. */
function minuteFigure(parts: readonly Part[], at: number): number | null {
  const part = parts[at];
  return part?.kind === "number" && /^[0-5]\d$/.test(part.digits ?? "") ? part.value : null;
}

/** "ocho treinta" in words. */
function roundMinutes(parts: readonly Part[], at: number): number | null {
  const part = parts[at];
  const isSpelled = part?.kind === "number" && part.digits === null;
  return isSpelled && part.value >= 10 && part.value < 60 ? part.value : null;
}

/** "y media", "y cuarto", "y diez", "menos cuarto", "menos diez" (below zero). */
function spokenMinutes(
  parts: readonly Part[],
  at: number,
): { end: number; minute: number; isNumber: boolean } | null {
  const joint = roleAt(parts, at);
  if (joint !== "and" && joint !== "minus") return null;
  const role = roleAt(parts, at + 1);
  const number = wholeAt(parts, at + 1);
  const isMinutes =
    number !== null && number < 60 && (number >= 10 || isSpelledFive(parts, at + 1));
  const minute = role === "quarter" ? 15 : isMinutes ? number : null;
  if (role === "half" && joint === "and") return { end: at + 2, minute: 30, isNumber: false };
  if (minute === null) return null;
  return { end: at + 2, minute: joint === "and" ? minute : -minute, isNumber: role !== "quarter" };
}

/** "ocho y cinco" is 8:05, while "8 y 5" may be two hours. */
function isSpelledFive(parts: readonly Part[], at: number): boolean {
  const part = parts[at];
  return part?.kind === "number" && part.digits === null && part.value === 5;
}

/** "cuarto para las ocho", "diez para las 8". */
function minutesTo(parts: readonly Part[], at: number): Clock | null {
  if (roleAt(parts, at + 1) !== "to_hour") return null;
  const number = wholeAt(parts, at);
  const minutes = roleAt(parts, at) === "quarter" ? 15 : number;
  const hour = wholeAt(parts, at + 2);
  const isMinutes = minutes !== null && minutes > 0 && minutes < 60;
  if (!isMinutes || hour === null || hour > 23) return null;
  const made = { end: at + 3, minute: 60 - minutes, halves: [], fixed: null };
  return halvesFrom(parts, { ...made, hour: (hour + 23) % 24 });
}

function afterUnit(parts: readonly Part[], at: number): number {
  return roleAt(parts, at) === "hour_unit" ? at + 1 : at;
}

function halvesFrom(parts: readonly Part[], clock: Clock): Clock {
  const halves: Half[] = [];
  let end = clock.end;
  for (let half = halfAt(parts, end); half !== null; half = halfAt(parts, end)) {
    halves.push(half);
    end += 1;
  }
  return { ...clock, end, halves };
}

/** "8 am", "8 de la mañana": the half belongs to the number before it, which so is an hour. */
function hasBoundHalf(parts: readonly Part[], at: number): boolean {
  const part = parts[at];
  const half = halfAt(parts, at);
  if (half === null || part?.kind !== "word") return false;
  return half === "am" || half === "pm" || /^d[eu] /.test(part.text);
}

/**
 * The minutes of the day (1440 is the midnight that ends it) that a clock and all words about the
 * part of the day leave possible; none where they contradict each other.
 */
export function minutesOf(clock: Clock, loose: readonly Half[]): number[] {
  const halves = [...clock.halves, ...loose];
  // Nobody writes the nought of 08:30 who means the evening, unless it is said beside it.
  const hours = clock.isPadded === true && halves.length === 0 ? [clock.hour] : hoursOf(clock.hour);
  const possible = clock.fixed ?? hours.map((hour) => hour * 60 + clock.minute);
  const left = halves.reduce(
    (minutes, half) => minutes.filter((minute) => fits(minute, half)),
    possible,
  );
  return [...new Set(left)];
}

/** On the clock face twelve is noon or the midnight before or after it. */
function hoursOf(hour: number): number[] {
  if (hour === 12) return [0, 12, 24];
  return hour >= 1 && hour < 12 ? [hour, hour + 12] : [hour];
}

/** Whether a minute of the day may be called so; noon and midnight go by several names. */
function fits(minute: number, half: Half): boolean {
  const hour = Math.floor(minute / 60);
  switch (half) {
    case "am":
    case "morning":
      return hour <= 12;
    case "pm":
      return hour >= 12;
    case "dawn":
      return hour < 7;
    case "midday":
      return hour >= 9 && hour < 16;
    case "afternoon":
      return hour >= 12 && hour <= 20;
    case "night":
      return hour >= 18 || hour === 0;
  }
}
