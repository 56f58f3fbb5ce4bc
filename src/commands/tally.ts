import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { OperatorError } from "../core/errors.ts";
import type { Completion, EqualSharesRule, Rule, TieRule } from "../counting/election.ts";
import { CountingError } from "../counting/first/check.ts";
import { count } from "../counting/first/count.ts";
import { TieError } from "../counting/first/ties.ts";
import { electionOf, type PbElection } from "../pabulib/election.ts";
import { PbError, metaOf, readPb } from "../pabulib/file.ts";
import { reportOf } from "./tally-report.ts";

const COMPLETIONS = ["none", "util", "add1", "add1e", "add1u", "add1eu"] as const;
const TIES: readonly TieRule[] = ["minCost", "maxCost", "maxVotes", "lex", "lot"];

interface TallyOptions {
  rule: "plurality" | "greedy" | "mes" | "phragmen";
  completion: Completion;
  utility: EqualSharesRule["utility"];
  integral?: boolean;
  supportedOnly?: boolean;
  compare?: boolean;
  by?: Rule["by"];
  onFull: "stop" | "skip";
  minVotes: bigint;
  tie: TieRule[];
  seed?: string;
  trace?: boolean;
}

/** `kallpanchis tally FILE.pb`: counts a public election exactly, without a service, and prints JSON. */
export function tallyCommand(program: Command): void {
  program
    .command("tally <file>")
    .description("count a Pabulib .pb file exactly and print the result as JSON; needs no service")
    .addOption(
      new Option("--rule <rule>", "rule of counting")
        .choices(["plurality", "greedy", "mes", "phragmen"])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--completion <how>", "how Equal Shares spends what is left")
        .choices(COMPLETIONS)
        .default("none"),
    )
    .addOption(
      new Option("--utility <utility>", "what Equal Shares takes a project to be worth")
        .choices(["cost", "card"])
        .default("cost"),
    )
    .option("--integral", "start Equal Shares from whole units of currency")
    .option("--supported-only", "leave out projects nobody voted for")
    .option("--compare", "take the greedy outcome when more voters have more funded choices in it")
    .addOption(
      new Option(
        "--by <what>",
        "count heads or points; as the file's ballots are when left out",
      ).choices(["votes", "points"]),
    )
    .addOption(
      new Option("--on-full <what>", "greedy, at a project that does not fit")
        .choices(["stop", "skip"])
        .default("skip"),
    )
    .option("--min-votes <n>", "votes (or points) a project needs to take part", readMinimum, 0n)
    .option("--tie <rules>", `tie rules in order, of ${TIES.join(", ")}`, readTies, [])
    .option("--seed <text>", "text of the public lot, for --tie …,lot")
    .option(
      "--trace",
      "add each purchase with its exact figure, and why each project was bought or not",
    )
    .addHelpText("after", HELP)
    .action((file: string, options: TallyOptions) => {
      const { tally, minimum } = readElection(file);
      for (const warning of tally.warnings) process.stderr.write(`${file}: ${warning}\n`);
      if (minimum !== null && options.minVotes === 0n)
        process.stderr.write(
          `${file}: the file states min_project_score_threshold ${minimum}; add --min-votes ${minimum} to apply it\n`,
        );
      const rule = ruleOf(options, tally);
      try {
        const outcome = count(tally.election, rule);
        const report = reportOf(basename(file), tally, rule, outcome, options.trace === true);
        process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      } catch (error) {
        if (!(error instanceof CountingError || error instanceof TieError)) throw error;
        throw new OperatorError(`${file}: ${error.message}`);
      }
    });
}

const HELP = `
Money in the answer is text, in the file's currency. Warnings about the file go to standard error.
Exit code 0: counted; 1: the file, the options or a tie that no rule breaks stand in the way.

  kallpanchis tally city.pb --rule greedy --tie minCost,maxVotes,lex
  kallpanchis tally city.pb --rule mes --completion add1u --tie minCost,maxVotes,lot --seed "acta 12"`;

function readElection(file: string): { tally: PbElection; minimum: string | null } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${file} cannot be read (${reason}). Give the path of a .pb file.`);
  }
  try {
    const pb = readPb(text, file);
    return {
      tally: electionOf(pb),
      minimum: metaOf(pb, "min_project_score_threshold")?.value ?? null,
    };
  } catch (error) {
    if (!(error instanceof PbError)) throw error;
    throw new OperatorError(error.message);
  }
}

function ruleOf(options: TallyOptions, tally: PbElection): Rule {
  const common = {
    by: options.by ?? tally.by,
    minVotes: options.minVotes,
    ties: options.tie,
    seed: options.seed ?? null,
  };
  if (options.tie.includes("lot") && common.seed === null)
    throw new OperatorError("--tie lot needs --seed: the text drawn in public after closing.");
  switch (options.rule) {
    case "plurality":
    case "phragmen":
      return { ...common, rule: options.rule };
    case "greedy":
      return { ...common, rule: "greedy", onFull: options.onFull };
    case "mes":
      return {
        ...common,
        rule: "mes",
        utility: options.utility,
        completion: options.completion,
        integral: options.integral === true,
        supportedOnly: options.supportedOnly === true,
        compare: options.compare === true,
        shares: null,
      };
  }
}

function readTies(text: string): TieRule[] {
  return text.split(",").map((word) => {
    const tie = TIES.find((known) => known === word.trim());
    if (tie === undefined)
      throw new InvalidArgumentError(`"${word}" is no tie rule. There are ${TIES.join(", ")}.`);
    return tie;
  });
}

function readMinimum(text: string): bigint {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Write a whole number of zero or more.");
  return BigInt(text);
}
