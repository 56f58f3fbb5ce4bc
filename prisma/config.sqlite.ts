import { defineConfig } from "prisma/config";
import { noPrisma, sqliteAdapterFactory } from "../src/store/sqlite-adapter.ts";
import { SqliteConnection } from "../src/store/sqlite.ts";

/** For `prisma generate` and `prisma migrate diff`; the service applies its migrations itself. */
export default defineConfig({
  schema: "./sqlite",
  migrations: { path: "./sqlite/migrations" },
  engine: "js",
  experimental: { adapter: true },
  adapter: () => Promise.resolve(sqliteAdapterFactory(new SqliteConnection(":memory:", noPrisma))),
});
