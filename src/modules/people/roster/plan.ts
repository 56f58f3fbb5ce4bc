import type { Value } from "../../../store/connection.ts";
import type { Known, KnownFamily, KnownIdentity, KnownPerson } from "./known.ts";
import type { RosterProblem } from "./row.ts";

/** How many were made, changed and found as they were. */
export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
}

/** A self-registered family that the roster turned out to know. */
export interface Merge {
  from: KnownFamily;
  to: KnownFamily;
  row: number;
}

/** All an import will write, built up in memory before the first write. */
export interface Plan {
  readonly known: Known;
  readonly now: string;
  /** Words under which consents are kept. */
  readonly words: string;
  families: ImportCounts;
  persons: ImportCounts;
  newFamilies: Set<KnownFamily>;
  changedFamilies: Set<KnownFamily>;
  newPersons: Set<KnownPerson>;
  changedPersons: Set<KnownPerson>;
  newIdentities: Set<KnownIdentity>;
  changedIdentities: Set<KnownIdentity>;
  newRoles: Value[][];
  /** Identity, person and instant: who shares a phone from now on. */
  newSharers: Value[][];
  newConsents: Value[][];
  /** Ids of consents that are no longer in force. */
  pastConsents: string[];
  /** Persons who registered themselves and whom the roster already knew: from → to. */
  absorbed: Map<KnownPerson, KnownPerson>;
  merges: Merge[];
  problems: RosterProblem[];
  conflicts: RosterProblem[];
  notes: RosterProblem[];
}

/** A plan that writes nothing yet. */
export function emptyPlan(known: Known, now: string, words: string): Plan {
  return {
    known,
    now,
    words,
    families: { created: 0, updated: 0, unchanged: 0 },
    persons: { created: 0, updated: 0, unchanged: 0 },
    newFamilies: new Set(),
    changedFamilies: new Set(),
    newPersons: new Set(),
    changedPersons: new Set(),
    newIdentities: new Set(),
    changedIdentities: new Set(),
    newRoles: [],
    newSharers: [],
    newConsents: [],
    pastConsents: [],
    absorbed: new Map(),
    merges: [],
    problems: [],
    conflicts: [],
    notes: [],
  };
}

/** Sets the given values that are not null and differ; true when one did. */
export function amend<T extends object>(target: T, values: Partial<T>): boolean {
  let changed = false;
  for (const key of Object.keys(values) as (keyof T)[]) {
    const value = values[key];
    if (value === null || value === undefined || target[key] === value) continue;
    target[key] = value;
    changed = true;
  }
  return changed;
}
