import type { PrismaClient } from "../generated/sqlite/client.ts";

/**
 * What goes into and comes out of a statement, alike on both databases: instants are ISO texts in
 * UTC with milliseconds, booleans come back as 0/1 or true/false (test them for truth).
 */
export type Value = string | number | bigint | boolean | null | Uint8Array;

/** Our one client type: code is written against the SQLite client and runs on both databases. */
export type Db = PrismaClient;

/** One database connection; inside `transaction` all it does belongs to that transaction. */
export interface Connection {
  /** Runs a prepared statement with `$1`, `$2` … and returns its rows. */
  query<Row>(sql: string, ...values: Value[]): Promise<Row[]>;
  /** Runs a prepared statement and returns how many rows it changed. */
  run(sql: string, ...values: Value[]): Promise<number>;
  /** Appended to a SELECT, holds its rows until the transaction ends (SQLite has one writer and needs none). */
  readonly forUpdate: "" | " FOR UPDATE";
  /** Appended to a SELECT, additionally passes over rows that another process holds. */
  readonly skipLocked: "" | " FOR UPDATE SKIP LOCKED";
  /** Prisma on this very connection and transaction: about a millisecond an operation, so not for every turn. */
  prisma(): Db;
}

/** The database: the truth of everything. */
export interface Store {
  readonly kind: "sqlite" | "postgresql";
  /** All or nothing; never await the network inside, on SQLite it holds the only writer. */
  transaction<T>(work: (tx: Connection) => Promise<T>): Promise<T>;
  /** Like `transaction`, but on SQLite its commit may be shared with other works of the same moment. */
  together<T>(work: (tx: Connection) => Promise<T>): Promise<T>;
  /** Reads what is committed, beside a running transaction. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Reads everything as it is at one moment, however long that takes and whatever is written meanwhile. */
  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The instant as both databases take and give it. */
export function instant(at: Date): string {
  return at.toISOString();
}
