import type { Election, MatrixRule, Rule } from "../election.ts";
import { shareEqually } from "./equal-shares-again.ts";
import { growMoney } from "./money-grows.ts";
import { buyInOrder } from "./ordered.ts";
import { type Line, type Sheet, countSheets, firstOf } from "./precedence.ts";

/**
 * The second program: counts an election anew from the definitions alone, in another way and with nothing of the
 * first program but the words of `election.ts`. Plain rather than fast. Throws when it cannot decide.
 */
export function recount(election: Election, rule: Rule): Line[] {
  const sheets = countSheets(election.projects, election.ballots, rule.by).filter(
    ({ support }) =>
      support >= rule.minVotes && !(rule.rule === "mes" && rule.supportedOnly && support === 0n),
  );
  switch (rule.rule) {
    case "plurality":
      return mostSupport(sheets, rule);
    case "greedy":
      return buyInOrder(sheets, ({ support }) => support, election.budget, rule, rule.onFull);
    case "matrix":
      return buyInOrder(sheets, marks(sheets, rule), election.budget, rule, rule.onFull);
    case "phragmen":
      return growMoney(election, rule, sheets);
    case "mes":
      return shareEqually(election, rule, sheets);
  }
}

function mostSupport(sheets: Sheet[], rule: Rule): Line[] {
  const leaders = sheets.filter((sheet) => sheets.every(({ support }) => support <= sheet.support));
  if (leaders.length === 0) return [];
  const { id, cost, support } = firstOf(leaders, rule);
  return [{ project: id, cost, figure: String(support) }];
}

/** percent × points ÷ most points + percent × votes ÷ most votes, times both mosts so that it stays whole. */
function marks(sheets: Sheet[], rule: MatrixRule): (sheet: Sheet) => bigint {
  let [topPoints, topVotes] = [1n, 1n];
  for (const { id, support } of sheets) {
    const points = rule.matrix[id] ?? 0n;
    if (points > topPoints) topPoints = points;
    if (support > topVotes) topVotes = support;
  }
  return ({ id, support }) =>
    rule.matrixPercent * (rule.matrix[id] ?? 0n) * topVotes +
    rule.votePercent * support * topPoints;
}
