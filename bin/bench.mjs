// Runs a benchmark: npm run bench turns -- [options]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

const [name = "turns", ...rest] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, "bench", `${name}.ts`))) {
  process.stderr.write("There is no such benchmark; bench/ holds turns.\n");
  process.exit(1);
}
prepare();
const { build } = await import("esbuild");
const outdir = join(root, "node_modules", ".kallpanchis", "bench");
await build({
  entryPoints: [join(root, `bench/${name}.ts`), join(root, "bench/echo.ts")],
  outdir,
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
