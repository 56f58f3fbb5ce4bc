import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { Option, type Command } from "commander";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { isLimaDay, limaDay } from "../core/lima.ts";
import { exportMilk, MILK_COLUMNS } from "../modules/milk/export.ts";
import { openStore } from "../store/open.ts";
import { TABLE_FORMATS, writeTable, type TableFormat } from "../tables/tables.ts";

interface ExportOptions {
  from: string;
  to: string;
  format: TableFormat;
  out?: string;
}

/** `kallpanchis export milk`: one row a family and day, the figures now in force. */
export function exportCommand(program: Command, root: string): void {
  program
    .command("export")
    .description("take data out")
    .command("milk")
    .description("milk by family and day: the figures now in force")
    .option("--from <day>", "first day, YYYY-MM-DD", "2000-01-01")
    .option("--to <day>", "last day, YYYY-MM-DD; today when left out", limaDay(new Date()))
    .addOption(
      new Option("--format <format>", "form of the table").choices(TABLE_FORMATS).default("csv"),
    )
    .option("--out <file>", "file to write; standard output when left out")
    .action(async (options: ExportOptions) => {
      for (const name of ["from", "to"] as const) {
        const day: string = options[name];
        if (!isLimaDay(day))
          throw new OperatorError(`--${name} must be a day such as 2026-11-23, not "${day}".`);
      }
      if (options.from > options.to)
        throw new OperatorError(
          `--from ${options.from} lies after --to ${options.to}. Exchange them.`,
        );
      const store = await openStore(
        readConfig(process.env, process.cwd()).databaseUrl,
        join(root, "prisma"),
      );
      try {
        const out = options.out === undefined ? process.stdout : createWriteStream(options.out);
        const rows = exportMilk(store, options);
        const count = await writeTable(
          { columns: MILK_COLUMNS, rows, numbers: ["morning_l", "evening_l", "total_l"] },
          options.format,
          out,
        );
        if (out !== process.stdout) {
          out.end();
          await finished(out);
        }
        process.stderr.write(
          `${count} rows${options.out === undefined ? "" : ` written to ${options.out}`}\n`,
        );
      } finally {
        await store.close();
      }
    });
}
