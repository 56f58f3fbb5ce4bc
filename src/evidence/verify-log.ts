import { countedOf } from "./ballot.ts";
import { type BallotBody, type TreeHead, chainFault, eventsOf, headOf } from "./log.ts";
import type { Finding } from "./reasons.ts";
import { type FrozenRules, rulesHash } from "./rules.ts";

/** Checks that the log is whole: chained, and in agreement with every head that was published. */
export function checkChain(lines: readonly string[], heads: readonly TreeHead[]): Finding[] {
  const fault = chainFault(lines);
  if (fault !== null)
    return [{ reason: "chain-broken", where: `log.jsonl ${fault.height}: ${fault.what}` }];
  return heads.flatMap((head): Finding[] => {
    const where = `${head.size}:${head.root.slice(0, 16)}`;
    if (head.size > lines.length)
      return [{ reason: "log-cut", where: `${where} > ${lines.length}` }];
    const { root, last } = headOf(lines.slice(0, head.size));
    const same = root === head.root && (head.last === "" || head.last === last);
    return same ? [] : [{ reason: "head-contradicted", where }];
  });
}

/** Checks what the log says of rules, roll, time and ballots. */
export function checkEvents(lines: readonly string[], rules: FrozenRules): Finding[] {
  const findings: Finding[] = [];
  const frozen = eventsOf(lines, "rules").at(-1);
  if (frozen?.hash !== rulesHash(rules))
    findings.push({ reason: "rules-changed", where: "rules.json" });
  const ballots = eventsOf(lines, "ballot");
  const counted = countedOf(ballots);
  const roll = eventsOf(lines, "roll").at(-1);
  if (roll === undefined || counted.size > roll.voters)
    findings.push({ reason: "roll-exceeded", where: `${counted.size} > ${roll?.voters ?? 0}` });
  const opened = eventsOf(lines, "opened")[0]?.height ?? lines.length;
  const closed = eventsOf(lines, "closed")[0]?.height ?? lines.length;
  const firstHour = rules.opensAt.slice(0, 13);
  const lastHour = rules.closesAt.slice(0, 13);
  for (const { height, hour, way } of ballots) {
    // Paper ballots are entered after the fact, at the latest before closing the log.
    const late = way !== "paper" && (height > closed || hour > lastHour);
    if (height < opened || hour < firstHour || late)
      findings.push({ reason: "ballot-late", where: `log.jsonl ${height}: ${hour}` });
  }
  return [...findings, ...checkSequences(ballots)];
}

/** Every voter's ballots are numbered from 1 without gap. */
function checkSequences(ballots: readonly (BallotBody & { height: number })[]): Finding[] {
  const last = new Map<string, number>();
  return ballots.flatMap(({ tag, seq, height }): Finding[] => {
    const expected = (last.get(tag) ?? 0) + 1;
    last.set(tag, seq);
    return seq === expected
      ? []
      : [{ reason: "sequence-gap", where: `log.jsonl ${height}: ${tag} ${seq}, not ${expected}` }];
  });
}
