import { PrismaPg } from "@prisma/adapter-pg";
import { defineConfig } from "prisma/config";

/** For `prisma generate` and `prisma migrate diff`, which needs some empty server at DATABASE_URL. */
export default defineConfig({
  schema: "./postgresql",
  migrations: { path: "./postgresql/migrations" },
  engine: "js",
  experimental: { adapter: true },
  adapter: () => Promise.resolve(new PrismaPg({ connectionString: process.env["DATABASE_URL"] })),
});
