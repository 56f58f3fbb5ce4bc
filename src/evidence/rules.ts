import type { Election, Rule } from "../counting/election.ts";
import { type Canonical, type Written, canonical, hashOf } from "./canonical.ts";

/** What families may put on a ballot. */
export interface BallotForm {
  kind: "approval" | "single" | "ranking" | "points" | "knapsack";
  /** Most projects on one ballot. */
  most: number;
  /** Points to hand out in all (points); else null. */
  points: number | null;
}

/** Everything that is frozen before a vote opens, and whose hash is published then. */
export interface FrozenRules {
  election: string;
  title: string;
  /** Whether it binds: a sounding, advice, a criterion of the matrix, or binding by an ordinance. */
  mode: "sondeo" | "consultivo" | "criterio" | "vinculante";
  /** Number of the ordinance; null for a sounding. */
  ordinance: string | null;
  /** UTC, ISO 8601. */
  opensAt: string;
  closesAt: string;
  budget: bigint;
  /** Smallest units in one unit of currency: 100n for soles in céntimos. */
  unit: bigint;
  projects: readonly { id: string; name: string; cost: bigint }[];
  ballot: BallotForm;
  /** Its seed is null: the lot is drawn after closing. */
  rule: Rule;
}

/** The rules as they are written, published and hashed. */
export function writeRules(rules: FrozenRules): string {
  const { ballot, projects, rule, ...rest } = rules;
  const plain: Canonical = {
    ...rest,
    ballot: { ...ballot },
    projects: [...projects]
      .map((project) => ({ ...project }))
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
    rule: { ...rule, seed: null, ties: [...rule.ties] },
  };
  return canonical(plain);
}

/** Hash of the canonical rules. */
export function rulesHash(rules: FrozenRules): string {
  return hashOf(writeRules(rules));
}

/** Rules from their written form; null when the text is not exactly what writeRules gives. */
export function readRules(text: string): FrozenRules | null {
  try {
    const plain = JSON.parse(text) as Written<FrozenRules>;
    const rules: FrozenRules = {
      ...plain,
      budget: BigInt(plain.budget),
      unit: BigInt(plain.unit),
      projects: plain.projects.map((project) => ({ ...project, cost: BigInt(project.cost) })),
      rule: readRule(plain.rule),
    };
    return writeRules(rules) === text ? rules : null;
  } catch {
    return null;
  }
}

/** A rule of counting whose big integers were written as texts. */
function readRule(rule: Written<Rule>): Rule {
  const amounts = (record: Readonly<Record<string, string>>): Record<string, bigint> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, BigInt(value)]));
  const minVotes = BigInt(rule.minVotes);
  switch (rule.rule) {
    case "plurality":
    case "greedy":
    case "phragmen":
      return { ...rule, minVotes };
    case "mes":
      return { ...rule, minVotes, shares: rule.shares === null ? null : amounts(rule.shares) };
    case "matrix":
      return {
        ...rule,
        minVotes,
        matrixPercent: BigInt(rule.matrixPercent),
        votePercent: BigInt(rule.votePercent),
        matrix: amounts(rule.matrix),
      };
  }
}

/** The election of some rules, before any ballot. */
export function emptyElection({ budget, unit, projects }: FrozenRules): Election {
  return { budget, unit, projects: projects.map(({ id, cost }) => ({ id, cost })), ballots: [] };
}

/** One voter (a family or a person) of a frozen roll. */
export interface RollEntry {
  voter: string;
  community: string;
  /** Names of the title-holders, as the assembly approved them. */
  holders: readonly string[];
}

/** The roll as it is written and hashed; the roll itself is shown to the assembly, only its hash is published. */
export function writeRoll(roll: readonly RollEntry[]): string {
  return canonical(
    roll
      .map(({ voter, community, holders }) => ({ voter, community, holders: [...holders] }))
      .sort((one, other) => (one.voter < other.voter ? -1 : 1)),
  );
}

/** Why a ballot breaks the rules it was cast under; null when it does not. */
export function ballotFault(
  rules: FrozenRules,
  choices: readonly { project: string; points: bigint }[],
): string | null {
  const { kind, most, points } = rules.ballot;
  const costs = new Map(rules.projects.map(({ id, cost }) => [id, cost]));
  const chosen = new Set(choices.map(({ project }) => project));
  if (chosen.size !== choices.length) return "a project stands twice";
  for (const id of chosen) if (!costs.has(id)) return `there is no project ${id}`;
  if (choices.length > most) return `${choices.length} projects, at most ${most} are allowed`;
  if (choices.some((choice) => choice.points < 1n)) return "a project has no points";
  const given = choices.map((choice) => choice.points);
  const sum = given.reduce((sum, one) => sum + one, 0n);
  if (kind === "points") return sum > BigInt(points ?? 0) ? `${sum} points, too many` : null;
  if (kind === "ranking") {
    const places = given.toSorted((one, other) => (one < other ? 1 : -1));
    const right = places.every((one, index) => one === BigInt(most - index));
    return right ? null : "the places of the ranking are not filled from the first on";
  }
  if (given.some((one) => one !== 1n)) return "an approval is worth one vote";
  const spent = [...chosen].reduce((sum, id) => sum + (costs.get(id) ?? 0n), 0n);
  if (kind === "knapsack" && spent > rules.budget) return "the projects cost more than the budget";
  return null;
}
