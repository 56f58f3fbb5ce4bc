import type { Election, Rule } from "./election.ts";
import { type Outcome, count } from "./first/count.ts";
import { writeFraction } from "./first/fraction.ts";
import { recount } from "./second/recount.ts";

/** A purchase as both programs write it down. */
export interface Bought {
  project: string;
  /** The exact figure that decided it, such as "7000/3". */
  figure: string;
}

/** The two programs do not agree: nothing may be published. */
export class DisagreementError extends Error {
  readonly first: Bought[];
  readonly second: Bought[];

  constructor(first: Bought[], second: Bought[]) {
    const write = (bought: Bought[]): string =>
      bought.map(({ project, figure }) => `${project} (${figure})`).join(", ") || "nothing";
    super(
      `The two programs of counting do not agree, so there is no result. The first bought ${write(first)}; the second ${write(second)}. Keep the ballots and call the programmers.`,
    );
    this.name = "DisagreementError";
    this.first = first;
    this.second = second;
  }
}

/** What a purchase of the first program looks like when written down. */
export function writePurchases({ purchases }: Outcome): Bought[] {
  return purchases.map(({ project, figure }) => ({ project, figure: writeFraction(figure) }));
}

/** Purchases of the second program. */
export function recountPurchases(election: Election, rule: Rule): Bought[] {
  return recount(election, rule).map(({ project, figure }) => ({ project, figure }));
}

/**
 * Counts by both programs. Throws DisagreementError unless they buy the same projects in the same order for the
 * same figures, and what `count` throws.
 */
export function countTwice(election: Election, rule: Rule): Outcome {
  const outcome = count(election, rule);
  requireAgreement(writePurchases(outcome), recountPurchases(election, rule));
  return outcome;
}

/** Throws DisagreementError unless both lists are the same. */
export function requireAgreement(first: Bought[], second: Bought[]): void {
  const same =
    first.length === second.length &&
    first.every(
      ({ project, figure }, index) =>
        second[index]?.project === project && second[index]?.figure === figure,
    );
  if (!same) throw new DisagreementError(first, second);
}
