import { nextDecentHour } from "../core/hours.ts";
import { nextNotice, nextTimer } from "./ledger.ts";
import type { Phone, Stage } from "./stage.ts";

/** More timers and notices than this in one stretch of time go round in circles. */
const MAX_RINGS = 100;

/** While time passes, the regular tasks run this often; more rarely in a long stretch. */
const TICK_MS = 15 * 60_000;
const LONG_MS = 2 * 86_400_000;
const LONG_TICK_MS = 3_600_000;

/**
 * Lets time pass up to an instant: timers ring and notices begin at their moments, and the regular tasks run
 * meanwhile. Messages leave as they are said, since nudges run from there.
 */
export async function passTime(stage: Stage, phone: Phone, until: Date): Promise<void> {
  const from = stage.clock.now().getTime();
  const step = until.getTime() - from > LONG_MS ? LONG_TICK_MS : TICK_MS;
  let tick = stage.hasTasks ? Math.min(from + step, until.getTime()) : Infinity;
  for (let rings = 0; rings < MAX_RINGS;) {
    await phone.delivers();
    const due = (await nextMoment(stage, phone))?.getTime() ?? Infinity;
    const moment = Math.min(due, tick);
    if (moment > until.getTime()) break;
    if (moment > stage.clock.now().getTime()) stage.moveTo(new Date(moment));
    await stage.runDue();
    if (moment < tick) rings += 1;
    else tick = tick < until.getTime() ? Math.min(tick + step, until.getTime()) : Infinity;
  }
  stage.moveTo(until);
}

/** Lets time pass until a timer of somebody does something; false when none waits. */
export async function waitForTimer(stage: Stage, phone: Phone): Promise<boolean> {
  const before = stage.traces.length;
  for (let rings = 0; rings < MAX_RINGS && stage.traces.length === before; rings++) {
    await phone.delivers();
    const due = await stage.store.read((connection) => nextTimer(connection, phone.identityId));
    if (due === null) return false;
    if (due > stage.clock.now()) stage.moveTo(due);
    await stage.ringTimers();
  }
  return stage.traces.length > before;
}

/** When the next timer rings or the next notice may begin; null when neither waits. */
async function nextMoment(stage: Stage, { identityId }: Phone): Promise<Date | null> {
  const [timer, notice] = await stage.store.read(async (connection) => [
    await nextTimer(connection, identityId),
    await nextNotice(connection, identityId),
  ]);
  const now = stage.clock.now();
  const begins = notice === null ? null : nextDecentHour(notice > now ? notice : now);
  if (timer === null || begins === null) return timer ?? begins;
  return timer < begins ? timer : begins;
}
