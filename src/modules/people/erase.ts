import { sha256 } from "../../core/ids.ts";
import { instant, type Connection } from "../../store/connection.ts";
import { forgetFilesFrom } from "../../store/files.ts";
import { identitiesOf } from "../../store/identities.ts";
import { leavePhone } from "../../store/sharing.ts";
import { familyKey, foldName } from "./roster/names.ts";

/** What bears somebody's traces and goes with them: tables by the column that names the person. */
const OF_PERSON = [
  "consent",
  "person_role",
  "attention",
  "notice",
  "consent_request",
  "price_watch",
  "sale_contact",
] as const;

/** The same for a phone that was theirs alone. */
const OF_IDENTITY = ["session", "timer", "ticket", "outbox"] as const;

/**
 * Erases somebody: name, addresses, consents, words and answers. The family's litres stay without a name, and
 * a hash of what would bring the person back through a roster.
 * @param messageId the message in hand, which is forgotten with its answer
 */
export async function erasePerson(
  tx: Connection,
  personId: string,
  messageId: string,
  now: Date,
): Promise<void> {
  const [person] = await tx.query<{
    name: string;
    dni: string | null;
    language: string;
    family_id: string;
    code: string;
  }>(
    "SELECT p.name, p.dni, p.language, p.family_id, f.code FROM person p JOIN family f ON f.id = p.family_id WHERE p.id = $1",
    personId,
  );
  if (person === undefined) return;
  const identities = await tx.query<{
    id: string;
    channel: string;
    address: string;
    shared: number | boolean;
  }>(
    `SELECT i.id, i.channel, i.address, EXISTS (SELECT 1 FROM identity_person WHERE identity_id = i.id) AS shared
     FROM ${identitiesOf("person_id = $1")} r JOIN identity i ON i.id = r.identity_id`,
    personId,
  );
  const alone = identities.filter(({ shared }) => !shared);
  const keys = [nameKey(person.code, person.name), ...alone.map(addressKey)];
  if (person.dni !== null) keys.push(dniKey(person.dni));
  for (const key of keys)
    await tx.run(
      "INSERT INTO erasure (key, erased_at) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
      key,
      instant(now),
    );
  for (const { id } of alone) await eraseIdentity(tx, id, person.language, messageId, now);
  for (const { id } of identities) await leavePhone(tx, id, personId);
  await tx.run(
    "DELETE FROM flow_answer WHERE run_id IN (SELECT id FROM flow_run WHERE person_id = $1)",
    personId,
  );
  await tx.run("DELETE FROM outbox WHERE person_id = $1 AND state <> 'sending'", personId);
  for (const table of OF_PERSON)
    await tx.run(`DELETE FROM ${table} WHERE person_id = $1`, personId);
  // Who was at a training stays counted; a place that was theirs is passed on as an offer that is over.
  await tx.run("UPDATE training_person SET opinion = NULL WHERE person_id = $1", personId);
  await tx.run(
    `UPDATE training_person SET answer = 'offered', offered_until = $2
     WHERE person_id = $1 AND answer IN ('yes', 'offered')
       AND training_id IN (SELECT id FROM training WHERE starts_at > $2)`,
    personId,
    instant(now),
  );
  await tx.run(
    `UPDATE broadcast_recipient SET state = 'skipped', reason = 'erased' WHERE person_id = $1 AND state = 'queued'`,
    personId,
  );
  // What they offered leaves the market; prices they noted stay without a name.
  await tx.run(
    "UPDATE offer SET state = 'closed', closed_at = $2 WHERE person_id = $1 AND state = 'open'",
    personId,
    instant(now),
  );
  await tx.run(
    "UPDATE price_now SET who = '' WHERE who IN (SELECT who FROM price_quote WHERE person_id = $1)",
    personId,
  );
  await tx.run("UPDATE price_quote SET who = '' WHERE person_id = $1", personId);
  await tx.run(
    "UPDATE person SET name = '', sex = NULL, birth_year = NULL, dni = NULL, erased_at = $2 WHERE id = $1",
    personId,
    instant(now),
  );
  await tx.run(
    `UPDATE family SET name = '', community_told = NULL, association_told = NULL WHERE id = $1
     AND NOT EXISTS (SELECT 1 FROM person WHERE family_id = $1 AND erased_at IS NULL)`,
    person.family_id,
  );
}

/** The address itself is forgotten when its last answer has long left. */
async function eraseIdentity(
  tx: Connection,
  identityId: string,
  language: string,
  messageId: string,
  now: Date,
): Promise<void> {
  for (const table of OF_IDENTITY)
    await tx.run(
      `DELETE FROM ${table} WHERE identity_id = $1${table === "outbox" ? " AND state <> 'sending'" : ""}`,
      identityId,
    );
  await tx.run("DELETE FROM inbox WHERE identity_id = $1 AND id <> $2", identityId, messageId);
  await forgetFilesFrom(tx, identityId);
  // What is still said to the phone is said in the same language.
  await tx.run(
    "UPDATE identity SET erased_at = $2, language = $3 WHERE id = $1",
    identityId,
    instant(now),
    language,
  );
}

/** The address of somebody who writes again counts as new; nothing keeps a roster from naming it. */
export async function forgetErasure(tx: Connection, identityId: string): Promise<void> {
  const [identity] = await tx.query<{ channel: string; address: string }>(
    "SELECT channel, address FROM identity WHERE id = $1 AND erased_at IS NOT NULL",
    identityId,
  );
  if (identity === undefined) return;
  await tx.run("DELETE FROM erasure WHERE key = $1", addressKey(identity));
  await tx.run("UPDATE identity SET erased_at = NULL WHERE id = $1", identityId);
}

/** Deletes addresses that were erased before `before` and have nothing to do with us since. */
export async function forgetErasedIdentities(tx: Connection, before: Date): Promise<number> {
  const gone = `FROM identity WHERE erased_at < $1 AND person_id IS NULL`;
  for (const table of ["inbox", "session", "identity_alias"])
    await tx.run(`DELETE FROM ${table} WHERE identity_id IN (SELECT id ${gone})`, instant(before));
  await tx.run(
    `DELETE FROM outbox WHERE identity_id IN (SELECT id ${gone}) AND state NOT IN ('queued', 'sending')`,
    instant(before),
  );
  return tx.run(
    `DELETE ${gone} AND NOT EXISTS (SELECT 1 FROM outbox WHERE identity_id = identity.id)`,
    instant(before),
  );
}

/** How somebody erased is known again in a roster row: by family and name. */
export function nameKey(familyCode: string, name: string): string {
  return sha256(`name ${familyKey(familyCode)} ${foldName(name)}`);
}

/** By an address that was theirs alone. */
export function addressKey({ channel, address }: { channel: string; address: string }): string {
  return sha256(`address ${channel} ${address}`);
}

/** By their identity document. */
export function dniKey(dni: string): string {
  return sha256(`dni ${dni}`);
}
