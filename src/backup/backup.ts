import { createWriteStream } from "node:fs";
import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Connection, Store, Value } from "../store/connection.ts";
import { migrationsOf, tableShapes, type TableShape } from "../store/snapshot.ts";
import { FORMAT, writeRow } from "./archive.ts";

export interface BackupCounts {
  tables: number;
  rows: number;
  files: number;
}

export interface BackupOptions {
  now: Date;
  /** Folder of the uploads; it may not exist. */
  uploads: string;
  onProgress: (table: string, rows: number) => void;
}

const PAGE = 1000;

/**
 * Writes everything the service keeps into one file, as it was at one moment, beside the running service. The
 * file takes its name only when it is whole.
 */
export async function backUp(
  store: Store,
  path: string,
  { now, uploads, onProgress }: BackupOptions,
): Promise<BackupCounts> {
  const counts: BackupCounts = { tables: 0, rows: 0, files: 0 };
  const partial = `${path}.partial`;
  try {
    await store.snapshot(async (connection) => {
      const lines = Readable.from(
        linesOf(connection, store.kind, { now, uploads, onProgress }, counts),
      );
      await pipeline(lines, createGzip(), createWriteStream(partial, { mode: 0o600 }));
    });
    const file = await open(partial, "r");
    await file.sync();
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return counts;
}

async function* linesOf(
  connection: Connection,
  kind: Store["kind"],
  { now, uploads, onProgress }: BackupOptions,
  counts: BackupCounts,
): AsyncIterable<string> {
  const migrations = await migrationsOf(connection);
  yield `${JSON.stringify({ kallpanchis: FORMAT, at: now.toISOString(), migrations })}\n`;
  for (const shape of await tableShapes(connection, kind)) {
    counts.tables += 1;
    yield `${JSON.stringify({ table: shape.name, columns: shape.columns })}\n`;
    for await (const page of pagesOf(connection, kind, shape)) {
      counts.rows += page.length;
      yield page.map((row) => `${writeRow(row)}\n`).join("");
      onProgress(shape.name, counts.rows);
    }
  }
  for (const name of await filesIn(uploads)) {
    counts.files += 1;
    const bytes = await readFile(join(uploads, name));
    yield `${JSON.stringify({ file: name.split(sep).join("/"), bytes: bytes.toString("base64") })}\n`;
  }
  yield `${JSON.stringify({ ...counts, end: true })}\n`;
}

/** All rows of a table, a page at a time; a moment stands still, so that their place in the file tells the next page. */
async function* pagesOf(
  connection: Connection,
  kind: Store["kind"],
  { name, columns }: TableShape,
): AsyncIterable<Value[][]> {
  const place = kind === "sqlite" ? "rowid" : "ctid";
  const list = columns.map((column) => `"${column}"`).join(", ");
  let after: Value = kind === "sqlite" ? -1 : "(0,0)";
  for (let more = true; more;) {
    const rows: Record<string, Value>[] = await connection.query<Record<string, Value>>(
      `SELECT ${place}${kind === "sqlite" ? "" : "::text"} AS "row place", ${list} FROM "${name}"
       WHERE ${place} > $1${kind === "sqlite" ? "" : "::text::tid"} ORDER BY ${place} LIMIT ${PAGE}`,
      after,
    );
    if (rows.length > 0) yield rows.map((row) => columns.map((column) => row[column] ?? null));
    after = rows.at(-1)?.["row place"] ?? null;
    more = rows.length === PAGE;
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
