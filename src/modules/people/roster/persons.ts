import { newId } from "../../../core/ids.ts";
import { planConsents } from "./consents.ts";
import {
  identityKey,
  isProvisional,
  type KnownFamily,
  type KnownIdentity,
  type KnownPerson,
} from "./known.ts";
import { amend, type Plan } from "./plan.ts";
import {
  joinFamilies,
  keepMember,
  memberKey,
  ownerOf,
  reach,
  registeredAlone,
  type Matching,
} from "./reach.ts";
import { familyKey, foldName } from "./names.ts";
import type { RosterProblem, RosterRow } from "./row.ts";

/** Prepares the matching: a shared phone belongs to whom it belonged, else to the first row that names it. */
export function startMatching(plan: Plan, rows: readonly RosterRow[]): Matching {
  const named = new Set(rows.map((row) => familyKey(row.familyCode)));
  const matching: Matching = {
    claims: new Map(),
    phoneOwners: new Map(),
    members: new Map(),
    provisional: new Set(),
  };
  for (const person of plan.known.persons.values()) {
    keepMember(matching, person);
    const family = plan.known.familiesById.get(person.familyId);
    if (isProvisional(family) && !named.has(familyKey(family?.code ?? "")))
      matching.provisional.add(person);
  }
  for (const row of rows) {
    if (row.phone === null) continue;
    const owner = ownerOf(plan, plan.known.identities.get(identityKey("whatsapp", row.phone)), row);
    if (!matching.phoneOwners.has(row.phone) || sameName(owner, row))
      matching.phoneOwners.set(row.phone, row);
  }
  return matching;
}

/** Plans one row's person: finds or creates it, and what of it changes. */
export function planPerson(
  plan: Plan,
  matching: Matching,
  row: RosterRow,
  family: KnownFamily,
): void {
  const telegram = identityOf(plan, "telegram", row.telegramId);
  const whatsapp = identityOf(plan, "whatsapp", row.phone);
  const ownsPhone = row.phone !== null && matching.phoneOwners.get(row.phone) === row;
  const found = findPerson(plan, matching, row, family, telegram, ownsPhone, whatsapp);
  if ("problem" in found) {
    plan.problems.push(found);
    return;
  }
  const chosenByChat = telegram?.language ?? (ownsPhone ? whatsapp?.language : null) ?? null;
  const person = found.person ?? createPerson(plan, row, family, chosenByChat);
  matching.claims.set(person.id, row);
  const before = plan.known.familiesById.get(person.familyId);
  const created = plan.newPersons.has(person);
  let changed = amend<KnownPerson>(person, {
    familyId: family.id,
    name: row.personName,
    sex: row.sex,
    birthYear: row.birthYear,
    language: row.language ?? undefined,
    dni: row.dni,
  });
  if (changed) plan.changedPersons.add(person);
  if (created || before !== family) keepMember(matching, person);
  if (before !== undefined && before !== family) {
    if (matching.provisional.has(person)) joinFamilies(plan, matching, before, family, row);
    else {
      const problem = `The person moved here from family ${before.code}, which keeps the milk it reported.`;
      plan.notes.push({ row: row.row, column: "family_code", problem });
    }
  }
  const context = { plan, matching, row, family, person };
  if (row.telegramId !== null)
    changed = reach(context, "telegram_id", "telegram", row.telegramId) || changed;
  if (row.phone !== null) changed = reach(context, "phone", "whatsapp", row.phone) || changed;
  const roles = row.roles.length === 0 && person.roles.size === 0 ? ["producer"] : row.roles;
  for (const role of roles.filter((candidate) => !person.roles.has(candidate))) {
    person.roles.add(role);
    plan.newRoles.push([person.id, role]);
    changed = true;
  }
  changed = planConsents(plan, row, person) || changed;
  plan.persons[created ? "created" : changed ? "updated" : "unchanged"]++;
}

/**
 * By Telegram id, else by name in the family, else by phone and name, else who registered alone from
 * one of the addresses. The family goes before the phone: of two persons of one name on a shared
 * phone, the roster's family says which is meant.
 */
function findPerson(
  plan: Plan,
  matching: Matching,
  row: RosterRow,
  family: KnownFamily,
  telegram: KnownIdentity | undefined,
  ownsPhone: boolean,
  whatsapp: KnownIdentity | undefined,
): { person: KnownPerson | undefined } | RosterProblem {
  const byTelegram = ownerOf(plan, telegram, row);
  const byPhone = ownerOf(plan, whatsapp, row);
  const namesake = matching.members.get(memberKey(family.id, row.personName));
  const byName = namesake?.familyId === family.id ? namesake : undefined;
  const settled =
    byTelegram !== undefined && !registeredAlone(matching, byTelegram) ? byTelegram : undefined;
  if (settled !== undefined && byName !== undefined && byName !== settled) {
    const problem =
      "The Telegram id belongs to another person already, while this family has a person of this name. Correct the id or the name.";
    return { row: row.row, column: "telegram_id", problem };
  }
  const person =
    settled ??
    byName ??
    (sameName(byPhone, row) ? byPhone : undefined) ??
    byTelegram ??
    (ownsPhone && byPhone !== undefined && registeredAlone(matching, byPhone)
      ? byPhone
      : undefined);
  const claimed = person === undefined ? undefined : matching.claims.get(person.id);
  if (claimed === undefined) return { person };
  const problem = `Row ${claimed.row} was found to be the same person. Correct names, phones or Telegram ids of the two rows.`;
  return { row: row.row, column: "person_name", problem };
}

function createPerson(
  plan: Plan,
  row: RosterRow,
  family: KnownFamily,
  chosenByChat: string | null,
): KnownPerson {
  const person: KnownPerson = {
    id: newId(),
    familyId: family.id,
    name: row.personName,
    sex: row.sex,
    birthYear: row.birthYear,
    language: row.language ?? chosenByChat ?? "es",
    dni: row.dni,
    roles: new Set(),
    consents: [],
  };
  plan.newPersons.add(person);
  plan.known.persons.set(person.id, person);
  return person;
}

function identityOf(
  plan: Plan,
  channel: string,
  address: string | null,
): KnownIdentity | undefined {
  return address === null ? undefined : plan.known.identities.get(identityKey(channel, address));
}

function sameName(person: KnownPerson | undefined, row: RosterRow): boolean {
  return person !== undefined && foldName(person.name) === foldName(row.personName);
}
