import type { Ballot, Election, Fraction, Rule } from "../election.ts";
import { type Outcome, count } from "./count.ts";
import { fraction } from "./fraction.ts";
import { takingPart } from "./score.ts";

/** Why a project was bought or not. */
export type Reason =
  /** Bought by the rule. */
  | "bought"
  /** Bought by votes with what Equal Shares had left over. */
  | "filled"
  /** Too few votes to take part. */
  | "below-minimum"
  /** What its supporters still had did not make its cost (Equal Shares). */
  | "supporters-short"
  /** The money left did not make its cost when its turn came, or ever after. */
  | "over-budget"
  /** The count had ended before its turn: another did not fit. */
  | "ended"
  /** Another had more votes (plurality). */
  | "fewer-votes";

/** One project's result in figures; money in the smallest unit. */
export interface Explanation {
  project: string;
  /** Heads, or points where the rule counts points. */
  votes: bigint;
  cost: bigint;
  reason: Reason;
  /** Its place among the bought ones, from 1; null when it was not bought. */
  place: number | null;
  /** What there was for it: its supporters' money (supporters-short), the money left (over-budget); else null. */
  available: Fraction | null;
}

/** Explains every project of a counted election, in the order of the election. */
export function explain(election: Election, rule: Rule, outcome: Outcome): Explanation[] {
  const part = new Set(takingPart(election, rule).map(({ id }) => id));
  return election.projects.map(({ id, cost }) => {
    const index = outcome.winners.indexOf(id);
    const [reason, available] =
      index >= 0
        ? [
            outcome.purchases[index]?.how === "fill" ? ("filled" as const) : ("bought" as const),
            null,
          ]
        : part.has(id)
          ? whyNot(election, rule, outcome, id, cost)
          : ["below-minimum" as const, null];
    const votes = outcome.votes.get(id) ?? 0n;
    return { project: id, votes, cost, reason, place: index < 0 ? null : index + 1, available };
  });
}

function whyNot(
  election: Election,
  rule: Rule,
  outcome: Outcome,
  id: string,
  cost: bigint,
): [Reason, Fraction | null] {
  if (rule.rule === "plurality") return ["fewer-votes", null];
  const had =
    outcome.equalShares?.replaced === true ? undefined : outcome.equalShares?.leftOver.get(id);
  if (had !== undefined) return ["supporters-short", had];
  const left = firstTooLittle(election, outcome, cost);
  return left === null ? ["ended", null] : ["over-budget", fraction(left)];
}

/** The money left at the first moment at which it did not make the cost; null when it always would have. */
function firstTooLittle(election: Election, { winners }: Outcome, cost: bigint): bigint | null {
  const costs = new Map(election.projects.map((project) => [project.id, project.cost]));
  let left = election.budget;
  for (const winner of winners) {
    if (left < cost) break;
    left -= costs.get(winner) ?? 0n;
  }
  return left < cost ? left : null;
}

/**
 * How many more voters, each supporting only this project (with one point), would have had it bought: the least
 * number, taking it that more voters never harm a project. Counts the election anew some twenty times. Null when
 * it was bought, when not even as many again as voted would do, and where shares go by community.
 */
export function votesShort(election: Election, rule: Rule, project: string): number | null {
  if (rule.rule === "mes" && rule.shares !== null) return null;
  const more: Ballot = { choices: [{ project, points: 1n }], community: null };
  const wins = (votes: number): boolean =>
    count(
      {
        ...election,
        ballots: [...election.ballots, ...Array.from({ length: votes }, () => more)],
      },
      rule,
    ).winners.includes(project);
  const most = Math.max(16, election.ballots.length);
  let enough = 1;
  if (wins(0)) return null;
  while (!wins(enough)) {
    if (enough >= most) return null;
    enough = Math.min(most, enough * 2);
  }
  let few = enough === 1 ? 0 : Math.floor(enough / 2);
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (wins(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
