import { DatabaseSync } from "@photostructure/sqlite";
import type { Connection, Db, Store, Value } from "./connection.ts";

type Database = InstanceType<typeof DatabaseSync>;
type Statement = ReturnType<Database["prepare"]>;

/** Makes Prisma's client on one connection; handed in, so that generating that client needs none. */
export type MakePrisma<C> = (connection: C) => Db;

/** A SQLite file opened once, its statements prepared once. */
export class SqliteConnection implements Connection {
  readonly forUpdate = "";
  readonly skipLocked = "";
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();
  readonly #makePrisma: MakePrisma<SqliteConnection>;
  #prisma: Db | null = null;

  constructor(path: string, makePrisma: MakePrisma<SqliteConnection>) {
    this.#makePrisma = makePrisma;
    this.#database = new DatabaseSync(path);
    // A confirmed report must survive a power cut, hence FULL; the write-ahead log keeps readers free.
    this.#database.exec(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON;",
    );
  }

  query<Row>(sql: string, ...values: Value[]): Promise<Row[]> {
    try {
      return Promise.resolve(this.#prepare(sql).all(...values.map(bindable)) as Row[]);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  run(sql: string, ...values: Value[]): Promise<number> {
    try {
      return Promise.resolve(this.#prepare(sql).run(...values.map(bindable)).changes);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Runs a script of several statements without values. */
  exec(script: string): void {
    this.#database.exec(script);
  }

  /** Column names and rows as arrays, for Prisma. */
  table(
    sql: string,
    values: readonly Value[],
  ): { columns: string[]; declared: (string | null)[]; rows: Value[][] } {
    const statement = this.#database.prepare(sql);
    const described = statement.columns();
    statement.setReturnArrays(true);
    return {
      columns: described.map((column) => column.name),
      declared: described.map((column) => column.type),
      rows: statement.all(...values.map(bindable)),
    };
  }

  prisma(): Db {
    this.#prisma ??= this.#makePrisma(this);
    return this.#prisma;
  }

  async close(): Promise<void> {
    await this.#prisma?.$disconnect();
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql.replaceAll(/\$(\d+)/g, "?$1"));
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Opens the embedded database: one writer that transactions take in turn, and a reader beside it. */
export function openSqlite(
  path: string,
  makePrisma: MakePrisma<SqliteConnection>,
): Store & { writer: SqliteConnection } {
  const writer = new SqliteConnection(path, makePrisma);
  const reader = new SqliteConnection(path, makePrisma);
  reader.exec("PRAGMA query_only=ON");
  let tail: Promise<unknown> = Promise.resolve();
  let waiting: Waiting[] = [];

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  }

  async function alone<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
    writer.exec("BEGIN IMMEDIATE");
    try {
      const result = await work(writer);
      writer.exec("COMMIT");
      return result;
    } catch (error) {
      writer.exec("ROLLBACK");
      throw error;
    }
  }

  /** Each work in a savepoint of its own, one commit for all. */
  async function commitGroup(): Promise<void> {
    const group = waiting.splice(0, GROUP_SIZE);
    if (waiting.length > 0) void inTurn(commitGroup);
    const settled: (() => void)[] = [];
    try {
      await alone(async (tx) => {
        for (const { work, resolve, reject } of group) {
          writer.exec("SAVEPOINT work");
          try {
            const result = await work(tx);
            writer.exec("RELEASE work");
            settled.push(() => resolve(result));
          } catch (error) {
            writer.exec("ROLLBACK TO work; RELEASE work");
            settled.push(() => reject(error));
          }
        }
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const settle of settled) settle();
  }

  return {
    kind: "sqlite",
    writer,
    transaction: (work) => inTurn(() => alone(work)),
    together(work) {
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) void inTurn(commitGroup);
        waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      });
    },
    read: (work) => work(reader),
    async close() {
      await tail;
      await reader.close();
      await writer.close();
    },
  };
}

/** Most works that share one commit; bounds how long the first of them waits. */
const GROUP_SIZE = 50;

interface Waiting {
  work: (tx: Connection) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

function bindable(value: Value): Exclude<Value, boolean> {
  return typeof value === "boolean" ? Number(value) : value;
}
