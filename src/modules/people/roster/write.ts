import type { Connection } from "../../../store/connection.ts";
import { writeMerges, type Surplus } from "./merge.ts";
import type { Places } from "./places.ts";
import type { Plan } from "./plan.ts";
import { insertRows } from "../../../store/bulk.ts";

/** Writes the whole plan; the transaction is the caller's. */
export async function writePlan(
  tx: Connection,
  plan: Plan,
  places: Places,
  surplus: readonly Surplus[],
): Promise<void> {
  for (const { table, columns, rows } of places.inserts) await insertRows(tx, table, columns, rows);
  await insertRows(
    tx,
    "family",
    "id, code, name, community_id, association_id, community_told, association_told, cows_milking, demonstration, created_at",
    [...plan.newFamilies].map((family) => [
      family.id,
      family.code,
      family.name,
      family.communityId,
      family.associationId,
      family.communityTold,
      family.associationTold,
      family.cowsMilking,
      false,
      plan.now,
    ]),
  );
  await insertRows(
    tx,
    "person",
    "id, family_id, name, sex, birth_year, language, dni, created_at",
    [...plan.newPersons].map((person) => [
      person.id,
      person.familyId,
      person.name,
      person.sex,
      person.birthYear,
      person.language,
      person.dni,
      plan.now,
    ]),
  );
  await writeChanges(tx, plan);
  await insertRows(
    tx,
    "identity",
    "id, channel, address, person_id, reachable, created_at",
    [...plan.newIdentities].map(({ id, channel, address, personId }) => [
      id,
      channel,
      address,
      personId,
      true,
      plan.now,
    ]),
  );
  await insertRows(tx, "person_role", "person_id, role", plan.newRoles);
  await insertRows(tx, "identity_person", "identity_id, person_id, added_at", plan.newSharers);
  for (const id of plan.pastConsents)
    await tx.run('UPDATE consent SET "current" = false WHERE id = $1', id);
  await insertRows(
    tx,
    "consent",
    'id, person_id, purpose, granted, words, at, "current"',
    plan.newConsents,
  );
  await writeMerges(tx, plan, surplus);
}

async function writeChanges(tx: Connection, plan: Plan): Promise<void> {
  for (const family of plan.changedFamilies) {
    if (plan.newFamilies.has(family)) continue;
    await tx.run(
      `UPDATE family SET name = $2, community_id = $3, association_id = $4, community_told = $5, association_told = $6,
         cows_milking = $7 WHERE id = $1`,
      family.id,
      family.name,
      family.communityId,
      family.associationId,
      family.communityTold,
      family.associationTold,
      family.cowsMilking,
    );
  }
  for (const person of plan.changedPersons) {
    if (plan.newPersons.has(person)) continue;
    await tx.run(
      "UPDATE person SET family_id = $2, name = $3, sex = $4, birth_year = $5, language = $6, dni = $7 WHERE id = $1",
      person.id,
      person.familyId,
      person.name,
      person.sex,
      person.birthYear,
      person.language,
      person.dni,
    );
  }
  for (const identity of plan.changedIdentities) {
    await tx.run(
      "UPDATE identity SET person_id = $2 WHERE id = $1",
      identity.id,
      identity.personId,
    );
  }
}
