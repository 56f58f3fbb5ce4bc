import { existsSync, readdirSync } from "node:fs";
import pg from "pg";
import { SqliteConnection } from "./sqlite.ts";

/** What a look at the database tells; nothing is changed by looking. */
export type DatabaseHealth =
  | { state: "new" }
  | { state: "unreachable"; why: string }
  | {
      state: "open";
      /** Migrations of this version that it lacks; applied at the next start. */
      pending: string[];
      /** Migrations it holds that this version does not know. */
      unknown: string[];
      /** What is broken in the file; empty when all is well. */
      damage: string[];
      counts: WaitingCounts | null;
    };

/** What waits or went wrong. */
export interface WaitingCounts {
  /** Messages that came and are not handled yet. */
  waiting: number;
  setAside: number;
  toSend: number;
  unknown: number;
  tickets: number;
}

type Ask = <Row>(sql: string) => Promise<Row[]>;

const COUNTS = `SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'waiting') AS waiting,
  (SELECT COUNT(*) FROM inbox WHERE state = 'set_aside') AS set_aside,
  (SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')) AS to_send,
  (SELECT COUNT(*) FROM outbox WHERE state = 'unknown') AS unknown_sends,
  (SELECT COUNT(*) FROM ticket WHERE closed_at IS NULL) AS tickets`;

/** Looks at the database that `url` names, against the migrations of this version. */
export async function databaseHealth(url: string, migrations: string): Promise<DatabaseHealth> {
  try {
    return url.startsWith("file:")
      ? await sqliteHealth(url.slice("file:".length), `${migrations}/sqlite/migrations`)
      : await postgresHealth(url, `${migrations}/postgresql/migrations`);
  } catch (error) {
    return { state: "unreachable", why: error instanceof Error ? error.message : "no answer" };
  }
}

async function sqliteHealth(path: string, migrations: string): Promise<DatabaseHealth> {
  if (!existsSync(path)) return { state: "new" };
  const connection = new SqliteConnection(path, () => {
    throw new Error("no Prisma here");
  });
  try {
    connection.exec("PRAGMA query_only=ON");
    const checked = await connection.query<{ quick_check: string }>("PRAGMA quick_check(5)");
    const damage = checked.map((row) => row.quick_check).filter((line) => line !== "ok");
    return await compared((sql) => connection.query(sql), migrations, damage);
  } finally {
    await connection.close();
  }
}

async function postgresHealth(url: string, migrations: string): Promise<DatabaseHealth> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query("SET default_transaction_read_only = on");
    const ask: Ask = async <Row>(sql: string) => (await client.query(sql)).rows as Row[];
    const [book] = await ask<{ found: string | null }>(
      `SELECT to_regclass('"_prisma_migrations"')::text AS found`,
    );
    return book?.found == null ? { state: "new" } : await compared(ask, migrations, []);
  } finally {
    await client.end();
  }
}

async function compared(ask: Ask, migrations: string, damage: string[]): Promise<DatabaseHealth> {
  const known = readdirSync(migrations)
    .filter((name) => /^\d{14}_/.test(name))
    .sort();
  const applied = (
    await ask<{ migration_name: string }>('SELECT migration_name FROM "_prisma_migrations"')
  ).map((row) => row.migration_name);
  const pending = known.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !known.includes(name));
  // A database of another version may lack the tables that are counted.
  const [row] =
    pending.length + unknown.length > 0 ? [] : await ask<Record<string, unknown>>(COUNTS);
  const counts =
    row === undefined
      ? null
      : {
          waiting: Number(row["waiting"]),
          setAside: Number(row["set_aside"]),
          toSend: Number(row["to_send"]),
          unknown: Number(row["unknown_sends"]),
          tickets: Number(row["tickets"]),
        };
  return { state: "open", pending, unknown, damage, counts };
}
