import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { actions } from "../actions.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import { writeProblem } from "../flow/source.ts";
import { tasks } from "../tasks.ts";
import { rehearse, type Outcome } from "../rehearsal/rehearse.ts";
import { writeCoverage, writeFailure } from "../rehearsal/report.ts";
import { watchFolders } from "../release.ts";

interface TestOptions {
  folder: string;
  language?: Language;
  watch?: true;
  partial?: true;
}

/** `kallpanchis flows test`: plays the conversation tests that stand beside the flows. */
export function testFlowsCommand(flows: Command, root: string): void {
  flows
    .command("test [flow...]")
    .description("play the conversation tests of flows, in every language; needs no service")
    .option("--folder <folder>", "folder that holds flows and locales", root)
    .addOption(
      new Option("--language <language>", "talk in one language only").choices([...LANGUAGES]),
    )
    .option("--partial", "do not fail for places nobody came to")
    .option("--watch", "play them again whenever a file is saved")
    .action(async (names: string[], options: TestOptions) => {
      const folder = resolve(options.folder);
      const run = async (): Promise<boolean> => testFlows(root, folder, names, options);
      if (!(await run())) process.exitCode = 1;
      if (options.watch === true) await runAgain(folder, run);
    });
}

async function testFlows(
  root: string,
  folder: string,
  flows: string[],
  { language, partial }: TestOptions,
): Promise<boolean> {
  const languages = language === undefined ? LANGUAGES : [language];
  const outcome = await rehearse({
    root,
    folder,
    actions,
    tasks,
    flows,
    languages,
    played(performance) {
      if (performance.mismatches.length > 0) process.stdout.write(`${writeFailure(performance)}\n`);
    },
  });
  return tell(outcome, flows, partial === true);
}

/** Prints what came of it; true when all is well. */
function tell(
  { performances, coverage, problems }: Outcome,
  flows: string[],
  partial: boolean,
): boolean {
  for (const problem of problems) process.stderr.write(`${writeProblem(problem)}\n`);
  if (problems.some((problem) => problem.severity === "error")) {
    process.stdout.write("Nothing was played: correct the lines above first.\n");
    return false;
  }
  if (performances.length === 0) {
    process.stderr.write(
      `There are no tests of ${flows.length === 0 ? "these flows" : flows.join(", ")}. ` +
        "Write flows/<area>/<flow>.test.yaml; docs/flows.md shows how.\n",
    );
    return false;
  }
  const failed = performances.filter((one) => one.mismatches.length > 0).length;
  const isComplete = coverage.every((one) => one.missing.length === 0);
  process.stdout.write(`${writeCoverage(coverage)}\n`);
  process.stdout.write(
    `${performances.length - failed} of ${performances.length} conversations went as expected` +
      `${isComplete ? "" : "; some places nobody came to"}.\n`,
  );
  return failed === 0 && (isComplete || partial);
}

/** Runs again after each change, until Ctrl-C. */
async function runAgain(folder: string, run: () => Promise<boolean>): Promise<void> {
  const stop = watchFolders(folder, async () => {
    process.stdout.write("\n");
    await run();
  });
  process.stdout.write("Waiting for changes. Leave with Ctrl-C.\n");
  await new Promise<void>((leave) => process.once("SIGINT", leave));
  await stop();
}
