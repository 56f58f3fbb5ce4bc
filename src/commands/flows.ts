import type { Command } from "commander";
import { actions } from "../app.ts";
import { writeProblem } from "../flow/source.ts";
import { compileFlows, readLexicon, readWriting } from "../library.ts";

/** `kallpanchis flows check`: reads every flow and locale, no service needed. */
export function flowsCommand(program: Command, root: string): void {
  program
    .command("flows")
    .description("look after conversations")
    .command("check")
    .description("check every flow and its translations")
    .option("--folder <folder>", "folder that holds flows and locales", root)
    .action(({ folder }: { folder: string }) => {
      const { programs, problems } = compileFlows(folder, actions);
      for (const problem of problems) process.stderr.write(`${writeProblem(problem)}\n`);
      readLexicon(folder);
      readWriting(folder);
      const errors = problems.filter((problem) => problem.severity === "error").length;
      const warnings = problems.length - errors;
      process.stdout.write(
        `${programs.length} flows good, ${errors} errors, ${warnings} warnings\n`,
      );
      if (errors > 0) process.exitCode = 1;
    });
}
