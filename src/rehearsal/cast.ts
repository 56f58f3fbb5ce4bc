import type { Role } from "../core/authority.ts";
import type { Purpose } from "../core/caller.ts";
import { newId } from "../core/ids.ts";
import type { Language } from "../core/language.ts";
import { limaInstant, type LimaDay } from "../core/lima.ts";
import { recordAct } from "../modules/milk/store.ts";
import { recordConsent } from "../modules/people/store.ts";
import { instant, type Connection } from "../store/connection.ts";

/** Prices are everybody's, so each conversation begins on a market that has none. */
export async function emptyMarket(tx: Connection): Promise<void> {
  for (const table of ["price_now", "price_quote"]) await tx.run(`DELETE FROM ${table}`);
}

/** A family without anybody in it yet. */
export async function insertFamily(
  tx: Connection,
  id: string,
  cows: number | null,
  now: Date,
): Promise<void> {
  await tx.run(
    "INSERT INTO family (id, code, name, cows_milking, demonstration, created_at) VALUES ($1, $2, 'Quispe', $3, $4, $5)",
    id,
    id,
    cows,
    false,
    instant(now),
  );
}

/** A person of a family, with what they agreed to. */
export async function insertPerson(
  tx: Connection,
  person: { id: string; familyId: string; name: string; language: Language },
  purposes: Purpose[],
  now: Date,
): Promise<void> {
  await tx.run(
    "INSERT INTO person (id, family_id, name, language, created_at) VALUES ($1, $2, $3, $4, $5)",
    person.id,
    person.familyId,
    person.name,
    person.language,
    instant(now),
  );
  await recordConsent(tx, person.id, purposes, true, "a test", now);
}

/** A simulator's address; of nobody when `personId` is null. */
export async function insertIdentity(
  tx: Connection,
  identity: { id: string; address: string },
  personId: string | null,
  now: Date,
): Promise<void> {
  await tx.run(
    "INSERT INTO identity (id, channel, address, person_id, reachable, created_at) VALUES ($1, 'simulator', $2, $3, $4, $5)",
    identity.id,
    identity.address,
    personId,
    true,
    instant(now),
  );
}

/** A day's litres, as if reported at noon of that day. */
export async function insertReport(
  tx: Connection,
  familyId: string,
  day: LimaDay,
  litres: number,
): Promise<void> {
  await recordAct(tx, {
    id: newId(),
    familyId,
    personId: "",
    act: "recorded",
    figure: { day, totalMl: Math.round(litres * 1000), morningMl: null, eveningMl: null },
    approximate: false,
    flagged: false,
    at: limaInstant(day, 12 * 60),
    channel: "simulator",
    messageId: newId(),
    actKey: newId(),
    previousId: null,
  });
}

/** What a person is to others. */
export async function insertRoles(
  tx: Connection,
  personId: string,
  roles: readonly Role[],
): Promise<void> {
  for (const role of roles)
    await tx.run("INSERT INTO person_role (person_id, role) VALUES ($1, $2)", personId, role);
}
