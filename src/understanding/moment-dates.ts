import { addDays, daysBetween, isLimaDay, type LimaDay } from "../core/lima.ts";
import type { MomentRole } from "./moment-roles.ts";
import { roleAt, signAt, wholeAt, type Part } from "./moment-parts.ts";

/** Which side of today a question is about. */
export type Times = "past" | "coming" | "any";

export interface Asked {
  today: LimaDay;
  times: Times;
}

/** Days found in a row of parts; none when the date does not exist. */
export interface Dates {
  end: number;
  days: LimaDay[];
}

/** With "any", a date whose nearest day is further off than this may be meant on either side. */
const CLEARLY_NEAREST = 150;

/** Two months without a 31 never follow each other but July and August, so this finds every day. */
const SEARCHED_DAYS = 62;

/** A date written out: "2026-12-15", "15/12", "15.12.2026", "15 o 16 de diciembre", "diciembre 15". */
export function dateAt(parts: readonly Part[], at: number, asked: Asked): Dates | null {
  return pointed(parts, at, asked) ?? signed(parts, at, asked) ?? named(parts, at, asked);
}

/** Such days of the month on the asked side of today; with today's own, both today and the next one. */
export function daysOfMonth(day: number, asked: Asked): LimaDay[] {
  const from = (step: 1 | -1): LimaDay | undefined =>
    Array.from({ length: SEARCHED_DAYS }, (_, far) => addDays(asked.today, step * (far + 1))).find(
      (candidate) => Number(candidate.slice(8)) === day,
    );
  const today = Number(asked.today.slice(8)) === day ? [asked.today] : [];
  const before = asked.times === "coming" ? undefined : from(-1);
  const after = asked.times === "past" ? undefined : from(1);
  return [before, ...today, after].filter((found) => found !== undefined);
}

/** "15.12.2026", "2026.12.15"; without a year, points are rather an hour or a decimal. */
function pointed(parts: readonly Part[], at: number, asked: Asked): Dates | null {
  const part = parts[at];
  if (part?.kind !== "figure") return null;
  const pieces = part.text.split(".");
  return pieces.length === 3 && pieces.every((piece) => /^\d+$/.test(piece))
    ? { end: at + 1, days: threeFigures(pieces, asked) }
    : null;
}

/** Figures joined by slashes or hyphens; day before month, as Peru writes them. */
function signed(parts: readonly Part[], at: number, asked: Asked): Dates | null {
  const joint = signAt(parts, at + 1);
  if (joint !== "/" && joint !== "-") return null;
  const pieces: string[] = [];
  let end = at;
  for (let step = at; pieces.length < 3; step += 2) {
    const part = parts[step];
    if (part?.kind !== "number" || part.digits === null) break;
    if (step > at && !isJoined(parts, step, joint)) break;
    pieces.push(part.digits);
    end = step + 1;
  }
  if (pieces.length === 3) return { end, days: threeFigures(pieces, asked) };
  const [day = "", month = ""] = pieces;
  return pieces.length < 2
    ? monthSigned(parts, at, joint, asked)
    : { end, days: withoutYear(Number(day), Number(month), asked) };
}

/** A hyphen between spaces is rather a span ("10 - 12") than a date. */
function isJoined(parts: readonly Part[], at: number, joint: string): boolean {
  const [mark, part] = [parts[at - 1], parts[at]];
  const isGlued = mark?.kind === "sign" && mark.glued && part?.kind === "number" && part.glued;
  return signAt(parts, at - 1) === joint && (joint === "/" || isGlued);
}

/** "15-dic", "15/dic/2026". */
function monthSigned(
  parts: readonly Part[],
  at: number,
  joint: string,
  asked: Asked,
): Dates | null {
  const day = wholeAt(parts, at);
  const month = parts[at + 2];
  if (day === null || month?.kind !== "month") return null;
  const year = signAt(parts, at + 3) === joint ? yearAt(parts, at + 4, asked) : null;
  if (year !== null) return { end: at + 5, days: real(year, month.month, day) };
  return { end: at + 3, days: withoutYear(day, month.month, asked) };
}

function threeFigures(pieces: readonly string[], asked: Asked): LimaDay[] {
  const [first = "", month = "", last = ""] = pieces;
  if (first.length === 4) return real(Number(first), Number(month), Number(last));
  const year = fullYear(last, asked);
  return year === null ? [] : real(year, Number(month), Number(first));
}

/** "15 de diciembre", "15 o 16 de diciembre de 2026", "diciembre 15". */
function named(parts: readonly Part[], at: number, asked: Asked): Dates | null {
  const opening = parts[at];
  const dayAfter = wholeAt(parts, at + 1);
  if (opening?.kind === "month" && dayAfter !== null) {
    const year = yearAt(parts, signAt(parts, at + 2) === "," ? at + 3 : at + 2, asked);
    const skipped = signAt(parts, at + 2) === "," ? 4 : 3;
    return year === null
      ? { end: at + 2, days: withoutYear(dayAfter, opening.month, asked) }
      : { end: at + skipped, days: real(year, opening.month, dayAfter) };
  }
  const days: number[] = [];
  let end = at;
  for (let step = at; ; step += 1) {
    const day = wholeAt(parts, step);
    if (day === null) break;
    days.push(day);
    end = step + 1;
    const isListed = ["and", "or"].includes(roleAt(parts, end) ?? "") || signAt(parts, end) === ",";
    if (!isListed) break;
    step = roleAt(parts, end + 1) === "article" ? end + 1 : end;
  }
  const nearMonth = days.length === 0 ? null : nearbyMonth(roleAt(parts, end), asked);
  if (nearMonth !== null) return { end: end + 1, days: allReal(days, nearMonth) };
  if (roleAt(parts, end) === "of") end += 1;
  const month = parts[end];
  if (days.length === 0 || month?.kind !== "month") return null;
  const yearPlace = roleAt(parts, end + 1) === "of" ? end + 2 : end + 1;
  const year = yearAt(parts, yearPlace, asked);
  const found = days.map((day) =>
    year === null ? withoutYear(day, month.month, asked) : real(year, month.month, day),
  );
  const isReal = found.every((each) => each.length > 0);
  return { end: year === null ? end + 1 : yearPlace + 1, days: isReal ? found.flat() : [] };
}

/** The year and month of "de este mes" or "del mes que viene". */
function nearbyMonth(
  role: MomentRole | null,
  asked: Asked,
): { year: number; month: number } | null {
  if (role !== "this_month" && role !== "coming_month") return null;
  const [year = 0, month = 0] = asked.today.split("-").map(Number);
  if (role === "this_month") return { year, month };
  return month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };
}

/** These days of a month, or none when one of them does not exist. */
function allReal(days: readonly number[], of: { year: number; month: number }): LimaDay[] {
  const found = days.flatMap((day) => real(of.year, of.month, day));
  return found.length === days.length ? found : [];
}

/** A year of four figures, not an hour of two ("15 de diciembre 20:00"). */
function yearAt(parts: readonly Part[], at: number, asked: Asked): number | null {
  const part = parts[at];
  return part?.kind === "number" && part.digits?.length === 4 ? fullYear(part.digits, asked) : null;
}

/** Two figures mean a year at most 20 years ahead of this one. */
function fullYear(digits: string, asked: Asked): number | null {
  if (digits.length === 4) return Number(digits);
  if (digits.length !== 2) return null;
  const thisYear = Number(asked.today.slice(0, 4));
  const inThisCentury = thisYear - (thisYear % 100) + Number(digits);
  return inThisCentury > thisYear + 20 ? inThisCentury - 100 : inThisCentury;
}

/** Of last, this and next year's such days, the one on the asked side of today. */
function withoutYear(day: number, month: number, asked: Asked): LimaDay[] {
  const thisYear = Number(asked.today.slice(0, 4));
  const candidates = [thisYear - 1, thisYear, thisYear + 1].flatMap((year) =>
    real(year, month, day),
  );
  const ahead = (candidate: LimaDay): number => daysBetween(asked.today, candidate);
  const before = candidates.findLast((candidate) => ahead(candidate) <= 0);
  const after = candidates.find((candidate) => ahead(candidate) >= 0);
  if (asked.times !== "any" || before === undefined || after === undefined) {
    const meant = asked.times === "past" ? before : after;
    const only = asked.times === "any" ? (before ?? after) : meant;
    return only === undefined ? [] : [only];
  }
  if (-ahead(before) <= CLEARLY_NEAREST) return [before];
  return ahead(after) <= CLEARLY_NEAREST ? [after] : [before, after];
}

function real(year: number, month: number, day: number): LimaDay[] {
  const pad = (value: number, length: number): string => String(value).padStart(length, "0");
  const written = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return isLimaDay(written) ? [written] : [];
}
