import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Rule } from "../../src/counting/election.ts";
import { count } from "../../src/counting/first/count.ts";
import { writeFraction } from "../../src/counting/first/fraction.ts";
import { recount } from "../../src/counting/second/recount.ts";
import { ELECTIONS, elections, rules } from "./elections.ts";

describe("the two programs of counting", () => {
  it.each(Object.keys(rules) as Rule["rule"][])(
    "agree to the last fraction by the rule %s",
    (name) => {
      fc.assert(
        fc.property(elections, rules[name], (election, rule) => {
          const first = count(election, rule).purchases.map(({ project, figure }) => ({
            project,
            figure: writeFraction(figure),
          }));
          const second = recount(election, rule).map(({ project, figure }) => ({
            project,
            figure,
          }));
          expect(first).toEqual(second);
        }),
        { numRuns: ELECTIONS },
      );
    },
    600_000,
  );
});
