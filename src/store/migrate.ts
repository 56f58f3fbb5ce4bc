import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type pg from "pg";
import { OperatorError } from "../core/errors.ts";
import type { SqliteConnection } from "./sqlite.ts";

/** One folder of the history. */
interface Migration {
  name: string;
  script: string;
  /** SHA-256 of the script, as Prisma computes it. */
  checksum: string;
}

interface Applied {
  migration_name: string;
  checksum: string;
  finished_at: unknown;
  rolled_back_at: unknown;
}

/** Prisma's own book of migrations, so that `prisma migrate status` agrees with us. */
function bookTable(instantType: string): string {
  return `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" ${instantType},
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" ${instantType},
    "started_at" ${instantType} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;
}

const READ_BOOK =
  'SELECT migration_name, checksum, finished_at, rolled_back_at FROM "_prisma_migrations"';

/** Applies what is due to the embedded database: all of it or nothing. */
export function migrateSqlite(connection: SqliteConnection, folder: string): void {
  const history = readHistory(folder);
  // A rebuilt table is dropped, which would delete its children while foreign keys are on.
  connection.exec("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE");
  let current = "";
  try {
    connection.exec(bookTable("DATETIME"));
    const applied = connection
      .table(READ_BOOK, [])
      .rows.map(
        ([migration_name, checksum, finished_at, rolled_back_at]) =>
          ({ migration_name, checksum, finished_at, rolled_back_at }) as Applied,
      );
    for (const migration of due(history, applied)) {
      current = migration.name;
      connection.exec(migration.script);
      connection.table(
        'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES (?, ?, ?, ?, 1)',
        [randomUUID(), migration.checksum, migration.name, new Date().toISOString()],
      );
    }
    const broken = connection.table("PRAGMA foreign_key_check", []).rows;
    if (broken.length > 0) throw new Error(`${broken.length} rows would refer to nothing`);
    connection.exec("COMMIT");
  } catch (error) {
    connection.exec("ROLLBACK");
    throw refusal(error, current);
  } finally {
    connection.exec("PRAGMA foreign_keys=ON");
  }
}

const MIGRATION_LOCK = 7_202_611;

/** Applies what is due to Postgres; several processes may start at once. */
export async function migratePostgres(pool: pg.Pool, folder: string): Promise<void> {
  const history = readHistory(folder);
  const client = await pool.connect().catch((error: unknown) => {
    throw new OperatorError(
      `The Postgres database of DATABASE_URL cannot be reached (${error instanceof Error ? error.message : "no answer"}). Check that it runs and that address, user and password are right.`,
    );
  });
  let current = "";
  try {
    await client.query("BEGIN");
    await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await client.query(bookTable("TIMESTAMPTZ"));
    const applied = (await client.query<Applied>(READ_BOOK)).rows;
    for (const migration of due(history, applied)) {
      current = migration.name;
      await client.query(migration.script);
      await client.query(
        'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
        [randomUUID(), migration.checksum, migration.name],
      );
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw refusal(error, current);
  } finally {
    client.release();
  }
}

function readHistory(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => existsSync(`${folder}/${name}/migration.sql`))
    .sort()
    .map((name) => {
      const script = readFileSync(`${folder}/${name}/migration.sql`, "utf8");
      return { name, script, checksum: createHash("sha256").update(script).digest("hex") };
    });
}

function due(history: Migration[], applied: Applied[]): Migration[] {
  const done = new Set<string>();
  for (const row of applied.filter((candidate) => candidate.rolled_back_at === null)) {
    const migration = history.find((candidate) => candidate.name === row.migration_name);
    if (row.finished_at === null) {
      throw new OperatorError(
        `Migration ${row.migration_name} was begun and not finished. Put back the last copy of the data folder and start again.`,
      );
    }
    if (migration === undefined) {
      throw new OperatorError(
        `The database holds migration ${row.migration_name}, which this version does not know: it was used by a newer version. Start that version, or put back an older copy of the data.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new OperatorError(
        `Migration ${row.migration_name} was edited after it had been applied. Put the original file back (git checkout prisma) and write the change as a new migration.`,
      );
    }
    done.add(row.migration_name);
  }
  return history.filter((migration) => !done.has(migration.name));
}

function refusal(error: unknown, migration: string): unknown {
  if (error instanceof OperatorError || migration === "") return error;
  return new OperatorError(
    `Migration ${migration} failed and nothing of it was kept: ${error instanceof Error ? error.message : String(error)}. The database is as before; start the version that ran last and report this.`,
  );
}
