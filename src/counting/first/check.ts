import type { Ballot, Election, Rule } from "../election.ts";

/** An election or rule that cannot be counted; `message` says what is wrong and what to do. */
export class CountingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CountingError";
  }
}

/** Refuses with a CountingError what no rule could count fairly: costs of zero, doubled ids, unknown projects. */
export function checkElection(election: Election): void {
  if (election.budget < 0n) throw new CountingError("The budget is below zero. Correct it.");
  if (election.unit < 1n) throw new CountingError("A unit of currency must be above zero.");
  const ids = new Set<string>();
  for (const { id, cost } of election.projects) {
    if (ids.has(id)) throw new CountingError(`Project ${id} stands twice. Give each its own id.`);
    if (cost <= 0n)
      throw new CountingError(`Project ${id} costs ${cost}. State what it costs, or leave it out.`);
    ids.add(id);
  }
  for (const ballot of election.ballots) checkBallot(ballot, ids);
}

function checkBallot(ballot: Ballot, ids: ReadonlySet<string>): void {
  const chosen = new Set<string>();
  for (const { project, points } of ballot.choices) {
    if (!ids.has(project))
      throw new CountingError(`A ballot names project ${project}, which does not exist.`);
    if (chosen.has(project)) throw new CountingError(`A ballot names project ${project} twice.`);
    if (points < 1n)
      throw new CountingError(`A ballot gives ${points} points to project ${project}; 1 is least.`);
    chosen.add(project);
  }
}

/** Refuses with a CountingError a rule whose figures contradict each other or the election. */
export function checkRule(rule: Rule, election: Election): void {
  if (rule.ties.includes("lot") && rule.seed === "")
    throw new CountingError("The seed of the public lot is empty. Give the text drawn in public.");
  if (rule.rule === "mes" && rule.shares !== null) {
    if (Object.values(rule.shares).some((share) => share < 0n))
      throw new CountingError("A community's share is below zero. Correct it.");
    for (const { community } of election.ballots)
      if (community === null || rule.shares[community] === undefined)
        throw new CountingError(
          `A ballot comes from ${community ?? "no community"}, which has no share of the budget.`,
        );
  }
  if (rule.rule === "matrix") {
    if (
      rule.matrixPercent + rule.votePercent !== 100n ||
      rule.matrixPercent * rule.votePercent < 0n
    )
      throw new CountingError("Matrix and vote must make 100 percent together.");
    for (const { id } of election.projects)
      if ((rule.matrix[id] ?? -1n) < 0n)
        throw new CountingError(`Project ${id} has no points in the matrix. Enter its evaluation.`);
  }
}
