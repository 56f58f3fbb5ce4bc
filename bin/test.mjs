// The whole check of the project: format, lint, types, dead code, then every test. Extra words go to the tests.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { prepare, root } from "./prepare.mjs";

prepare();
getBrowser();
step("npm", ["run", "--silent", "check"]);
step(process.execPath, [
  join(root, "node_modules/vitest/vitest.mjs"),
  "run",
  ...process.argv.slice(2),
]);

function step(command, parameters) {
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** The browser checks need Debian's Chromium; where it cannot be had they are left out, and that is said. */
function getBrowser() {
  if (onPath("chromium")) return;
  if (onPath("apt-get") && process.getuid?.() === 0) {
    process.stderr.write("Installing Chromium for the browser checks …\n");
    const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], quiet);
  }
  if (!onPath("chromium")) {
    process.stderr.write(
      "No Chromium here: the browser checks are LEFT OUT. Install it (Debian: sudo apt-get install chromium) to run them.\n",
    );
  }
}

function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}
