import type { Purpose } from "../core/caller.ts";
import { isDecentHour } from "../core/hours.ts";
import { limaDay } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import { instant, type Connection } from "../store/connection.ts";
import { historyLine } from "../store/fates.ts";
import { countBroadcast } from "../store/outbox.ts";
import { readContent } from "./content.ts";
import { handOne } from "./hand.ts";
import { addressNotices, beginNotices, waitingNotices } from "./notices.ts";
import { dueRecipients, type Running } from "./recipient.ts";
import { beginSeries } from "./series.ts";
import type { PumpTools } from "./tools.ts";

/** After trouble with somebody they are tried again after this long. */
const TROUBLE_MS = 5 * 60_000;

/**
 * Begins due notices and hands the next recipients of running broadcasts to the outbox: never more than
 * their lane sends in a moment, the same share to each sender and to the notices together, each sender's divided
 * among its broadcasts, and everything that holds for a message is looked at again.
 */
export async function pump(tools: PumpTools): Promise<void> {
  const now = tools.clock.now();
  await beginSeries(tools, now);
  const running = await tools.store.transaction((tx) => beginDue(tx, now));
  const awake = running.filter((one) => one.ignoreQuiet || isDecentHour(now));
  await addressNotices(tools, now);
  for (const [channel, lead] of tools.lead) {
    const room = lead - (await tools.store.read((one) => countBroadcast(one, channel)));
    const notices = await waitingNotices(tools, channel, room, now);
    const senders = new Set(awake.map(({ by }) => by)).size + (notices.length > 0 ? 1 : 0);
    const share = Math.ceil(room / senders);
    let handed = await beginNotices(tools, notices.slice(0, share), now);
    if (room > 0)
      for (const broadcast of awake) {
        const own = awake.filter(({ by }) => by === broadcast.by).length;
        handed += await handOver(tools, broadcast, channel, Math.ceil(share / own), now);
      }
    if (handed > 0) tools.wake(channel);
  }
  if (running.length > 0) await tools.store.transaction((tx) => endFinished(tx, now));
}

/** Starts what is due; everything that runs, oldest first. */
async function beginDue(tx: Connection, now: Date): Promise<Running[]> {
  await tx.run(
    "UPDATE broadcast SET state = 'running' WHERE state = 'scheduled' AND start_at <= $1",
    instant(now),
  );
  const rows = await tx.query<{
    id: string;
    created_by: string;
    purpose: Purpose;
    content: string;
    ignore_quiet: number | boolean;
    ask_consent: number | boolean;
  }>(
    "SELECT id, created_by, purpose, content, ignore_quiet, ask_consent FROM broadcast WHERE state = 'running' ORDER BY id",
  );
  return rows.map((row) => ({
    id: row.id,
    by: row.created_by,
    purpose: row.purpose,
    content: readContent(row.content),
    ignoreQuiet: Boolean(row.ignore_quiet),
    askConsent: Boolean(row.ask_consent),
  }));
}

/**
 * Hands a broadcast's share to a channel's lane; how many messages were put there. A flow that cannot begin
 * with somebody holds up nobody else.
 */
async function handOver(
  tools: PumpTools,
  broadcast: Running,
  channel: ChannelName,
  share: number,
  now: Date,
): Promise<number> {
  let current: string | null = null;
  try {
    return await tools.store.transaction(async (tx) => {
      let handed = 0;
      for (const row of await dueRecipients(tx, broadcast, channel, limaDay(now), share, now)) {
        current = row.id;
        if (await handOne(tools, tx, broadcast, row, now)) handed += 1;
      }
      return handed;
    });
  } catch (error) {
    const failed = current as string | null;
    if (failed === null) throw error;
    tools.trouble(error);
    await tools.store.transaction((tx) => tryLater(tx, failed, now));
    return 0;
  }
}

/** Tries somebody again later, and gives up after the third time. */
async function tryLater(tx: Connection, id: string, now: Date): Promise<void> {
  await tx.run(
    `UPDATE broadcast_recipient SET due_at = $2, history = history || $3,
       state = CASE WHEN history LIKE '%trouble%trouble%' THEN 'failed' ELSE state END,
       reason = CASE WHEN history LIKE '%trouble%trouble%' THEN 'cannot_begin' ELSE reason END WHERE id = $1`,
    id,
    instant(new Date(now.getTime() + TROUBLE_MS)),
    historyLine("trouble", now),
  );
}

async function endFinished(tx: Connection, now: Date): Promise<void> {
  await tx.run(
    `UPDATE broadcast SET state = 'done', ended_at = $1 WHERE state = 'running'
     AND NOT EXISTS (SELECT 1 FROM broadcast_recipient r WHERE r.broadcast_id = broadcast.id AND r.state = 'queued')`,
    instant(now),
  );
}
