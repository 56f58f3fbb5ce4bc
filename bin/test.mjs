// The whole check of the project: format, lint, types, dead code, then every test. Extra words go to the tests.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { prepare, root } from "./prepare.mjs";

prepare();
if (!get("redis-server")) {
  process.stderr.write(
    "redis-server is needed: sudo apt-get install redis-server (or brew install redis).\n",
  );
  process.exit(1);
}
if (!get("chromium")) {
  process.stderr.write(
    "No Chromium here: the browser checks are LEFT OUT. Install it (Debian: sudo apt-get install chromium) to run them.\n",
  );
}
step("npm", ["run", "--silent", "check"]);
const report = join(root, "node_modules", ".kallpanchis", "tests.json");
rmSync(report, { force: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", ...reporters, ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, "utf8"));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
// A run that found no test is a red run; and what the report counts is believed before any exit code.
process.exit(status === 0 && passed > 0 && failed === 0 ? 0 : 1);

function step(command, parameters) {
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** True when the program is there, or could be installed: before the tests, which start services side by side. */
function get(name) {
  if (!onPath(name) && onPath("apt-get") && process.getuid?.() === 0) {
    process.stderr.write(`Installing ${name} …\n`);
    const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", name], quiet);
  }
  return onPath(name);
}

function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}
