import type { Purpose } from "../core/caller.ts";
import type { LimaDay } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import { neverAskedSql } from "../store/consent-requests.ts";
import { instant, type Connection } from "../store/connection.ts";
import { historyLine } from "../store/fates.ts";
import { restingSql, restNames } from "../store/rest-days.ts";
import type { BroadcastContent } from "./content.ts";

/** A broadcast that is being sent. */
export interface Running {
  id: string;
  /** Who sends it. */
  by: string;
  purpose: Purpose;
  content: BroadcastContent;
  ignoreQuiet: boolean;
  askConsent: boolean;
}

/** A recipient whose turn it is, and everything that decides what becomes of them. */
export interface RecipientRow {
  id: string;
  person_id: string;
  identity_id: string;
  channel: ChannelName;
  address: string;
  reachable: number | boolean;
  /** Several persons use the phone. */
  shared: number | boolean;
  consented: number | boolean;
  /** Said yes or no to the purpose. */
  answered: number | boolean;
  /** When they were asked about the purpose of our own accord; null when they never were. */
  asked_at: string | null;
  never_asked: number | boolean;
  /** Their municipality rests today. */
  resting: number | boolean;
  /** The day's attention was used up before, so it is merged with others of its kind. */
  merged: number | boolean;
  name: string;
  language: string;
}

/** The next recipients of a broadcast on a channel, held until the transaction ends. */
export async function dueRecipients(
  tx: Connection,
  { id, purpose }: Running,
  channel: ChannelName,
  today: LimaDay,
  limit: number,
  now: Date,
): Promise<RecipientRow[]> {
  return tx.query<RecipientRow>(
    `SELECT r.id, r.person_id, r.identity_id, r.channel, r.merged, i.address, i.reachable, p.name, p.language,
       EXISTS (SELECT 1 FROM identity_person WHERE identity_id = i.id) AS shared,
       EXISTS (SELECT 1 FROM consent WHERE person_id = r.person_id AND purpose = $1 AND current AND granted) AS consented,
       EXISTS (SELECT 1 FROM consent WHERE person_id = r.person_id AND purpose = $1) AS answered,
       (SELECT asked_at FROM consent_request WHERE person_id = r.person_id AND purpose = $1) AS asked_at,
       ${neverAskedSql("r.person_id", "$1")} AS never_asked,
       ${restingSql("p.family_id", "$6", "$7")} AS resting
     FROM broadcast_recipient r JOIN identity i ON i.id = r.identity_id JOIN person p ON p.id = r.person_id
     WHERE r.broadcast_id = $2 AND r.state = 'queued' AND r.channel = $3 AND r.outbox_id IS NULL AND r.due_at <= $4
     ORDER BY r.place LIMIT $5${tx.skipLocked === "" ? "" : " FOR UPDATE OF r, i SKIP LOCKED"}`,
    purpose,
    id,
    channel,
    instant(now),
    limit,
    ...restNames(today),
  );
}

/** Whom a flow is begun with. */
export function toOf(row: RecipientRow): { identityId: string; personId: string } {
  return { identityId: row.identity_id, personId: row.person_id };
}

/** Tries a recipient again at `dueAt`. */
export async function putOff(tx: Connection, id: string, dueAt: Date): Promise<false> {
  await tx.run("UPDATE broadcast_recipient SET due_at = $2 WHERE id = $1", id, instant(dueAt));
  return false;
}

/** A recipient gets nothing, for this reason. */
export async function skip(tx: Connection, id: string, reason: string, now: Date): Promise<false> {
  await tx.run(
    "UPDATE broadcast_recipient SET state = 'skipped', reason = $2, history = history || $3 WHERE id = $1",
    id,
    reason,
    historyLine("skipped", now),
  );
  return false;
}
