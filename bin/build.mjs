// Bundles the service, the threads that draw and count, the verifier of votes and the chat page into dist/.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./prepare.mjs";

const out = join(root, "dist");
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "public"), { recursive: true });

const server = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "error",
};
const page = {
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "esm",
  minify: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "error",
};
const client = join(root, "src/console/chat/client");

await Promise.all([
  build({
    ...server,
    entryPoints: [join(root, "src/main.ts")],
    outdir: out,
    outExtension: { ".js": ".mjs" },
    splitting: true,
    sourcemap: true,
  }),
  build({
    ...server,
    entryPoints: [join(root, "src/charts/worker.ts")],
    outfile: join(out, "charts-worker.mjs"),
  }),
  build({
    ...server,
    entryPoints: [join(root, "src/counting/worker.ts")],
    outfile: join(out, "counting-worker.mjs"),
  }),
  // Goes along with every published vote: one file, nothing outside it but Node.
  build({
    ...server,
    packages: "bundle",
    entryPoints: [join(root, "src/evidence/standalone.ts")],
    outfile: join(out, "verify.mjs"),
  }),
  build({ ...page, entryPoints: [join(client, "main.tsx")], outfile: join(out, "public/chat.js") }),
  build({
    ...page,
    entryPoints: [join(client, "chat.css")],
    outfile: join(out, "public/chat.css"),
  }),
  build({
    ...page,
    entryPoints: [join(root, "src/console/console.css")],
    outfile: join(out, "public/console.css"),
  }),
]);
for (const name of ["chat-icon.svg", "chat.webmanifest"])
  copyFileSync(join(client, name), join(out, "public", name));
