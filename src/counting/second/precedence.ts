import { createHash } from "node:crypto";
import type { Project, Rule } from "../election.ts";

/** A project on the counting table: what it costs and how much support it has. */
export interface Sheet extends Project {
  support: bigint;
}

/** One purchase as it is written down: the exact figure that decided it as a text, such as "7000/3". */
export interface Line {
  project: string;
  cost: bigint;
  figure: string;
}

type Comparison = (one: Sheet, other: Sheet) => number;

const whole = (difference: bigint): number => (difference === 0n ? 0 : difference < 0n ? -1 : 1);
const words = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

/** Who goes first among equals by the stated rules; 0 where these do not say. */
export function precedence(rule: Pick<Rule, "ties" | "seed">): Comparison {
  const comparisons = rule.ties.map((tie): Comparison => {
    if (tie === "minCost") return (one, other) => whole(one.cost - other.cost);
    if (tie === "maxCost") return (one, other) => whole(other.cost - one.cost);
    if (tie === "maxVotes") return (one, other) => whole(other.support - one.support);
    if (tie === "lex") return (one, other) => words(one.id, other.id);
    const { seed } = rule;
    if (seed === null) return () => 0;
    const ticket = (id: string): string =>
      createHash("sha256").update(seed, "utf8").update("\n").update(id, "utf8").digest("hex");
    return (one, other) => words(ticket(one.id), ticket(other.id));
  });
  return (one, other) => {
    for (const compare of comparisons) {
      const order = compare(one, other);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** The first of some sheets; throws when the rules leave two in the first place. */
export function firstOf(sheets: readonly Sheet[], rule: Pick<Rule, "ties" | "seed">): Sheet {
  const compare = precedence(rule);
  const [first, ...others] = [...sheets].sort(compare);
  if (first === undefined) throw new Error("There is no project to choose from.");
  refuseEquals(first, others, compare);
  return first;
}

/** Throws when another sheet has the same place as the first. */
export function refuseEquals(first: Sheet, others: readonly Sheet[], compare: Comparison): void {
  const same = others.filter((other) => compare(first, other) === 0);
  if (same.length > 0)
    throw new Error(`Undecided between ${[first, ...same].map(({ id }) => id).join(" and ")}.`);
}

/** Support of every project: heads, or the points given. */
export function countSheets(
  projects: readonly Project[],
  ballots: readonly { choices: readonly { project: string; points: bigint }[] }[],
  by: Rule["by"],
): Sheet[] {
  const sheets = new Map(projects.map(({ id, cost }) => [id, { id, cost, support: 0n }]));
  for (const ballot of ballots)
    for (const { project, points } of ballot.choices) {
      const sheet = sheets.get(project);
      if (sheet !== undefined) sheet.support += by === "votes" ? 1n : points;
    }
  return [...sheets.values()];
}
