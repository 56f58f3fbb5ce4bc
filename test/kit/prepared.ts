import { execFileSync } from "node:child_process";
import { DESK } from "./postgres.ts";
import { openPostgresDesk } from "./postgres-desk.ts";

/** Before any test: clients generated, the service built from the sources as they are now, Postgres at hand. */
export async function setup(): Promise<() => Promise<void>> {
  const prepare = 'import("./bin/prepare.mjs").then((module) => module.prepare())';
  execFileSync(process.execPath, ["--eval", prepare], { stdio: ["ignore", "ignore", "inherit"] });
  const desk = await openPostgresDesk();
  process.env[DESK] = desk.url;
  return () => desk.close();
}
