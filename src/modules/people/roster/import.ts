import { newId } from "../../../core/ids.ts";
import { instant, type Connection, type Store } from "../../../store/connection.ts";
import { loadKnown, type KnownFamily } from "./known.ts";
import { withoutErased } from "./erased.ts";
import { planMerges, type Surplus } from "./merge.ts";
import { planPerson, startMatching } from "./persons.ts";
import { planPlaces, type Place, type Places } from "./places.ts";
import { amend, emptyPlan, type ImportCounts, type Plan } from "./plan.ts";
import { writePlan } from "./write.ts";
import { findDuplicates } from "./duplicates.ts";
import { familyKey } from "./names.ts";
import type { RosterProblem, RosterRow } from "./row.ts";

const PROGRESS_STEP = 100;

/** What an import needs to know besides its rows. */
export interface ImportOptions {
  /** Name of the file without its folder: kept as the words of each consent, `roster: <file>`. */
  file: string;
  now: Date;
  /** Plans and reports without writing. */
  dryRun?: boolean;
  /** Told the rows checked so far and all rows. */
  onProgress?: (done: number, total: number) => void;
}

/** What an import did, or in a dry run would do. Its lines are for the operator: never log them. */
export interface ImportReport {
  dryRun: boolean;
  families: ImportCounts;
  persons: ImportCounts;
  /** When there is one, nothing was written and the counts are void. */
  problems: RosterProblem[];
  /** Where the database and the roster disagree and what was kept. */
  conflicts: RosterProblem[];
  /** What is good to know and needs no act. */
  notes: RosterProblem[];
}

interface Work {
  plan: Plan;
  places: Places;
  surplus: Surplus[];
}

/**
 * Brings the families and persons of a checked roster into the database: all rows or none. What is
 * there is amended, never removed; an empty cell changes nothing; the same roster twice changes
 * nothing. Works beside the running service.
 */
export async function importFamilies(
  store: Store,
  rows: readonly RosterRow[],
  options: ImportOptions,
): Promise<ImportReport> {
  if (options.dryRun === true)
    return report(await store.read((connection) => plan(connection, rows, options)), true);
  return store.transaction(async (tx) => {
    // Two imports at once would both make up the same places. Readers and chat turns do not wait for this.
    if (store.kind === "postgresql")
      await tx.run("LOCK TABLE municipality IN SHARE ROW EXCLUSIVE MODE");
    const work = await plan(tx, rows, options);
    if (work.plan.problems.length === 0) await writePlan(tx, work.plan, work.places, work.surplus);
    return report(work, false);
  });
}

async function plan(
  connection: Connection,
  all: readonly RosterRow[],
  options: ImportOptions,
): Promise<Work> {
  const { rows, conflicts } = await withoutErased(connection, all);
  const places = await planPlaces(connection, rows);
  const known = await loadKnown(connection, rows);
  const result = emptyPlan(known, instant(options.now), `roster: ${options.file}`);
  result.conflicts.push(...conflicts);
  result.problems.push(...findDuplicates(rows), ...places.problems);
  result.notes.push(...places.notes);
  const families = new Set<KnownFamily>();
  const matching = startMatching(result, rows);
  for (const [index, row] of rows.entries()) {
    const family = planFamily(result, row, places.byRow.get(row), families);
    planPerson(result, matching, row, family);
    if ((index + 1) % PROGRESS_STEP === 0 || index + 1 === rows.length)
      options.onProgress?.(index + 1, rows.length);
  }
  const surplus = result.problems.length === 0 ? await planMerges(connection, result) : [];
  for (const family of families) {
    const outcome = result.newFamilies.has(family)
      ? "created"
      : result.changedFamilies.has(family)
        ? "updated"
        : "unchanged";
    result.families[outcome]++;
  }
  return { plan: result, places, surplus };
}

function planFamily(
  work: Plan,
  row: RosterRow,
  place: Place | undefined,
  seen: Set<KnownFamily>,
): KnownFamily {
  const key = familyKey(row.familyCode);
  let family = work.known.families.get(key);
  if (family === undefined) {
    family = {
      id: newId(),
      code: row.familyCode,
      name: row.familyName,
      communityId: null,
      associationId: null,
      communityTold: null,
      associationTold: null,
      cowsMilking: null,
    };
    work.known.families.set(key, family);
    work.known.familiesById.set(family.id, family);
    work.newFamilies.add(family);
  }
  // Of one name spelled in two ways the first row's is kept, or each import would change it twice.
  const name = seen.has(family) ? undefined : row.familyName;
  seen.add(family);
  if (amend<KnownFamily>(family, { name, ...place })) work.changedFamilies.add(family);
  return family;
}

function report({ plan: done }: Work, dryRun: boolean): ImportReport {
  const { families, persons, problems, conflicts, notes } = done;
  for (const lines of [problems, conflicts, notes]) lines.sort((one, other) => one.row - other.row);
  return { dryRun, families, persons, problems, conflicts, notes };
}
