import { parentPort } from "node:worker_threads";
import {
  type Bought,
  DisagreementError,
  recountPurchases,
  requireAgreement,
  writePurchases,
} from "./agreement.ts";
import type { Election, Fraction, Rule } from "./election.ts";
import { CountingError } from "./first/check.ts";
import { type Outcome, count } from "./first/count.ts";
import { effectiveSupport } from "./first/effective-support.ts";
import { type Explanation, explain, votesShort } from "./first/explain.ts";
import { TieError } from "./first/ties.ts";

/** What the service asks of the counting thread. */
export type CountRequest =
  | { id: number; ask: "count"; election: Election; rule: Rule }
  | { id: number; ask: "shortfall"; election: Election; rule: Rule; project: string };

/** An election counted by both programs, which agree. */
export interface Counted {
  outcome: Outcome;
  /** Every project, in the order of the election. */
  explanations: Explanation[];
  first: Bought[];
  second: Bought[];
}

/** How near a project was that was not bought; see votesShort and effectiveSupport. */
export interface Shortfall {
  votes: number | null;
  /** As a part of its cost, by Equal Shares; 1 would have been enough. */
  support: Fraction | null;
}

/** Why there is no result: a tie that no rule breaks, an election nobody could count, or programs that disagree. */
export type RefusalReason = "tie" | "election" | "disagreement" | "broken";

/** What the counting thread answers. */
export type CountAnswer =
  | { id: number; counted: Counted }
  | { id: number; shortfall: Shortfall }
  | { id: number; reason: RefusalReason; message: string };

function answer(request: CountRequest): CountAnswer {
  const { id, election, rule } = request;
  try {
    const outcome = count(election, rule);
    if (request.ask === "shortfall") {
      const { project } = request;
      const support =
        rule.rule === "mes" ? effectiveSupport(election, rule, outcome, project) : null;
      return { id, shortfall: { votes: votesShort(election, rule, project), support } };
    }
    const first = writePurchases(outcome);
    const second = recountPurchases(election, rule);
    requireAgreement(first, second);
    return {
      id,
      counted: { outcome, explanations: explain(election, rule, outcome), first, second },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, reason: reasonOf(error), message };
  }
}

function reasonOf(error: unknown): RefusalReason {
  if (error instanceof TieError) return "tie";
  if (error instanceof CountingError) return "election";
  if (error instanceof DisagreementError) return "disagreement";
  return "broken";
}

const port = parentPort;
port?.on("message", (request: CountRequest) => port.postMessage(answer(request)));
