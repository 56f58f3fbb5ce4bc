import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Connection, Db, Store, Value } from "./connection.ts";

/** Makes Prisma's client on a Postgres adapter; handed in, as for SQLite. */
export type MakePostgresPrisma = (adapter: PrismaPg) => Db;

const POOL_SIZE = 10;
const TIMESTAMP = 1114;
const BIGINT = 20;
const NUMERIC = 1700;

/** The same shapes as SQLite gives: instants as ISO texts in UTC, whole numbers as numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number) {
    if (oid === TIMESTAMP)
      return (text: string) => new Date(`${text.replace(" ", "T")}Z`).toISOString();
    if (oid === BIGINT || oid === NUMERIC) return Number;
    return pg.types.getTypeParser(oid) as never;
  },
};

class PostgresConnection implements Connection {
  readonly forUpdate = " FOR UPDATE";
  readonly skipLocked = " FOR UPDATE SKIP LOCKED";
  /** True between our BEGIN and its end. */
  inTransaction = false;
  readonly #client: pg.PoolClient;
  readonly #makePrisma: MakePostgresPrisma;
  #prisma: Db | null = null;

  constructor(client: pg.PoolClient, makePrisma: MakePostgresPrisma) {
    this.#client = client;
    this.#makePrisma = makePrisma;
  }

  async query<Row>(sql: string, ...values: Value[]): Promise<Row[]> {
    return (await this.#client.query({ name: statementName(sql), text: sql, values, types }))
      .rows as Row[];
  }

  async run(sql: string, ...values: Value[]): Promise<number> {
    return (
      (await this.#client.query({ name: statementName(sql), text: sql, values, types })).rowCount ??
      0
    );
  }

  prisma(): Db {
    this.#prisma ??= this.#makePrisma(
      new PrismaPg(poolOver(this.#client, () => this.inTransaction)),
    );
    return this.#prisma;
  }
}

/** What Prisma says to begin and end a transaction, inside ours: its own COMMIT would end ours. */
const SAVEPOINTS: Readonly<Record<string, string>> = {
  BEGIN: "SAVEPOINT prisma",
  COMMIT: "RELEASE SAVEPOINT prisma",
  ROLLBACK: "ROLLBACK TO SAVEPOINT prisma; RELEASE SAVEPOINT prisma",
};

/** A pool of exactly the connection we hold, so that Prisma works inside our transaction. */
function poolOver(client: pg.PoolClient, inTransaction: () => boolean): pg.Pool {
  // Prisma gives the connection back after each of its own transactions; ours goes on.
  const held = Object.assign(Object.create(client) as pg.PoolClient, {
    query(query: pg.QueryConfig, values?: unknown[]) {
      const text = inTransaction() ? (SAVEPOINTS[query.text] ?? query.text) : query.text;
      return client.query({ ...query, text }, values);
    },
    release: () => undefined,
  });
  return Object.assign(new pg.Pool({ max: 1 }), {
    query: held.query,
    connect: () => Promise.resolve(held),
  });
}

const names = new Map<string, string>();

/** A short name per statement text, under which each connection prepares it once. */
function statementName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `s${names.size}`;
    names.set(sql, name);
  }
  return name;
}

/** Opens a Postgres database with a pool of connections. */
export function openPostgres(
  url: string,
  makePrisma: MakePostgresPrisma,
): Store & { pool: pg.Pool } {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE });
  // An idle connection may be cut by the server; the next use opens another.
  pool.on("error", () => undefined);
  const connections = new WeakMap<pg.PoolClient, PostgresConnection>();

  async function borrow<T>(
    work: (connection: PostgresConnection, client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const client = await pool.connect();
    let connection = connections.get(client);
    if (connection === undefined) {
      connection = new PostgresConnection(client, makePrisma);
      connections.set(client, connection);
    }
    try {
      return await work(connection, client);
    } finally {
      client.release();
    }
  }

  function transaction<T>(work: (tx: Connection) => Promise<T>, begin = "BEGIN"): Promise<T> {
    return borrow(async (connection, client) => {
      await client.query(begin);
      connection.inTransaction = true;
      try {
        const result = await work(connection);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => undefined);
        throw error;
      } finally {
        connection.inTransaction = false;
      }
    });
  }

  return {
    kind: "postgresql",
    pool,
    transaction: (work) => transaction(work),
    together: (work) => transaction(work),
    read: (work) => borrow((connection) => work(connection)),
    snapshot: (work) => transaction(work, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    close: () => pool.end(),
  };
}
