import type { MatrixRule, Purchase, Rule } from "../election.ts";
import type { Scored } from "./score.ts";
import { type Tie, breakTie } from "./ties.ts";

/** Projects bought in an order, what they cost together, and the ties met. */
export interface Bought {
  purchases: Purchase[];
  cost: bigint;
  ties: Tie[];
}

/** A project with the figure that gives its place. */
export interface Placed extends Scored {
  figure: bigint;
}

/** The most votes win, whatever the cost. */
export function plurality(projects: readonly Scored[], rule: Rule): Bought {
  const most = projects.reduce((most, { votes }) => (votes > most ? votes : most), 0n);
  const first = projects.filter(({ votes }) => votes === most);
  if (first.length === 0) return { purchases: [], cost: 0n, ties: [] };
  const { chosen, tie } = breakTie(first, rule);
  const figure = { num: chosen.votes, den: 1n };
  return {
    purchases: [{ project: chosen.id, how: "rule", figure }],
    cost: chosen.cost,
    ties: tie === null ? [] : [tie],
  };
}

/**
 * Buys by figure, highest first, while the money lasts. With "skip" only projects that fit are compared, so that
 * a tie with one that does not fit is none; with "stop" the first that does not fit ends the count.
 */
export function greedy(
  projects: readonly Placed[],
  money: bigint,
  rule: Pick<Rule, "ties" | "seed">,
  onFull: "skip" | "stop",
  how: Purchase["how"] = "rule",
): Bought {
  let left = [...projects];
  const bought: Bought = { purchases: [], cost: 0n, ties: [] };
  for (;;) {
    if (onFull === "skip") left = left.filter(({ cost }) => bought.cost + cost <= money);
    const highest = left.reduce<bigint | null>(
      (highest, { figure }) => (highest === null || figure > highest ? figure : highest),
      null,
    );
    if (highest === null) return bought;
    const { chosen, tie } = breakTie(
      left.filter(({ figure }) => figure === highest),
      rule,
    );
    if (tie !== null) bought.ties.push(tie);
    if (bought.cost + chosen.cost > money) return bought;
    bought.purchases.push({ project: chosen.id, how, figure: { num: highest, den: 1n } });
    bought.cost += chosen.cost;
    left = left.filter((project) => project !== chosen);
  }
}

/** Projects placed by their votes. */
export function byVotes(projects: readonly Scored[]): Placed[] {
  return projects.map((project) => ({ ...project, figure: project.votes }));
}

/** Projects placed by matrix and vote: both as parts of their highest, weighted, brought to whole numbers. */
export function byMatrix(projects: readonly Scored[], rule: MatrixRule): Placed[] {
  const points = (id: string): bigint => rule.matrix[id] ?? 0n;
  const highest = (values: bigint[]): bigint =>
    values.reduce((high, value) => (value > high ? value : high), 0n) || 1n;
  const mostPoints = highest(projects.map(({ id }) => points(id)));
  const mostVotes = highest(projects.map(({ votes }) => votes));
  return projects.map((project) => ({
    ...project,
    figure:
      rule.matrixPercent * points(project.id) * mostVotes +
      rule.votePercent * project.votes * mostPoints,
  }));
}
