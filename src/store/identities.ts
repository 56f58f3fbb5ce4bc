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
  const find = "SELECT id FROM identity WHERE channel = $1 AND address = $2";
  const [known] = await tx.query<{ id: string }>(find, channel, address);
  if (known !== undefined) return known.id;
  await tx.run(
    "INSERT INTO identity (id, channel, address, reachable, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (channel, address) DO NOTHING",
    newId(),
    channel,
    address,
    true,
    instant(now),
  );
  const [made] = await tx.query<{ id: string }>(find, channel, address);
  if (made === undefined) throw new Error("an identity vanished while it was made");
  return made.id;
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
}

/** Holds the identity until the transaction ends and tells who it is, with the consents in force. */
export async function lockCaller(tx: Connection, identityId: string): Promise<Caller> {
  if (tx.forUpdate !== "")
    await tx.query(`SELECT id FROM identity WHERE id = $1${tx.forUpdate}`, identityId);
  const [row] = await tx.query<CallerRow>(
    `SELECT i.id, i.channel, i.address, i.language, i.person_id, p.family_id, p.name, p.language AS person_language
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
