import { newId, oldestIdOf } from "../core/ids.ts";
import type { ChannelName, InboundContent, InboundMessage } from "../core/message.ts";
import { instant, type Connection } from "./connection.ts";

/** An event waiting for its turn. */
export interface InboxRow {
  id: string;
  identityId: string;
  sentAt: Date;
  receivedAt: Date;
  content: InboundContent;
  tries: number;
}

/** Stores an event; false when this very event is stored already. */
export async function storeInbound(
  tx: Connection,
  identityId: string,
  message: InboundMessage,
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    `INSERT INTO inbox (id, channel, provider_id, identity_id, sent_at, sequence, received_at, content, state, tries)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0) ON CONFLICT (channel, provider_id) DO NOTHING`,
    newId(),
    message.channel,
    message.providerId,
    identityId,
    instant(message.sentAt),
    message.sequence,
    instant(now),
    JSON.stringify(message.content),
  );
  return changed === 1;
}

/** The identity's oldest waiting event, by when it was written. */
export async function nextInbound(tx: Connection, identityId: string): Promise<InboxRow | null> {
  const [row] = await tx.query<{
    id: string;
    sent_at: string;
    received_at: string;
    content: string;
    tries: number;
  }>(
    `SELECT id, sent_at, received_at, content, tries FROM inbox
     WHERE identity_id = $1 AND state = 'waiting' ORDER BY sent_at, sequence LIMIT 1`,
    identityId,
  );
  if (row === undefined) return null;
  return {
    id: row.id,
    identityId,
    sentAt: new Date(row.sent_at),
    receivedAt: new Date(row.received_at),
    content: JSON.parse(row.content) as InboundContent,
    tries: row.tries,
  };
}

/** When somebody wrote last at an address, of what is kept (a week); null for never. */
export async function lastWrittenAt(
  connection: Connection,
  channel: ChannelName,
  address: string,
): Promise<Date | null> {
  const [row] = await connection.query<{ sent_at: string | null }>(
    `SELECT MAX(sent_at) AS sent_at FROM inbox WHERE state IN ('waiting', 'done', 'set_aside')
       AND identity_id = (SELECT id FROM identity WHERE channel = $1 AND address = $2)`,
    channel,
    address,
  );
  return row === undefined || row.sent_at === null ? null : new Date(row.sent_at);
}

/** The event was handled to its end. */
export async function markHandled(tx: Connection, id: string): Promise<void> {
  await tx.run("UPDATE inbox SET state = 'done' WHERE id = $1", id);
}

/**
 * Counts a failed try of a waiting event; the third sets it aside. Returns whether it was set aside. An
 * event that was handled after all (only the answer to its commit was lost) stays handled.
 */
export async function markFailed(
  tx: Connection,
  id: string,
  tries: number,
  failure: string,
): Promise<boolean> {
  const aside = tries + 1 >= 3;
  const changed = await tx.run(
    "UPDATE inbox SET tries = $2, failure = $3, state = $4 WHERE id = $1 AND state = 'waiting'",
    id,
    tries + 1,
    failure,
    aside ? "set_aside" : "waiting",
  );
  return aside && changed === 1;
}

/** Puts an event aside until somebody says who wrote it. */
export async function holdInbound(tx: Connection, id: string): Promise<void> {
  await tx.run("UPDATE inbox SET state = 'held' WHERE id = $1", id);
}

/** True when something waits for somebody to say who wrote it. */
export async function holdsInbound(connection: Connection, identityId: string): Promise<boolean> {
  const rows = await connection.query(
    "SELECT id FROM inbox WHERE state = 'held' AND identity_id = $1 LIMIT 1",
    identityId,
  );
  return rows.length > 0;
}

/** Somebody said who writes: what was held is handled next, in the order in which it was written. */
export async function releaseInbound(tx: Connection, identityId: string): Promise<void> {
  await tx.run(
    "UPDATE inbox SET state = 'waiting' WHERE identity_id = $1 AND state = 'held'",
    identityId,
  );
}

/** Identities with events that have waited since before `before`: their jobs were lost. */
export async function forgottenInbound(
  connection: Connection,
  before: Date,
  limit: number,
): Promise<string[]> {
  const rows = await connection.query<{ identity_id: string }>(
    "SELECT DISTINCT identity_id FROM inbox WHERE state = 'waiting' AND received_at < $1 LIMIT $2",
    instant(before),
    limit,
  );
  return rows.map((row) => row.identity_id);
}

/** Deletes events handled long ago: what they meant is stored, and no messenger repeats them any more. */
export async function forgetHandled(tx: Connection, before: Date): Promise<number> {
  return tx.run("DELETE FROM inbox WHERE id < $1 AND state = 'done'", oldestIdOf(before));
}
