import type { Connection } from "../../../store/connection.ts";
import { selectIn } from "../../../store/bulk.ts";
import { familyKey } from "./names.ts";
import type { RosterRow } from "./row.ts";

export interface KnownFamily {
  id: string;
  code: string;
  name: string;
  communityId: string | null;
  associationId: string | null;
  communityTold: string | null;
  associationTold: string | null;
  cowsMilking: number | null;
}

export interface KnownConsent {
  id: string;
  purpose: string;
  granted: boolean;
  words: string;
  at: string;
  current: boolean;
}

export interface KnownPerson {
  id: string;
  familyId: string;
  name: string;
  sex: string | null;
  birthYear: number | null;
  language: string;
  dni: string | null;
  roles: Set<string>;
  /** Oldest first. */
  consents: KnownConsent[];
}

export interface KnownIdentity {
  id: string;
  channel: string;
  address: string;
  /** On a shared phone whoever speaks, or null. */
  personId: string | null;
  language: string | null;
  /** Everybody of a shared phone; empty for a phone of one person. */
  sharers: Set<string>;
}

/** What the database holds about the families, persons and addresses of a roster, and no more. */
export interface Known {
  /** By `familyKey` of the code. */
  families: Map<string, KnownFamily>;
  familiesById: Map<string, KnownFamily>;
  persons: Map<string, KnownPerson>;
  /** By `identityKey`. */
  identities: Map<string, KnownIdentity>;
}

/** A consent as the databases give it: SQLite keeps truth as 0 and 1. */
type StoredConsent = Omit<KnownConsent, "granted" | "current"> & {
  personId: string;
  granted: boolean | number;
  current: boolean | number;
};

/** How an identity is found again. */
export function identityKey(channel: string, address: string): string {
  return `${channel} ${address}`;
}

/** Ids of the persons reached at an address. */
export function personsOf({ personId, sharers }: KnownIdentity): string[] {
  return sharers.size > 0 ? [...sharers] : personId === null ? [] : [personId];
}

/** A family that registered itself by chat, until the roster names it. */
export function isProvisional(family: KnownFamily | undefined): boolean {
  return family?.code.startsWith("N-") ?? false;
}

const FAMILY = `SELECT DISTINCT f.id, f.code, f.name, f.community_id AS "communityId", f.association_id AS "associationId",
  f.community_told AS "communityTold", f.association_told AS "associationTold", f.cows_milking AS "cowsMilking" FROM family f`;
const IDENTITY = `SELECT id, channel, address, person_id AS "personId", language FROM identity`;
const PERSON = `SELECT id, family_id AS "familyId", name, sex, birth_year AS "birthYear", language, dni FROM person`;

/** Reads what a roster will be compared with, in a number of statements that grows with its rows only. */
export async function loadKnown(
  connection: Connection,
  rows: readonly RosterRow[],
): Promise<Known> {
  const known: Known = {
    families: new Map(),
    familiesById: new Map(),
    persons: new Map(),
    identities: new Map(),
  };
  const codes = rows.flatMap(({ familyCode }) => [
    familyCode,
    familyCode.toUpperCase(),
    familyCode.toLowerCase(),
  ]);
  keepFamilies(await selectIn<KnownFamily>(connection, `${FAMILY} WHERE f.code IN (…)`, codes));
  const telegramIds = rows.flatMap((row) => row.telegramId ?? []);
  const phones = rows.flatMap((row) => row.phone ?? []);
  keepIdentities(
    await selectIn(
      connection,
      `${IDENTITY} WHERE channel = 'telegram' AND address IN (…)`,
      telegramIds,
    ),
  );
  keepIdentities(
    await selectIn(connection, `${IDENTITY} WHERE channel = 'whatsapp' AND address IN (…)`, phones),
  );
  const shares = await selectIn<{ identityId: string; personId: string }>(
    connection,
    'SELECT identity_id AS "identityId", person_id AS "personId" FROM identity_person WHERE identity_id IN (…)',
    [...known.identities.values()].map((identity) => identity.id),
  );
  const byId = new Map([...known.identities.values()].map((identity) => [identity.id, identity]));
  for (const { identityId, personId } of shares) byId.get(identityId)?.sharers.add(personId);
  const reached = [...known.identities.values()].flatMap(personsOf);
  keepFamilies(
    await selectIn<KnownFamily>(
      connection,
      `${FAMILY} JOIN person p ON p.family_id = f.id WHERE p.id IN (…)`,
      reached,
    ),
  );
  const persons = await selectIn<Omit<KnownPerson, "roles" | "consents">>(
    connection,
    `${PERSON} WHERE family_id IN (…) ORDER BY id`,
    known.familiesById.keys(),
  );
  for (const person of persons)
    known.persons.set(person.id, { ...person, roles: new Set(), consents: [] });
  const roles = await selectIn<{ personId: string; role: string }>(
    connection,
    'SELECT person_id AS "personId", role FROM person_role WHERE person_id IN (…)',
    known.persons.keys(),
  );
  for (const { personId, role } of roles) known.persons.get(personId)?.roles.add(role);
  const consents = await selectIn<StoredConsent>(
    connection,
    'SELECT id, person_id AS "personId", purpose, granted, words, at, "current" FROM consent WHERE person_id IN (…) ORDER BY at, id',
    known.persons.keys(),
  );
  for (const { personId, ...consent } of consents) {
    const flags = { granted: Boolean(consent.granted), current: Boolean(consent.current) };
    known.persons.get(personId)?.consents.push({ ...consent, ...flags });
  }
  const selfRegistered = [...known.persons.values()].filter((person) =>
    isProvisional(known.familiesById.get(person.familyId)),
  );
  const theirs = selfRegistered.map((person) => person.id);
  keepIdentities(await selectIn(connection, `${IDENTITY} WHERE person_id IN (…)`, theirs));
  return known;

  function keepFamilies(found: KnownFamily[]): void {
    for (const family of found.filter((candidate) => !known.familiesById.has(candidate.id))) {
      known.familiesById.set(family.id, family);
      known.families.set(familyKey(family.code), family);
    }
  }
  function keepIdentities(found: Omit<KnownIdentity, "sharers">[]): void {
    for (const identity of found) {
      const key = identityKey(identity.channel, identity.address);
      if (!known.identities.has(key))
        known.identities.set(key, { ...identity, sharers: new Set() });
    }
  }
}
