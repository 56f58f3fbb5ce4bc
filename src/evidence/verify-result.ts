import { type Bought, recountPurchases, writePurchases } from "../counting/agreement.ts";
import type { Election, Rule } from "../counting/election.ts";
import { count } from "../counting/first/count.ts";
import { readBallots } from "./ballots-file.ts";
import { countedOf } from "./ballot.ts";
import { canonical, hashOf } from "./canonical.ts";
import { eventsOf } from "./log.ts";
import type { Finding } from "./reasons.ts";
import { type FrozenRules, ballotFault } from "./rules.ts";
import type { Turnout } from "./turnout.ts";

/** What is read of a published result. */
export interface ReadResult {
  seed: string | null;
  first: Bought[];
  second: Bought[];
  winners: string[];
}

/** The texts of a package that counting needs. */
export interface ResultTexts {
  ballots: string;
  result: string;
  turnout: string;
}

/** Checks ballots against log and rules, and counts them again by both programs. */
export function checkResult(
  lines: readonly string[],
  rules: FrozenRules,
  texts: ResultTexts,
): Finding[] {
  const findings: Finding[] = [];
  const election = readBallots(texts.ballots, rules);
  const result = JSON.parse(texts.result) as ReadResult;
  const recorded = eventsOf(lines, "result").at(-1);
  if (recorded?.ballots !== hashOf(texts.ballots))
    findings.push({ reason: "ballots-changed", where: "ballots.pb" });
  if (recorded?.result !== hashOf(texts.result))
    findings.push({ reason: "result-changed", where: "result.json" });
  findings.push(...checkBallots(lines, rules, election));
  const seed = eventsOf(lines, "lot").at(-1)?.seed ?? null;
  if (seed !== result.seed)
    findings.push({ reason: "lot-changed", where: `"${result.seed ?? ""}", "${seed ?? ""}"` });
  const turnout = JSON.parse(texts.turnout) as Turnout[];
  const voted = turnout.reduce((sum, group) => sum + group.voted, 0);
  if (voted !== election.ballots.length)
    findings.push({ reason: "turnout-differs", where: `${voted}, ${election.ballots.length}` });
  return [...findings, ...countAgain(election, { ...rules.rule, seed }, result)];
}

function checkBallots(lines: readonly string[], rules: FrozenRules, election: Election): Finding[] {
  const findings: Finding[] = [];
  const costs = (projects: Election["projects"]): string =>
    canonical(
      projects
        .map(({ id, cost }) => [id, cost] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  if (election.budget !== rules.budget || costs(election.projects) !== costs(rules.projects))
    findings.push({ reason: "costs-changed", where: "ballots.pb" });
  const voted = countedOf(eventsOf(lines, "ballot")).size;
  if (voted !== election.ballots.length)
    findings.push({ reason: "ballot-count", where: `${election.ballots.length}, ${voted}` });
  for (const [index, { choices }] of election.ballots.entries()) {
    const fault = ballotFault(rules, choices);
    if (fault !== null)
      findings.push({ reason: "ballot-invalid", where: `ballots.pb ${index + 1}: ${fault}` });
  }
  return findings;
}

function countAgain(election: Election, rule: Rule, result: ReadResult): Finding[] {
  const write = (bought: readonly Bought[]): string =>
    bought.map(({ project, figure }) => `${project} ${figure}`).join(", ");
  const attempt = (bought: () => Bought[]): string => {
    try {
      return write(bought());
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const first = attempt(() => writePurchases(count(election, rule)));
  const second = attempt(() => recountPurchases(election, rule));
  const findings: Finding[] = [];
  if (first !== write(result.first)) findings.push({ reason: "first-differs", where: first });
  if (second !== write(result.second)) findings.push({ reason: "second-differs", where: second });
  const winners = result.first.map(({ project }) => project).join(" ");
  if (winners !== result.winners.join(" "))
    findings.push({ reason: "result-changed", where: `winners: ${winners}` });
  return findings;
}
