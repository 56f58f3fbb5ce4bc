import fc from "fast-check";
import type {
  Ballot,
  Choice,
  Completion,
  Election,
  EqualSharesRule,
  GreedyRule,
  MatrixRule,
  PhragmenRule,
  PluralityRule,
  Rule,
} from "../../src/counting/election.ts";

/** How many random elections each rule is counted on: few in every run, KALLPANCHIS_ELECTIONS=2000 for all. */
export const ELECTIONS = Number(process.env["KALLPANCHIS_ELECTIONS"] ?? 150);

/** An approval ballot: "A B" names two projects, "" is blank. */
export function approve(projects: string, community: string | null = null): Ballot {
  const choices = projects.split(" ").filter((project) => project !== "");
  return { choices: choices.map((project) => ({ project, points: 1n })), community };
}

/** A ballot of points: "A3 B1". */
export function give(projects: string): Ballot {
  const choices = projects.split(" ").map((word) => ({
    project: word.slice(0, 1),
    points: BigInt(word.slice(1)),
  }));
  return { choices, community: null };
}

/** As many ballots alike as asked for. */
export function times(count: number, ballot: Ballot): Ballot[] {
  return Array.from({ length: count }, () => ballot);
}

/** An election in whole units of currency. */
export function election(
  budget: number,
  costs: Record<string, number>,
  ballots: Ballot[],
): Election {
  return {
    budget: BigInt(budget),
    unit: 1n,
    projects: Object.entries(costs).map(([id, cost]) => ({ id, cost: BigInt(cost) })),
    ballots,
  };
}

const common = {
  by: "votes",
  minVotes: 0n,
  ties: ["minCost", "maxVotes", "lex"],
  seed: null,
} as const;

export const plurality: PluralityRule = { ...common, rule: "plurality" };
export const greedy: GreedyRule = { ...common, rule: "greedy", onFull: "skip" };
export const phragmen: PhragmenRule = { ...common, rule: "phragmen" };
export const matrix: MatrixRule = {
  ...common,
  rule: "matrix",
  onFull: "skip",
  matrixPercent: 60n,
  votePercent: 40n,
  matrix: {},
};
export const mes: EqualSharesRule = {
  ...common,
  rule: "mes",
  utility: "cost",
  completion: "none",
  integral: false,
  supportedOnly: false,
  compare: false,
  shares: null,
};

const IDS = ["A", "B", "C", "D", "E", "10", "9", "h"];
const COMMUNITIES = ["hanan", "urin", "chawpi"];

/**
 * Elections full of ties: few voters, round costs and budgets; now and then one that no money could buy, blank
 * ballots, no voters, no projects.
 */
export const elections: fc.Arbitrary<Election> = fc
  .record({
    ids: fc.subarray(IDS, { minLength: 0, maxLength: 8 }),
    step: fc.constantFrom(1, 5, 60),
    unit: fc.constantFrom(1n, 1n, 100n),
    budget: fc.integer({ min: 0, max: 20 }),
  })
  .chain(({ ids, step, unit, budget }) => {
    const choice: fc.Arbitrary<Choice[]> = fc
      .subarray(ids)
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map((project) =>
            fc.integer({ min: 1, max: 4 }).map((points) => ({ project, points: BigInt(points) })),
          ),
        ),
      );
    const ballot = fc.record({ choices: choice, community: fc.constantFrom(...COMMUNITIES) });
    return fc.record({
      budget: fc.constant(BigInt(budget * step) * unit),
      unit: fc.constant(unit),
      projects: fc.tuple(
        ...ids.map((id) =>
          fc.integer({ min: 1, max: 12 }).map((cost) => ({ id, cost: BigInt(cost * step) * unit })),
        ),
      ),
      ballots: fc.array(ballot, { maxLength: 14 }),
    });
  });

const completions: Completion[] = ["none", "util", "add1", "add1e", "add1u", "add1eu"];

/** Every rule with every setting; ties are always broken, by the lot if by nothing else. */
export const rules: Record<Rule["rule"], fc.Arbitrary<Rule>> = {
  plurality: settings().map((some) => ({ ...plurality, ...some })),
  greedy: fc
    .tuple(settings(), fc.constantFrom("skip" as const, "stop" as const))
    .map(([some, onFull]) => ({ ...greedy, ...some, onFull })),
  phragmen: settings().map((some) => ({ ...phragmen, ...some })),
  mes: fc
    .tuple(
      settings(),
      fc.record({
        utility: fc.constantFrom("cost" as const, "card" as const),
        completion: fc.constantFrom(...completions),
        integral: fc.boolean(),
        supportedOnly: fc.boolean(),
        compare: fc.boolean(),
        shares: fc.option(
          fc.record({
            hanan: fc.bigInt(0n, 5n),
            urin: fc.bigInt(0n, 5n),
            chawpi: fc.bigInt(0n, 5n),
          }),
          { freq: 3 },
        ),
      }),
    )
    .map(([some, more]) => ({ ...mes, ...some, ...more })),
  matrix: fc
    .tuple(
      settings(),
      fc.bigInt(0n, 100n),
      fc.tuple(...IDS.map(() => fc.bigInt(0n, 4n))),
      fc.constantFrom("skip" as const, "stop" as const),
    )
    .map(([some, percent, points, onFull]) => ({
      ...matrix,
      ...some,
      onFull,
      matrixPercent: percent,
      votePercent: 100n - percent,
      matrix: Object.fromEntries(IDS.map((id, index) => [id, points[index] ?? 0n])),
    })),
};

function settings(): fc.Arbitrary<Pick<Rule, "by" | "minVotes" | "ties" | "seed">> {
  return fc.record({
    by: fc.constantFrom("votes" as const, "points" as const),
    minVotes: fc.constantFrom(0n, 0n, 1n, 3n),
    ties: fc
      .shuffledSubarray(["minCost", "maxCost", "maxVotes"] as const)
      .chain((ties) =>
        fc.constantFrom("lex" as const, "lot" as const).map((last) => [...ties, last]),
      ),
    seed: fc.constantFrom("acta-2027-03-14|84512", "otra"),
  });
}
