import type { Ballot } from "./election.ts";

/** A ballot that approves some projects: also a single choice, a yes, and a knapsack that fits the budget. */
export function approve(projects: readonly string[], community: string | null = null): Ballot {
  return { choices: projects.map((project) => ({ project, points: 1n })), community };
}

/**
 * A ranking, best first, as points: the first of `places` gets as many points as there are places, the next one
 * less, and so on; 3, 2, 1 for three places. With as many places as projects these are Borda's points.
 */
export function rank(
  projects: readonly string[],
  places: number,
  community: string | null = null,
): Ballot {
  const choices = projects
    .slice(0, places)
    .map((project, index) => ({ project, points: BigInt(places - index) }));
  return { choices, community };
}

/** Points handed out one by one ("ten grains of maize"); projects with none are left out. */
export function give(points: ReadonlyMap<string, bigint>, community: string | null = null): Ballot {
  const choices = [...points].map(([project, points]) => ({ project, points }));
  return { choices: choices.filter(({ points }) => points > 0n), community };
}
