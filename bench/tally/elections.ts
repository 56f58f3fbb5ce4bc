import type { Ballot, Election } from "../../src/counting/election.ts";

/** Numbers from 0 to below 1, the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * An election like those of a city: ten districts with their own projects, a few projects that everybody likes, one
 * to eight choices on a ballot, costs from 10 000 to 300 000 in hundreds, and money for about a third of it all.
 */
export function makeElection(voters: number, projects: number, seed = 1): Election {
  const roll = dice(seed);
  const costs = Array.from(
    { length: projects },
    () => Math.round(100 * Math.exp(Math.log(30) * roll())) * 100,
  );
  const charm = costs.map(() => roll() ** 3 + 0.02);
  const home = costs.map((_, index) => (index % 5 === 0 ? -1 : index % 10));
  const total = charm.reduce((sum, one) => sum + one, 0);
  const pick = (district: number): number => {
    for (;;) {
      let left = roll() * total;
      const index = charm.findIndex((one) => (left -= one) < 0);
      const found = index < 0 ? 0 : index;
      if (home[found] === -1 || home[found] === district || roll() < 0.1) return found;
    }
  };
  const ballots: Ballot[] = Array.from({ length: voters }, () => {
    const district = Math.floor(roll() * 10);
    const size = 1 + Math.floor(roll() * roll() * 8);
    const chosen = new Set(Array.from({ length: size }, () => pick(district)));
    return {
      choices: [...chosen].map((index) => ({ project: `P${index}`, points: 1n })),
      community: null,
    };
  });
  const wanted = costs.reduce((sum, cost) => sum + cost, 0);
  return {
    budget: BigInt(Math.round(wanted / 3)),
    unit: 1n,
    projects: costs.map((cost, index) => ({ id: `P${index}`, cost: BigInt(cost) })),
    ballots,
  };
}
