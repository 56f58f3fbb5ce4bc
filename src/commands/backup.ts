import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { backUp } from "../backup/backup.ts";
import { restore } from "../backup/restore.ts";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { openStore } from "../store/open.ts";

/** `kallpanchis backup FILE` and `restore FILE`. */
export function backupCommands(program: Command, root: string): void {
  const migrations = join(root, "prisma");
  program
    .command("backup")
    .description("write everything into one file, beside the running service")
    .argument("<file>", "the file to write, for example kallpanchis-2026-11-28.backup")
    .option("--replace", "write over a file that is there already", false)
    .action(async (file: string, { replace }: { replace: boolean }) => {
      if (existsSync(file) && !replace)
        throw new OperatorError(`${file} is there already. Choose another name, or add --replace.`);
      const { databaseUrl, data } = readConfig(process.env, process.cwd());
      const store = await openStore(databaseUrl, migrations);
      try {
        const { rows, files } = await backUp(store, file, {
          now: new Date(),
          uploads: uploadsOf(data),
          onProgress: progress,
        });
        endProgress();
        process.stdout.write(
          `${rows} rows and ${files} files written to ${file}. Keep it where this machine's fire cannot reach it; it holds personal data.\n`,
        );
      } finally {
        await store.close();
      }
    });
  program
    .command("restore")
    .description("put a backup into an empty database, SQLite or Postgres")
    .argument("<file>", "what `kallpanchis backup` wrote")
    .action(async (file: string) => {
      const { databaseUrl, data } = readConfig(process.env, process.cwd());
      const { rows, files } = await restore(file, {
        databaseUrl,
        migrations,
        uploads: uploadsOf(data),
        onProgress: progress,
      });
      endProgress();
      process.stdout.write(`${rows} rows and ${files} files are back. Start with: npm start\n`);
    });
}

function uploadsOf(data: string): string {
  return join(data, "uploads");
}

function progress(table: string, rows: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${rows} rows … ${table}`);
}

function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
}
