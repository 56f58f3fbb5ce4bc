import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { limaDay } from "../core/lima.ts";
import { readPrices } from "../modules/market/price-file.ts";
import { importPrices, knownPrices } from "../modules/market/price-import.ts";
import { openStore } from "../store/open.ts";

/** `kallpanchis import prices FILE`: a table of market prices, all rows checked before any is written. */
export function importPricesCommand(imports: Command, root: string): void {
  imports
    .command("prices")
    .description("bring in market prices from a table (CSV or XLSX); the same row is kept once")
    .argument("<file>", "the table; docs/examples/prices.csv shows its columns")
    .option("--dry-run", "check and tell what would be new, without writing", false)
    .action(async (file: string, { dryRun }: { dryRun: boolean }) => {
      const now = new Date();
      const { prices, problems } = await readPrices(bytesOf(file), basename(file), limaDay(now));
      for (const { row, column, problem } of problems)
        process.stderr.write(
          `problem: row ${row}${column === null ? "" : `, column ${column}`}: ${problem}\n`,
        );
      if (problems.length > 0)
        throw new OperatorError(
          `Nothing was written: ${problems.length} problems in ${file}. Correct them and run the same command again.`,
        );
      const { databaseUrl } = readConfig(process.env, process.cwd());
      const store = await openStore(databaseUrl, join(root, "prisma"));
      try {
        const known = dryRun ? await knownPrices(store, prices) : 0;
        const report = dryRun
          ? { created: prices.length - known, known }
          : await importPrices(store, prices, now);
        const told = `prices: ${report.created} new, ${report.known} known before`;
        process.stdout.write(`${dryRun ? "Nothing written (dry run). " : ""}${told}\n`);
      } finally {
        await store.close();
      }
    });
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new OperatorError(`The file ${file} cannot be read. Check its name and folder.`);
  }
}
