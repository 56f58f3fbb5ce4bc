import { newId, oldestIdOf } from "../core/ids.ts";
import { fit } from "../core/fitting.ts";
import {
  CHANNEL_LIMITS,
  type ChannelName,
  type OutboxKind,
  type OutgoingContent,
} from "../core/message.ts";
import { instant, type Connection } from "./connection.ts";
import { noteFate } from "./fates.ts";

/** Answers overtake bulk; broadcasts and notices leave by a lane of their own, at the pace their messenger allows. */
export const LANES = { reply: 0, bulk: 1, broadcast: 2 } as const;

/** The lane of what a flow says. */
export const LANE_OF: Readonly<Record<OutboxKind, keyof typeof LANES>> = {
  reply: "reply",
  nudge: "bulk",
  reminder: "bulk",
  broadcast: "broadcast",
  notice: "broadcast",
};

export interface NewOutbound {
  identityId: string;
  channel: ChannelName;
  address: string;
  /** Whom it is for, where that is known: several persons may use the phone. */
  personId?: string | null;
  lane: keyof typeof LANES;
  kind: OutboxKind;
  content: OutgoingContent;
  /** Not sent any more after this instant. */
  expiresAt: Date | null;
  /** A message with this key goes out at most once. */
  onceKey: string | null;
}

export interface OutboxRow {
  id: string;
  identityId: string;
  channel: ChannelName;
  address: string;
  kind: OutboxKind;
  content: OutgoingContent;
  tries: number;
  unknowns: number;
  expiresAt: Date | null;
}

/**
 * Puts a message into the outbox, in several rows where its messenger cannot carry it in one; the id of the
 * last, null when its once-key is taken.
 */
export async function queueOutbound(
  tx: Connection,
  message: NewOutbound,
  now: Date,
): Promise<string | null> {
  const parts = fit(message.content, CHANNEL_LIMITS[message.channel]);
  let last: string | null = null;
  for (const [index, content] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const onceKey =
      isLast || message.onceKey === null ? message.onceKey : `${message.onceKey}#${index}`;
    last = await queueOne(tx, { ...message, content, onceKey }, now);
  }
  return last;
}

async function queueOne(tx: Connection, message: NewOutbound, now: Date): Promise<string | null> {
  const id = newId();
  const changed = await tx.run(
    `INSERT INTO outbox (id, identity_id, channel, address, lane, kind, content, state, tries, unknowns, created_at, expires_at, once_key, person_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, 0, $8, $9, $10, $11) ON CONFLICT (once_key) DO NOTHING`,
    id,
    message.identityId,
    message.channel,
    message.address,
    LANES[message.lane],
    message.kind,
    JSON.stringify(message.content),
    instant(now),
    message.expiresAt === null ? null : instant(message.expiresAt),
    message.onceKey,
    message.personId ?? null,
  );
  return changed === 1 ? id : null;
}

interface ClaimedRow {
  id: string;
  identity_id: string;
  channel: ChannelName;
  address: string;
  kind: OutboxKind;
  content: string;
  tries: number;
  unknowns: number;
  expires_at: string | null;
}

/**
 * Takes the identity's next message for sending; null when there is none, or one is being sent, or the
 * next must wait. From here on a crash leaves its outcome unknown.
 */
export async function claimNext(
  tx: Connection,
  identityId: string,
  now: Date,
): Promise<OutboxRow | null> {
  const [row] = await tx.query<ClaimedRow>(
    `UPDATE outbox SET state = 'sending', claimed_at = $2, tries = tries + 1
     WHERE id = (SELECT id FROM outbox WHERE identity_id = $1 AND state IN ('queued', 'sending') AND (lane < 2 OR state = 'sending')
                 ORDER BY state DESC, lane, id LIMIT 1)
       AND state = 'queued' AND (not_before IS NULL OR not_before <= $2)
     RETURNING ${CLAIMED}`,
    identityId,
    instant(now),
  );
  return row === undefined ? null : claimed(row);
}

/**
 * Takes broadcast messages of a channel, oldest first, one a person, and none of a person to whom something
 * is being sent. From here on a crash leaves their outcome unknown.
 */
export async function claimBroadcast(
  tx: Connection,
  channel: ChannelName,
  limit: number,
  now: Date,
): Promise<OutboxRow[]> {
  const rows = await tx.query<ClaimedRow>(
    `UPDATE outbox SET state = 'sending', claimed_at = $2, tries = tries + 1
     WHERE state = 'queued' AND id IN (
       SELECT MIN(o.id) FROM outbox o
       WHERE o.state = 'queued' AND o.lane = 2 AND o.channel = $1 AND (o.not_before IS NULL OR o.not_before <= $2)
         AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.state = 'sending' AND s.identity_id = o.identity_id)
       GROUP BY o.identity_id ORDER BY MIN(o.id) LIMIT $3)
     RETURNING ${CLAIMED}`,
    channel,
    instant(now),
    limit,
  );
  return rows.map(claimed);
}

/** How many broadcast messages of a channel wait in the outbox. */
export async function countBroadcast(
  connection: Connection,
  channel: ChannelName,
): Promise<number> {
  const [row] = await connection.query<{ count: number | bigint }>(
    "SELECT COUNT(*) AS count FROM outbox WHERE state = 'queued' AND lane = 2 AND channel = $1",
    channel,
  );
  return Number(row?.count ?? 0);
}

/** How many broadcast messages and notices left by a channel since an instant, or may have left. */
export async function countBulkSince(
  connection: Connection,
  channel: ChannelName,
  since: Date,
): Promise<number> {
  const [row] = await connection.query<{ count: number | bigint }>(
    "SELECT COUNT(*) AS count FROM outbox WHERE lane = 2 AND channel = $1 AND claimed_at >= $2 AND state <> 'queued'",
    channel,
    instant(since),
  );
  return Number(row?.count ?? 0);
}

const CLAIMED = "id, identity_id, channel, address, kind, content, tries, unknowns, expires_at";

function claimed(row: ClaimedRow): OutboxRow {
  return {
    id: row.id,
    identityId: row.identity_id,
    channel: row.channel,
    address: row.address,
    kind: row.kind,
    content: JSON.parse(row.content) as OutgoingContent,
    tries: row.tries,
    unknowns: row.unknowns,
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
  };
}

/** The message left; false when a receipt had told more before. */
export async function markSent(
  tx: Connection,
  row: Pick<OutboxRow, "id" | "kind">,
  providerId: string,
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    "UPDATE outbox SET state = 'sent', sent_at = $2, provider_id = $3, failure = NULL WHERE id = $1 AND state IN ('sending', 'queued', 'unknown')",
    row.id,
    instant(now),
    providerId,
  );
  if (changed === 1 && (row.kind === "broadcast" || row.kind === "notice"))
    await noteFate(tx, row.id, "sent", null, now);
  return changed === 1;
}

/** The message will be tried again, not before `at`; tries that the messenger asked to wait for do not count. */
export async function markWaiting(
  tx: Connection,
  row: OutboxRow,
  at: Date,
  counted: boolean,
  failure: string,
): Promise<void> {
  await tx.run(
    "UPDATE outbox SET state = 'queued', not_before = $2, tries = $3, failure = $4 WHERE id = $1 AND state = 'sending'",
    row.id,
    instant(at),
    counted ? row.tries : row.tries - 1,
    failure,
  );
}

/** The message is over: failed for good, expired, or of unknown outcome and not to be repeated. */
export async function markOver(
  tx: Connection,
  id: string,
  state: "failed" | "expired" | "unknown",
  failure: string,
  now: Date,
): Promise<void> {
  const changed = await tx.run(
    "UPDATE outbox SET state = $2, failure = $3 WHERE id = $1 AND state = 'sending'",
    id,
    state,
    failure,
  );
  if (changed === 1) await noteFate(tx, id, state === "expired" ? "skipped" : state, failure, now);
}

/** The outcome of this send was unknown and it may be sent once more, not before `at`. */
export async function markUnknownAgain(tx: Connection, id: string, at: Date): Promise<void> {
  await tx.run(
    "UPDATE outbox SET state = 'queued', unknowns = unknowns + 1, not_before = $2, failure = 'outcome unknown' WHERE id = $1 AND state = 'sending'",
    id,
    instant(at),
  );
}

/** Sends begun before `before` whose process is gone. */
export async function abandonedSends(
  connection: Connection,
  before: Date,
  limit: number,
): Promise<{ id: string; identityId: string; kind: OutboxKind; unknowns: number }[]> {
  const rows = await connection.query<{
    id: string;
    identity_id: string;
    kind: OutboxKind;
    unknowns: number;
  }>(
    "SELECT id, identity_id, kind, unknowns FROM outbox WHERE state = 'sending' AND claimed_at < $1 LIMIT $2",
    instant(before),
    limit,
  );
  return rows.map((row) => ({
    id: row.id,
    identityId: row.identity_id,
    kind: row.kind,
    unknowns: row.unknowns,
  }));
}

/** Takes messages of these kinds for somebody out of the outbox, save what is on its way at this moment. */
export async function takeBackFrom(
  tx: Connection,
  identityId: string,
  personId: string,
  kinds: readonly OutboxKind[],
): Promise<void> {
  const list = kinds.map((_, index) => `$${index + 3}`).join(", ");
  await tx.run(
    `UPDATE outbox SET state = 'expired', failure = 'taken back'
     WHERE state = 'queued' AND identity_id = $1 AND (person_id = $2 OR person_id IS NULL) AND kind IN (${list})`,
    identityId,
    personId,
    ...kinds,
  );
}

/** Identities with messages due whose jobs were lost. */
export async function forgottenOutbound(
  connection: Connection,
  before: Date,
  now: Date,
  limit: number,
): Promise<{ identityId: string; channel: ChannelName }[]> {
  const rows = await connection.query<{ identity_id: string; channel: ChannelName }>(
    `SELECT DISTINCT identity_id, channel FROM outbox
     WHERE state = 'queued' AND lane < 2 AND created_at < $1 AND (not_before IS NULL OR not_before <= $2) LIMIT $3`,
    instant(before),
    instant(now),
    limit,
  );
  return rows.map((row) => ({ identityId: row.identity_id, channel: row.channel }));
}

/** Deletes messages sent or given up long ago. */
export async function forgetOver(tx: Connection, before: Date): Promise<number> {
  return tx.run(
    "DELETE FROM outbox WHERE id < $1 AND state NOT IN ('queued', 'sending')",
    oldestIdOf(before),
  );
}

/** How many messages stand in each state but `sent`, for metrics and the console. */
export async function countOutbound(
  connection: Connection,
): Promise<{ state: string; count: number }[]> {
  return connection.query<{ state: string; count: number }>(
    "SELECT state, COUNT(*) AS count FROM outbox WHERE state IN ('queued', 'sending', 'failed', 'unknown', 'expired') GROUP BY state",
  );
}

/** The question that a message of ours asked, by the messenger's id of it; null when it asked none. */
export async function questionOf(
  connection: Connection,
  channel: ChannelName,
  providerId: string,
): Promise<string | null> {
  const [row] = await connection.query<{ content: string }>(
    "SELECT content FROM outbox WHERE provider_id = $1 AND channel = $2",
    providerId,
    channel,
  );
  return row === undefined ? null : (JSON.parse(row.content) as OutgoingContent).question;
}
