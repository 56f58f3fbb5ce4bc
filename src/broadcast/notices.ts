import { isDecentHour, nextDecentHour, nightfall } from "../core/hours.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import { giveBackAttention, takeAttention } from "../store/attention.ts";
import type { Connection } from "../store/connection.ts";
import {
  addressNotice,
  dueNotices,
  holdNotice,
  linkNotice,
  noteNotice,
  putOffNotice,
  triesOfNotice,
  type DueNotice,
} from "../store/notices.ts";
import { isResting } from "../store/rest-days.ts";
import { BUSY_MS, MORNING, type PumpTools } from "./tools.ts";

/** Notices for which an address is looked for at a time. */
const PAGE = 100;

/** A notice whose flow cannot be begun is tried again after this long, and given up after so many tries. */
const RETRY_MS = 5 * 60_000;
const MAX_TRIES = 3;

/** An urgent notice counts, but is never too many. */
const NO_BUDGET = 1_000_000;

/** Looks for the addresses of due notices that have none. */
export async function addressNotices(tools: PumpTools, now: Date): Promise<void> {
  const lost = await tools.store.read((connection) => dueNotices(connection, null, now, PAGE));
  for (const { id, personId } of lost)
    await tools.store.transaction((tx) => addressNotice(tx, id, personId, now));
}

/** Notices of a channel that may begin now, none at night. */
export async function waitingNotices(
  tools: PumpTools,
  channel: ChannelName,
  limit: number,
  now: Date,
): Promise<string[]> {
  if (!isDecentHour(now) || limit <= 0) return [];
  const due = await tools.store.read((connection) => dueNotices(connection, channel, now, limit));
  return due.map(({ id }) => id);
}

/** Begins notices, each in a transaction of its own; how many left something to send. */
export async function beginNotices(tools: PumpTools, ids: string[], now: Date): Promise<number> {
  let begun = 0;
  for (const id of ids) {
    try {
      if (await tools.store.transaction((tx) => beginOne(tools, tx, id, now))) begun += 1;
    } catch (error) {
      tools.trouble(error);
      await tools.store.transaction((tx) => tryLater(tx, id, now));
    }
  }
  return begun;
}

/** True when the notice was begun; else it is put off or over, and says why. */
async function beginOne(tools: PumpTools, tx: Connection, id: string, now: Date): Promise<boolean> {
  const notice = await holdNotice(tx, id, now);
  if (notice === null) return false;
  const skip = skippedBecause(notice, now);
  if (skip !== null) {
    await noteNotice(tx, id, "skipped", skip, now);
    return false;
  }
  if (!notice.reachable) {
    await addressNotice(tx, id, notice.personId, now);
    return false;
  }
  const today = limaDay(now);
  const tomorrow = limaInstant(addDays(today, 1), MORNING);
  if (!notice.urgent && (await isResting(tx, notice.personId, today))) {
    await putOffNotice(tx, id, tomorrow, false);
    return false;
  }
  const budget = notice.urgent ? NO_BUDGET : tools.attention;
  if (!(await takeAttention(tx, notice.personId, today, budget))) {
    await putOffNotice(tx, id, tomorrow, false);
    return false;
  }
  const { identityId, personId, flow, values, expiresAt } = notice;
  const until = expiresAt !== null && expiresAt < nightfall(now) ? expiresAt : nightfall(now);
  const said = await tools.begin(tx, { identityId, personId }, flow, values, until);
  const outboxId = said?.at(-1);
  if (outboxId !== undefined) {
    await linkNotice(tx, id, outboxId);
    return true;
  }
  await giveBackAttention(tx, notice.personId, today);
  if (said === null)
    await putOffNotice(tx, id, nextDecentHour(new Date(now.getTime() + BUSY_MS)), false);
  else await noteNotice(tx, id, "skipped", "nothing_to_say", now);
  return false;
}

function skippedBecause({ expiresAt, consented }: DueNotice, now: Date): string | null {
  if (expiresAt !== null && expiresAt <= now) return "too_late";
  return consented ? null : "no_consent";
}

async function tryLater(tx: Connection, id: string, now: Date): Promise<void> {
  await putOffNotice(tx, id, new Date(now.getTime() + RETRY_MS), true);
  if ((await triesOfNotice(tx, id)) >= MAX_TRIES)
    await noteNotice(tx, id, "failed", "cannot_begin", now);
}
