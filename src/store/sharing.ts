import { instant, type Connection } from "./connection.ts";
import type { StoredSession } from "./sessions.ts";

/** Somebody who uses a phone. */
export interface Sharer {
  personId: string;
  familyId: string;
  name: string;
}

/** The persons of a phone, in the order in which they came to it. */
export async function personsAt(connection: Connection, identityId: string): Promise<Sharer[]> {
  return connection.query<Sharer>(
    `SELECT p.id AS "personId", p.family_id AS "familyId", p.name FROM person p
     LEFT JOIN identity_person s ON s.identity_id = $1 AND s.person_id = p.id
     WHERE p.id IN (SELECT person_id FROM identity WHERE id = $1 UNION SELECT person_id FROM identity_person WHERE identity_id = $1)
     ORDER BY s.added_at, p.id`,
    identityId,
  );
}

/** Makes somebody reachable at a phone; when it has a person already, they share it from now on. */
export async function joinPhone(
  tx: Connection,
  identityId: string,
  personId: string,
  now: Date,
): Promise<void> {
  const others = (await personsAt(tx, identityId)).filter((one) => one.personId !== personId);
  if (others.length === 0) {
    await tx.run("UPDATE identity SET person_id = $2 WHERE id = $1", identityId, personId);
    return;
  }
  for (const one of [...others.map((other) => other.personId), personId])
    await addSharer(tx, identityId, one, now);
}

/** Writes down that somebody shares a phone; once is enough. */
export async function addSharer(
  tx: Connection,
  identityId: string,
  personId: string,
  now: Date,
): Promise<void> {
  await tx.run(
    "INSERT INTO identity_person (identity_id, person_id, added_at) VALUES ($1, $2, $3) ON CONFLICT (identity_id, person_id) DO NOTHING",
    identityId,
    personId,
    instant(now),
  );
}

/** Takes somebody off a phone: nothing goes there for them any more. Whoever remains alone has it to themselves. */
export async function leavePhone(
  tx: Connection,
  identityId: string,
  personId: string,
): Promise<void> {
  await tx.run(
    "UPDATE identity SET person_id = NULL, speaks_until = NULL, addressed = $3 WHERE id = $1 AND person_id = $2",
    identityId,
    personId,
    false,
  );
  await tx.run(
    "DELETE FROM identity_person WHERE identity_id = $1 AND person_id = $2",
    identityId,
    personId,
  );
  const [remaining] = await personsAt(tx, identityId);
  if (remaining !== undefined && (await unshareIfAlone(tx, identityId)))
    await tx.run(
      "UPDATE identity SET person_id = $2 WHERE id = $1",
      identityId,
      remaining.personId,
    );
}

/**
 * Puts another of a phone's persons in the place of whoever spoke: the conversation of the one waits,
 * that of the other goes on. Null while nobody has said who it is.
 * @param until so long nobody is asked again who speaks
 */
export async function speakAs(
  tx: Connection,
  identityId: string,
  personId: string | null,
  until: Date | null,
): Promise<void> {
  await tx.run(
    `UPDATE identity_person SET session = (SELECT state FROM session WHERE identity_id = $1),
       session_at = (SELECT updated_at FROM session WHERE identity_id = $1)
     WHERE identity_id = $1 AND person_id = (SELECT person_id FROM identity WHERE id = $1)`,
    identityId,
  );
  await tx.run("DELETE FROM session WHERE identity_id = $1", identityId);
  await tx.run(
    "UPDATE identity SET person_id = $2, speaks_until = $3, addressed = $4 WHERE id = $1",
    identityId,
    personId,
    until === null ? null : instant(until),
    false,
  );
}

/** The conversation that waited for its person, and no longer does; null when there was none. */
export async function takeWaitingSession(
  tx: Connection,
  identityId: string,
  personId: string,
): Promise<StoredSession | null> {
  const [row] = await tx.query<{ session: string | null; session_at: string | null }>(
    "SELECT session, session_at FROM identity_person WHERE identity_id = $1 AND person_id = $2",
    identityId,
    personId,
  );
  if (row === undefined || row.session === null || row.session_at === null) return null;
  await tx.run(
    "UPDATE identity_person SET session = NULL, session_at = NULL WHERE identity_id = $1 AND person_id = $2",
    identityId,
    personId,
  );
  return { state: row.session, updatedAt: new Date(row.session_at) };
}

/** Whose conversation waits with this question or wait in it; null when nobody's does. */
export async function waitingWith(
  connection: Connection,
  identityId: string,
  question: string,
): Promise<{ personId: string; state: string } | null> {
  const [row] = await connection.query<{ personId: string; state: string }>(
    `SELECT person_id AS "personId", session AS state FROM identity_person WHERE identity_id = $1 AND session LIKE $2`,
    identityId,
    `%${question}%`,
  );
  return row ?? null;
}

/** The only person of a phone has it to themselves again; true when there was only one. */
export async function unshareIfAlone(tx: Connection, identityId: string): Promise<boolean> {
  if ((await personsAt(tx, identityId)).length > 1) return false;
  await tx.run("DELETE FROM identity_person WHERE identity_id = $1", identityId);
  return true;
}

/**
 * Notes for how long the present person of a shared phone is taken for whoever writes.
 * @param addressed true when we wrote to them of our own accord: then only an answer is theirs
 */
export async function keepSpeaker(
  tx: Connection,
  identityId: string,
  until: Date,
  addressed: boolean,
): Promise<void> {
  await tx.run(
    "UPDATE identity SET speaks_until = $2, addressed = $3 WHERE id = $1",
    identityId,
    instant(until),
    addressed,
  );
}
