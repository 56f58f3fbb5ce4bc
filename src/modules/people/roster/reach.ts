import { newId } from "../../../core/ids.ts";
import { joinConsents } from "./consents.ts";
import {
  identityKey,
  personsOf,
  type KnownFamily,
  type KnownIdentity,
  type KnownPerson,
} from "./known.ts";
import { amend, type Plan } from "./plan.ts";
import { foldName } from "./names.ts";
import type { RosterRow } from "./row.ts";

/** What the rows of one import share while persons are matched. */
export interface Matching {
  /** Which row each person was found for. */
  claims: Map<string, RosterRow>;
  /** Of a phone in several rows: the row that owns it. */
  phoneOwners: Map<string, RosterRow>;
  /** Persons by family and name, also by the name that an earlier row replaced. */
  members: Map<string, KnownPerson>;
  /** Persons of self-registered families that no row names. */
  provisional: Set<KnownPerson>;
}

/** One row and the person found for it. */
export interface RowContext {
  plan: Plan;
  matching: Matching;
  row: RosterRow;
  family: KnownFamily;
  person: KnownPerson;
}

/** Makes an address the person's own, with all that was kept under it; true when something changes. */
export function reach(
  context: RowContext,
  column: string,
  channel: string,
  address: string,
): boolean {
  const { plan, matching, row, family, person } = context;
  const identity = plan.known.identities.get(identityKey(channel, address));
  if (identity === undefined) {
    const created: KnownIdentity = {
      id: newId(),
      channel,
      address,
      personId: person.id,
      language: null,
      sharers: new Set(),
    };
    plan.newIdentities.add(created);
    plan.known.identities.set(identityKey(channel, address), created);
    return true;
  }
  const there = personsOf(identity).flatMap((id) => plan.known.persons.get(id) ?? []);
  if (there.includes(person)) return false;
  if (there.length === 0) {
    attach(plan, identity, person);
    return true;
  }
  const owner = there.find((one) => registeredAlone(matching, one));
  const mayAbsorb = channel !== "whatsapp" || matching.phoneOwners.get(address) === row;
  if (owner === undefined || !mayAbsorb) {
    share(plan, identity, person);
    noteShared(context, column, there);
    return true;
  }
  absorb(plan, owner, person);
  const from = plan.known.familiesById.get(owner.familyId);
  if (from !== undefined && from !== family) joinFamilies(plan, matching, from, family, row);
  return true;
}

/** Plans that a self-registered household and its milk go over to the roster's family. */
export function joinFamilies(
  plan: Plan,
  matching: Matching,
  from: KnownFamily,
  to: KnownFamily,
  row: RosterRow,
): void {
  if (plan.merges.some((known) => known.from === from)) return;
  plan.merges.push({ from, to, row: row.row });
  const problem = `The family had registered itself by chat as ${from.code}; its milk and persons were joined to ${to.code}.`;
  plan.notes.push({ row: row.row, column: null, problem });
  for (const person of plan.known.persons.values()) {
    if (person.familyId !== from.id) continue;
    person.familyId = to.id;
    keepMember(matching, person);
    plan.changedPersons.add(person);
  }
  const told = {
    communityId: to.communityId ?? from.communityId,
    associationId: to.associationId ?? from.associationId,
    communityTold: to.communityTold ?? from.communityTold,
    associationTold: to.associationTold ?? from.associationTold,
    cowsMilking: to.cowsMilking ?? from.cowsMilking,
  };
  if (amend<KnownFamily>(to, told)) plan.changedFamilies.add(to);
}

/** Lets later rows find the person by its present family and name. */
export function keepMember(matching: Matching, person: KnownPerson): void {
  const key = memberKey(person.familyId, person.name);
  if (!matching.members.has(key)) matching.members.set(key, person);
}

/** How a person is found by family and name. */
export function memberKey(familyId: string, name: string): string {
  return `${familyId} ${foldName(name)}`;
}

/** Tells the operator that several persons use an address: it may be a slip of the pen. */
function noteShared(
  { plan, row, family }: RowContext,
  column: string,
  others: KnownPerson[],
): void {
  const names = others.map((other) => {
    const code = plan.known.familiesById.get(other.familyId)?.code ?? "";
    return code === family.code ? other.name : `${other.name} of family ${code}`;
  });
  const problem = `The address is shared with ${names.join(", ")}: whoever writes from it is asked who it is. Correct it if it is not their common phone.`;
  plan.notes.push({ row: row.row, column, problem });
}

/** True for somebody who registered by chat and whom no row was found to be yet. */
export function registeredAlone(matching: Matching, person: KnownPerson): boolean {
  return matching.provisional.has(person) && !matching.claims.has(person.id);
}

/** The person of an address whom the row may mean: the only one there, or the one of this name. */
export function ownerOf(
  plan: Plan,
  identity: KnownIdentity | undefined,
  row: RosterRow,
): KnownPerson | undefined {
  const ids = identity === undefined ? [] : personsOf(identity);
  const persons = ids.flatMap((id) => plan.known.persons.get(id) ?? []);
  return persons.length === 1
    ? persons[0]
    : persons.find((person) => foldName(person.name) === foldName(row.personName));
}

/** Two records of one person become one: addresses, consents and roles of the self-registered one go over. */
function absorb(plan: Plan, owner: KnownPerson, person: KnownPerson): void {
  for (const theirs of plan.known.identities.values()) {
    if (theirs.personId === owner.id) attach(plan, theirs, person);
    if (theirs.sharers.delete(owner.id)) share(plan, theirs, person);
  }
  joinConsents(plan, owner, person);
  for (const role of owner.roles) {
    if (!person.roles.has(role)) plan.newRoles.push([person.id, role]);
    person.roles.add(role);
  }
  plan.absorbed.set(owner, person);
  plan.changedPersons.delete(owner);
  plan.known.persons.delete(owner.id);
}

function share(plan: Plan, identity: KnownIdentity, person: KnownPerson): void {
  if (identity.sharers.size === 0 && identity.personId !== null)
    plan.newSharers.push([identity.id, identity.personId, plan.now]);
  if (identity.personId !== null) identity.sharers.add(identity.personId);
  identity.sharers.add(person.id);
  plan.newSharers.push([identity.id, person.id, plan.now]);
}

function attach(plan: Plan, identity: KnownIdentity, person: KnownPerson): void {
  identity.personId = person.id;
  if (!plan.newIdentities.has(identity)) plan.changedIdentities.add(identity);
}
