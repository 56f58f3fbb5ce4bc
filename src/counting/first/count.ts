import type { Election, Fraction, Purchase, Rule } from "../election.ts";
import { checkElection, checkRule } from "./check.ts";
import { completeEqualShares } from "./completion.ts";
import { fraction } from "./fraction.ts";
import { type Bought, byMatrix, byVotes, greedy, plurality } from "./greedy.ts";
import { phragmen } from "./phragmen.ts";
import { score, takingPart } from "./score.ts";
import type { Tie } from "./ties.ts";

/** What was counted. Money in the smallest unit of the election. */
export interface Outcome {
  /** Ids in the order of purchase. */
  winners: string[];
  purchases: Purchase[];
  cost: bigint;
  moneyLeft: bigint;
  voters: number;
  /** Votes (points, where the rule counts points) by project id. */
  votes: ReadonlyMap<string, bigint>;
  /** Every tie that the outcome met, and what broke it. */
  ties: Tie[];
  /** Equal Shares only, else null. */
  equalShares: EqualSharesFacts | null;
}

/** What only Equal Shares knows. */
export interface EqualSharesFacts {
  /** A voter's share in the count that led to the outcome, by community (null: all). */
  shares: { community: string | null; share: Fraction }[];
  /** How many times completion raised the shares. */
  raised: number;
  /** What the supporters of each project it did not buy still had, by project id. */
  leftOver: ReadonlyMap<string, Fraction>;
  /** The comparison step took the greedy outcome. */
  replaced: boolean;
}

/**
 * The first program: counts an election by a rule, exactly and alike on every machine. Throws CountingError for
 * an election or rule that cannot be counted and TieError for a tie that the rule does not break.
 */
export function count(election: Election, rule: Rule): Outcome {
  checkElection(election);
  checkRule(rule, election);
  const bought = buy(election, rule);
  const purchases = bought.purchases.map((purchase) => ({
    ...purchase,
    figure: fraction(purchase.figure.num, purchase.figure.den),
  }));
  return {
    winners: purchases.map(({ project }) => project),
    purchases,
    cost: bought.cost,
    moneyLeft: election.budget - bought.cost,
    voters: election.ballots.length,
    votes: new Map(score(election, rule.by).map(({ id, votes }) => [id, votes])),
    ties: bought.ties,
    equalShares: "shares" in bought ? bought : null,
  };
}

function buy(election: Election, rule: Rule): Bought | (Bought & EqualSharesFacts) {
  const projects = takingPart(election, rule);
  switch (rule.rule) {
    case "plurality":
      return plurality(projects, rule);
    case "greedy":
      return greedy(byVotes(projects), election.budget, rule, rule.onFull);
    case "matrix":
      return greedy(byMatrix(projects, rule), election.budget, rule, rule.onFull);
    case "phragmen":
      return phragmen(election, rule, projects);
    case "mes":
      return completeEqualShares(election, rule, projects);
  }
}
