import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireAgreement, DisagreementError, countTwice } from "../../src/counting/agreement.ts";
import { approve as approving, give as giving } from "../../src/counting/ballots.ts";
import type { Election, Rule } from "../../src/counting/election.ts";
import { CountingError } from "../../src/counting/first/check.ts";
import { count } from "../../src/counting/first/count.ts";
import { explain, votesShort } from "../../src/counting/first/explain.ts";
import { lotOf } from "../../src/counting/first/ties.ts";
import {
  approve,
  ELECTIONS,
  election,
  elections,
  give,
  greedy,
  mes,
  phragmen,
  plurality,
  rules,
  times,
} from "./elections.ts";

const anyRule = fc.oneof(...Object.values(rules));

describe("AT5 the order of voters and projects means nothing", () => {
  it("whatever the rule", () => {
    fc.assert(
      fc.property(
        elections.chain((one) =>
          fc.tuple(
            fc.constant(one),
            fc.shuffledSubarray([...one.ballots], { minLength: one.ballots.length }),
            fc.shuffledSubarray([...one.projects], { minLength: one.projects.length }),
          ),
        ),
        anyRule,
        ([one, ballots, projects], rule) => {
          const shuffled: Election = { ...one, ballots, projects };
          expect(count(shuffled, rule).winners).toEqual(count(one, rule).winners);
        },
      ),
      { numRuns: ELECTIONS },
    );
  });
});

describe("AT6 money is neither made nor lost", () => {
  it("no rule spends more than the budget, plurality aside, which does not look at costs", () => {
    fc.assert(
      fc.property(elections, anyRule, (one, rule) => {
        const { winners, cost, moneyLeft } = count(one, rule);
        const costs = new Map(one.projects.map((project) => [project.id, project.cost]));
        expect(winners.reduce((sum, id) => sum + (costs.get(id) ?? 0n), 0n)).toBe(cost);
        expect(cost + moneyLeft).toBe(one.budget);
        if (rule.rule !== "plurality") expect(cost <= one.budget).toBe(true);
      }),
      { numRuns: ELECTIONS },
    );
  });

  it("the payments of Equal Shares make each cost exactly, and nobody pays more than the share", () => {
    fc.assert(
      fc.property(elections, rules.mes, (one, rule) => {
        if (rule.rule !== "mes" || rule.shares !== null) return;
        const { equalShares, purchases } = count(one, rule);
        const share = equalShares?.shares[0]?.share;
        if (share === undefined || equalShares?.replaced === true) return;
        const costs = new Map(one.projects.map((project) => [project.id, project.cost]));
        // All amounts over one denominator: the product of all of them.
        const bought = purchases.filter(({ how }) => how === "rule");
        const whole = bought.reduce((product, { figure }) => product * figure.den, share.den);
        const purses = one.ballots.map(() => (share.num * whole) / share.den);
        for (const { project, figure } of bought) {
          let paid = 0n;
          for (const [voter, { choices }] of one.ballots.entries()) {
            const choice = choices.find((choice) => choice.project === project);
            if (choice === undefined) continue;
            const points = rule.by === "points" ? choice.points : 1n;
            const asked = (figure.num * points * whole) / figure.den;
            const left = purses[voter] ?? 0n;
            const payment = asked < left ? asked : left;
            purses[voter] = left - payment;
            paid += payment;
          }
          expect(paid).toBe((costs.get(project) ?? 0n) * whole);
        }
        expect(purses.every((left) => left >= 0n)).toBe(true);
      }),
      { numRuns: ELECTIONS },
    );
  });
});

describe("AT7 money is never a binary float", () => {
  const folders = ["src/counting/first", "src/counting/second", "src/counting", "src/pabulib"];
  const floats = /\bNumber\(|\bparseFloat\b|\bMath\.|toFixed|Float64Array/;
  /** Who may, and what for. */
  const allowed: Record<string, string> = {
    "src/counting/first/estimate.ts": "rules out with proven bounds what need not be asked exactly",
    "src/counting/first/equal-shares.ts": "hands exact amounts to the estimate",
    "src/counting/first/groups.ts": "counts points of a ballot, checked to be exact",
    "src/counting/first/purses.ts": "adds up heads and points, which are counts",
    "src/counting/first/completion.ts": "the sign of a count of funded choices",
    "src/counting/first/explain.ts": "counts voters",
    "src/pabulib/amounts.ts": "the exponent of 1e6",
    "src/pabulib/ballots.ts": "counts places of a ranking and decimals",
    "src/pabulib/election.ts": "counts decimals",
  };

  it("in the counting, but for one named place that decides nothing", () => {
    const found = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".ts"))
        .map((name) => `${folder}/${name}`)
        .filter((file) => floats.test(readFileSync(file, "utf8"))),
    );
    expect(found.sort()).toEqual(Object.keys(allowed).sort());
  });
});

describe("AT9 the edges", () => {
  const costs = { A: 4, B: 7 };
  const all: Rule[] = [plurality, greedy, phragmen, mes, { ...mes, completion: "add1u" }];

  it.each(all.map((rule) => [rule.rule, rule] as const))("%s", (_, rule) => {
    const spends = (one: Election): string[] => countTwice(one, rule).winners;
    expect(spends(election(10, {}, [approve("")]))).toEqual([]);
    if (rule.rule !== "plurality") {
      expect(spends(election(0, costs, [approve("A")]))).toEqual([]);
      expect(spends(election(3, costs, [approve("A B")]))).toEqual([]);
    }
    expect(spends(election(10, costs, [approve("A"), approve("")]))[0]).toBe("A");
    expect(spends(election(7, costs, [approve("B")]))).toEqual(["B"]);
    const byVotes = rule.rule === "greedy" || rule.rule === "plurality";
    const filled = rule.rule === "mes" && rule.completion === "add1u";
    expect(spends(election(5, costs, [])).length).toBe(byVotes || filled ? 1 : 0);
    expect(spends(election(5, costs, times(3, approve("")))).length).toBe(
      byVotes || filled ? 1 : 0,
    );
  });

  it.each([
    [election(5, { A: 0 }, []), "Project A costs 0."],
    [{ ...election(5, {}, []), budget: -1n }, "The budget is below zero."],
    [election(5, { A: 1 }, [approve("X")]), "names project X, which does not exist"],
    [election(5, { A: 1 }, [approve("A A")]), "names project A twice"],
    [election(5, { A: 1 }, [give("A0")]), "gives 0 points to project A"],
    [
      {
        ...election(5, { A: 1 }, []),
        projects: [
          { id: "A", cost: 1n },
          { id: "A", cost: 2n },
        ],
      },
      "Project A stands twice.",
    ],
  ])("refuses what nobody could count fairly: case %#", (one, message) => {
    expect(() => count(one, greedy)).toThrow(CountingError);
    expect(() => count(one, greedy)).toThrow(message);
  });

  it("refuses shares that leave a voter out, and a matrix without points", () => {
    const one = election(5, { A: 1 }, [approve("A", "hanan")]);
    expect(() => count(one, { ...mes, shares: { urin: 1n } })).toThrow("comes from hanan");
    const matrix = { ...greedy, rule: "matrix", matrixPercent: 60n, votePercent: 40n } as const;
    expect(() => count(one, { ...matrix, matrix: {} })).toThrow("Project A has no points");
    expect(() => count(one, { ...matrix, votePercent: 50n, matrix: { A: 1n } })).toThrow("100");
  });
});

describe("AT10 a project needs the votes the rules ask for", () => {
  const one = election(10, { A: 5, B: 5 }, [give("A9"), ...times(2, give("B1"))]);

  it("heads or points", () => {
    expect(count(one, { ...greedy, minVotes: 2n }).winners).toEqual(["B"]);
    expect(count(one, { ...greedy, by: "points", minVotes: 3n }).winners).toEqual(["A"]);
    expect(
      explain(one, { ...greedy, minVotes: 2n }, count(one, { ...greedy, minVotes: 2n }))[0],
    ).toEqual({
      project: "A",
      votes: 1n,
      cost: 5n,
      reason: "below-minimum",
      place: null,
      available: null,
    });
  });
});

describe("AT11 two programs that disagree publish nothing", () => {
  it("whether in a project, the order or the last fraction", () => {
    const [A, B] = [
      { project: "A", figure: "7000/3" },
      { project: "B", figure: "3000" },
    ];
    requireAgreement([A, B], [A, B]);
    for (const other of [[B, A], [A], [A, { ...B, figure: "3001" }], [A, B, A]])
      expect(() => requireAgreement([A, B], other)).toThrow(DisagreementError);
    expect(() => requireAgreement([A], [B])).toThrow("A (7000/3)");
  });
});

describe("AT12 the public lot", () => {
  it("is what sha256sum prints for the seed, a new line, and the project", () => {
    const seed = "acta-2027-03-14|84512";
    const shell = execFileSync("sh", ["-c", `printf '%s\\n%s' "$0" "$1" | sha256sum`, seed, "B"]);
    expect(shell.toString("utf8").split(" ")[0]).toBe(lotOf(seed, "B"));
  });
});

describe("why a project lost", () => {
  const one = election(10, { A: 8, B: 5, C: 2 }, [
    ...times(9, approve("A")),
    ...times(7, approve("B")),
    ...times(6, approve("C")),
  ]);

  it("by votes: what was left, and how many votes short", () => {
    const told = explain(one, greedy, count(one, greedy));
    expect(told.map(({ reason, available }) => [reason, available?.num])).toEqual([
      ["bought", undefined],
      ["over-budget", 2n],
      ["bought", undefined],
    ]);
    // With nine votes each the lower cost goes first.
    expect(votesShort(one, greedy, "B")).toBe(2);
    expect(votesShort(one, greedy, "A")).toBeNull();
    const stopped = { ...greedy, onFull: "stop" } as const;
    expect(explain(one, stopped, count(one, stopped))[2]?.reason).toBe("ended");
    expect(explain(one, plurality, count(one, plurality))[1]?.reason).toBe("fewer-votes");
  });

  it("the votes short are the least that would have done", () => {
    fc.assert(
      fc.property(elections, fc.constantFrom(greedy, plurality, mes), (one, rule) => {
        for (const { id } of one.projects) {
          const short = votesShort(one, rule, id);
          if (short === null) continue;
          const more = times(short, approving([id]));
          const ballots = [...one.ballots, ...more];
          expect(count({ ...one, ballots }, rule).winners).toContain(id);
          const fewer = [...one.ballots, ...more.slice(1)];
          if (rule.rule !== "mes")
            expect(count({ ...one, ballots: fewer }, rule).winners).not.toContain(id);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("by shares: parts of the budget by community", () => {
    const two = election(100, { A: 60, B: 60 }, [
      ...times(2, approve("A", "hanan")),
      ...times(8, approve("B", "urin")),
    ]);
    const rule: Rule = { ...mes, shares: { hanan: 2n, urin: 1n } };
    expect(countTwice(two, rule).winners).toEqual(["A"]);
    expect(countTwice(two, mes).winners).toEqual(["B"]);
    expect(count(two, rule).equalShares?.shares).toEqual([
      { community: "hanan", share: { num: 100n, den: 3n } },
      { community: "urin", share: { num: 25n, den: 6n } },
    ]);
  });

  it("grains of maize are points; none is no support", () => {
    const grains = giving(
      new Map([
        ["A", 10n],
        ["B", 0n],
      ]),
    );
    expect(grains.choices).toEqual([{ project: "A", points: 10n }]);
  });
});
