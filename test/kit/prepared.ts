import { execFileSync } from "node:child_process";

/** Before any test: clients generated and the service built from the sources as they are now. */
export function setup(): void {
  const prepare = 'import("./bin/prepare.mjs").then((module) => module.prepare())';
  execFileSync(process.execPath, ["--eval", prepare], { stdio: ["ignore", "ignore", "inherit"] });
}
