import { newId } from "../../../core/ids.ts";
import type { Connection, Value } from "../../../store/connection.ts";
import { selectIn } from "../../../store/bulk.ts";
import { foldName } from "./names.ts";
import type { RosterProblem, RosterRow } from "./row.ts";
import { quote } from "./values.ts";

/** Where one row places its family; null where the row says nothing. */
export interface Place {
  communityId: string | null;
  associationId: string | null;
}

/** Places of all rows, and the rows of new ones that must be inserted, parents first. */
export interface Places {
  byRow: Map<RosterRow, Place>;
  inserts: { table: string; columns: string; rows: Value[][] }[];
  problems: RosterProblem[];
  notes: RosterProblem[];
}

interface NamedRow {
  id: string;
  name: string;
  parentId: string;
}

/** Names under their parents, compared without accents and case; a missing one is made up. */
class Gazetteer {
  readonly created: Value[][] = [];
  readonly #ids = new Map<string, string>();
  readonly #byName = new Map<string, string[]>();

  constructor(known: readonly NamedRow[]) {
    for (const row of known) this.#add(row.parentId, row.name, row.id);
  }

  named(name: string): string[] {
    return this.#byName.get(foldName(name)) ?? [];
  }

  findOrCreate(parentId: string, name: string): string {
    const found = this.#ids.get(`${parentId} ${foldName(name)}`);
    if (found !== undefined) return found;
    const id = newId();
    this.created.push(parentId === "" ? [id, name] : [id, name, parentId]);
    this.#add(parentId, name, id);
    return id;
  }

  #add(parentId: string, name: string, id: string): void {
    const key = `${parentId} ${foldName(name)}`;
    if (this.#ids.has(key)) return;
    this.#ids.set(key, id);
    this.#byName.set(foldName(name), [...this.named(name), id]);
  }
}

/** Finds or makes up every municipality, district, community and association that the rows name. */
export async function planPlaces(
  connection: Connection,
  rows: readonly RosterRow[],
): Promise<Places> {
  // There are some two thousand districts in Peru: reading all is one quick statement.
  const municipalities = new Gazetteer(
    await connection.query<NamedRow>(
      `SELECT id, name, '' AS "parentId" FROM municipality ORDER BY id`,
    ),
  );
  const districts = new Gazetteer(
    await connection.query<NamedRow>(
      'SELECT id, name, municipality_id AS "parentId" FROM district ORDER BY id',
    ),
  );
  const problems: RosterProblem[] = [];
  const notes: RosterProblem[] = [];
  const districtOf = new Map<RosterRow, string>();
  const named = rows.filter((row) => row.district !== null);
  // A district that one row explains is known to all others.
  const explained = named.filter((row) => row.municipality !== null);
  for (const row of [
    ...explained,
    ...named.filter((candidate) => candidate.municipality === null),
  ]) {
    const id = findDistrict(row, municipalities, districts, problems);
    if (id !== null) districtOf.set(row, id);
  }

  const ids = [...districtOf.values()];
  const columns = 'id, name, district_id AS "parentId"';
  const communities = new Gazetteer(
    await selectIn<NamedRow>(
      connection,
      `SELECT ${columns} FROM community WHERE district_id IN (…) ORDER BY id`,
      ids,
    ),
  );
  const associations = new Gazetteer(
    await selectIn<NamedRow>(
      connection,
      `SELECT ${columns} FROM association WHERE district_id IN (…) ORDER BY id`,
      ids,
    ),
  );
  const byRow = new Map<RosterRow, Place>();
  for (const row of rows) {
    const district = districtOf.get(row);
    if (row.district === null && (row.community !== null || row.association !== null)) {
      const problem = "A community or association needs its district. Write the district.";
      problems.push({ row: row.row, column: "district", problem });
    }
    if (district === undefined) continue;
    byRow.set(row, {
      communityId:
        row.community === null ? null : communities.findOrCreate(district, row.community),
      associationId:
        row.association === null ? null : associations.findOrCreate(district, row.association),
    });
  }
  const homeless = rows.filter(
    (row) =>
      row.community === null &&
      row.association === null &&
      (row.district ?? row.municipality) !== null,
  );
  if (homeless[0] !== undefined) {
    const problem = `${homeless.length} row(s) name a district or municipality but neither community nor association. A family's district is kept through one of these: add one.`;
    notes.push({ row: homeless[0].row, column: "community", problem });
  }
  const inserts = [
    { table: "municipality", columns: "id, name", rows: municipalities.created },
    { table: "district", columns: "id, name, municipality_id", rows: districts.created },
    { table: "community", columns: "id, name, district_id", rows: communities.created },
    { table: "association", columns: "id, name, district_id", rows: associations.created },
  ];
  return { byRow, inserts, problems, notes };
}

function findDistrict(
  row: RosterRow,
  municipalities: Gazetteer,
  districts: Gazetteer,
  problems: RosterProblem[],
): string | null {
  const name = row.district ?? "";
  if (row.municipality !== null) {
    return districts.findOrCreate(municipalities.findOrCreate("", row.municipality), name);
  }
  const candidates = districts.named(name);
  if (candidates.length === 1) return candidates[0] ?? null;
  const why = candidates.length === 0 ? "is not known yet" : "exists in several municipalities";
  const problem = `The district ${quote(name)} ${why}. Write its municipality.`;
  problems.push({ row: row.row, column: "municipality", problem });
  return null;
}
