import { isDecentHour, nextDecentHour, nightfall } from "../core/hours.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import { MORNING } from "./tools.ts";

/** How fast a messenger may be written to. */
export interface Rate {
  perSecond: number;
  /** Messages of our own accord a day; null for no limit. */
  perDay: number | null;
}

export type Rates = Readonly<Record<ChannelName, Rate>>;

/** What is to be sent. */
export interface Amount {
  /** Messages that wait, by channel. */
  waiting: Readonly<Partial<Record<ChannelName, number>>>;
  startAt: Date;
  /** Milliseconds over which it is spread from `startAt`. */
  windowMs: number;
  ignoreQuiet: boolean;
  /** Broadcasts among which the lanes are shared, this one counted. */
  sharedBy: number;
}

/**
 * When the last of them will be reached at the pace of each messenger, outside the quiet hours; what is held
 * back by rest days, attention or somebody's own conversation comes later. Null when nothing waits.
 */
export function reachedBy(amount: Amount, rates: Rates, now: Date): Date | null {
  const { waiting, startAt, windowMs, ignoreQuiet, sharedBy } = amount;
  const begin = startAt > now ? startAt : now;
  const windowEnd = new Date(startAt.getTime() + windowMs);
  let last: Date | null = null;
  for (const [channel, count] of Object.entries(waiting) as [ChannelName, number][]) {
    if (count === 0) continue;
    const { perSecond, perDay } = rates[channel];
    const msEach = (1000 * sharedBy) / perSecond;
    const sent = spend(
      begin,
      count * msEach,
      perDay === null ? null : perDay * msEach,
      ignoreQuiet,
    );
    const end = windowEnd > sent ? windowEnd : sent;
    if (last === null || end > last) last = end;
  }
  return last === null || ignoreQuiet ? last : nextDecentHour(last);
}

/** The instant at which so many milliseconds of sending are over, of which a day has at most `dailyMs`. */
function spend(from: Date, ms: number, dailyMs: number | null, ignoreQuiet: boolean): Date {
  let at = ignoreQuiet ? from : nextDecentHour(from);
  for (let left = ms; ;) {
    const day = limaDay(at);
    const morning = limaInstant(addDays(day, 1), ignoreQuiet ? 0 : MORNING);
    const night = ignoreQuiet ? morning : isDecentHour(at) ? nightfall(at) : at;
    const room = Math.min(night.getTime() - at.getTime(), dailyMs ?? Infinity);
    if (left <= room) return new Date(at.getTime() + left);
    left -= room;
    at = morning;
  }
}
