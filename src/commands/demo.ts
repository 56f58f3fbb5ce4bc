import { join } from "node:path";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { OperatorError } from "../core/errors.ts";
import { loadDemonstration } from "../modules/demonstration/district.ts";
import { openStore } from "../store/open.ts";

/** `kallpanchis demo`: the invented district, for trying out and for courses. */
export function demoCommand(program: Command, root: string): void {
  program
    .command("demo")
    .description("load the demonstration district into an empty database")
    .action(async () => {
      const { databaseUrl } = readConfig(process.env, process.cwd());
      const store = await openStore(databaseUrl, join(root, "prisma"));
      try {
        const { families, milkDays } = await loadDemonstration(store, new Date());
        if (families === 0)
          throw new OperatorError(
            "The database has families already; invented ones are not mixed with them. Choose a new KALLPANCHIS_DATA for trying out.",
          );
        process.stdout.write(
          `${families} invented families with ${milkDays} days of milk. Start with npm start and open /chat.\n`,
        );
      } finally {
        await store.close();
      }
    });
}
