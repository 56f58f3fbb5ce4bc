import type { Purpose } from "../core/caller.ts";
import { newId, oldestIdOf } from "../core/ids.ts";
import type { ChannelName } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import { instant, type Connection } from "./connection.ts";
import { reachOf } from "./identities.ts";
import { historyLine, type RecipientState } from "./fates.ts";

/** Something we tell one person of our own accord: a flow that begins with them when they may be addressed. */
export interface NewNotice {
  personId: string;
  /** What the person must have agreed to. */
  purpose: Purpose;
  /** The flow that says it. */
  flow: string;
  values: FlowValues;
  /** Not begun before. */
  dueAt: Date;
  /** Not begun after; null when it is never too late. */
  expiresAt: Date | null;
  /** Names this very notice, from the general to the particular: `training:7:reminder:person`. */
  onceKey: string;
  /** It concerns something the person said yes to, so that the day's attention does not hold it back. */
  urgent: boolean;
}

/**
 * Queues a notice; whether the person may be addressed is looked at when it is due. One of the same once-key
 * changes nothing, unless that was withdrawn: then it is queued anew.
 * @returns true when it was queued
 */
export async function queueNotice(tx: Connection, notice: NewNotice, now: Date): Promise<boolean> {
  const reach = await reachOf(tx, notice.personId);
  const changed = await tx.run(
    `INSERT INTO notice (id, person_id, identity_id, channel, purpose, flow, given, urgent, due_at, expires_at, once_key, state, tries, history)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', 0, $12)
     ON CONFLICT (once_key) DO UPDATE SET person_id = excluded.person_id, identity_id = excluded.identity_id,
       channel = excluded.channel, purpose = excluded.purpose, flow = excluded.flow, given = excluded.given,
       urgent = excluded.urgent, due_at = excluded.due_at, expires_at = excluded.expires_at, state = 'queued',
       reason = NULL, tries = 0, history = notice.history || excluded.history
     WHERE notice.state = 'skipped' AND notice.reason = 'withdrawn'`,
    newId(),
    notice.personId,
    reach?.identityId ?? null,
    reach?.channel ?? null,
    notice.purpose,
    notice.flow,
    JSON.stringify(notice.values),
    notice.urgent,
    instant(notice.dueAt),
    notice.expiresAt === null ? null : instant(notice.expiresAt),
    notice.onceKey,
    historyLine("queued", now),
  );
  return changed === 1;
}

/**
 * Takes back every notice not yet begun whose once-key begins so.
 * @returns how many were taken back
 */
export async function withdrawNotices(
  tx: Connection,
  onceKeyPrefix: string,
  now: Date,
): Promise<number> {
  return tx.run(
    `UPDATE notice SET state = 'skipped', reason = 'withdrawn', history = history || $3
     WHERE once_key >= $1 AND once_key < $2 AND state = 'queued' AND outbox_id IS NULL`,
    onceKeyPrefix,
    `${onceKeyPrefix}\u{10FFFF}`,
    historyLine("skipped", now),
  );
}

/** A notice as the pump sees it, with what decides whether it may begin now. */
export interface DueNotice {
  id: string;
  personId: string;
  identityId: string;
  flow: string;
  values: FlowValues;
  urgent: boolean;
  expiresAt: Date | null;
  consented: boolean;
  /** The identity is still this person's and answers. */
  reachable: boolean;
}

/** Notices of a channel whose hour has come: urgent ones first, then the oldest. */
export async function dueNotices(
  connection: Connection,
  channel: ChannelName | null,
  now: Date,
  limit: number,
): Promise<{ id: string; personId: string }[]> {
  const rows = await connection.query<{ id: string; person_id: string }>(
    `SELECT id, person_id FROM notice WHERE state = 'queued' AND outbox_id IS NULL AND due_at <= $1
       AND ${channel === null ? "channel IS NULL" : "channel = $3"}
     ORDER BY urgent DESC, due_at, id LIMIT $2`,
    instant(now),
    limit,
    ...(channel === null ? [] : [channel]),
  );
  return rows.map((row) => ({ id: row.id, personId: row.person_id }));
}

/** Holds a due notice and its identity until the transaction ends; null when another process has one of them. */
export async function holdNotice(tx: Connection, id: string, now: Date): Promise<DueNotice | null> {
  const [row] = await tx.query<{
    id: string;
    person_id: string;
    identity_id: string;
    flow: string;
    given: string;
    urgent: number | boolean;
    expires_at: string | null;
    consented: number | boolean;
    reachable: number | boolean;
  }>(
    `SELECT n.id, n.person_id, n.identity_id, n.flow, n.given, n.urgent, n.expires_at,
       EXISTS (SELECT 1 FROM consent WHERE person_id = n.person_id AND purpose = n.purpose AND current AND granted) AS consented,
       (i.reachable AND (i.person_id = n.person_id OR EXISTS
         (SELECT 1 FROM identity_person WHERE identity_id = i.id AND person_id = n.person_id))) AS reachable
     FROM notice n JOIN identity i ON i.id = n.identity_id
     WHERE n.id = $1 AND n.state = 'queued' AND n.outbox_id IS NULL AND n.due_at <= $2${tx.skipLocked === "" ? "" : " FOR UPDATE OF n, i SKIP LOCKED"}`,
    id,
    instant(now),
  );
  return row === undefined
    ? null
    : {
        id: row.id,
        personId: row.person_id,
        identityId: row.identity_id,
        flow: row.flow,
        values: JSON.parse(row.given) as FlowValues,
        urgent: Boolean(row.urgent),
        expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
        consented: Boolean(row.consented),
        reachable: Boolean(row.reachable),
      };
}

/** Looks for an address anew; a notice to somebody who has none that answers is skipped. */
export async function addressNotice(
  tx: Connection,
  id: string,
  personId: string,
  now: Date,
): Promise<void> {
  const reach = await reachOf(tx, personId);
  if (reach === null) return noteNotice(tx, id, "skipped", "no_address", now);
  await tx.run(
    "UPDATE notice SET identity_id = $2, channel = $3 WHERE id = $1 AND state = 'queued' AND outbox_id IS NULL",
    id,
    reach.identityId,
    reach.channel,
  );
}

/** The notice has begun: what becomes of this outbox row becomes of it. */
export async function linkNotice(tx: Connection, id: string, outboxId: string): Promise<void> {
  await tx.run("UPDATE notice SET outbox_id = $2 WHERE id = $1", id, outboxId);
}

/** Tries it again at `dueAt`. */
export async function putOffNotice(
  tx: Connection,
  id: string,
  dueAt: Date,
  failed: boolean,
): Promise<void> {
  await tx.run(
    "UPDATE notice SET due_at = $2, tries = tries + $3 WHERE id = $1 AND state = 'queued' AND outbox_id IS NULL",
    id,
    instant(dueAt),
    failed ? 1 : 0,
  );
}

/** How often a notice could not be begun. */
export async function triesOfNotice(tx: Connection, id: string): Promise<number> {
  const [row] = await tx.query<{ tries: number }>("SELECT tries FROM notice WHERE id = $1", id);
  return row?.tries ?? 0;
}

/** A notice that has not begun ends here. */
export async function noteNotice(
  tx: Connection,
  id: string,
  state: RecipientState,
  reason: string,
  now: Date,
): Promise<void> {
  await tx.run(
    "UPDATE notice SET state = $2, reason = $3, history = history || $4 WHERE id = $1 AND state = 'queued'",
    id,
    state,
    reason,
    historyLine(state, now),
  );
}

/** Deletes notices that are over and were made before `before`. */
export async function forgetNotices(tx: Connection, before: Date): Promise<number> {
  return tx.run("DELETE FROM notice WHERE id < $1 AND state <> 'queued'", oldestIdOf(before));
}
