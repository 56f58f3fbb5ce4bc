import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { importFamilies, type ImportReport } from "../modules/people/roster/import.ts";
import { readRoster } from "../modules/people/roster/file.ts";
import type { RosterProblem } from "../modules/people/roster/row.ts";
import { openStore } from "../store/open.ts";
import { importAttendanceCommand } from "./import-attendance.ts";
import { importPricesCommand } from "./import-prices.ts";

/** `kallpanchis import families|prices FILE`: works beside the running service. */
export function importCommand(program: Command, root: string): void {
  const imports = program.command("import").description("bring data in");
  importAttendanceCommand(imports, root, readFile, () => new Date());
  importPricesCommand(imports, root);
  imports
    .command("families")
    .description(
      "bring in or update families from a roster (CSV or XLSX); all rows are checked before any is written",
    )
    .argument("<file>", "the roster; docs/examples/roster.csv shows its columns")
    .option("--dry-run", "check and tell what would change, without writing", false)
    .action(async (file: string, { dryRun }: { dryRun: boolean }) => {
      const roster = await readRoster(readFile(file), new Date());
      tell("warning", roster.warnings);
      if (roster.problems.length > 0) refuse(file, roster.problems);
      const store = await openStore(
        readConfig(process.env, process.cwd()).databaseUrl,
        join(root, "prisma"),
      );
      try {
        const report = await importFamilies(store, roster.rows, {
          file: basename(file),
          now: new Date(),
          dryRun,
          onProgress: (done, total) => progress(done, total),
        });
        if (report.problems.length > 0) refuse(file, report.problems);
        tell("conflict", report.conflicts);
        tell("note", report.notes);
        process.stdout.write(`${summary(report)}\n`);
      } finally {
        await store.close();
      }
    });
}

function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new OperatorError(`The file ${file} cannot be read. Check its name and folder.`);
  }
}

function refuse(file: string, problems: RosterProblem[]): never {
  tell("problem", problems);
  throw new OperatorError(
    `Nothing was written: ${problems.length} problems in ${file}. Correct them and run the same command again.`,
  );
}

function tell(kind: string, lines: RosterProblem[]): void {
  for (const { row, column, problem } of lines) {
    process.stderr.write(
      `${kind}: row ${row}${column === null ? "" : `, column ${column}`}: ${problem}\n`,
    );
  }
}

function progress(done: number, total: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${done} of ${total} rows checked${done === total ? "\n" : ""}`);
}

function summary({ dryRun, families, persons }: ImportReport): string {
  const counts = (name: string, count: ImportReport["families"]): string =>
    `${name}: ${count.created} new, ${count.updated} changed, ${count.unchanged} as before`;
  return `${dryRun ? "Nothing written (dry run). " : ""}${counts("families", families)}; ${counts("persons", persons)}`;
}
