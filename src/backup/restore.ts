import { cpSync, createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { OperatorError } from "../core/errors.ts";
import { insertRows } from "../store/bulk.ts";
import type { Connection, Store, Value } from "../store/connection.ts";
import { openStore } from "../store/open.ts";
import { countOn, tableShapes, type TableShape } from "../store/snapshot.ts";
import { readLine, readRow, type Line } from "./archive.ts";
import type { BackupCounts } from "./backup.ts";

export interface RestoreOptions {
  databaseUrl: string;
  /** Folder that holds `sqlite/migrations` and `postgresql/migrations`. */
  migrations: string;
  uploads: string;
  onProgress: (table: string, rows: number) => void;
}

const TORN = "The copy is torn or no backup of ours; nothing was kept. Use another copy.";
const PAGE = 500;

/**
 * Puts a backup into an empty database of either kind: all of it or nothing. A copy of an older version is read as that
 * version wrote it and then brought up to date.
 * @throws OperatorError when the file is torn, of a newer version, or the database is in use
 */
export async function restore(path: string, options: RestoreOptions): Promise<BackupCounts> {
  const header = await headerOf(path);
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-restore-"));
  try {
    copyMigrations(header.migrations, options.migrations, folder);
    const store = await openStore(options.databaseUrl, folder);
    let counts: BackupCounts;
    try {
      counts = await store.transaction((tx) => load(tx, store.kind, path, options));
    } finally {
      await store.close();
    }
    // What this version adds.
    await (await openStore(options.databaseUrl, options.migrations)).close();
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Header = Extract<Line, { kallpanchis: number }>;

async function headerOf(path: string): Promise<Header> {
  for await (const line of linesOf(path)) {
    if (!Array.isArray(line) && "kallpanchis" in line) return line;
    break;
  }
  throw new OperatorError(TORN);
}

/** The history up to what the copy holds. */
function copyMigrations(names: string[], from: string, to: string): void {
  for (const kind of ["sqlite", "postgresql"])
    for (const name of names) {
      const source = join(from, kind, "migrations", name);
      if (!existsSync(source))
        throw new OperatorError(
          `The copy holds ${name}, which this version does not know: it was made by a newer version. Restore it with that one.`,
        );
      cpSync(source, join(to, kind, "migrations", name), { recursive: true });
    }
}

async function* linesOf(path: string): AsyncIterable<Line> {
  if (!existsSync(path))
    throw new OperatorError(`The file ${path} cannot be read. Check its name and folder.`);
  // A fault of either stream ends the loop below with it.
  const text = pipeline(createReadStream(path), createGunzip(), () => undefined);
  text.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield lineOf(line);
    }
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw typeof code === "string" && code.startsWith("Z_") ? new OperatorError(TORN) : error;
  } finally {
    text.destroy();
  }
  if (rest !== "") yield lineOf(rest);
}

function lineOf(text: string): Line {
  const line = readLine(text);
  if (line === null) throw new OperatorError(TORN);
  return line;
}

async function load(
  tx: Connection,
  kind: Store["kind"],
  path: string,
  { uploads, onProgress }: RestoreOptions,
): Promise<BackupCounts> {
  const shapes = new Map((await tableShapes(tx, kind)).map((shape) => [shape.name, shape]));
  await refuseUsed(tx, shapes);
  const counts: BackupCounts = { tables: 0, rows: 0, files: 0 };
  let shape: TableShape | undefined;
  let columns: string[] = [];
  let page: Value[][] = [];
  let ended = false;
  const write = async (): Promise<void> => {
    if (shape === undefined || page.length === 0) return;
    await insertRows(tx, `"${shape.name}"`, columns.map((one) => `"${one}"`).join(", "), page);
    page = [];
    onProgress(shape.name, counts.rows);
  };
  for await (const line of linesOf(path)) {
    if (Array.isArray(line)) {
      if (shape === undefined || line.length !== columns.length) throw new OperatorError(TORN);
      counts.rows += 1;
      page.push(readRow(line));
      if (page.length === PAGE) await write();
    } else if ("table" in line) {
      await write();
      shape = shapes.get(line.table);
      if (shape?.columns.toSorted().join() !== line.columns.toSorted().join())
        throw new OperatorError(TORN);
      columns = line.columns;
      counts.tables += 1;
    } else if ("file" in line) {
      counts.files += 1;
      await writeUpload(uploads, line.file, Buffer.from(line.bytes, "base64"));
    } else if ("end" in line) {
      await write();
      ended =
        line.tables === counts.tables && line.rows === counts.rows && line.files === counts.files;
    }
  }
  if (!ended) throw new OperatorError(TORN);
  for (const one of shapes.values()) await countOn(tx, kind, one);
  return counts;
}

/** Only an empty database is filled: two histories in one would count everything twice. */
async function refuseUsed(tx: Connection, shapes: ReadonlyMap<string, TableShape>): Promise<void> {
  for (const name of shapes.keys())
    if ((await tx.query(`SELECT 1 FROM "${name}" LIMIT 1`)).length > 0)
      throw new OperatorError(
        "The database is in use already; a copy is put back into an empty one only. Choose a new KALLPANCHIS_DATA (or DATABASE_URL), restore there, and start from it.",
      );
}

async function writeUpload(folder: string, name: string, bytes: Buffer): Promise<void> {
  const path = normalize(join(folder, name));
  // A name of somebody else's making must not lead out of the folder.
  if (!path.startsWith(normalize(folder + sep))) throw new OperatorError(TORN);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
