import type { Clock } from "../core/clock.ts";
import { isDecentHour, nextDecentHour, nightfall } from "../core/hours.ts";
import { isLanguage } from "../core/language.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import { giveBackAttention, takeAttention } from "../store/attention.ts";
import { instant, type Connection, type Store } from "../store/connection.ts";
import { countBroadcast, queueOutbound } from "../store/outbox.ts";
import { historyLine } from "../store/recipients.ts";
import { readContent, textFor, type BroadcastContent } from "./content.ts";

export interface PumpTools {
  store: Store;
  clock: Clock;
  /** Broadcast messages that may wait in the outbox, by channel; channels that are off have none. */
  lead: ReadonlyMap<ChannelName, number>;
  /**
   * Begins a flow with somebody; the outbox row of what it says. Null when they are in the middle of
   * something and it should be tried later.
   */
  begin(
    tx: Connection,
    identityId: string,
    flow: string,
    values: FlowValues,
    expiresAt: Date | null,
  ): Promise<string | null>;
  /** Something was put into the lane of a channel. */
  wake(channel: ChannelName): void;
}

/** Somebody in the middle of a question is written to after this long. */
const BUSY_MS = 15 * 60_000;

/** Hour of the next morning to which a message beyond the day's attention is put off, in minutes. */
const MORNING = 6 * 60 + 30;

interface Running {
  id: string;
  purpose: string;
  content: BroadcastContent;
  ignoreQuiet: boolean;
}

interface RecipientRow {
  id: string;
  person_id: string;
  identity_id: string;
  address: string;
  reachable: number | boolean;
  consented: number | boolean;
  name: string;
  language: string;
}

/**
 * Hands the next recipients of running broadcasts to the outbox: never more than their lane sends in a
 * moment, the same share to each broadcast, and everything that holds for a message is looked at again.
 */
export async function pump(tools: PumpTools): Promise<void> {
  const now = tools.clock.now();
  const running = await tools.store.transaction((tx) => beginDue(tx, now));
  const awake = running.filter((one) => one.ignoreQuiet || isDecentHour(now));
  if (awake.length > 0)
    for (const [channel, lead] of tools.lead) {
      const handed = await tools.store.transaction((tx) =>
        handOver(tools, tx, channel, lead, awake, now),
      );
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
    purpose: string;
    content: string;
    ignore_quiet: number | boolean;
  }>(
    "SELECT id, purpose, content, ignore_quiet FROM broadcast WHERE state = 'running' ORDER BY id",
  );
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    content: readContent(row.content),
    ignoreQuiet: Boolean(row.ignore_quiet),
  }));
}

/** Fills a channel's lane up to its lead; how many messages were put there. */
async function handOver(
  tools: PumpTools,
  tx: Connection,
  channel: ChannelName,
  lead: number,
  running: Running[],
  now: Date,
): Promise<number> {
  const room = lead - (await countBroadcast(tx, channel));
  if (room <= 0) return 0;
  const share = Math.ceil(room / running.length);
  let handed = 0;
  for (const broadcast of running) {
    const rows = await tx.query<RecipientRow>(
      `SELECT r.id, r.person_id, r.identity_id, i.address, i.reachable, p.name, p.language,
         EXISTS (SELECT 1 FROM consent WHERE person_id = r.person_id AND purpose = $1 AND current AND granted) AS consented
       FROM broadcast_recipient r JOIN identity i ON i.id = r.identity_id JOIN person p ON p.id = r.person_id
       WHERE r.broadcast_id = $2 AND r.state = 'queued' AND r.channel = $3 AND r.outbox_id IS NULL AND r.due_at <= $4
       ORDER BY r.place LIMIT $5${tx.skipLocked === "" ? "" : " FOR UPDATE OF r SKIP LOCKED"}`,
      broadcast.purpose,
      broadcast.id,
      channel,
      instant(now),
      share,
    );
    for (const row of rows) if (await handOne(tools, tx, channel, broadcast, row, now)) handed += 1;
  }
  return handed;
}

/** Puts one recipient's message into the outbox, or notes why not; true when it will be sent. */
async function handOne(
  tools: PumpTools,
  tx: Connection,
  channel: ChannelName,
  { content, ignoreQuiet }: Pick<Running, "content" | "ignoreQuiet">,
  row: RecipientRow,
  now: Date,
): Promise<boolean> {
  const skip = !row.consented ? "no_consent" : !row.reachable ? "blocked" : null;
  if (skip !== null) {
    await tx.run(
      "UPDATE broadcast_recipient SET state = 'skipped', reason = $2, history = history || $3 WHERE id = $1",
      row.id,
      skip,
      historyLine("skipped", now),
    );
    return false;
  }
  const today = limaDay(now);
  const expiresAt = ignoreQuiet ? null : nightfall(now);
  if (!(await takeAttention(tx, row.person_id, today))) {
    await putOff(tx, row.id, limaInstant(addDays(today, 1), MORNING));
    return false;
  }
  const language = isLanguage(row.language) ? row.language : "es";
  const outboxId =
    content.kind === "flow"
      ? await tools.begin(tx, row.identity_id, content.flow, content.values, expiresAt)
      : await queueOutbound(
          tx,
          {
            identityId: row.identity_id,
            channel,
            address: row.address,
            lane: "broadcast",
            kind: "broadcast",
            content: {
              text: textFor(content.texts, language, row.name),
              choices: [],
              listed: false,
              question: null,
              picture: null,
            },
            expiresAt,
            onceKey: null,
          },
          now,
        );
  if (outboxId === null) {
    await giveBackAttention(tx, row.person_id, today);
    await putOff(tx, row.id, nextDecentHour(new Date(now.getTime() + BUSY_MS)));
    return false;
  }
  await tx.run("UPDATE broadcast_recipient SET outbox_id = $2 WHERE id = $1", row.id, outboxId);
  return true;
}

async function putOff(tx: Connection, id: string, dueAt: Date): Promise<void> {
  await tx.run("UPDATE broadcast_recipient SET due_at = $2 WHERE id = $1", id, instant(dueAt));
}

async function endFinished(tx: Connection, now: Date): Promise<void> {
  await tx.run(
    `UPDATE broadcast SET state = 'done', ended_at = $1 WHERE state = 'running'
     AND NOT EXISTS (SELECT 1 FROM broadcast_recipient r WHERE r.broadcast_id = broadcast.id AND r.state = 'queued')`,
    instant(now),
  );
}
