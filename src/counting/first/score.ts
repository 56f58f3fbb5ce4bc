import type { Election, Project, Rule } from "../election.ts";

/** A project with what its supporters gave it. */
export interface Scored extends Project {
  /** Heads or points, as the rule says. */
  votes: bigint;
}

/** Every project with its votes (points, where the rule counts points), in the order of the election. */
export function score(election: Election, by: Rule["by"]): Scored[] {
  const votes = new Map(election.projects.map(({ id }) => [id, 0n]));
  for (const { choices } of election.ballots)
    for (const { project, points } of choices)
      votes.set(project, (votes.get(project) ?? 0n) + (by === "points" ? points : 1n));
  return election.projects.map((project) => ({ ...project, votes: votes.get(project.id) ?? 0n }));
}

/** The projects that take part: those with the votes asked for, and with any where only supported ones do. */
export function takingPart(election: Election, rule: Rule): Scored[] {
  const least =
    rule.rule === "mes" && rule.supportedOnly && rule.minVotes < 1n ? 1n : rule.minVotes;
  return score(election, rule.by).filter(({ votes }) => votes >= least);
}
