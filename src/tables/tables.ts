import { once } from "node:events";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import writeXlsxFile, { type SheetData } from "write-excel-file/node";
import { OperatorError } from "../core/errors.ts";

/** The file forms a table can be written in. */
export const TABLE_FORMATS = ["csv", "json", "xlsx"] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** True when the text names one of our formats. */
export function isTableFormat(text: string): text is TableFormat {
  return (TABLE_FORMATS as readonly string[]).includes(text);
}

/** Any table: its columns in their order, and rows that come one by one. */
export interface Table<Column extends string> {
  columns: readonly Column[];
  rows: AsyncIterable<Readonly<Record<Column, TableValue>>>;
  /** Columns of decimal texts that a workbook shall be able to add up; all other texts stay texts. */
  numbers?: readonly Column[];
}

/** One cell. Instants, days and exact decimals come as texts. */
export type TableValue = string | number | boolean | null;

const MAX_SHEET_ROWS = 1_048_576;
const MAX_SHEET_CELL = 32_767;

/**
 * Writes a table to a stream, which stays open (it may be stdout): CSV with a header line, in UTF-8,
 * with ' before what a spreadsheet would take for a formula; JSON as an array of objects; or an XLSX
 * workbook, which is built in memory.
 * @returns how many rows were written
 * @throws OperatorError when a workbook cannot hold so many rows
 */
export async function writeTable<Column extends string>(
  table: Table<Column>,
  format: TableFormat,
  out: Writable,
): Promise<number> {
  const counter = { rows: 0 };
  const rows = count(table.rows, counter);
  if (format === "csv") {
    const options = {
      header: true,
      columns: [...table.columns],
      escape_formulas: true,
      cast: { boolean: String },
    };
    await pipeline(Readable.from(rows), stringify(options), out, { end: false });
  } else if (format === "json") {
    await pipeline(Readable.from(toJson(table.columns, rows)), out, { end: false });
  } else {
    await send(out, await toWorkbook(table, rows));
  }
  return counter.rows;
}

/** The whole table as bytes, for a download. */
export async function tableBytes<Column extends string>(
  table: Table<Column>,
  format: TableFormat,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const memory = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await writeTable(table, format, memory);
  return Buffer.concat(chunks);
}

async function* count<Row>(
  rows: AsyncIterable<Row>,
  counter: { rows: number },
): AsyncGenerator<Row> {
  for await (const row of rows) {
    counter.rows++;
    yield row;
  }
}

async function* toJson<Column extends string>(
  columns: readonly Column[],
  rows: AsyncIterable<Readonly<Record<Column, TableValue>>>,
): AsyncGenerator<string> {
  let before = "[\n";
  for await (const row of rows) {
    yield `${before}${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])))}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

async function toWorkbook<Column extends string>(
  table: Table<Column>,
  rows: AsyncIterable<Readonly<Record<Column, TableValue>>>,
): Promise<Buffer> {
  const sheet: SheetData = [
    table.columns.map((column) => ({ value: column, type: String, fontWeight: "bold" })),
  ];
  for await (const row of rows) {
    if (sheet.length === MAX_SHEET_ROWS) {
      throw new OperatorError(
        `A workbook holds at most ${MAX_SHEET_ROWS - 1} rows. Choose fewer days, or csv.`,
      );
    }
    sheet.push(
      table.columns.map((column) => toCell(row[column], table.numbers?.includes(column) ?? false)),
    );
  }
  return writeXlsxFile(sheet, { stickyRowsCount: 1 }).toBuffer();
}

function toCell(value: TableValue, numeric: boolean): SheetData[number][number] {
  if (value === null || value === "") return null;
  if (typeof value === "number" || (numeric && /^\d+(\.\d+)?$/.test(String(value)))) {
    return { value: Number(value), type: Number };
  }
  if (typeof value === "boolean") return { value, type: Boolean };
  return { value: sheetText(value), type: String };
}

/** Without the characters that XML cannot hold, for which spreadsheets call the whole file broken. */
function sheetText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .slice(0, MAX_SHEET_CELL);
}

async function send(out: Writable, bytes: Buffer): Promise<void> {
  if (!out.write(bytes)) await once(out, "drain");
}
