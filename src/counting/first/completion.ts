import type { Election, EqualSharesRule, Fraction } from "../election.ts";
import { type Market, type Shared, equalShares } from "./equal-shares.ts";
import { fraction, gcd } from "./fraction.ts";
import { type Bought, byVotes, greedy } from "./greedy.ts";
import { at, groupBallots } from "./groups.ts";
import { pursesOf } from "./purses.ts";
import type { Scored } from "./score.ts";

/** The outcome of Equal Shares with its completion. */
export interface Completed extends Bought {
  /** The voter's share that led to the outcome, by community (null: all); empty without voters. */
  shares: { community: string | null; share: Fraction }[];
  /** How many times the shares were raised by a unit of currency. */
  raised: number;
  /** What the supporters of each project that Equal Shares did not buy still had in the end. */
  leftOver: Map<string, Fraction>;
  /** The comparison step took the greedy outcome. */
  replaced: boolean;
}

/** The shares of the communities in parts of `common`, and what one raise adds to each. */
interface Shares {
  common: bigint;
  first: bigint[];
  step: bigint[];
}

/** Counts by Equal Shares, completion and comparison. `projects` are those that take part. */
export function completeEqualShares(
  election: Election,
  rule: EqualSharesRule,
  projects: readonly Scored[],
): Completed {
  const nothing = { shares: [], raised: 0, leftOver: new Map(), replaced: false };
  const adds = rule.completion.startsWith("add1");
  const wanted = projects.reduce((sum, { cost }) => sum + cost, 0n);
  // Where all fit, no completion could do better than all.
  if (adds && wanted <= election.budget)
    return { ...nothing, ...greedy(byVotes(projects), election.budget, rule, "skip") };
  if (election.ballots.length === 0)
    return { ...nothing, ...fill(emptyBought(), election, rule, projects) };
  const market: Market = {
    projects,
    groups: groupBallots(election, projects, rule.by, rule.shares !== null),
    rule,
  };
  const shares = firstShares(election, rule, market);
  const { shared, raised } = raise(market, election, rule, shares);
  const completed: Completed = {
    ...fill(shared, election, rule, projects),
    shares: market.groups.communities.map(({ name }, index) => ({
      community: name,
      share: fraction(raisedShare(shares, index, raised), shares.common),
    })),
    raised,
    leftOver: leftOver(market, shared),
    replaced: false,
  };
  return rule.compare ? compareWithGreedy(election, rule, projects, completed) : completed;
}

function emptyBought(): Bought {
  return { purchases: [], cost: 0n, ties: [] };
}

/** The first shares: the budget (or a community's part of it) over its voters, rounded down where asked. */
function firstShares(election: Election, rule: EqualSharesRule, { groups }: Market): Shares {
  const { communities } = groups;
  const parts = Object.values(rule.shares ?? { all: 1n });
  const whole = parts.reduce((sum, part) => sum + part, 0n) || 1n;
  const multiple = communities.reduce((multiple, { voters }) => {
    const here = BigInt(voters);
    return (multiple / gcd(multiple, here)) * here;
  }, 1n);
  const common = whole * multiple;
  const unit = election.unit * common;
  const first: bigint[] = [];
  const step: bigint[] = [];
  for (const { name, voters } of communities) {
    const part = name === null ? whole : (rule.shares?.[name] ?? 0n);
    const portion = (part * multiple) / BigInt(voters);
    const share = election.budget * portion;
    first.push(rule.integral ? (share / unit) * unit : share);
    step.push(election.unit * BigInt(groups.voters) * portion);
  }
  return { common, first, step };
}

function raisedShare({ first, step }: Shares, community: number, times: number): bigint {
  return (first[community] ?? 0n) + (step[community] ?? 0n) * BigInt(times);
}

/** Counts with the first shares and, where asked, with ever higher ones until the money would not do. */
function raise(
  market: Market,
  election: Election,
  rule: EqualSharesRule,
  shares: Shares,
): { shared: Shared; raised: number } {
  const count = (times: number, most: bigint | null): Shared | null =>
    equalShares(
      market,
      shares.first.map((_, community) => raisedShare(shares, community, times)),
      shares.common,
      most,
    );
  let shared = count(0, null);
  if (shared === null) throw new Error("A count without a limit always ends with a result.");
  let raised = 0;
  if (!rule.completion.startsWith("add1")) return { shared, raised };
  const exhaustive = rule.completion.startsWith("add1e");
  const reachable = countReachable(market, shares);
  while (shared.purchases.length < reachable) {
    if (exhaustive && !anyFits(market.projects, shared, election.budget)) break;
    const next = count(raised + 1, election.budget);
    if (next === null) break;
    shared = next;
    raised += 1;
  }
  return { shared, raised };
}

/** How many projects have a supporter whose share grows: beyond these, raising shares changes nothing. */
function countReachable({ groups, projects }: Market, { step }: Shares): number {
  return projects.filter((_, index) =>
    groups.supporter
      .subarray(at(groups.start, index), at(groups.start, index + 1))
      .some((group) => step[at(groups.community, group)] !== 0n),
  ).length;
}

function anyFits(
  projects: readonly Scored[],
  { purchases, cost }: Shared,
  budget: bigint,
): boolean {
  const bought = new Set(purchases.map(({ project }) => project));
  return projects.some((project) => !bought.has(project.id) && cost + project.cost <= budget);
}

/** Spends what is left by votes, where the completion says so. */
function fill(
  shared: Bought,
  election: Election,
  rule: EqualSharesRule,
  projects: readonly Scored[],
): Bought {
  const { purchases, cost, ties } = shared;
  if (rule.completion !== "util" && !rule.completion.endsWith("u"))
    return { purchases, cost, ties };
  const bought = new Set(purchases.map(({ project }) => project));
  const rest = projects.filter(({ id }) => !bought.has(id));
  const filled = greedy(byVotes(rest), election.budget - cost, rule, "skip", "fill");
  return {
    purchases: [...purchases, ...filled.purchases],
    cost: cost + filled.cost,
    ties: [...ties, ...filled.ties],
  };
}

/** What the supporters of each project that Equal Shares did not buy still have. */
function leftOver({ groups, projects }: Market, { purses }: Shared): Map<string, Fraction> {
  const left = new Map<string, Fraction>();
  for (const [index, { id }] of projects.entries()) {
    if (purses.price[index] !== null) continue;
    const members = [
      ...groups.supporter.subarray(at(groups.start, index), at(groups.start, index + 1)),
    ];
    left.set(id, fraction(pursesOf(purses, groups, members), purses.common));
  }
  return left;
}

/** Takes the greedy outcome when strictly more voters have more funded choices under it than the other way. */
function compareWithGreedy(
  election: Election,
  rule: EqualSharesRule,
  projects: readonly Scored[],
  completed: Completed,
): Completed {
  const other = greedy(byVotes(projects), election.budget, rule, "skip");
  const ours = new Set(completed.purchases.map(({ project }) => project));
  const theirs = new Set(other.purchases.map(({ project }) => project));
  let balance = 0;
  for (const { choices } of election.ballots) {
    const funded = (outcome: Set<string>): number =>
      choices.filter(({ project }) => outcome.has(project)).length;
    balance += Math.sign(funded(theirs) - funded(ours));
  }
  return balance > 0 ? { ...completed, ...other, replaced: true } : completed;
}
