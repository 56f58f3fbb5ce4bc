/**
 * The verifier that goes along with every package as `verify.mjs`: one file that needs Node alone.
 *
 *   node verify.mjs [FOLDER] [--head SIZE:ROOT]… [--sealed FILE [--key FILE]…] [--language es|en]
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type CheckReport, checkPackage } from "./check-words.ts";

function check(): CheckReport {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      head: { type: "string", multiple: true },
      sealed: { type: "string" },
      key: { type: "string", multiple: true },
      language: { type: "string" },
    },
  });
  return checkPackage({
    folder: positionals[0] ?? dirname(fileURLToPath(import.meta.url)),
    heads: values.head ?? [],
    sealed: values.sealed ?? null,
    keys: values.key ?? [],
    language: values.language === "en" ? "en" : "es",
  });
}

let report: CheckReport;
try {
  report = check();
} catch (error) {
  report = { ok: null, lines: [error instanceof Error ? error.message : String(error)] };
}
(report.ok === true ? process.stdout : process.stderr).write(`${report.lines.join("\n")}\n`);
process.exitCode = report.ok === true ? 0 : report.ok === false ? 1 : 2;
