/**
 * Days and hours in Peru. America/Lima is UTC-5 all year (last daylight saving in 1994), so plain arithmetic is exact.
 */
const OFFSET_MS = 5 * 3_600_000;
const DAY_MS = 86_400_000;

/** A calendar day in Lima, written YYYY-MM-DD. */
export type LimaDay = string;

/** The Lima day on which the instant falls. */
export function limaDay(instant: Date): LimaDay {
  return new Date(instant.getTime() - OFFSET_MS).toISOString().slice(0, 10);
}

/** The day `days` after (or, negative, before) the given one. */
export function addDays(day: LimaDay, days: number): LimaDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LimaDay, to: LimaDay): number {
  return dayNumber(to) - dayNumber(from);
}

/** Day of the week of a day: 0 is Sunday, 6 Saturday. */
export function weekday(day: LimaDay): number {
  // 1 January 1970 was a Thursday.
  return (((dayNumber(day) + 4) % 7) + 7) % 7;
}

/** Days since 1 January 1970; NaN for what is no day. Without parsing a date, for texts are full of days. */
function dayNumber(day: LimaDay): number {
  return (
    Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8))) / DAY_MS
  );
}

/** Minutes since midnight in Lima, 0 to 1439. */
export function limaMinutes(instant: Date): number {
  const local = new Date(instant.getTime() - OFFSET_MS);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

/** The instant of a Lima day at so many minutes after its midnight. */
export function limaInstant(day: LimaDay, minutes: number): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) + OFFSET_MS + minutes * 60_000);
}

/** True for a real calendar day written YYYY-MM-DD. */
export function isLimaDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
