import { instant, type Connection } from "../../store/connection.ts";
import { identitiesOf } from "../../store/identities.ts";
import { joinPhone, leavePhone } from "../../store/sharing.ts";

/** Somebody and the family they report for. */
export interface Belonging {
  personId: string;
  familyId: string;
}

/** True for somebody who registered alone by chat and whom no roster names: such a record may go into another. */
export async function isProvisional(
  connection: Connection,
  { personId, familyId }: Belonging,
): Promise<boolean> {
  const [row] = await connection.query<{ code: string; others: number | bigint }>(
    `SELECT code, (SELECT COUNT(*) FROM person WHERE family_id = $1 AND id <> $2 AND erased_at IS NULL) AS others
     FROM family WHERE id = $1`,
    familyId,
    personId,
  );
  return row !== undefined && row.code.startsWith("N-") && Number(row.others) === 0;
}

/**
 * Two records of one person become one: phones, consents, milk and answers of the provisional one go over, each
 * day once; of a day that both have the figure of the other stays.
 * @returns days that both had, with different figures
 */
export async function absorbPerson(
  tx: Connection,
  from: Belonging,
  to: Belonging,
  now: Date,
): Promise<string[]> {
  const identities = await tx.query<{ identity_id: string }>(
    `SELECT identity_id FROM ${identitiesOf("person_id = $1")} own`,
    from.personId,
  );
  for (const { identity_id: id } of identities) {
    await leavePhone(tx, id, from.personId);
    await joinPhone(tx, id, to.personId, now);
  }
  await joinConsents(tx, from.personId, to.personId);
  const differing = await moveMilk(tx, from.familyId, to.familyId);
  for (const table of ["milk_report", "flow_run", "outbox", "notice"])
    await tx.run(
      `UPDATE ${table} SET person_id = $2 WHERE person_id = $1`,
      from.personId,
      to.personId,
    );
  await tx.run("DELETE FROM person_role WHERE person_id = $1", from.personId);
  // What other books say of the old record goes on pointing at it; nobody is reached or named by it.
  await tx.run(
    "UPDATE person SET name = '', sex = NULL, birth_year = NULL, dni = NULL, erased_at = $2 WHERE id = $1",
    from.personId,
    instant(now),
  );
  await tx.run("UPDATE family SET name = '' WHERE id = $1", from.familyId);
  return differing;
}

/** Of each purpose the newest answer of the two is in force. */
async function joinConsents(tx: Connection, from: string, to: string): Promise<void> {
  await tx.run("UPDATE consent SET person_id = $2 WHERE person_id = $1", from, to);
  await tx.run(
    `UPDATE consent SET "current" = $2 WHERE person_id = $1 AND "current" AND EXISTS
       (SELECT 1 FROM consent n WHERE n.person_id = $1 AND n.purpose = consent.purpose AND (n.at, n.id) > (consent.at, consent.id))`,
    to,
    false,
  );
}

/**
 * The milk and the containers of one family become another's, each day once: of a day that both have the
 * figure of the other stays.
 * @returns days that both had, with different figures
 */
export async function moveMilk(tx: Connection, from: string, to: string): Promise<string[]> {
  const differing = await tx.query<{ day: string }>(
    `SELECT a.day FROM milk_day a JOIN milk_day b ON b.day = a.day AND b.family_id = $2
     WHERE a.family_id = $1 AND a.total_ml <> b.total_ml ORDER BY a.day`,
    from,
    to,
  );
  for (const [table, key] of [
    ["milk_day", "day"],
    ["container", "unit"],
  ] as const) {
    await tx.run(
      `DELETE FROM ${table} WHERE family_id = $1 AND ${key} IN (SELECT ${key} FROM ${table} WHERE family_id = $2)`,
      from,
      to,
    );
    await tx.run(`UPDATE ${table} SET family_id = $2 WHERE family_id = $1`, from, to);
  }
  await tx.run("UPDATE milk_report SET family_id = $2 WHERE family_id = $1", from, to);
  return differing.map(({ day }) => day);
}
