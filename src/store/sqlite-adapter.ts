import {
  ColumnTypeEnum,
  DriverAdapterError,
  type ColumnType,
  type MappedError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import type { Value } from "./connection.ts";
import { SqliteConnection } from "./sqlite.ts";

const ADAPTER_NAME = "kallpanchis-sqlite";

/**
 * Prisma's driver adapter over a connection of ours. It takes no lock: whoever holds the connection
 * holds the transaction, and a transaction that Prisma opens inside is a savepoint of it.
 */
export function sqliteAdapterFactory(
  connection: SqliteConnection,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: "sqlite",
    adapterName: ADAPTER_NAME,
    connect: () => Promise.resolve(adapterOver(connection, () => Promise.resolve())),
    connectToShadowDb() {
      const shadow = new SqliteConnection(":memory:", noPrisma);
      return Promise.resolve(adapterOver(shadow, () => shadow.close()));
    },
  };
}

/** For connections that only run migrations. */
export function noPrisma(): never {
  throw new Error("This connection serves migrations only.");
}

function adapterOver(connection: SqliteConnection, dispose: () => Promise<void>): SqlDriverAdapter {
  let savepoints = 0;
  return {
    ...queryable(connection),
    executeScript(script) {
      return attempt(() => connection.exec(script));
    },
    startTransaction() {
      return attempt(() => {
        const name = `prisma_${++savepoints}`;
        connection.exec(`SAVEPOINT ${name}`);
        return transactionOver(connection, name);
      });
    },
    dispose,
  };
}

function transactionOver(connection: SqliteConnection, savepoint: string): Transaction {
  return {
    ...queryable(connection),
    options: { usePhantomQuery: true },
    commit: () => attempt(() => connection.exec(`RELEASE ${savepoint}`)),
    rollback: () =>
      attempt(() => connection.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)),
  };
}

function queryable(connection: SqliteConnection): SqlQueryable {
  return {
    provider: "sqlite",
    adapterName: ADAPTER_NAME,
    queryRaw: (query) => attempt(() => toResultSet(connection.table(query.sql, toValues(query)))),
    async executeRaw(query) {
      // Migration scripts hold several statements, which cannot be prepared as one.
      if (query.args.length === 0) return attempt(() => (connection.exec(query.sql), 0));
      return await connection.run(query.sql, ...toValues(query)).catch(rethrow);
    },
  };
}

function attempt<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(toDriverError(error));
  }
}

function rethrow(error: unknown): never {
  throw toDriverError(error);
}

function toValues(query: SqlQuery): Value[] {
  return query.args.map((argument, index) => toValue(argument, query.argTypes[index]?.scalarType));
}

function toValue(argument: unknown, scalarType: string | undefined): Value {
  if (argument instanceof Date) return argument.toISOString();
  if (argument instanceof Uint8Array) return argument;
  if (typeof argument === "string") {
    if (scalarType === "datetime") return new Date(argument).toISOString();
    if (scalarType === "int" || scalarType === "bigint") return BigInt(argument);
    if (scalarType === "bytes") return Buffer.from(argument, "base64");
  }
  return argument as Value;
}

const DECLARED: Record<string, ColumnType> = {
  INTEGER: ColumnTypeEnum.Int32,
  BIGINT: ColumnTypeEnum.Int64,
  BOOLEAN: ColumnTypeEnum.Boolean,
  DATETIME: ColumnTypeEnum.DateTime,
  TEXT: ColumnTypeEnum.Text,
  BLOB: ColumnTypeEnum.Bytes,
  REAL: ColumnTypeEnum.Double,
  JSONB: ColumnTypeEnum.Json,
};

function toResultSet(table: ReturnType<SqliteConnection["table"]>): SqlResultSet {
  const columnTypes = table.declared.map(
    (declared, index) =>
      DECLARED[declared?.toUpperCase() ?? ""] ??
      inferred(table.rows.map((row) => row[index] ?? null)),
  );
  return {
    columnNames: table.columns,
    columnTypes,
    rows: table.rows.map((row) => row.map(toResult)),
  };
}

function inferred(values: Value[]): ColumnType {
  const first = values.find((value) => value !== null);
  if (typeof first === "string") return ColumnTypeEnum.Text;
  if (typeof first === "bigint") return ColumnTypeEnum.Int64;
  if (first instanceof Uint8Array) return ColumnTypeEnum.Bytes;
  return typeof first === "number" && !Number.isInteger(first)
    ? ColumnTypeEnum.Double
    : ColumnTypeEnum.Int64;
}

function toResult(value: Value): unknown {
  if (value instanceof Uint8Array) return Array.from(value);
  return typeof value === "bigint" ? value.toString() : value;
}

function toDriverError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const mapped = mapMessage(error.message);
  if (mapped === null) return error;
  return new DriverAdapterError({ ...mapped, originalMessage: error.message });
}

function mapMessage(message: string): MappedError | null {
  const constraint = /(UNIQUE|NOT NULL) constraint failed: ([^)\n]+)/.exec(message);
  if (constraint !== null) {
    const fields = (constraint[2] ?? "")
      .split(", ")
      .map((field) => field.split(".").at(-1) ?? field);
    const kind =
      constraint[1] === "UNIQUE" ? "UniqueConstraintViolation" : "NullConstraintViolation";
    return { kind, constraint: { fields } };
  }
  if (message.includes("FOREIGN KEY constraint failed")) {
    return { kind: "ForeignKeyConstraintViolation", constraint: { foreignKey: {} } };
  }
  const missing = /no such table: (\S+)/.exec(message);
  if (missing !== null) return { kind: "TableDoesNotExist", table: missing[1] ?? "" };
  return null;
}
