import { findDuplicates } from "./duplicates.ts";
import { closestWord, foldName } from "./names.ts";
import type { RosterProblem, RosterRow } from "./row.ts";
import { readTableFile, type TableCell } from "../../../tables/read-table.ts";
import * as read from "./values.ts";

/** The columns a roster file may have, in any order. */
export const ROSTER_COLUMNS = [
  "family_code",
  "family_name",
  "person_name",
  "sex",
  "birth_year",
  "phone",
  "telegram_id",
  "language",
  "community",
  "district",
  "municipality",
  "association",
  "roles",
  "dni",
  "consent",
] as const;
export type RosterColumn = (typeof ROSTER_COLUMNS)[number];

/** A roster as read. Import it only when `problems` is empty; warnings are for the operator to check. */
export interface Roster {
  rows: RosterRow[];
  problems: RosterProblem[];
  warnings: RosterProblem[];
}

/**
 * Reads and checks a roster file: CSV (UTF-8, comma or semicolon) or the first sheet of an XLSX
 * workbook. Rows with a problem are left out of `rows`.
 * @param now bounds the years of birth
 */
export async function readRoster(bytes: Uint8Array, now: Date): Promise<Roster> {
  const table = await readTableFile(bytes);
  if ("problem" in table) {
    return {
      rows: [],
      problems: [{ row: table.row, column: null, problem: table.problem }],
      warnings: [],
    };
  }
  const roster: Roster = { rows: [], problems: [], warnings: [] };
  const header = table.cells[0] ?? [];
  const columns = readHeader(header, roster.problems);
  if (roster.problems.length > 0) return roster;
  for (const [index, cells] of table.cells.entries()) {
    if (index === 0 || cells.every((cell) => read.cellText(cell) === "")) continue;
    const stray = cells.findIndex(
      (cell, at) => columns[at] === undefined && read.cellText(cell) !== "",
    );
    if (stray >= 0) {
      const problem = `Cell ${stray + 1} stands under no column name. Name its column, or put quotation marks around a cell that holds the separator.`;
      roster.problems.push({ row: index + 1, column: null, problem });
      continue;
    }
    const row = readRow(
      index + 1,
      new Map(cells.map((cell, at) => [columns[at], cell])),
      now,
      roster,
    );
    if (row !== null) roster.rows.push(row);
  }
  if (roster.rows.length === 0 && roster.problems.length === 0) {
    roster.problems.push({
      row: 2,
      column: null,
      problem: "The file holds no person. Write one person a row.",
    });
  }
  roster.problems.push(...findDuplicates(roster.rows));
  roster.problems.sort((one, other) => one.row - other.row);
  return roster;
}

/** The known column at each position; undefined under an empty header cell. */
function readHeader(
  header: readonly TableCell[],
  problems: RosterProblem[],
): (RosterColumn | undefined)[] {
  const found = header.map((cell) => {
    const written = read.cellText(cell);
    if (written === "") return undefined;
    const name = foldName(written).replaceAll(/[\s-]+/g, "_");
    const column = ROSTER_COLUMNS.find((candidate) => candidate === name);
    if (column === undefined) {
      const problem = `There is no column ${read.quote(written)}; the closest is ${closestWord(name, ROSTER_COLUMNS)}. Rename or remove it.`;
      problems.push({ row: 1, column: written, problem });
    }
    return column;
  });
  for (const column of new Set(found)) {
    if (column !== undefined && found.indexOf(column) !== found.lastIndexOf(column)) {
      problems.push({ row: 1, column, problem: "The column is there twice. Remove one of them." });
    }
  }
  for (const column of ["family_code", "family_name", "person_name"] as const) {
    if (!found.includes(column)) {
      problems.push({
        row: 1,
        column,
        problem: "The column is missing. Add it and fill it in every row.",
      });
    }
  }
  if (!found.includes("phone") && !found.includes("telegram_id")) {
    problems.push({
      row: 1,
      column: "phone",
      problem: "Add a column phone or telegram_id: each person needs one of them.",
    });
  }
  return found;
}

function readRow(
  row: number,
  cells: ReadonlyMap<RosterColumn | undefined, TableCell>,
  now: Date,
  roster: Roster,
): RosterRow | null {
  const before = roster.problems.length;
  function complain(column: RosterColumn, problem: string): void {
    roster.problems.push({ row, column, problem });
  }
  function take<T>(column: RosterColumn, reading: read.CellReading<T>, otherwise: T): T {
    if ("problem" in reading) {
      complain(column, reading.problem);
      return otherwise;
    }
    if (reading.warning !== undefined)
      roster.warnings.push({ row, column, problem: reading.warning });
    return reading.value;
  }
  function name(column: RosterColumn): string | null {
    return take(column, read.readName(cells.get(column)), null);
  }
  function neededName(column: RosterColumn): string {
    if (read.cellText(cells.get(column)) === "") complain(column, "The cell is empty. Fill it in.");
    return name(column) ?? "";
  }

  const result: RosterRow = {
    row,
    familyCode: neededName("family_code"),
    familyName: neededName("family_name"),
    personName: neededName("person_name"),
    sex: take("sex", read.readSex(cells.get("sex")), null),
    birthYear: take("birth_year", read.readBirthYear(cells.get("birth_year"), now), null),
    phone: take("phone", read.readPhone(cells.get("phone")), null),
    telegramId: take("telegram_id", read.readTelegramId(cells.get("telegram_id")), null),
    language: take("language", read.readLanguage(cells.get("language")), null),
    community: name("community"),
    district: name("district"),
    municipality: name("municipality"),
    association: name("association"),
    roles: take("roles", read.readRoles(cells.get("roles")), []),
    dni: take("dni", read.readDni(cells.get("dni")), null),
    purposes: take("consent", read.readConsent(cells.get("consent")), null),
  };
  if (read.cellText(cells.get("phone")) === "" && read.cellText(cells.get("telegram_id")) === "") {
    complain("phone", "Neither phone nor telegram_id is filled in. Write one of them.");
  }
  if (result.district === null && read.cellText(cells.get("district")) === "") {
    for (const column of ["community", "association"] as const) {
      if (result[column] !== null)
        complain("district", `A ${column} needs its district. Write the district.`);
    }
  }
  return roster.problems.length === before ? result : null;
}
