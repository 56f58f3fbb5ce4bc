// Runs a benchmark: npm run bench turns -- [options], npm run bench broadcast, npm run bench engine
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

/** What each benchmark runs: its own file first, then what it starts as processes. */
const benchmarks = {
  turns: ["turns", "echo"],
  broadcast: ["broadcast"],
  whatsapp: ["whatsapp", "whatsapp-echo"],
  market: ["market"],
  engine: ["engine", "engine/child", "engine/ours"],
  tally: ["tally", "tally/child"],
};

const [name = "turns", ...rest] = process.argv.slice(2);
const files = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (files === undefined) {
  process.stderr.write(
    `There is no such benchmark; bench/ holds ${Object.keys(benchmarks).join(" and ")}.\n`,
  );
  process.exit(1);
}
prepare();
const { build } = await import("esbuild");
const outdir = join(root, "node_modules", ".kallpanchis", "bench");
await build({
  entryPoints: files.map((file) => join(root, "bench", `${file}.ts`)),
  outdir,
  outbase: join(root, "bench"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "error",
});
process.exit(
  spawnSync(process.execPath, [join(outdir, `${name}.mjs`), ...rest], {
    cwd: root,
    stdio: "inherit",
  }).status ?? 1,
);
