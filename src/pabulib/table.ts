/**
 * The lines of a .pb file as fields. Our own splitter, since real files hold stray quotation marks that a strict
 * reader of CSV takes for the beginning of a field that swallows half the file.
 */

/** Fields of one row, and the line it begins on, counted from 1. */
export interface PbRow {
  line: number;
  fields: string[];
}

/** A quoted field may run over this many lines; a quote still open then is a character like any other. */
const MOST_LINES = 30;

/** Rows of a text with fields between semicolons; empty lines are passed over. */
export function splitRows(text: string): PbRow[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const rows: PbRow[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    let content = lines[index] ?? "";
    if (content.trim() === "") continue;
    if (!content.includes('"')) {
      rows.push({ line, fields: content.split(";").map((field) => field.trim()) });
      continue;
    }
    let fields = splitQuoted(content);
    for (
      let more = 1;
      fields === null && more < MOST_LINES && index + more < lines.length;
      more += 1
    ) {
      content += `\n${lines[index + more] ?? ""}`;
      fields = splitQuoted(content);
      if (fields !== null) index += more;
    }
    rows.push({ line, fields: fields ?? splitPlain(lines[line - 1] ?? "") });
  }
  return rows;
}

/** Fields where quotes may hold semicolons and doubled quotes; null when a quote stays open. */
function splitQuoted(content: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  while (at <= content.length) {
    const quoted = /\s*"((?:[^"]|"")*)"\s*(?=;|$)/y;
    quoted.lastIndex = at;
    const match = quoted.exec(content);
    if (match !== null) {
      fields.push((match[1] ?? "").replaceAll('""', '"'));
      at += match[0].length + 1;
      continue;
    }
    const end = content.indexOf(";", at);
    const field = content.slice(at, end < 0 ? undefined : end);
    if (/^\s*"/.test(field) && !/^\s*"[^"]*"/.test(field)) return null;
    fields.push(field.trim());
    if (end < 0) break;
    at = end + 1;
  }
  return fields;
}

function splitPlain(content: string): string[] {
  return content.split(";").map((field) => field.trim());
}

/** One line of a .pb file: fields are quoted where they would otherwise be read as something else. */
export function joinRow(fields: readonly string[]): string {
  return fields
    .map((field) => (/[;"\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(";");
}
