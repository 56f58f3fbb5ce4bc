import { isDecentHour, nextDecentHour, nightfall } from "../core/hours.ts";
import { isLanguage, type Language } from "../core/language.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import { giveBackAttention, takeAttention } from "../store/attention.ts";
import { instant, type Connection } from "../store/connection.ts";
import { countBroadcast, queueOutbound } from "../store/outbox.ts";
import { historyLine } from "../store/fates.ts";
import { readContent, textFor, type BroadcastContent } from "./content.ts";
import { addressNotices, beginNotices, waitingNotices } from "./notices.ts";
import { BUSY_MS, MORNING, type PumpTools } from "./tools.ts";

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
  shared: number | boolean;
  consented: number | boolean;
  name: string;
  language: string;
}

/**
 * Begins due notices and hands the next recipients of running broadcasts to the outbox: never more than
 * their lane sends in a moment, the same share to each broadcast and to the notices together, and everything
 * that holds for a message is looked at again.
 */
export async function pump(tools: PumpTools): Promise<void> {
  const now = tools.clock.now();
  const running = await tools.store.transaction((tx) => beginDue(tx, now));
  const awake = running.filter((one) => one.ignoreQuiet || isDecentHour(now));
  await addressNotices(tools, now);
  for (const [channel, lead] of tools.lead) {
    const room = lead - (await tools.store.read((one) => countBroadcast(one, channel)));
    const notices = await waitingNotices(tools, channel, room, now);
    const share = Math.ceil(room / (awake.length + (notices.length > 0 ? 1 : 0)));
    let handed = await beginNotices(tools, notices.slice(0, share), now);
    if (room > 0 && awake.length > 0)
      handed += await tools.store.transaction((tx) =>
        handOver(tools, tx, channel, share, awake, now),
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

/** Hands every broadcast's share to a channel's lane; how many messages were put there. */
async function handOver(
  tools: PumpTools,
  tx: Connection,
  channel: ChannelName,
  share: number,
  running: Running[],
  now: Date,
): Promise<number> {
  let handed = 0;
  for (const broadcast of running) {
    const rows = await tx.query<RecipientRow>(
      `SELECT r.id, r.person_id, r.identity_id, i.address, i.reachable, p.name, p.language,
         EXISTS (SELECT 1 FROM identity_person WHERE identity_id = i.id) AS shared,
         EXISTS (SELECT 1 FROM consent WHERE person_id = r.person_id AND purpose = $1 AND current AND granted) AS consented
       FROM broadcast_recipient r JOIN identity i ON i.id = r.identity_id JOIN person p ON p.id = r.person_id
       WHERE r.broadcast_id = $2 AND r.state = 'queued' AND r.channel = $3 AND r.outbox_id IS NULL AND r.due_at <= $4
       ORDER BY r.place LIMIT $5${tx.skipLocked === "" ? "" : " FOR UPDATE OF r, i SKIP LOCKED"}`,
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
  const obstacle = !row.consented ? "no_consent" : !row.reachable ? "blocked" : null;
  if (obstacle !== null) {
    await skip(tx, row.id, obstacle, now);
    return false;
  }
  const today = limaDay(now);
  const expiresAt = ignoreQuiet ? null : nightfall(now);
  if (!(await takeAttention(tx, row.person_id, today))) {
    await putOff(tx, row.id, limaInstant(addDays(today, 1), MORNING));
    return false;
  }
  const said =
    content.kind === "flow"
      ? await tools.begin(
          tx,
          { identityId: row.identity_id, personId: row.person_id },
          content.flow,
          content.values,
          expiresAt,
        )
      : await queueText(tools, tx, channel, content.texts, row, expiresAt, now);
  const outboxId = said?.at(-1);
  if (outboxId !== undefined) {
    await tx.run("UPDATE broadcast_recipient SET outbox_id = $2 WHERE id = $1", row.id, outboxId);
    return true;
  }
  await giveBackAttention(tx, row.person_id, today);
  if (said === null) await putOff(tx, row.id, nextDecentHour(new Date(now.getTime() + BUSY_MS)));
  else await skip(tx, row.id, "nothing_to_say", now);
  return false;
}

async function queueText(
  tools: PumpTools,
  tx: Connection,
  channel: ChannelName,
  texts: Partial<Record<Language, string>>,
  row: RecipientRow,
  expiresAt: Date | null,
  now: Date,
): Promise<string[]> {
  const language = isLanguage(row.language) ? row.language : "es";
  const text = wordsFor(tools, texts, language, row);
  const message = {
    identityId: row.identity_id,
    channel,
    address: row.address,
    personId: row.person_id,
    lane: "broadcast" as const,
    kind: "broadcast" as const,
    content: { text, choices: [], listed: false, question: null, picture: null },
    expiresAt,
    onceKey: null,
  };
  const id = await queueOutbound(tx, message, now);
  return id === null ? [] : [id];
}

async function skip(tx: Connection, id: string, reason: string, now: Date): Promise<void> {
  await tx.run(
    "UPDATE broadcast_recipient SET state = 'skipped', reason = $2, history = history || $3 WHERE id = $1",
    id,
    reason,
    historyLine("skipped", now),
  );
}

function wordsFor(
  tools: PumpTools,
  texts: Partial<Record<Language, string>>,
  language: Language,
  { name, shared }: RecipientRow,
): string {
  const text = textFor(texts, language, name);
  return shared ? tools.named(language, name, text) : text;
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
