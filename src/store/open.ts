import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { OperatorError } from "../core/errors.ts";
import { PrismaClient as PostgresClient } from "../generated/postgresql/client.ts";
import { PrismaClient as SqliteClient } from "../generated/sqlite/client.ts";
import type { Db, Store } from "./connection.ts";
import { migratePostgres, migrateSqlite } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { sqliteAdapterFactory } from "./sqlite-adapter.ts";
import { openSqlite } from "./sqlite.ts";

/**
 * Opens the database that `url` names and applies the migrations it lacks.
 * @param url `file:/path/name.db` or `postgresql://…`
 * @param migrations folder that holds `sqlite/migrations` and `postgresql/migrations`
 * @throws OperatorError when the address is of neither kind or a migration is refused
 */
export async function openStore(url: string, migrations: string): Promise<Store> {
  if (url.startsWith("file:")) {
    const path = url.slice("file:".length);
    mkdirSync(dirname(path), { recursive: true });
    const store = openSqlite(
      path,
      (connection) => new SqliteClient({ adapter: sqliteAdapterFactory(connection) }),
    );
    try {
      migrateSqlite(store.writer, `${migrations}/sqlite/migrations`);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    // The two clients differ in types only (isolation levels, aggregates): this is the one cast.
    const store = openPostgres(url, (adapter) => new PostgresClient({ adapter }) as unknown as Db);
    try {
      await migratePostgres(store.pool, `${migrations}/postgresql/migrations`);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }
  throw new OperatorError(
    'DATABASE_URL must start with "file:" (embedded SQLite) or "postgresql://". Leave it empty to use the data folder.',
  );
}
