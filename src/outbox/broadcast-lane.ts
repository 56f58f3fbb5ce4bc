import type { Channel } from "../core/channel.ts";
import { SendError } from "../core/errors.ts";
import { nextDecentHour, nightfall } from "../core/hours.ts";
import { limaDay, limaInstant, type LimaDay } from "../core/lima.ts";
import { claimBroadcast, countBulkSince, type OutboxRow } from "../store/outbox.ts";
import { putBack } from "../store/fates.ts";
import { noteSent, send, settle, type DeliverTools } from "./deliver.ts";
import { laneTurns } from "./lane-turns.ts";
import { Pace, type PaceLimits } from "./pace.ts";

/** With nothing to send, the lane looks again after this long, or when it is woken. */
const IDLE_MS = 500;

/** While the messenger does not answer, it is asked again after this long. */
const CHECK_MS = 2000;

/** After so many requests to wait in a row, the wait is taken to concern the whole bot. */
const REPEATED_WAITS = 3;

export interface LaneTools extends DeliverTools {
  /** Sends what waited behind a broadcast message to the same person. */
  deliver(identityId: string): Promise<void>;
  trouble: (error: unknown) => void;
  /** Milliseconds of a clock that only goes forward. */
  ticks(): number;
}

/** Sends the broadcast messages of one channel at its pace. */
export interface BroadcastLane {
  /** Something was put into the lane. */
  wake(): void;
  /** Waits until another message may leave by this channel. */
  turn(): Promise<void>;
  /** Starts nothing more and waits for what is under way. */
  close(): Promise<void>;
}

/**
 * Opens the lane. Few messages are under way at a time, and after one whose outcome is unknown nothing
 * more leaves until the messenger answers again, so that an outage cannot swallow many.
 */
export function openBroadcastLane(
  channel: Channel,
  limits: PaceLimits,
  tools: LaneTools,
): BroadcastLane {
  const pace = new Pace(limits, () => tools.ticks());
  const turns = laneTurns(channel.name, tools);
  const underWay = new Set<Promise<void>>();
  let closed = false;
  let doubtful = false;
  let waits = 0;
  let restUntil = 0;
  let day: LimaDay | null = null;
  let sentToday = 0;
  let wakeUp: () => void = () => undefined;
  const work = run();

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await step();
      } catch (error) {
        tools.trouble(error);
        await rest(IDLE_MS);
      }
    }
    await Promise.all(underWay);
    await turns.leave();
  }

  async function step(): Promise<void> {
    if (doubtful) {
      await Promise.all(underWay);
      if (!(await channel.check())) return rest(CHECK_MS);
      doubtful = false;
    }
    const restMs = restUntil - tools.ticks();
    if (restMs > 0) return rest(restMs);
    if (!(await turns.isMine())) return rest(CHECK_MS);
    const left = await leftToday();
    if (left < 1) return rest(CHECK_MS);
    const room = Math.min(pace.available(), limits.underWay - underWay.size, left);
    if (room < 1) {
      if (underWay.size >= limits.underWay) await Promise.race(underWay);
      else await rest(pace.waitMs());
      return;
    }
    const rows = await tools.store.together((tx) =>
      claimBroadcast(tx, channel.name, room, tools.clock.now()),
    );
    sentToday += rows.length;
    for (const row of rows) {
      const one = deliverOne(row, pace.take()).catch(tools.trouble);
      underWay.add(one);
      void one.finally(() => underWay.delete(one));
    }
    if (rows.length === 0) await rest(IDLE_MS);
  }

  /** How many more may leave on this day; what left before this process began counts too. */
  async function leftToday(): Promise<number> {
    if (limits.perDay === null) return Infinity;
    const today = limaDay(tools.clock.now());
    if (day !== today) {
      const begin = limaInstant(today, 0);
      sentToday = await tools.store.read((one) => countBulkSince(one, channel.name, begin));
      day = today;
    }
    return limits.perDay - sentToday;
  }

  async function deliverOne(row: OutboxRow, arrived: () => void): Promise<void> {
    const now = tools.clock.now();
    if (row.expiresAt !== null && row.expiresAt <= now) {
      // Night fell before it could leave: tomorrow is early enough.
      const dueAt = nextDecentHour(now);
      await tools.store.together((tx) => putBack(tx, row, dueAt, nightfall(dueAt)));
      return;
    }
    const sent = await send(tools, channel, row);
    arrived();
    if (sent instanceof SendError) {
      if (sent.outcome === "unknown" || (sent.outcome === "retry" && sent.retryAfterMs === null))
        doubtful = true;
      if (sent.outcome === "retry" && sent.retryAfterMs !== null) {
        waits += 1;
        if (waits >= REPEATED_WAITS) restUntil = tools.ticks() + sent.retryAfterMs;
      }
      await settle(tools, row, sent);
    } else {
      waits = 0;
      tools.counted(row.channel, "sent");
      await tools.store.together((tx) => noteSent(tx, row, sent, tools.clock.now()));
    }
    await tools.deliver(row.identityId);
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      wakeUp = done;
    });
  }

  return {
    wake: () => {
      if (!doubtful && restUntil <= tools.ticks()) wakeUp();
    },
    turn: () => pace.answer((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    async close() {
      closed = true;
      wakeUp();
      await work;
    },
  };
}
