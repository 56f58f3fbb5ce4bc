import { join } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { importAttendance, type AttendanceProblem } from "../modules/trainings/import.ts";
import { openStore } from "../store/open.ts";
import { readTableFile } from "../tables/read-table.ts";

/** `kallpanchis import attendance FILE`: who was at trainings, in bulk; works beside the running service. */
export function importAttendanceCommand(
  imports: Command,
  root: string,
  readFile: (file: string) => Uint8Array,
  now: () => Date,
): void {
  imports
    .command("attendance")
    .description(
      "note who was at trainings (CSV or XLSX with training, family_code, person_name, attended); all rows are checked before any counts",
    )
    .argument("<file>", "the list; docs/examples/attendance.csv shows its columns")
    .option("--dry-run", "check and tell what would change, without writing", false)
    .action(async (file: string, { dryRun }: { dryRun: boolean }) => {
      const table = await readTableFile(readFile(file));
      if ("problem" in table) refuse(file, [{ ...table, column: null }]);
      const { databaseUrl } = readConfig(process.env, process.cwd());
      const store = await openStore(databaseUrl, join(root, "prisma"));
      try {
        const report = await importAttendance(store, table.cells, { now: now(), dryRun });
        if (report.problems.length > 0) refuse(file, report.problems);
        const { noted, taken, unchanged } = report;
        process.stdout.write(
          `${dryRun ? "Nothing written (dry run). " : ""}attendances: ${noted} new, ${taken} taken back, ${unchanged} as before\n`,
        );
      } finally {
        await store.close();
      }
    });
}

function refuse(file: string, problems: AttendanceProblem[]): never {
  for (const { row, column, problem } of problems)
    process.stderr.write(
      `problem: row ${row}${column === null ? "" : `, column ${column}`}: ${problem}\n`,
    );
  throw new OperatorError(
    `Nothing was written: ${problems.length} problems in ${file}. Correct them and run the same command again.`,
  );
}
