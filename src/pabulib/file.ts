import { type PbRow, joinRow, splitRows } from "./table.ts";

/** A part of the file with named columns; names in lower case. */
export interface PbSection {
  columns: string[];
  rows: PbRow[];
}

/** A Pabulib file as it stands, nothing interpreted: what is read can be written again unchanged. */
export interface PbFile {
  /** Name of the file, for messages. */
  file: string;
  meta: { key: string; value: string; line: number }[];
  projects: PbSection;
  votes: PbSection;
}

/** A mistake in a .pb file, with its place and how to mend it. `line` is null where no line is to blame. */
export class PbError extends Error {
  readonly line: number | null;

  constructor(file: string, line: number | null, problem: string) {
    super(`${file}${line === null ? "" : `:${line}`}: ${problem}`);
    this.name = "PbError";
    this.line = line;
  }
}

type Name = "META" | "PROJECTS" | "VOTES";

/**
 * Reads a Pabulib .pb text: META, PROJECTS and VOTES, in any order and case, with or without BOM, in any line
 * endings. Throws PbError when a section or a needed column is missing.
 */
export function readPb(text: string, file: string): PbFile {
  const sections = new Map<Name, PbRow[]>();
  let current: PbRow[] | undefined;
  for (const row of splitRows(text)) {
    const name = sectionName(row);
    if (name !== null) {
      if (sections.has(name))
        throw new PbError(file, row.line, `${name} stands twice. Join the two parts into one.`);
      current = [];
      sections.set(name, current);
    } else if (current === undefined)
      throw new PbError(file, row.line, `expected the line META before anything else.`);
    else current.push(row);
  }
  for (const name of ["META", "PROJECTS", "VOTES"] as const)
    if (!sections.has(name))
      throw new PbError(file, null, `has no section ${name}. Is it a Pabulib .pb file?`);
  return {
    file,
    meta: readMeta(sections.get("META") ?? []),
    projects: readSection(file, "PROJECTS", sections.get("PROJECTS") ?? [], "project_id"),
    votes: readSection(file, "VOTES", sections.get("VOTES") ?? [], "vote"),
  };
}

function sectionName({ fields }: PbRow): Name | null {
  const [first = "", ...others] = fields;
  const name = first.toUpperCase();
  if (others.some((field) => field !== "")) return null;
  return name === "META" || name === "PROJECTS" || name === "VOTES" ? name : null;
}

function readMeta(rows: PbRow[]): PbFile["meta"] {
  return rows
    .map(({ line, fields: [key = "", ...values] }) => ({
      key: key.toLowerCase(),
      value: values.join(";").replace(/;+$/, ""),
      line,
    }))
    .filter(({ key, value }) => !(key === "key" && value.toLowerCase() === "value"));
}

function readSection(file: string, name: Name, rows: PbRow[], needed: string): PbSection {
  const [head, ...rest] = rows;
  if (head === undefined)
    throw new PbError(file, null, `${name} has no line of column names such as ${needed};…`);
  const columns = head.fields.map((field) => field.toLowerCase());
  if (!columns.includes(needed))
    throw new PbError(
      file,
      head.line,
      `${name} has no column ${needed}; its columns are ${columns.join(", ")}. Add it to the line of names.`,
    );
  return { columns, rows: rest };
}

/** Values of a section by column name, for reading every row: the column is looked for once. */
export function column(section: PbSection, name: string): (row: PbRow) => string {
  const index = section.columns.indexOf(name);
  return (row) => (index < 0 ? "" : (row.fields[index] ?? ""));
}

/** Value of a key of META; null when it is missing or empty. */
export function metaOf(pb: PbFile, key: string): { value: string; line: number } | null {
  const found = pb.meta.find((entry) => entry.key === key);
  return found === undefined || found.value === "" ? null : found;
}

/** The text of a .pb file: what readPb reads back as the same. */
export function writePb({ meta, projects, votes }: PbFile): string {
  const rows = [
    ["META"],
    ["key", "value"],
    ...meta.map(({ key, value }) => [key, value]),
    ["PROJECTS"],
    projects.columns,
    ...projects.rows.map(({ fields }) => fields),
    ["VOTES"],
    votes.columns,
    ...votes.rows.map(({ fields }) => fields),
  ];
  return `${rows.map(joinRow).join("\n")}\n`;
}
