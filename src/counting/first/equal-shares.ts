import type { EqualSharesRule, Purchase } from "../election.ts";
import { type Guesses, type Supporters, approximately, estimate, guessPurses } from "./estimate.ts";
import { compareIntegers } from "./fraction.ts";
import { type Groups, at } from "./groups.ts";
import { type Price, type Purses, fillPurses, pay, purseOf, pursesOf } from "./purses.ts";
import type { Scored } from "./score.ts";
import { type Tie, breakTie } from "./ties.ts";

/** What is prepared once for all counts of one election. */
export interface Market {
  projects: readonly Scored[];
  groups: Groups;
  rule: Pick<EqualSharesRule, "utility" | "ties" | "seed">;
}

/** A buyer's view of one project during a count. */
interface Candidate {
  index: number;
  project: Scored;
  supporters: Supporters;
  /** Its cost as a float, for estimates only. */
  cost: number;
  /** A price per point it surely does not fall below. */
  low: number;
  high: number;
  /** Its supporters' money, compared with its cost: known to be enough, or still to be asked. */
  enough: boolean;
}

/** One count of Equal Shares with given shares. The figures of its purchases are not in lowest terms. */
export interface Shared {
  purchases: Purchase[];
  cost: bigint;
  ties: Tie[];
  purses: Purses;
}

/**
 * The Method of Equal Shares for fixed shares (in parts of `common`, by community). In each round every project
 * whose supporters can pay for it asks each of them for the same per point, those with less giving all they
 * have; the one that asks least for what it gives is bought. Ends when none can be paid, or, without a result
 * (null), as soon as the projects cost more than `most`.
 */
export function equalShares(
  market: Market,
  share: bigint[],
  common: bigint,
  most: bigint | null,
): Shared | null {
  const { groups, projects } = market;
  const purses = fillPurses(groups, share, common, projects.length);
  const guesses = guessPurses(
    groups,
    share.map((one) => approximately(one, common)),
    projects.length,
  );
  let left = candidates(market);
  const shared: Shared = { purchases: [], cost: 0n, ties: [], purses };
  for (;;) {
    left.sort((one, other) => key(market, one, one.low) - key(market, other, other.low));
    const found = cheapest(market, purses, guesses, left);
    left = found.left;
    if (found.best.length === 0) return shared;
    const { chosen, tie } = breakTie(
      found.best.map((bid) => ({ ...bid.candidate.project, bid })),
      market.rule,
    );
    if (tie !== null) shared.ties.push(tie);
    const { candidate, price } = chosen.bid;
    shared.cost += candidate.project.cost;
    if (most !== null && shared.cost > most) return null;
    const figure = { num: price.num, den: purses.common * price.den };
    shared.purchases.push({ project: candidate.project.id, how: "rule", figure });
    pay(purses, candidate.index, price);
    collect(purses, guesses, groups, chosen.bid, approximately(figure.num, figure.den));
    left = left.filter((one) => one !== candidate);
  }
}

function candidates({ groups, projects }: Market): Candidate[] {
  return projects.map((project, index) => {
    const [from, to] = [at(groups.start, index), at(groups.start, index + 1)];
    const supporters = {
      groups: groups.supporter.slice(from, to),
      points: groups.given.slice(from, to),
      count: to - from,
    };
    const cost = Number(project.cost);
    return { index, project, supporters, cost, low: 0, high: Infinity, enough: false };
  });
}

/** What decides between projects: the price per point for the utility it buys. Small is good. */
function key(market: Market, candidate: Candidate, price: number): number {
  return market.rule.utility === "cost" ? price / candidate.cost : price;
}

/** A project with its exact price, and the groups that give all they have for it. */
interface Bid {
  candidate: Candidate;
  price: Price;
  givingAll: ReadonlySet<number>;
}

/** The affordable projects with exactly the least key; `left` are those not ruled out for good. */
function cheapest(
  market: Market,
  purses: Purses,
  guesses: Guesses,
  candidates: Candidate[],
): { best: Bid[]; left: Candidate[] } {
  const near: Candidate[] = [];
  const gone = new Set<Candidate>();
  let bound = Infinity;
  for (const candidate of candidates) {
    if (key(market, candidate, candidate.low) > bound) break;
    const { affordable, low, high } = estimate(
      guesses,
      market.groups,
      candidate.supporters,
      candidate.cost,
      candidate.low,
    );
    candidate.low = low;
    candidate.high = high;
    if (affordable === "no" || (affordable === "unknown" && !canPay(purses, market, candidate))) {
      gone.add(candidate);
      continue;
    }
    near.push(candidate);
    // The last bit of a quotient of floats is not to be trusted.
    bound = Math.min(bound, key(market, candidate, high) * (1 + 1e-12));
  }
  const best: Bid[] = [];
  for (const candidate of near) {
    if (key(market, candidate, candidate.low) > bound) continue;
    const bid = exactBid(purses, market.groups, candidate, guesses);
    const order = best[0] === undefined ? 0 : compareBids(market, bid, best[0]);
    if (order < 0) best.length = 0;
    if (order <= 0) best.push(bid);
  }
  return { best, left: candidates.filter((candidate) => !gone.has(candidate)) };
}

function canPay(purses: Purses, { groups }: Market, { supporters, project }: Candidate): boolean {
  const members = [...supporters.groups.subarray(0, supporters.count)];
  return pursesOf(purses, groups, members) >= project.cost * purses.common;
}

function compareBids(market: Market, one: Bid, other: Bid): number {
  const [oneFor, otherFor] =
    market.rule.utility === "cost"
      ? [one.candidate.project.cost, other.candidate.project.cost]
      : [1n, 1n];
  return compareIntegers(
    one.price.num * other.price.den * otherFor,
    other.price.num * one.price.den * oneFor,
  );
}

/**
 * The exact price of an affordable project. Who surely gives all and who surely does not is known from the
 * bounds of the estimate; the others are taken in the exact order of what they have per point.
 */
function exactBid(purses: Purses, groups: Groups, candidate: Candidate, guesses: Guesses): Bid {
  const { supporters, low, high } = candidate;
  const givingAll: number[] = [];
  const unsure: { group: number; money: bigint; points: bigint }[] = [];
  let points = 0;
  for (let index = 0; index < supporters.count; index += 1) {
    const group = at(supporters.groups, index);
    const given = at(supporters.points, index);
    const money = at(guesses.purse, group);
    if (money + 2 * guesses.error < low * given * (1 - 1e-12)) {
      givingAll.push(group);
      continue;
    }
    points += at(groups.heads, group) * given;
    if (money - 2 * guesses.error <= high * given * (1 + 1e-12))
      unsure.push({ group, money: purseOf(purses, groups, group), points: BigInt(given) });
  }
  let num = candidate.project.cost * purses.common - pursesOf(purses, groups, givingAll);
  let den = BigInt(points);
  unsure.sort((one, other) => compareIntegers(one.money * other.points, other.money * one.points));
  for (const { group, money, points } of unsure) {
    if (num * points < money * den) break;
    const heads = BigInt(at(groups.heads, group));
    givingAll.push(group);
    // The last ones give exactly all they have: their price is what it was.
    if (den === heads * points)
      return { candidate, price: { num, den }, givingAll: new Set(givingAll) };
    num -= money * heads;
    den -= heads * points;
  }
  return { candidate, price: { num, den }, givingAll: new Set(givingAll) };
}

/** Marks whose purses are now empty, and guesses what is left in the others. */
function collect(
  purses: Purses,
  guesses: Guesses,
  groups: Groups,
  { candidate: { supporters }, givingAll }: Bid,
  price: number,
): void {
  for (let index = 0; index < supporters.count; index += 1) {
    const group = at(supporters.groups, index);
    if (givingAll.has(group)) {
      purses.empty[group] = 1;
      guesses.purse[group] = 0;
    } else {
      const left = at(guesses.purse, group) - price * at(supporters.points, index);
      // Zero would say that the group is known to be empty, which it is not.
      guesses.purse[group] = Math.max(left, Number.MIN_VALUE);
    }
  }
}
