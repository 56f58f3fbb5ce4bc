import type { Election, EqualSharesRule, Fraction } from "../election.ts";
import { type Outcome, count } from "./count.ts";
import { fraction, gcd } from "./fraction.ts";

/**
 * How near a project was to being bought by Equal Shares, as a part of its cost: 1 or more would have been enough.
 * The count is repeated without it, with the shares of the result; in each round its supporters offer what they would
 * have paid at the price of the project bought then, or all they have, and in the end all they have left; the best offer
 * counts. (The "effective support" of equalshares.net.) Null where there were no equal purses: shares by community,
 * no voters, or another outcome taken instead.
 */
export function effectiveSupport(
  election: Election,
  rule: EqualSharesRule,
  outcome: Outcome,
  project: string,
): Fraction | null {
  const share = outcome.equalShares?.shares[0]?.share;
  const cost = election.projects.find(({ id }) => id === project)?.cost;
  if (rule.shares !== null || share === undefined || cost === undefined) return null;
  if (outcome.equalShares?.replaced === true) return null;
  const { purchases } = count(without(election, project, share), {
    ...rule,
    completion: "none",
    integral: false,
    compare: false,
  });
  // Amounts are in parts of the share's denominator already; now in parts that hold every price too.
  const finer = purchases.reduce((all, { figure: { den } }) => (all / gcd(all, den)) * den, 1n);
  const costs = new Map(election.projects.map(({ id, cost }) => [id, cost]));
  const supporters = election.ballots.flatMap(({ choices }) => {
    const points = new Map(
      choices.map((choice) => [choice.project, rule.by === "points" ? choice.points : 1n]),
    );
    return points.has(project) ? [{ points, purse: share.num * finer }] : [];
  });
  let best: Fraction = { num: 0n, den: 1n };
  /** What all offer together when each is asked for so much a point, in parts of `den`; null: for all they have. */
  const offer = (price: bigint | null, den: bigint): void => {
    let num = 0n;
    for (const { points, purse } of supporters) {
      const all = purse * den;
      const asked = price === null ? all : price * (points.get(project) ?? 0n);
      num += asked < all ? asked : all;
    }
    if (num * best.den > best.num * den) best = { num, den };
  };
  for (const { project: bought, figure } of purchases) {
    const price = figure.num * (finer / figure.den);
    const worth = rule.utility === "cost" ? (costs.get(bought) ?? 1n) : cost;
    offer(price * cost, worth);
    for (const supporter of supporters) {
      const asked = price * (supporter.points.get(bought) ?? 0n);
      supporter.purse -= asked < supporter.purse ? asked : supporter.purse;
    }
  }
  offer(null, 1n);
  return fraction(best.num, best.den * cost * share.den * finer);
}

/** The election without a project, its money in parts of the share's denominator and its budget all the shares. */
function without(election: Election, project: string, share: Fraction): Election {
  return {
    budget: share.num * BigInt(election.ballots.length),
    unit: election.unit * share.den,
    projects: election.projects
      .filter(({ id }) => id !== project)
      .map(({ id, cost }) => ({ id, cost: cost * share.den })),
    ballots: election.ballots.map(({ choices, community }) => ({
      choices: choices.filter((choice) => choice.project !== project),
      community,
    })),
  };
}
