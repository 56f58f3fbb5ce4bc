import type { Rule } from "../election.ts";
import { type Line, type Sheet, precedence, refuseEquals } from "./precedence.ts";

/**
 * Buys down a list that is sorted once: by rank, then by the tie rules. `rank` gives a project's figure; the
 * highest goes first.
 */
export function buyInOrder(
  sheets: readonly Sheet[],
  rank: (sheet: Sheet) => bigint,
  money: bigint,
  rule: Pick<Rule, "ties" | "seed">,
  onFull: "skip" | "stop",
): Line[] {
  const compare = precedence(rule);
  const queue = [...sheets].sort((one, other) => {
    const [high, low] = [rank(other), rank(one)];
    return high === low ? compare(one, other) : high > low ? 1 : -1;
  });
  const lines: Line[] = [];
  let left = money;
  for (const [place, sheet] of queue.entries()) {
    const fits = sheet.cost <= left;
    if (!fits && onFull === "skip") continue;
    const rivals = queue
      .slice(place + 1)
      .filter((other) => rank(other) === rank(sheet) && (onFull === "stop" || other.cost <= left));
    refuseEquals(sheet, rivals, compare);
    if (!fits) break;
    left -= sheet.cost;
    lines.push({ project: sheet.id, cost: sheet.cost, figure: String(rank(sheet)) });
  }
  return lines;
}
