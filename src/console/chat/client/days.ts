import type { PageLanguage, Words } from "./words.ts";

const ZONE = "America/Lima";
const DAY_MS = 86_400_000;
const dayParts = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const hours = new Intl.DateTimeFormat("es-PE", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** The day in Peru on which an instant falls, YYYY-MM-DD: the families' days, wherever the reader is. */
export function dayOf(instant: string): string {
  return dayParts.format(new Date(instant));
}

/** Hour and minute in Peru. */
export function hourOf(instant: string): string {
  return hours.format(new Date(instant));
}

/** How a day is called in a separator: today, yesterday, or its date. */
export function dayName(instant: string, words: Words, language: PageLanguage): string {
  const near = nearDay(instant, words);
  if (near !== null) return near;
  // No browser knows Cusco dates; rural speech uses the Spanish names.
  const locale = language === "en" ? "en-GB" : "es-PE";
  const old = Date.now() - Date.parse(instant) > 300 * DAY_MS;
  return new Intl.DateTimeFormat(locale, {
    timeZone: ZONE,
    weekday: old ? undefined : "long",
    day: "numeric",
    month: "long",
    year: old ? "numeric" : undefined,
  }).format(new Date(instant));
}

/** The short time at a row of the list: hour when today, else the day. */
export function rowTime(instant: string, words: Words): string {
  if (dayOf(instant) === dayOf(new Date().toISOString())) return hourOf(instant);
  const near = nearDay(instant, words);
  if (near !== null) return near;
  const [, month, day] = dayOf(instant).split("-").map(Number);
  return `${day}/${month}`;
}

function nearDay(instant: string, words: Words): string | null {
  const day = dayOf(instant);
  if (day === dayOf(new Date().toISOString())) return words.today;
  if (day === dayOf(new Date(Date.now() - DAY_MS).toISOString())) return words.yesterday;
  return null;
}
