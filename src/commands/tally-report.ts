import type { Election, Fraction, Rule } from "../counting/election.ts";
import type { Outcome } from "../counting/first/count.ts";
import { effectiveSupport } from "../counting/first/effective-support.ts";
import { explain, votesShort } from "../counting/first/explain.ts";
import { fraction, writeFraction } from "../counting/first/fraction.ts";
import { writeAmount } from "../pabulib/amounts.ts";
import type { PbElection } from "../pabulib/election.ts";

/** Beyond this many ballots times projects, counting anew for each project would take too long. */
const MOST_RECOUNTED = 20_000;

/** What `tally` prints: money as text in the file's currency, quotients as "7000/3". */
export function reportOf(
  file: string,
  tally: PbElection,
  rule: Rule,
  outcome: Outcome,
  trace: boolean,
): object {
  const { election } = tally;
  const money = (parts: bigint): string => writeAmount(parts, election.unit);
  const exact = ({ num, den }: Fraction): string =>
    writeFraction(fraction(num, den * election.unit));
  const costs = new Map(election.projects.map(({ id, cost }) => [id, cost]));
  const shares = outcome.equalShares;
  return {
    file,
    rule: writeRule(rule),
    budget: money(election.budget),
    voters: outcome.voters,
    winners: outcome.winners,
    costs: Object.fromEntries(outcome.winners.map((id) => [id, money(costs.get(id) ?? 0n)])),
    cost: money(outcome.cost),
    moneyLeft: money(outcome.moneyLeft),
    ties: outcome.ties,
    warnings: tally.warnings,
    ...(shares === null
      ? {}
      : {
          share: shares.shares.map(({ share }) => exact(share))[0] ?? null,
          raised: shares.raised,
          greedyPreferred: shares.replaced,
        }),
    ...(trace ? { trace: traceOf(tally, rule, outcome, exact) } : {}),
  };
}

function traceOf(
  { election, names }: PbElection,
  rule: Rule,
  outcome: Outcome,
  exact: (amount: Fraction) => string,
): object {
  const costs = new Map(election.projects.map(({ id, cost }) => [id, cost]));
  const money = rule.rule === "mes" || rule.rule === "phragmen";
  return {
    purchases: outcome.purchases.map(({ project, how, figure }) => {
      const priced = money && how === "rule" && outcome.equalShares?.replaced !== true;
      const cost = costs.get(project) ?? 0n;
      return {
        project,
        how,
        cost: writeAmount(cost, election.unit),
        ...(priced ? { price: exact(figure) } : { votes: writeFraction(figure) }),
        ...(priced && rule.rule === "mes"
          ? { effectiveVotes: writeFraction(fraction(cost * figure.den, figure.num)) }
          : {}),
      };
    }),
    projects: explain(election, rule, outcome).map(({ available, cost, votes, ...rest }) => ({
      ...rest,
      name: names.get(rest.project) ?? "",
      votes: String(votes),
      cost: writeAmount(cost, election.unit),
      available: available === null ? null : exact(available),
      votesShort: rest.place === null ? shortOf(election, rule, rest.project) : null,
      ...(rule.rule === "mes" && rest.place === null
        ? { supportPercent: percentOf(effectiveSupport(election, rule, outcome, rest.project)) }
        : {}),
    })),
  };
}

/** Whole percents, rounded down, as text; null for null. */
function percentOf(part: Fraction | null): string | null {
  return part === null ? null : String((part.num * 100n) / part.den);
}

function shortOf(election: Election, rule: Rule, project: string): number | null {
  const size = election.ballots.length * election.projects.length;
  const slow = rule.rule === "mes" && rule.completion.startsWith("add1");
  return slow && size > MOST_RECOUNTED ? null : votesShort(election, rule, project);
}

/** The rule with its figures as text. */
function writeRule(rule: Rule): object {
  return { ...rule, minVotes: String(rule.minVotes) };
}
