/**
 * The words both programs of counting share: an election, the rule it is counted by, and how a result is
 * written down. Types alone, so that the two programs share no line that runs.
 *
 * Money is a whole number of the smallest unit (céntimos, or the file's currency times a power of ten) as a
 * bigint; points are bigints too. Nothing about money or points is ever a binary float.
 */

/** What can be bought. `cost` is above zero. Ids differ; their order in the list means nothing. */
export interface Project {
  id: string;
  cost: bigint;
}

/** One project on a ballot: 1 point for an approval, else the points given to it (above zero). */
export interface Choice {
  project: string;
  points: bigint;
}

/** One voter's ballot. A blank one has no choices; it counts among the voters. */
export interface Ballot {
  choices: readonly Choice[];
  /** Where the voter belongs, for rules that share the budget among communities; else null. */
  community: string | null;
}

export interface Election {
  /** What can be spent, in the smallest unit; zero or more. */
  budget: bigint;
  /** How many smallest units make one unit of currency: 100n for soles kept in céntimos. */
  unit: bigint;
  projects: readonly Project[];
  /** In any order: it means nothing. */
  ballots: readonly Ballot[];
}

/**
 * How equal projects are told apart, first to last: lowest or highest cost, most votes (or points, where the
 * rule counts points), the id as a text ("10" before "9"), or the public lot.
 */
export type TieRule = "minCost" | "maxCost" | "maxVotes" | "lex" | "lot";

interface CommonRule {
  /** Whether a ballot supports a project by its head or by the points it gives. */
  by: "votes" | "points";
  /** Projects with fewer votes (points, where points count) take no part. */
  minVotes: bigint;
  ties: readonly TieRule[];
  /** The text of the public lot, drawn after closing: projects are ordered by SHA-256(seed, line feed, id). */
  seed: string | null;
}

/** The most votes (or points) win; costs are not looked at. */
export interface PluralityRule extends CommonRule {
  rule: "plurality";
}

/** Projects in the order of their votes while the money lasts. */
export interface GreedyRule extends CommonRule {
  rule: "greedy";
  /** What happens at the first project that costs more than is left: pass it over, or end. */
  onFull: "skip" | "stop";
}

/**
 * How the Method of Equal Shares spends what is left: not at all; by votes (util); by raising every share one
 * unit of currency at a time and counting anew, keeping the last result before the first overspending (add1);
 * the same, ending once no project fits any more (add1e); and both of these filled up by votes (add1u, add1eu).
 */
export type Completion = "none" | "util" | "add1" | "add1e" | "add1u" | "add1eu";

/** The Method of Equal Shares. */
export interface EqualSharesRule extends CommonRule {
  rule: "mes";
  /** What a supporter gets from a project: its cost (the usual one) or 1, times the points. */
  utility: "cost" | "card";
  completion: Completion;
  /** Start from shares rounded down to whole units of currency. */
  integral: boolean;
  /** Projects nobody voted for are never bought nor waited for. */
  supportedOnly: boolean;
  /** Take the greedy outcome instead when strictly more voters have more funded projects under it. */
  compare: boolean;
  /**
   * Parts of the budget by community, in any whole numbers: a community's voters share its part equally. Null:
   * all voters have equal shares. Completion raises all parts in proportion, by one unit of currency for the
   * average voter. The part of a community without voters stays unspent.
   */
  shares: Readonly<Record<string, bigint>> | null;
}

/** Phragmén's sequential rule: money grows equally for all; it ends at the first project that does not fit. */
export interface PhragmenRule extends CommonRule {
  rule: "phragmen";
}

/** The evaluation's matrix and the vote in stated percentages, then greedy in that order. */
export interface MatrixRule extends CommonRule {
  rule: "matrix";
  onFull: "skip" | "stop";
  /** Whole percents, 100 together. */
  matrixPercent: bigint;
  votePercent: bigint;
  /** Points of the technical evaluation by project id. */
  matrix: Readonly<Record<string, bigint>>;
}

export type Rule = PluralityRule | GreedyRule | EqualSharesRule | PhragmenRule | MatrixRule;

/** An exact quotient; `den` is above zero. In the smallest unit where it is money. */
export interface Fraction {
  num: bigint;
  den: bigint;
}

/**
 * What decided that a project was bought, as an exact figure: votes or points (plurality, greedy, fill), what a
 * supporter who still has enough pays per point (mes), when its money is together (phragmen), the weighted sum
 * (matrix).
 */
export interface Purchase {
  project: string;
  /** "fill": with the money that Equal Shares had left over. */
  how: "rule" | "fill";
  figure: Fraction;
}
