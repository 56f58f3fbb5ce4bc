import type { Election, PhragmenRule, Purchase } from "../election.ts";
import { compareIntegers, gcd } from "./fraction.ts";
import type { Bought } from "./greedy.ts";
import { type Groups, at, groupBallots } from "./groups.ts";
import type { Scored } from "./score.ts";
import { breakTie } from "./ties.ts";

/**
 * A project's supporters by when they last spent: `since[0]` heads have all the money of the count, `since[k]`
 * only what came after the k-th purchase, which took all they had.
 */
interface Waiting {
  index: number;
  project: Scored;
  heads: bigint;
  since: number[];
}

/**
 * Phragmén's sequential rule: money grows equally for all from nothing; a project is bought at the moment its
 * supporters hold its cost, and takes it all. Ends when nothing is left that anybody supports, or at the first
 * moment at which a project whose turn it is does not fit into the budget. Points do not matter, heads do.
 */
export function phragmen(
  election: Election,
  rule: PhragmenRule,
  projects: readonly Scored[],
): Bought {
  const groups = groupBallots(election, projects, "votes", false);
  const last = new Int32Array(groups.heads.length);
  let waiting = supported(groups, projects);
  /** When each purchase happened, in parts of one common denominator; before all of them stands zero. */
  let moments = [0n];
  let common = 1n;
  const bought: Bought = { purchases: [], cost: 0n, ties: [] };
  while (waiting.length > 0) {
    const due = earliest(waiting, moments, common);
    if (due.some(({ one }) => bought.cost + one.project.cost > election.budget)) break;
    const { chosen, tie } = breakTie(
      due.map(({ one, num }) => ({ ...one.project, one, num })),
      rule,
    );
    if (tie !== null) bought.ties.push(tie);
    const { one, num } = chosen;
    const purchase: Purchase = {
      project: one.project.id,
      how: "rule",
      figure: { num, den: common * one.heads },
    };
    bought.purchases.push(purchase);
    bought.cost += one.project.cost;
    const shared = gcd(one.heads, num % one.heads);
    const factor = one.heads / shared;
    common *= factor;
    moments = [...moments.map((moment) => moment * factor), num / shared];
    waiting = waiting.filter((other) => other !== one);
    spend(groups, last, one.index, moments.length - 1, waiting);
  }
  return bought;
}

function supported(groups: Groups, projects: readonly Scored[]): Waiting[] {
  return projects.flatMap((project, index) => {
    let heads = 0;
    for (let place = at(groups.start, index); place < at(groups.start, index + 1); place += 1)
      heads += at(groups.heads, at(groups.supporter, place));
    return heads === 0 ? [] : [{ index, project, heads: BigInt(heads), since: [heads] }];
  });
}

/** The projects whose money is together first, with that moment as `num / (common · heads)`. */
function earliest(
  waiting: readonly Waiting[],
  moments: readonly bigint[],
  common: bigint,
): { one: Waiting; num: bigint }[] {
  let due: { one: Waiting; num: bigint }[] = [];
  for (const one of waiting) {
    let num = one.project.cost * common;
    for (const [purchase, heads] of one.since.entries())
      if (heads !== undefined && heads > 0) num += BigInt(heads) * (moments[purchase] ?? 0n);
    const first = due[0];
    const order =
      first === undefined ? -1 : compareIntegers(num * first.one.heads, first.num * one.heads);
    if (order < 0) due = [{ one, num }];
    if (order === 0) due.push({ one, num });
  }
  return due;
}

/** Moves the supporters of a bought project to those who spent last at this purchase. */
function spend(
  groups: Groups,
  last: Int32Array,
  project: number,
  purchase: number,
  waiting: readonly Waiting[],
): void {
  const byIndex = new Map(waiting.map((one) => [one.index, one]));
  for (let place = at(groups.start, project); place < at(groups.start, project + 1); place += 1) {
    const group = at(groups.supporter, place);
    const heads = at(groups.heads, group);
    const before = at(last, group);
    last[group] = purchase;
    for (let entry = at(groups.first, group); entry < at(groups.first, group + 1); entry += 1) {
      const since = byIndex.get(at(groups.project, entry))?.since;
      if (since === undefined) continue;
      since[before] = (since[before] ?? 0) - heads;
      since[purchase] = (since[purchase] ?? 0) + heads;
    }
  }
}
