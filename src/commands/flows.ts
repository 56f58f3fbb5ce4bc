import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { actions } from "../actions.ts";
import { readConfig } from "../config.ts";
import { publishPrograms } from "../conversation/shelf.ts";
import { withdraw } from "../conversation/withdraw.ts";
import { systemClock } from "../core/clock.ts";
import { OperatorError } from "../core/errors.ts";
import type { Program } from "../flow/program.ts";
import { writeProblem } from "../flow/source.ts";
import { compileFlows, readLexicon, readWriting } from "../library.ts";
import type { Store } from "../store/connection.ts";
import { openStore } from "../store/open.ts";
import { publicationHistory } from "../store/publications.ts";
import { graphCommand } from "./flows-graph.ts";
import { importFlowsCommand } from "./flows-import.ts";
import { testFlowsCommand } from "./flows-test.ts";

interface By {
  by: string;
}

/** `kallpanchis flows …`: check the files, put them in force, look back, and take conversations out of a version. */
export function flowsCommand(program: Command, root: string): void {
  const flows = program.command("flows").description("look after conversations");
  flows
    .command("check")
    .description("check every flow and its translations; needs no service")
    .option("--folder <folder>", "folder that holds flows and locales", root)
    .action(({ folder }: { folder: string }) => {
      if (check(folder, root).length === 0) process.exitCode = 1;
    });
  flows
    .command("publish")
    .description("put the flows of the files in force; conversations under way stay as they are")
    .option("--folder <folder>", "folder that holds flows and locales", root)
    .option("--by <name>", "who publishes", userInfo().username)
    .option("--note <text>", "why")
    .action(async ({ by, note, folder }: By & { note?: string; folder: string }) => {
      const programs = check(folder, root);
      if (programs.length === 0)
        throw new OperatorError("Nothing was published; what was published stays in force.");
      const publisher = { by, note: note ?? null };
      const changed = await withStore(root, (store) =>
        publishPrograms(store, programs, publisher, systemClock),
      );
      process.stdout.write(
        changed.length === 0
          ? "Nothing to publish: the files are what is in force.\n"
          : `Published: ${changed.join(", ")}. A running service takes them on within a second.\n`,
      );
    });
  flows
    .command("history [flow]")
    .description("who published what when, newest first")
    .action(async (flow: string | undefined) => {
      const history = await withStore(root, (store) =>
        store.read((connection) => publicationHistory(connection, flow ?? null)),
      );
      if (history.length === 0)
        process.stdout.write(
          flow === undefined ? "Nothing was published yet.\n" : `${flow} was never published.\n`,
        );
      for (const { at, flow: name, program: hash, by, note } of history)
        process.stdout.write(
          `${at.toISOString()}  ${name}  ${hash?.slice(0, 12) ?? "taken out"}  by ${by}${note === null ? "" : `: ${note}`}\n`,
        );
    });
  testFlowsCommand(flows, root);
  graphCommand(flows, root);
  importFlowsCommand(flows, root);
  withdrawing(flows, root, "move", "published", "move the conversations of a withdrawn version");
  withdrawing(flows, root, "end", "end", "end the conversations of a withdrawn version");
}

function withdrawing(
  flows: Command,
  root: string,
  name: string,
  into: "published" | "end",
  description: string,
): void {
  flows
    .command(`${name} <hash>`)
    .description(`${description}, by its hash from flows history`)
    .requiredOption("--reason <text>", "why; it is kept in the history")
    .option("--by <name>", "who does it", userInfo().username)
    .action(async (hash: string, { by, reason }: By & { reason: string }) => {
      if (!/^[0-9a-f]{6,64}$/.test(hash))
        throw new OperatorError(`"${hash}" is no hash: write at least 6 of its digits.`);
      const result = await withStore(root, (store) =>
        withdraw(store, hash, into, { by, note: reason }, systemClock),
      );
      process.stdout.write(
        `${result.flow}: ${result.moved} conversations moved, ${result.ended} ended.\n`,
      );
    });
}

/** Compiles a folder and tells its problems; no programs when it is refused. */
function check(folder: string, root: string): Program[] {
  // A folder with flows alone is read with the words of the product.
  const words = existsSync(join(folder, "locales", "es", "words.yaml")) ? folder : root;
  const { programs, problems } = compileFlows(folder, actions, readLexicon(words));
  // Errors last, where they are seen.
  const told = [...problems].sort(
    (one, other) => Number(one.severity === "error") - Number(other.severity === "error"),
  );
  for (const problem of told) process.stderr.write(`${writeProblem(problem)}\n`);
  readWriting(words);
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warnings = problems.length - errors;
  const counted = (count: number, what: string): string =>
    `${count} ${what}${count === 1 ? "" : "s"}`;
  process.stdout.write(
    `${counted(programs.length, "flow")} good, ${counted(errors, "error")}, ${counted(warnings, "warning")}\n`,
  );
  return programs;
}

async function withStore<T>(root: string, work: (store: Store) => Promise<T>): Promise<T> {
  const { databaseUrl } = readConfig(process.env, process.cwd());
  const store = await openStore(databaseUrl, join(root, "prisma"));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
