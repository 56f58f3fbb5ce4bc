import type { Purpose } from "../../core/caller.ts";
import { newId } from "../../core/ids.ts";
import type { Language } from "../../core/language.ts";
import { instant, type Connection } from "../../store/connection.ts";
import { forgetErasure } from "./erase.ts";
import { joinPhone } from "../../store/sharing.ts";

/** Remembers the language of somebody we may not know yet. */
export async function setLanguage(
  tx: Connection,
  identityId: string,
  personId: string | null,
  language: Language,
): Promise<void> {
  await tx.run("UPDATE identity SET language = $2 WHERE id = $1", identityId, language);
  if (personId !== null)
    await tx.run("UPDATE person SET language = $2 WHERE id = $1", personId, language);
}

/** Records a yes or no to purposes, with the words shown; the answer before becomes history. */
export async function recordConsent(
  tx: Connection,
  personId: string,
  purposes: readonly Purpose[],
  granted: boolean,
  words: string,
  now: Date,
): Promise<void> {
  for (const purpose of purposes) {
    await tx.run(
      "UPDATE consent SET current = $3 WHERE person_id = $1 AND purpose = $2 AND current",
      personId,
      purpose,
      false,
    );
    await tx.run(
      "INSERT INTO consent (id, person_id, purpose, granted, words, at, current) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      newId(),
      personId,
      purpose,
      granted,
      words,
      instant(now),
      true,
    );
  }
}

/** A person and family of their own for somebody who agreed but is on no roster yet. */
export async function registerNewcomer(
  tx: Connection,
  identityId: string,
  language: Language,
  now: Date,
): Promise<{ personId: string; familyId: string }> {
  const familyId = newId();
  const personId = newId();
  const code = `N-${familyId.slice(-12).toUpperCase()}`;
  await tx.run(
    "INSERT INTO family (id, code, name, demonstration, created_at) VALUES ($1, $2, '', $3, $4)",
    familyId,
    code,
    false,
    instant(now),
  );
  await tx.run(
    "INSERT INTO person (id, family_id, name, language, created_at) VALUES ($1, $2, '', $3, $4)",
    personId,
    familyId,
    language,
    instant(now),
  );
  await tx.run("INSERT INTO person_role (person_id, role) VALUES ($1, 'producer')", personId);
  await joinPhone(tx, identityId, personId, now);
  await forgetErasure(tx, identityId);
  await tx.run("UPDATE identity SET person_id = $2 WHERE id = $1", identityId, personId);
  return { personId, familyId };
}

/** Keeps what a newcomer told of themselves; community and association are linked when their names are known. */
export async function completeProfile(
  tx: Connection,
  person: { personId: string; familyId: string },
  told: { name: string | null; community: string | null; association: string | null },
): Promise<void> {
  if (told.name !== null) {
    await tx.run("UPDATE person SET name = $2 WHERE id = $1", person.personId, told.name);
    await tx.run(
      "UPDATE family SET name = $2 WHERE id = $1 AND name = ''",
      person.familyId,
      told.name,
    );
  }
  if (told.community !== null) {
    await tx.run(
      "UPDATE family SET community_told = $2, community_id = $3 WHERE id = $1",
      person.familyId,
      told.community,
      await onlyMatch(tx, "community", told.community),
    );
  }
  if (told.association !== null) {
    await tx.run(
      "UPDATE family SET association_told = $2, association_id = $3 WHERE id = $1",
      person.familyId,
      told.association,
      await onlyMatch(tx, "association", told.association),
    );
  }
}

/** The id of the one place of that name; null when none or several bear it, for a technician to settle. */
async function onlyMatch(
  tx: Connection,
  table: "community" | "association",
  name: string,
): Promise<string | null> {
  const rows = await tx.query<{ id: string; name: string }>(`SELECT id, name FROM ${table}`);
  const wanted = plain(name);
  const found = rows.filter((row) => plain(row.name) === wanted);
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();
}
