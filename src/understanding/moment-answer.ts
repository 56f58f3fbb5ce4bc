import { weekday, type LimaDay } from "../core/lima.ts";
import type { Asked } from "./moment-dates.ts";
import { daysAt, type DaysNamed } from "./moment-days.ts";
import { roleAt, signAt, wholeAt, type Part } from "./moment-parts.ts";
import { clockAt, halfAt, type Clock, type Half } from "./moment-times.ts";

/** What a question wants to know. */
export type Wanted = "day" | "time" | "moment";

/** An answer taken apart: alternatives for the day, clocks, and parts of the day said for all of them. */
export interface Told {
  /** One entry for each day named beside the others ("viernes o sábado"). */
  groups: DaysNamed[];
  clocks: Clock[];
  loose: Half[];
}

/** Where the reading of an answer stands. */
interface Reader extends Told {
  parts: readonly Part[];
  asked: Asked;
  wanted: Wanted;
  /** What was read last, and what joins it to the next. */
  last: "day" | "clock" | null;
  joint: "and" | "or" | "comma" | null;
}

/** Reads the whole row of parts; null when anything is left over or does not hang together. */
export function tellAll(parts: readonly Part[], asked: Asked, wanted: Wanted): Told | null {
  const reader: Reader = {
    parts,
    asked,
    wanted,
    groups: [],
    clocks: [],
    loose: [],
    last: null,
    joint: null,
  };
  for (let at = 0; at < parts.length;) {
    const end = readAt(reader, at);
    if (end === null) return null;
    at = end;
  }
  return isListing(reader.joint) ? null : reader;
}

function readAt(reader: Reader, at: number): number | null {
  const { parts } = reader;
  const role = roleAt(parts, at);
  const belongs = role === "of" && reader.last === "clock" && reader.joint === null;
  if (role === "filler" || belongs) return at + 1;
  const sign = signAt(parts, at);
  if (sign !== null) return readSign(reader, sign, at);
  if (role === "and" || role === "or") {
    if (reader.last === null || isListing(reader.joint)) return null;
    reader.joint = role;
    return at + 1;
  }
  const day = daysHere(reader, at, true);
  if (day !== null) return addDaysNamed(reader, day);
  const clock = clockAt(parts, at, mayBeBareHour(reader, at));
  if (clock !== null) return addClock(reader, clock);
  const half = halfAt(parts, at);
  if (half !== null) {
    reader.loose.push(half);
    return at + 1;
  }
  const otherDay = daysHere(reader, at, false);
  return otherDay === null ? null : addDaysNamed(reader, otherDay);
}

function isListing(joint: Reader["joint"]): boolean {
  return joint === "and" || joint === "or";
}

function readSign(reader: Reader, sign: string, at: number): number | null {
  if (![".", ",", ";", "!", "¡", "\n"].includes(sign)) return null;
  if (reader.joint === null && reader.last !== null) reader.joint = "comma";
  return at + 1;
}

/**
 * Days at a place. The first look, before hours are tried, takes only what cannot be one: after an
 * article, or a figure that agrees with the day just named ("viernes 15 para las 8").
 */
function daysHere(reader: Reader, at: number, first: boolean): DaysNamed | null {
  const { parts, asked, wanted, last, joint } = reader;
  if (wanted === "time") return first ? null : daysAt(parts, at, asked, false);
  const follows = last === "day" && (wanted === "day" || joint !== "comma");
  if (!first) return daysAt(parts, at, asked, wanted === "day" || follows);
  if (["article", "day"].includes(roleAt(parts, at) ?? "")) return daysAt(parts, at, asked, true);
  const isHour = clockAt(parts, at, false) !== null && roleAt(parts, at + 1) !== "to_hour";
  if (wholeAt(parts, at) === null || !follows || joint !== null || isHour) return null;
  const found = daysAt(parts, at, asked, true);
  const before = reader.groups.at(-1);
  const agrees = found !== null && before !== undefined && both(before, found).days.length > 0;
  return agrees ? found : null;
}

/** "8" alone is an hour where only an hour is asked, and after "mañana" and the like. */
function mayBeBareHour(reader: Reader, at: number): boolean {
  if (reader.wanted !== "moment") return reader.wanted === "time";
  const isAfterRelative = reader.last === "day" && reader.groups.at(-1)?.isRelative === true;
  const afterClock = reader.last === "clock" && reader.joint === "or";
  return (afterClock || (isAfterRelative && !isListing(reader.joint))) && isHourFigure(reader, at);
}

function isHourFigure(reader: Reader, at: number): boolean {
  const hour = wholeAt(reader.parts, at);
  return hour !== null && hour >= 1 && hour <= 12;
}

function addDaysNamed(reader: Reader, found: DaysNamed): number | null {
  const before = reader.groups.at(-1);
  const { joint, last } = reader;
  reader.joint = null;
  reader.last = "day";
  if (found.partOfDay !== null) reader.loose.push(found.partOfDay);
  if (found.days.length === 0 || reader.wanted === "time") return null;
  if (before === undefined) {
    if (isListing(joint)) return null;
    reader.groups.push(found);
    return found.end;
  }
  const narrowed = both(before, found);
  const isAnother = isListing(joint) || (joint === "comma" && narrowed.days.length === 0);
  if (isAnother && last !== "day") return null;
  if (isAnother) reader.groups.push(found);
  else reader.groups[reader.groups.length - 1] = narrowed;
  return !isAnother && narrowed.days.length === 0 ? null : found.end;
}

function addClock(reader: Reader, clock: Clock): number | null {
  const { joint, last, clocks, wanted } = reader;
  reader.joint = null;
  reader.last = "clock";
  if (wanted === "day" || joint === "and" || (joint === "or" && last !== "clock")) return null;
  if (clocks.length > 0 && (last !== "clock" || joint === null)) return null;
  const before = clocks.at(-1);
  const sharesHalves =
    before !== undefined && before.halves.length === 0 && before.hour < clock.hour;
  if (sharesHalves) before.halves = clock.halves;
  clocks.push(clock);
  return clock.end;
}

/** What two names beside each other leave: a weekday only picks among the days of a date or week. */
function both(first: DaysNamed, second: DaysNamed): DaysNamed {
  const picking = (name: DaysNamed, other: DaysNamed): boolean =>
    name.weekday !== null && other.weekday === null;
  const pick = (days: readonly LimaDay[], named: number | null): LimaDay[] =>
    days.filter((day) => weekday(day) === named);
  const days = picking(first, second)
    ? pick(second.days, first.weekday)
    : picking(second, first)
      ? pick(first.days, second.weekday)
      : first.days.filter((day) => second.days.includes(day));
  return {
    end: second.end,
    days,
    weekday: first.weekday === second.weekday ? first.weekday : null,
    isWeek: first.isWeek && second.isWeek,
    partOfDay: null,
    isRelative: first.isRelative || second.isRelative,
  };
}
