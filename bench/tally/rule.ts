import type { Completion, EqualSharesRule } from "../../src/counting/election.ts";

/** Equal Shares as most cities use it. */
export function benchRule(completion: string): EqualSharesRule {
  return {
    rule: "mes",
    by: "votes",
    minVotes: 0n,
    ties: ["minCost", "maxVotes", "lex"],
    seed: null,
    utility: "cost",
    completion: completion as Completion,
    integral: false,
    supportedOnly: false,
    compare: false,
    shares: null,
  };
}
