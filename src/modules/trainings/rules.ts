import { isDecentHour, nextDecentHour, nightfall } from "../../core/hours.ts";
import { addDays, limaDay, limaInstant } from "../../core/lima.ts";
import type { ChannelName } from "../../core/message.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Counts under this are not told outside of the people they are about. */
export const SMALL_GROUP = 5;

/** Age groups of participation lists, as the ministries count them. */
export const AGE_GROUPS = ["<18", "18-29", "30-59", "60+"] as const;
export type AgeGroup = (typeof AGE_GROUPS)[number];

/** How long a freed place is held for one person, counted from when they may be written to. */
const OFFER_MS = 4 * HOUR_MS;
/** No place is offered later than this before the beginning. */
const LAST_OFFER_MS = 30 * MINUTE_MS;
/** An offer that would end in the night ends in the morning, at 9:00. */
const OFFER_MORNING = 9 * 60;

/** The reminder of the evening before leaves at 19:00, after the milk's. */
const EVENING = 19 * 60;
const BEFORE_MS = 2 * HOUR_MS;

/** A training is taken to last so long: afterwards comes the question how it was. */
const LASTS_MS = 3 * HOUR_MS;
/** The code of the door is taken from this long before the beginning … */
const DOOR_OPENS_MS = 2 * HOUR_MS;
/** … to this long after it. */
const DOOR_CLOSES_MS = 10 * HOUR_MS;
/** For so long afterwards the question how it was is still asked. */
const FEEDBACK_MS = 5 * 24 * HOUR_MS;
/** A training further ahead than a year and a day is a slip. */
const FARTHEST_MS = 366 * 24 * HOUR_MS;

/** What messengers let through a second, as `src/config.ts` sets it unless an operator does otherwise. */
const PER_SECOND: Record<ChannelName, number> = {
  telegram: 28,
  whatsapp: 0.25,
  whatsapp_cloud: 20,
  simulator: 1000,
};

/** What is wrong with the beginning of a training: it has passed, or lies more than a year ahead. */
export function faultOfStart(startsAt: Date, now: Date): "past" | "far" | null {
  const ahead = startsAt.getTime() - now.getTime();
  if (ahead <= 0) return "past";
  return ahead > FARTHEST_MS ? "far" : null;
}

/** Places still to be had when so many are taken or held; Infinity where nobody is turned away. */
export function freePlaces(capacity: number | null, taken: number): number {
  return capacity === null ? Number.POSITIVE_INFINITY : Math.max(0, capacity - taken);
}

/** A reminder to somebody who comes, and until when it still helps. */
export interface Reminder {
  kind: "evening" | "two_hours";
  dueAt: Date;
  expiresAt: Date;
}

/**
 * The reminders of a training that are still to come: the evening before at 19:00, and two hours before.
 * Where that lies in the night it comes at the first decent hour, or not at all when that is too late.
 */
export function remindersOf(startsAt: Date, now: Date): Reminder[] {
  const evening = limaInstant(addDays(limaDay(startsAt), -1), EVENING);
  const before = nextDecentHour(new Date(startsAt.getTime() - BEFORE_MS));
  const reminders: Reminder[] = [
    { kind: "evening", dueAt: evening, expiresAt: nightfall(evening) },
    { kind: "two_hours", dueAt: before, expiresAt: startsAt },
  ];
  return reminders.filter(({ dueAt, expiresAt }) => dueAt > now && dueAt < expiresAt);
}

/**
 * Until when a place that is freed now is held for the person it is offered to: four hours in which they
 * may be written to, never later than half an hour before the beginning. Null when that has passed.
 */
export function offerUntil(startsAt: Date, now: Date): Date | null {
  const last = new Date(startsAt.getTime() - LAST_OFFER_MS);
  const full = new Date(nextDecentHour(now).getTime() + OFFER_MS);
  const until = isDecentHour(full) ? full : morningAfter(full);
  const held = until < last ? until : last;
  return held > now ? held : null;
}

function morningAfter(night: Date): Date {
  const isLate = night >= nightfall(night);
  return limaInstant(addDays(limaDay(night), isLate ? 1 : 0), OFFER_MORNING);
}

/** When to ask somebody who was there how it was, and until when. */
export function feedbackSpan(startsAt: Date, now: Date): { dueAt: Date; expiresAt: Date } {
  const over = new Date(startsAt.getTime() + LASTS_MS);
  return {
    dueAt: over > now ? over : now,
    expiresAt: new Date(startsAt.getTime() + FEEDBACK_MS),
  };
}

/** The trainings whose code is taken at the door now begin between these instants. */
export function doorSpan(now: Date): { from: Date; to: Date } {
  return {
    from: new Date(now.getTime() - DOOR_CLOSES_MS),
    to: new Date(now.getTime() + DOOR_OPENS_MS),
  };
}

/**
 * When the last of so many messages leaves that begin at `startAt`, at the pace of their messengers and
 * not in the night; what the day's attention puts off is not counted.
 */
export function lastReachedAt(
  startAt: Date,
  messages: Readonly<Partial<Record<ChannelName, number>>>,
): Date {
  let last = nextDecentHour(startAt);
  for (const [channel, count] of Object.entries(messages)) {
    let at = nextDecentHour(startAt);
    let leftMs = (count / PER_SECOND[channel as ChannelName]) * 1000;
    for (
      let night = nightfall(at);
      at.getTime() + leftMs > night.getTime();
      night = nightfall(at)
    ) {
      leftMs -= night.getTime() - at.getTime();
      at = nextDecentHour(night);
    }
    const end = new Date(at.getTime() + leftMs);
    if (end > last) last = end;
  }
  return last;
}

/** The age group in a year; null where the year of birth is not known. */
export function ageGroup(birthYear: number | null, year: number): AgeGroup | null {
  if (birthYear === null) return null;
  const age = year - birthYear;
  if (age < 18) return "<18";
  if (age < 30) return "18-29";
  return age < 60 ? "30-59" : "60+";
}

/** A count for people outside: groups of one to four are not told apart. */
export function guardedCount(count: number): string {
  return count > 0 && count < SMALL_GROUP ? `<${SMALL_GROUP}` : String(count);
}
