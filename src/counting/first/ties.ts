import { createHash } from "node:crypto";
import type { Rule, TieRule } from "../election.ts";
import { compareIntegers } from "./fraction.ts";

/** Projects that were equal at one point of the count, and what told them apart. */
export interface Tie {
  projects: string[];
  chosen: string;
  by: TieRule;
}

/** One of several equal projects, with what the tie rules look at. */
export interface Equal {
  id: string;
  cost: bigint;
  votes: bigint;
}

/** The stated tie rules do not tell these projects apart; nothing was decided. */
export class TieError extends Error {
  readonly projects: string[];

  constructor(projects: string[], ties: readonly TieRule[]) {
    const stated = ties.length === 0 ? "no tie rule is stated" : `after ${ties.join(", ")}`;
    super(
      `Projects ${projects.join(" and ")} are exactly equal: ${stated}. State how ties are broken, such as minCost,maxVotes,lot with the seed of the public lot.`,
    );
    this.name = "TieError";
    this.projects = projects;
  }
}

/** The project the tie rules choose among equal ones, and the tie when there was one. Throws TieError. */
export function breakTie<One extends Equal>(
  equals: readonly One[],
  rule: Pick<Rule, "ties" | "seed">,
): { chosen: One; tie: Tie | null } {
  const projects = equals.map(({ id }) => id).sort(compareTexts);
  let left = [...equals];
  for (const by of rule.ties) {
    if (left.length === 1) break;
    left = best(left, by, rule.seed);
    const [chosen] = left;
    if (left.length === 1 && chosen !== undefined)
      return { chosen, tie: { projects, chosen: chosen.id, by } };
  }
  const [chosen] = left;
  if (chosen === undefined || left.length > 1)
    throw new TieError(left.map(({ id }) => id).sort(compareTexts), rule.ties);
  return { chosen, tie: null };
}

/** The place of a project in the public lot: the lowest wins. `printf 'SEED\nID' | sha256sum` shows the same. */
export function lotOf(seed: string, id: string): string {
  return createHash("sha256").update(`${seed}\n${id}`).digest("hex");
}

function best<One extends Equal>(equals: One[], by: TieRule, seed: string | null): One[] {
  if (by === "lot" && seed === null) return equals;
  const order = [...equals].sort((one, other) => orderBy(by, seed ?? "", one, other));
  return order.filter((one) => orderBy(by, seed ?? "", order[0] ?? one, one) === 0);
}

function orderBy(by: TieRule, seed: string, one: Equal, other: Equal): number {
  switch (by) {
    case "minCost":
      return compareIntegers(one.cost, other.cost);
    case "maxCost":
      return compareIntegers(other.cost, one.cost);
    case "maxVotes":
      return compareIntegers(other.votes, one.votes);
    case "lex":
      return compareTexts(one.id, other.id);
    case "lot":
      return compareTexts(lotOf(seed, one.id), lotOf(seed, other.id));
  }
}

/** Texts by their characters' codes, the same on every machine. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
