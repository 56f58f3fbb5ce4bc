import { describe, expect, it } from "vitest";
import type { Election, Rule, TieRule } from "../../src/counting/election.ts";
import { rank } from "../../src/counting/ballots.ts";
import { count } from "../../src/counting/first/count.ts";
import { effectiveSupport } from "../../src/counting/first/effective-support.ts";
import { fraction, writeFraction } from "../../src/counting/first/fraction.ts";
import { electionOf } from "../../src/pabulib/election.ts";
import { readPb } from "../../src/pabulib/file.ts";
import { recount } from "../../src/counting/second/recount.ts";
import {
  approve,
  election,
  give,
  greedy,
  matrix,
  mes,
  phragmen,
  plurality,
  times,
} from "./elections.ts";

/** "A 6 | B 1/3": what both programs buy, in order, with the figure that decided each. */
function counted(one: Election, rule: Rule): string {
  const first = count(one, rule).purchases;
  const second = recount(one, rule);
  const written = second.map(({ project, figure }) => `${project} ${figure}`).join(" | ");
  expect(
    first.map(({ project, figure }) => `${project} ${writeFraction(figure)}`).join(" | "),
  ).toBe(written);
  return written;
}

/** The winners in order of purchase. */
function winners(one: Election, rule: Rule): string {
  counted(one, rule);
  return count(one, rule).winners.join(" ");
}

/** The effective votes of each purchase: cost over the largest payment. */
function effectiveVotes(one: Election, rule: Rule): string {
  const costs = new Map(one.projects.map(({ id, cost }) => [id, cost]));
  return count(one, rule)
    .purchases.map(({ project, figure: { num, den } }) => {
      const votes = fraction((costs.get(project) ?? 0n) * den, num);
      return `${project} ${writeFraction(votes)}`;
    })
    .join(" | ");
}

const TIES: TieRule[] = ["minCost", "maxVotes", "lex"];

/** Two halves of a district: the lower has six families, the upper four. */
const valley = election(10_000, { A: 6000, B: 4000, C: 3000, D: 1000 }, [
  ...times(6, approve("A B")),
  ...times(4, approve("C D")),
]);

describe("AT2 the worked examples come out exactly", () => {
  it("E1: greedy gives the lower half nothing", () => {
    expect(winners(valley, { ...greedy, ties: ["maxCost", "lex"] })).toBe("A B");
    expect(winners(valley, { ...greedy, ties: ["minCost", "lex"] })).toBe("B A");
  });

  it("E1: Equal Shares gives both halves something, and the tie rule decides what", () => {
    expect(counted(valley, { ...mes, ties: ["maxCost"] })).toBe("A 1000 | C 750 | D 250");
    expect(count(valley, { ...mes, ties: ["maxCost"] }).cost).toBe(10_000n);
    expect(counted(valley, { ...mes, ties: ["minCost"] })).toBe("B 2000/3 | D 250 | C 750");
    const outcome = count(valley, { ...mes, ties: ["minCost"] });
    expect(outcome.cost).toBe(8000n);
    expect(outcome.equalShares?.leftOver.get("A")).toEqual({ num: 2000n, den: 1n });
    expect(winners(valley, { ...mes, utility: "card" })).toBe("D B C");
  });

  it("E1: Phragmén buys by the clock and ends where the next does not fit", () => {
    expect(counted(valley, phragmen)).toBe("D 250 | B 2000/3 | C 1000");
  });

  const small = election(
    6000,
    { A: 3000, B: 3000, C: 8000, D: 6000, E: 8000 },
    ["C D", "C", "B D", "A E", "A B E", "D"].map((ballot) => approve(ballot)),
  );

  it("E3: what is left over is spent as the completion says", () => {
    expect(winners(small, mes)).toBe("");
    expect(winners(small, { ...mes, completion: "util" })).toBe("D");
    expect(winners(small, { ...mes, completion: "add1" })).toBe("A");
    expect(winners(small, { ...mes, completion: "add1u" })).toBe("A B");
    expect(winners(small, greedy)).toBe("D");
  });

  it("E3: 999 steps to a share of 1999; at 2000 the budget would be overspent", () => {
    const facts = count(small, { ...mes, completion: "add1" }).equalShares;
    expect(facts?.raised).toBe(999);
    expect(facts?.shares).toEqual([{ community: null, share: { num: 1999n, den: 1n } }]);
  });

  it("E4: points times cost", () => {
    const points = election(6000, { A: 3000, B: 3000, C: 2000 }, [
      ...times(2, give("A10")),
      ...times(3, give("A1 B3 C6")),
      give("A1 B2 C7"),
    ]);
    const rule: Rule = { ...mes, by: "points" };
    expect([...count(points, rule).votes.values()]).toEqual([24n, 11n, 25n]);
    expect(counted(points, rule)).toBe("C 80 | A 250");
  });

  it("E5: the places of a ranking as 3, 2 and 1 points", () => {
    const ranked = ["A B C", "A B C", "B C A", "C B A", "B A C"].map((ballot) =>
      rank(ballot.split(" "), 3),
    );
    const three = election(3, { A: 1, B: 1, C: 1 }, ranked);
    expect(counted(three, { ...greedy, by: "points" })).toBe("B 12 | A 10 | C 8");
  });

  it("E6: passing over what does not fit, or ending there", () => {
    const four = election(10_000, { A: 8000, B: 3000, C: 2000, D: 500 }, [
      ...times(9, approve("A")),
      ...times(8, approve("B")),
      ...times(7, approve("C")),
      approve("D"),
    ]);
    expect(winners(four, greedy)).toBe("A C");
    expect(winners(four, { ...greedy, onFull: "stop" })).toBe("A");
    expect(winners(four, plurality)).toBe("A");
  });

  it("E7: the public lot among equals", () => {
    const equals = election(1, { A: 1, B: 1, C: 1 }, []);
    const lot: Rule = { ...greedy, ties: ["lot"], seed: "acta-2027-03-14|84512" };
    expect(winners(equals, lot)).toBe("A");
  });

  const costs = { bike: 700, gym: 400, park: 250, playground: 200, library: 100 };
  const town = [
    "bike gym",
    "bike gym park",
    "bike gym",
    "bike gym park",
    "bike gym park",
    "bike gym",
    "park playground library",
    "playground",
    "playground library",
    "park playground library",
  ];

  it("eleven voters of a town: those whose wishes came true have spent their share", () => {
    const first = election(
      1100,
      costs,
      [...town, "bike"].map((ballot) => approve(ballot)),
    );
    expect(counted(first, mes)).toBe("bike 100 | playground 50 | library 100/3");
    // What three voters have left: 50/3 for each of the two with the park on their ballot.
    expect(count(first, mes).equalShares?.leftOver.get("park")).toEqual({ num: 100n, den: 3n });
    expect(winners(first, greedy)).toBe("bike gym");
  });

  it("the same town with one changed vote, by fractions of a vote", () => {
    const second = election(
      1100,
      costs,
      [...town, "gym"].map((ballot) => approve(ballot)),
    );
    expect(winners(second, mes)).toBe("gym park playground");
    expect(effectiveVotes(second, mes)).toBe("gym 7 | park 70/17 | playground 56/17");
  });
});

describe("AT3 five families and a tie that floats would not see", () => {
  const five = election(15_000, { A: 4000, B: 9000, C: 7000 }, [
    approve("A B C"),
    approve("C"),
    approve("B C"),
    approve(""),
    approve("A B"),
  ]);

  it("B and C are exactly equal; the lower cost is bought, and the tie is told", () => {
    expect(counted(five, { ...mes, ties: TIES })).toBe("C 7000/3");
    const { ties, equalShares } = count(five, { ...mes, ties: TIES });
    expect(ties).toEqual([{ projects: ["B", "C"], chosen: "C", by: "minCost" }]);
    expect(equalShares?.leftOver.get("B")).toEqual({ num: 13_000n, den: 3n });
    expect(equalShares?.leftOver.get("A")).toEqual({ num: 11_000n, den: 3n });
  });

  it("without a tie rule nothing is decided, and the error names both", () => {
    expect(() => count(five, { ...mes, ties: [] })).toThrow(/B and C are exactly equal/);
    expect(() => recount(five, { ...mes, ties: [] })).toThrow(/B and C/);
  });
});

describe("AT1 an election with costs in tenths and hundredths", () => {
  const { election: tenths } = electionOf(
    readPb(
      `META
key;value
budget;4
vote_type;approval
PROJECTS
project_id;cost
p0;1
p1;0.9
p2;2
p3;1.09
VOTES
voter_id;vote
1;p0
2;p1,p2,p3
3;p1,p2,p3
4;p2
`,
      "tenths.pb",
    ),
  );

  it("by cost, by heads, and completed", () => {
    expect(winners(tenths, mes)).toBe("p2 p0");
    expect(
      winners(tenths, { ...mes, utility: "card" })
        .split(" ")
        .sort()
        .join(" "),
    ).toBe("p0 p1 p3");
    // The remaining sol buys p1 by votes.
    expect(winners(tenths, { ...mes, completion: "util" })).toBe("p2 p0 p1");
  });
});

describe("AT4 how completion ends is a part of the rule", () => {
  it("add1 and add1e can choose others", () => {
    const one = election(120, { A: 20, B: 10, C: 80, D: 30 }, [
      ...times(2, approve("A")),
      approve("B C D"),
      approve("C D"),
      approve("A C"),
    ]);
    const sorted = (rule: Rule): string => winners(one, rule).split(" ").sort().join(" ");
    expect(sorted({ ...mes, completion: "add1" })).toBe("A B C");
    expect(sorted({ ...mes, completion: "add1e" })).toBe("A B D");
  });
});

describe("the comparison step", () => {
  it("takes the outcome by votes when strictly more voters have more of their choices in it", () => {
    const one = election(90, { A: 60, B: 30, C: 40 }, [
      ...times(5, approve("A B")),
      ...times(4, approve("C")),
    ]);
    expect(winners(one, greedy)).toBe("B A");
    const shares: Rule = { ...mes, completion: "add1u" };
    expect(winners(one, shares)).toBe("B C");
    expect(winners(one, { ...shares, compare: true })).toBe("B A");
    expect(count(one, { ...shares, compare: true }).equalShares?.replaced).toBe(true);
  });
});

describe("effective support", () => {
  it("is what supporters could have offered at best, as a part of the cost", () => {
    const outcome = count(valley, { ...mes, ties: ["minCost"] });
    // Without A its six supporters pay 2000/3 each for B, and offer 1000 each at its price.
    expect(effectiveSupport(valley, mes, outcome, "A")).toEqual({ num: 1n, den: 1n });
    const shares = { ...mes, shares: { hanan: 1n } };
    expect(effectiveSupport(valley, shares, outcome, "A")).toBeNull();
  });
});

describe("matrix and vote", () => {
  it("adds the matrix and the vote in whole numbers", () => {
    const four = election(9000, { A: 4000, B: 4000, C: 2000 }, [
      ...times(5, approve("A")),
      ...times(10, approve("B")),
      ...times(1, approve("C")),
    ]);
    const rule: Rule = { ...matrix, matrix: { A: 100n, B: 40n, C: 90n } };
    // A 60·100·10 + 40·5·100, B 60·40·10 + 40·10·100, C 60·90·10 + 40·1·100.
    expect(counted(four, rule)).toBe("A 80000 | B 64000");
    expect(winners({ ...four, budget: 10_000n }, rule)).toBe("A B C");
  });
});
