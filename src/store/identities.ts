import type { CallingPerson, Caller, Purpose } from "../core/caller.ts";
import { newId } from "../core/ids.ts";
import { isLanguage } from "../core/language.ts";
import type { ChannelName } from "../core/message.ts";
import { instant, type Connection } from "./connection.ts";

/** The identity of a channel's address, made when it writes for the first time. */
export async function ensureIdentity(
  tx: Connection,
  channel: ChannelName,
  address: string,
  now: Date,
): Promise<string> {
  const known = await findIdentity(tx, channel, address);
  if (known !== null) return known;
  await tx.run(
    "INSERT INTO identity (id, channel, address, reachable, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (channel, address) DO NOTHING",
    newId(),
    channel,
    address,
    true,
    instant(now),
  );
  const made = await findIdentity(tx, channel, address);
  if (made === null) throw new Error("an identity vanished while it was made");
  return made;
}

/** The identity that has this address, or another that stands for it. */
export async function findIdentity(
  tx: Connection,
  channel: ChannelName,
  address: string,
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM identity WHERE channel = $1 AND address = $2
     UNION ALL SELECT identity_id AS id FROM identity_alias WHERE channel = $1 AND address = $2 LIMIT 1`,
    channel,
    address,
  );
  return row?.id ?? null;
}

interface CallerRow {
  id: string;
  channel: ChannelName;
  address: string;
  language: string | null;
  person_id: string | null;
  family_id: string;
  name: string;
  person_language: string;
  speaks_until: string | null;
  addressed: number | boolean;
  sharers: number | bigint;
}

/** Holds the identity until the transaction ends and tells who it is, with the consents in force. */
export async function lockCaller(tx: Connection, identityId: string): Promise<Caller> {
  if (tx.forUpdate !== "")
    await tx.query(`SELECT id FROM identity WHERE id = $1${tx.forUpdate}`, identityId);
  const [row] = await tx.query<CallerRow>(
    `SELECT i.id, i.channel, i.address, i.language, i.person_id, p.family_id, p.name, p.language AS person_language,
       i.speaks_until, i.addressed, (SELECT COUNT(*) FROM identity_person WHERE identity_id = i.id) AS sharers
     FROM identity i LEFT JOIN person p ON p.id = i.person_id WHERE i.id = $1`,
    identityId,
  );
  if (row === undefined) throw new Error("an identity is missing");
  const person = row.person_id === null ? null : await callingPerson(tx, row, row.person_id);
  const chosen = person?.language ?? row.language;
  return {
    identityId: row.id,
    channel: row.channel,
    address: row.address,
    language: chosen !== null && isLanguage(chosen) ? chosen : null,
    person,
    ...(Number(row.sharers) > 0 && {
      sharing: {
        until: row.speaks_until === null ? null : new Date(row.speaks_until),
        addressed: Boolean(row.addressed),
      },
    }),
  };
}

async function callingPerson(
  tx: Connection,
  row: CallerRow,
  personId: string,
): Promise<CallingPerson> {
  const purposes = await tx.query<{ purpose: Purpose }>(
    "SELECT purpose FROM consent WHERE person_id = $1 AND current AND granted",
    personId,
  );
  return {
    personId,
    familyId: row.family_id,
    name: row.name,
    language: isLanguage(row.person_language) ? row.person_language : "es",
    purposes: purposes.map((one) => one.purpose),
  };
}

/**
 * Every identity with the persons reached there, for a join on `identity_id` and `person_id`: phones of one
 * person and shared ones. `condition` narrows both down, so that an index answers.
 */
export function identitiesOf(condition = "person_id IS NOT NULL"): string {
  return `(SELECT id AS identity_id, person_id FROM identity WHERE ${condition}
    UNION SELECT identity_id, person_id FROM identity_person WHERE ${condition})`;
}

/** Where somebody is reached. */
export interface Reach {
  identityId: string;
  channel: ChannelName;
  address: string;
  /** Several persons use the phone: what is said must name the one it is for. */
  shared: boolean;
}

/**
 * The one identity to write to when something concerns a person: of those that still answer, the one where
 * somebody wrote last. Null when there is none.
 */
export async function reachOf(connection: Connection, personId: string): Promise<Reach | null> {
  const rows = await connection.query<Omit<Reach, "shared"> & { shared: number | boolean }>(
    `SELECT i.id AS "identityId", i.channel, i.address,
       EXISTS (SELECT 1 FROM identity_person WHERE identity_id = i.id) AS shared
     FROM ${identitiesOf("person_id = $1")} r JOIN identity i ON i.id = r.identity_id LEFT JOIN session s ON s.identity_id = i.id
     WHERE i.reachable ORDER BY CASE WHEN s.updated_at IS NULL THEN 1 ELSE 0 END, s.updated_at DESC, i.id`,
    personId,
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, shared: Boolean(row.shared) };
}

/** Notes that a person blocked us or came back. */
export async function setReachable(
  tx: Connection,
  identityId: string,
  reachable: boolean,
): Promise<void> {
  await tx.run("UPDATE identity SET reachable = $2 WHERE id = $1", identityId, reachable);
}

/** Hands a question to a person: it shows in the console until closed. */
export async function openTicket(
  tx: Connection,
  identityId: string,
  reason: string,
  words: string | null,
  now: Date,
  /** The picture, voice or document that led to it. */
  fileId: string | null = null,
): Promise<void> {
  await tx.run(
    "INSERT INTO ticket (id, identity_id, reason, words, created_at, file_id) VALUES ($1, $2, $3, $4, $5, $6)",
    newId(),
    identityId,
    reason,
    words,
    instant(now),
    fileId,
  );
}
