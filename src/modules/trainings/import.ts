import { limaDay } from "../../core/lima.ts";
import { instant, type Connection, type Store } from "../../store/connection.ts";
import { attend, unattend } from "./places.ts";
import { findTraining, type Training } from "./store.ts";

/** One cell of a file; those of CSV are texts. */
type Cell = string | number | boolean | Date | null;

/** What is wrong with a file, and where: the row as a spreadsheet numbers it. */
export interface AttendanceProblem {
  row: number;
  column: string | null;
  problem: string;
}

/** What an import of attendances did, or would do. */
export interface AttendanceReport {
  problems: AttendanceProblem[];
  /** Newly noted, taken back, and standing as the file says already. */
  noted: number;
  taken: number;
  unchanged: number;
}

const COLUMNS = ["training", "family_code", "person_name", "attended"] as const;
type Column = (typeof COLUMNS)[number];
const NEEDED: readonly Column[] = ["training", "family_code"];

/** A code of the door names a training of the last two months. */
const CODE_MS = 62 * 24 * 3_600_000;

const WORDS: Record<string, boolean> = {
  "": true,
  yes: true,
  sí: true,
  si: true,
  arí: true,
  x: true,
  "1": true,
  true: true,
  no: false,
  manan: false,
  "0": false,
  false: false,
};

interface Row {
  row: number;
  training: Training;
  personId: string;
  attended: boolean;
}

/**
 * Notes who was at trainings, from the cells of a file with the columns training (id, or the code of the
 * door), family_code, person_name and attended (yes when left out). All rows are checked before any counts.
 */
export async function importAttendance(
  store: Store,
  cells: readonly (readonly Cell[])[],
  { now, dryRun }: { now: Date; dryRun: boolean },
): Promise<AttendanceReport> {
  const report: AttendanceReport = { problems: [], noted: 0, taken: 0, unchanged: 0 };
  const columns = columnsOf(cells[0] ?? [], report.problems);
  if (report.problems.length > 0) return report;
  return store.transaction(async (tx) => {
    const rows: Row[] = [];
    for (const [index, values] of cells.entries()) {
      if (index === 0 || values.every((cell) => textOf(cell) === "")) continue;
      const value = (name: Column): string => textOf(values[columns.indexOf(name)] ?? null);
      const read = await rowOf(tx, index + 1, value, now);
      if ("problem" in read) report.problems.push(read);
      else rows.push(read);
    }
    report.problems.push(...contradictions(rows));
    if (report.problems.length > 0) return report;
    for (const { training, personId, attended } of rows) {
      const changed = dryRun
        ? (await isNoted(tx, training.id, personId)) !== attended
        : (await (attended
            ? attend(tx, training, [personId], "file", now)
            : unattend(tx, training, [personId], now))) === 1;
      if (!changed) report.unchanged += 1;
      else if (attended) report.noted += 1;
      else report.taken += 1;
    }
    return report;
  });
}

function columnsOf(header: readonly Cell[], problems: AttendanceProblem[]): (Column | null)[] {
  const names = header.map((cell) => textOf(cell).toLowerCase());
  for (const name of NEEDED)
    if (!names.includes(name))
      problems.push({
        row: 1,
        column: name,
        problem: `the column is missing; the file needs ${NEEDED.join(" and ")}, and may have person_name and attended`,
      });
  for (const name of names)
    if (name !== "" && !COLUMNS.some((one) => one === name))
      problems.push({
        row: 1,
        column: name,
        problem: `no such column; the columns are ${COLUMNS.join(", ")}`,
      });
  return names.map((name) => COLUMNS.find((one) => one === name) ?? null);
}

async function rowOf(
  tx: Connection,
  row: number,
  value: (name: Column) => string,
  now: Date,
): Promise<Row | AttendanceProblem> {
  const attended = WORDS[value("attended").toLowerCase()];
  if (attended === undefined)
    return { row, column: "attended", problem: `"${value("attended")}": write yes or no` };
  const training = await trainingOf(tx, value("training"), now);
  if (typeof training === "string") return { row, column: "training", problem: training };
  if (training.startsAt > now)
    return {
      row,
      column: "training",
      problem: `"${training.topic}" begins only on ${limaDay(training.startsAt)}; nobody was there yet`,
    };
  const person = await personOf(tx, value("family_code"), value("person_name"));
  return "problem" in person ? { row, ...person } : { row, training, attended, ...person };
}

async function trainingOf(tx: Connection, text: string, now: Date): Promise<Training | string> {
  if (text === "") return "it is empty; write the id of the training, or the code of its door";
  const byId = await findTraining(tx, text);
  if (byId !== null) return byId;
  const found = await tx.query<{ id: string }>(
    "SELECT id FROM training WHERE code = $1 AND starts_at BETWEEN $2 AND $3 ORDER BY starts_at",
    text,
    instant(new Date(now.getTime() - CODE_MS)),
    instant(new Date(now.getTime() + CODE_MS)),
  );
  const [only] = found;
  const training = only === undefined ? null : await findTraining(tx, only.id);
  if (training === null)
    return `there is no training "${text}"; \`kallpanchis export trainings\` lists them with their ids`;
  return found.length === 1
    ? training
    : `several trainings have the code ${text}; write the id that \`kallpanchis export trainings\` gives`;
}

async function personOf(
  tx: Connection,
  code: string,
  name: string,
): Promise<{ personId: string } | Omit<AttendanceProblem, "row">> {
  const persons = await tx.query<{ id: string; name: string }>(
    "SELECT p.id, p.name FROM person p JOIN family f ON f.id = p.family_id WHERE UPPER(f.code) = UPPER($1) ORDER BY p.name, p.id",
    code,
  );
  if (persons.length === 0)
    return {
      column: "family_code",
      problem: `there is no family "${code}"; correct the code, or import the family first`,
    };
  const called = name === "" ? persons : persons.filter((one) => fold(one.name) === fold(name));
  const [only] = called;
  if (called.length === 1 && only !== undefined) return { personId: only.id };
  const names = persons.map((one) => one.name).join(", ");
  return {
    column: "person_name",
    problem:
      name === ""
        ? `the family ${code} has several persons; write which one: ${names}`
        : `the family ${code} has ${called.length === 0 ? "nobody" : "several persons"} called "${name}"; it has ${names}`,
  };
}

/** The same person at the same training may not both have come and not have come. */
function contradictions(rows: readonly Row[]): AttendanceProblem[] {
  const before = new Map<string, Row>();
  const problems: AttendanceProblem[] = [];
  for (const one of rows) {
    const key = `${one.training.id} ${one.personId}`;
    const other = before.get(key);
    if (other !== undefined && other.attended !== one.attended)
      problems.push({
        row: one.row,
        column: "attended",
        problem: `row ${other.row} says the contrary of the same person; leave one of them`,
      });
    before.set(key, one);
  }
  return problems;
}

async function isNoted(tx: Connection, trainingId: string, personId: string): Promise<boolean> {
  const rows = await tx.query(
    "SELECT person_id FROM training_person WHERE training_id = $1 AND person_id = $2 AND attended_at IS NOT NULL",
    trainingId,
    personId,
  );
  return rows.length === 1;
}

function textOf(cell: Cell): string {
  return cell === null ? "" : String(cell).trim();
}

function fold(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();
}
