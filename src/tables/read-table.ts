import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";

/** One cell as the file gives it; CSV cells are always texts. */
export type TableCell = string | number | boolean | Date | null;

/** All cells of a file: `cells[0]` is row 1, the header. Or why the file cannot be read, and where. */
export type FileTable = { cells: TableCell[][] } | { row: number; problem: string };

/** Reads CSV (UTF-8, comma or semicolon) or the first sheet of an XLSX workbook; never throws. */
export async function readTableFile(bytes: Uint8Array): Promise<FileTable> {
  if (startsWith(bytes, [0x50, 0x4b])) return readWorkbook(bytes);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    return fault("This is an Excel file of the old kind (.xls). Save it as .xlsx or as CSV UTF-8.");
  }
  return readCsv(bytes);
}

function readCsv(bytes: Uint8Array): FileTable {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fault('The file is not UTF-8. In Excel choose "Save as", "CSV UTF-8".');
  }
  try {
    const options = { delimiter: delimiterOf(text), relax_column_count: true };
    return { cells: parse(text, options) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error["lines"] === "number" ? error["lines"] : 1;
    const problem =
      'A quotation mark is out of place. Put the whole cell in quotation marks and write each one inside it twice ("").';
    return { row, problem };
  }
}

/** The header decides: further down, semicolons may also stand between roles. */
function delimiterOf(text: string): "," | ";" {
  const header = text.split(/\r\n|\r|\n/, 1)[0] ?? "";
  return header.split(";").length > header.split(",").length ? ";" : ",";
}

async function readWorkbook(bytes: Uint8Array): Promise<FileTable> {
  try {
    const rows: unknown[][] = await readXlsxFile(Buffer.from(bytes));
    return { cells: rows.map((row) => row.map(toCell)) };
  } catch {
    // What a broken archive makes the library throw is of no use to an operator.
    return fault("The Excel file cannot be read. Open it, save it again as .xlsx or as CSV UTF-8.");
  }
}

function toCell(value: unknown): TableCell {
  if (value instanceof Date) return value;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return null;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function fault(problem: string): FileTable {
  return { row: 1, problem };
}
