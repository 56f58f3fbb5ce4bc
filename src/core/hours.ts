import { addDays, limaDay, limaInstant, limaMinutes, weekday } from "./lima.ts";

/** We begin to write to people from 5:00 and stop at 20:30, Lima time (project's domain study, reminder windows). */
const MORNING = 5 * 60;
const NIGHT = 20 * 60 + 30;

/** First decent hour for something put off over night. */
const EARLY = 6 * 60 + 30;

/** The daily reminder: from 18:00, and not begun after 20:00, so that the last one leaves before night. */
const REMINDER = 18 * 60;
const REMINDER_END = 20 * 60;

/** True when we may write to people of our own accord. */
export function isDecentHour(at: Date): boolean {
  const minutes = limaMinutes(at);
  return minutes >= MORNING && minutes < NIGHT;
}

/** `at` itself when that is a decent hour, else 6:30 of the next morning. */
export function nextDecentHour(at: Date): Date {
  if (isDecentHour(at)) return at;
  const day = limaDay(at);
  return limaInstant(limaMinutes(at) >= NIGHT ? addDays(day, 1) : day, EARLY);
}

/** The instant of tonight's silence on the Lima day of `at`. */
export function nightfall(at: Date): Date {
  return limaInstant(limaDay(at), NIGHT);
}

/** True in the hours of the daily reminder, Monday to Saturday. */
export function isReminderHour(at: Date): boolean {
  const minutes = limaMinutes(at);
  return weekday(limaDay(at)) !== 0 && minutes >= REMINDER && minutes < REMINDER_END;
}
