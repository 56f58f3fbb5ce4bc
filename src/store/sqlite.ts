import { DatabaseSync } from "@photostructure/sqlite";
import type { Connection, Db, Store, Value } from "./connection.ts";
import { openDurable } from "./durable.ts";

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
    // Commits leave the disk to `Durable`, which flushes for many of them at once; see openSqlite.
    this.#database.exec(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON;" +
        // Moving the log into the database holds up everything, so it is done seldom (every 32 MB).
        "PRAGMA wal_autocheckpoint=8000; PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824;",
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
  // The log's file is made by the first write.
  writer.exec("BEGIN IMMEDIATE; PRAGMA user_version=1; COMMIT");
  const durable = openDurable(`${path}-wal`);
  let tail: Promise<unknown> = Promise.resolve();
  let waiting: Waiting[] = [];

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  }

  async function alone<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
    await writer.run("BEGIN IMMEDIATE");
    try {
      const result = await work(writer);
      await writer.run("COMMIT");
      return result;
    } catch (error) {
      await writer.run("ROLLBACK");
      throw error;
    }
  }

  /** Each work in a savepoint of its own, one commit for all. */
  async function commitGroup(): Promise<void> {
    // What else arrives in this round of events shares the commit.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const group = waiting.splice(0, GROUP_SIZE);
    if (waiting.length > 0) void inTurn(commitGroup);
    const settled: (() => void)[] = [];
    try {
      await alone(async (tx) => {
        for (const { work, resolve, reject } of group) {
          await writer.run("SAVEPOINT work");
          try {
            const result = await work(tx);
            settled.push(() => resolve(result));
          } catch (error) {
            await writer.run("ROLLBACK TO work");
            settled.push(() => reject(error));
          }
          await writer.run("RELEASE work");
        }
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    // The next group may already commit while this one waits for the disk.
    durable.reached().then(
      () => settled.forEach((settle) => settle()),
      (error: unknown) => group.forEach(({ reject }) => reject(error)),
    );
  }

  return {
    kind: "sqlite",
    writer,
    async transaction(work) {
      const result = await inTurn(() => alone(work));
      await durable.reached();
      return result;
    },
    together(work) {
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) void inTurn(commitGroup);
        waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      });
    },
    read: (work) => work(reader),
    async snapshot(work) {
      // A connection of its own: what others read meanwhile must not be held back in time.
      const still = new SqliteConnection(path, makePrisma);
      try {
        still.exec("PRAGMA query_only=ON; BEGIN");
        const result = await work(still);
        still.exec("COMMIT");
        return result;
      } finally {
        await still.close();
      }
    },
    async close() {
      // A full group leaves another one behind itself.
      for (let seen = null; seen !== tail;) await (seen = tail);
      await durable.reached();
      durable.close();
      await reader.close();
      await writer.close();
    },
  };
}

/** Most works that share one commit; bounds how long the first of them waits. */
const GROUP_SIZE = 200;

interface Waiting {
  work: (tx: Connection) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

function bindable(value: Value): Exclude<Value, boolean> {
  return typeof value === "boolean" ? Number(value) : value;
}
