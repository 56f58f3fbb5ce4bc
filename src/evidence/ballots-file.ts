import type { Ballot, Election } from "../counting/election.ts";
import { writeAmount } from "../pabulib/amounts.ts";
import { electionOf } from "../pabulib/election.ts";
import { type PbFile, readPb, writePb } from "../pabulib/file.ts";
import { shuffled } from "./ballot.ts";
import type { FrozenRules } from "./rules.ts";

/** The name of the ballots' file in a package. */
export const BALLOTS = "ballots.pb";

const TYPES = {
  approval: "approval",
  knapsack: "approval",
  single: "choose-1",
  ranking: "cumulative",
  points: "cumulative",
} as const;

/**
 * The published ballots as a Pabulib file: in the order of their content, numbered anew. Communities are in it only
 * where the rule gives them parts of the budget, since without them nobody could count again.
 */
export function writeBallots(
  rules: FrozenRules,
  ballots: readonly Ballot[],
  winners: readonly string[],
): string {
  const scored = TYPES[rules.ballot.kind] === "cumulative";
  const apart = rules.rule.rule === "mes" && rules.rule.shares !== null;
  const listed = shuffled(
    ballots.map(({ choices, community }) => ({ choices, community: apart ? community : null })),
  );
  const money = (parts: bigint): string => writeAmount(parts, rules.unit);
  const meta = {
    description: rules.title,
    instance: rules.election,
    num_projects: String(rules.projects.length),
    num_votes: String(ballots.length),
    budget: money(rules.budget),
    vote_type: TYPES[rules.ballot.kind],
    rule: rules.rule.rule,
    date_begin: rules.opensAt.slice(0, 10),
    date_end: rules.closesAt.slice(0, 10),
    max_length: String(rules.ballot.most),
    currency: "PEN",
  };
  const votes = new Map(rules.projects.map(({ id }) => [id, 0]));
  for (const { choices } of ballots)
    for (const { project } of choices) votes.set(project, (votes.get(project) ?? 0) + 1);
  const pb: PbFile = {
    file: BALLOTS,
    meta: Object.entries(meta).map(([key, value]) => ({ key, value, line: 0 })),
    projects: {
      columns: ["project_id", "cost", "votes", "name", "selected"],
      rows: rules.projects.map(({ id, cost, name }) => ({
        line: 0,
        fields: [id, money(cost), String(votes.get(id)), name, winners.includes(id) ? "1" : "0"],
      })),
    },
    votes: {
      columns: [
        "voter_id",
        "vote",
        ...(scored ? ["points"] : []),
        ...(apart ? ["neighborhood"] : []),
      ],
      rows: listed.map(({ choices, community }, index) => ({
        line: 0,
        fields: [
          String(index + 1),
          choices.map(({ project }) => project).join(","),
          ...(scored ? [choices.map(({ points }) => String(points)).join(",")] : []),
          ...(apart ? [community ?? ""] : []),
        ],
      })),
    },
  };
  return writePb(pb);
}

/** The election in a published file, money in the smallest unit of the rules. Throws PbError. */
export function readBallots(text: string, rules: FrozenRules): Election {
  const { election } = electionOf(readPb(text, BALLOTS));
  // The file writes whole units where it can: bring its money back to the rules' smallest unit.
  const parts = (amount: bigint): bigint => (amount * rules.unit) / election.unit;
  return {
    budget: parts(election.budget),
    unit: rules.unit,
    projects: election.projects.map(({ id, cost }) => ({ id, cost: parts(cost) })),
    ballots: election.ballots,
  };
}
