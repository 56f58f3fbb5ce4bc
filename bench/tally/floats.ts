import type { Election } from "../../src/counting/election.ts";

/**
 * Equal Shares with add1 as one writes it with plain numbers: every voter's purse a float, projects looked at in the
 * order of their last price and left when they cannot become the cheapest. What the exact programs are measured
 * against; it breaks ties by cost and votes and errs where numbers that are equal differ in the last bit.
 */
export function floatShares(election: Election): { winners: string[]; raised: number } {
  const budget = Number(election.budget);
  const costs = new Map(election.projects.map(({ id, cost }) => [id, Number(cost)]));
  const fans = new Map<string, number[]>(election.projects.map(({ id }) => [id, []]));
  for (const [voter, { choices }] of election.ballots.entries())
    for (const { project } of choices) fans.get(project)?.push(voter);
  const spent = (winners: string[]): number =>
    winners.reduce((sum, id) => sum + (costs.get(id) ?? 0), 0);
  let share = budget / election.ballots.length;
  let winners = rounds(share, election.ballots.length, costs, fans);
  for (let raised = 0; ; raised += 1) {
    share += 1;
    const next = rounds(share, election.ballots.length, costs, fans);
    if (spent(next) > budget || winners.length === costs.size) return { winners, raised };
    winners = next;
  }
}

function rounds(
  share: number,
  voters: number,
  costs: Map<string, number>,
  fans: Map<string, number[]>,
): string[] {
  const purses = Array.from({ length: voters }, () => share);
  let left = [...costs].map(([id, cost]) => ({ id, cost, price: 0 }));
  const winners: string[] = [];
  for (;;) {
    left.sort((one, other) => one.price - other.price);
    let best: { id: string; rate: number; cost: number; votes: number } | null = null;
    const gone = new Set<string>();
    for (const project of left) {
      if (best !== null && project.price > best.rate) break;
      const supporters = fans.get(project.id) ?? [];
      const money = supporters.map((voter) => purses[voter] ?? 0).sort((one, other) => one - other);
      const payment = paymentOf(money, project.cost);
      if (payment === null) {
        gone.add(project.id);
        continue;
      }
      const rate = payment / project.cost;
      project.price = rate;
      const votes = supporters.length;
      const better =
        best === null ||
        rate < best.rate ||
        (rate === best.rate &&
          (project.cost < best.cost || (project.cost === best.cost && votes > best.votes)));
      if (better) best = { id: project.id, rate, cost: project.cost, votes };
    }
    if (best === null) return winners;
    const { id, rate, cost } = best;
    winners.push(id);
    for (const voter of fans.get(id) ?? [])
      purses[voter] = Math.max(0, (purses[voter] ?? 0) - rate * cost);
    left = left.filter((project) => project.id !== id && !gone.has(project.id));
  }
}

/** The largest payment when a cost is split among purses in rising order; null when they do not hold it. */
function paymentOf(money: number[], cost: number): number | null {
  let rest = cost;
  for (const [index, purse] of money.entries()) {
    const equal = rest / (money.length - index);
    if (equal <= purse) return equal;
    rest -= purse;
  }
  return null;
}
