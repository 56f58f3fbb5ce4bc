import type { Command } from "commander";
import { systemClock } from "../core/clock.ts";
import { exportAnswers, type Exported } from "../flowresults/export.ts";
import type { Store } from "../store/connection.ts";

interface AnswerOptions {
  flow: string;
  from: string;
  to: string;
  out: string;
}

/**
 * `kallpanchis export answers`: a folder with the answers to a recorded flow.
 * @param command the subcommand, which already takes a period and checks it
 */
export function exportAnswersCommand(
  command: Command,
  withStore: <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>,
): void {
  command
    .description(
      "answers to a flow with record: true, as a Flow Results package; the days are those on which the conversations began",
    )
    .requiredOption("--flow <flow>", "flow whose answers to take out")
    .requiredOption(
      "--out <folder>",
      "folder to write; new, empty, or with an earlier package of the flow",
    )
    .action(async (options: AnswerOptions) => {
      const exported = await withStore((store) =>
        exportAnswers(store, { ...options, now: systemClock.now() }),
      );
      process.stderr.write(`${summary(options, exported)}\n`);
    });
}

function summary({ flow, from, to, out }: AnswerOptions, exported: Exported): string {
  const { answers, conversations, unfinished } = exported;
  return conversations === 0
    ? `Nobody talked with ${flow} from ${from} to ${to}: the package written to ${out} is empty.`
    : `${answers} answers of ${conversations} conversations (${unfinished} not finished) written to ${out}`;
}
