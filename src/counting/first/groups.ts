import type { Ballot, Election } from "../election.ts";
import { CountingError } from "./check.ts";
import type { Scored } from "./score.ts";

/**
 * The voters of an election, equal ballots taken together, in flat tables: group g supports the projects
 * `project[first[g]] … project[first[g + 1] - 1]`, and project p is supported by the groups
 * `supporter[start[p]] … supporter[start[p + 1] - 1]`. Numbers in here count heads and points, never money.
 */
export interface Groups {
  voters: number;
  /** Heads in each group. */
  heads: Int32Array;
  /** Community of each group: an index into `communities`. */
  community: Int32Array;
  communities: { name: string | null; voters: number }[];
  first: Int32Array;
  project: Int32Array;
  points: Float64Array;
  start: Int32Array;
  supporter: Int32Array;
  given: Float64Array;
}

/** Beyond this, points of all voters together could no longer be added exactly as plain numbers. */
const MOST_POINTS = 2n ** 50n;

/** Takes equal ballots together; projects that are not in `projects` are left out of them. */
export function groupBallots(
  election: Election,
  projects: readonly Scored[],
  by: "votes" | "points",
  apart: boolean,
): Groups {
  if (projects.reduce((all, { votes }) => all + votes, 0n) > MOST_POINTS)
    throw new CountingError(
      "The ballots give more points than can be counted. Use smaller points.",
    );
  const indexes = new Map(projects.map(({ id }, index) => [id, index]));
  const groups = new Map<
    string,
    { ballot: [number, number][]; heads: number; community: number }
  >();
  const communities = new Map<string | null, { name: string | null; voters: number; at: number }>();
  for (const ballot of election.ballots) {
    const name = apart ? ballot.community : null;
    const community = communities.get(name) ?? { name, voters: 0, at: communities.size };
    communities.set(name, community);
    community.voters += 1;
    const choices = choicesOf(ballot, indexes, by);
    const key = `${community.at}|${choices.join(";")}`;
    const group = groups.get(key) ?? { ballot: choices, heads: 0, community: community.at };
    groups.set(key, group);
    group.heads += 1;
  }
  return flatten(
    [...groups.values()],
    [...communities.values()].map(({ name, voters }) => ({ name, voters })),
    projects.length,
  );
}

function choicesOf(
  ballot: Ballot,
  indexes: ReadonlyMap<string, number>,
  by: "votes" | "points",
): [number, number][] {
  const choices: [number, number][] = [];
  for (const { project, points } of ballot.choices) {
    const index = indexes.get(project);
    if (index !== undefined) choices.push([index, by === "points" ? Number(points) : 1]);
  }
  return choices.sort(([one], [other]) => one - other);
}

function flatten(
  groups: { ballot: [number, number][]; heads: number; community: number }[],
  communities: Groups["communities"],
  projects: number,
): Groups {
  const entries = groups.reduce((all, { ballot }) => all + ballot.length, 0);
  const flat: Groups = {
    voters: communities.reduce((all, { voters }) => all + voters, 0),
    heads: Int32Array.from(groups, ({ heads }) => heads),
    community: Int32Array.from(groups, ({ community }) => community),
    communities,
    first: new Int32Array(groups.length + 1),
    project: new Int32Array(entries),
    points: new Float64Array(entries),
    start: new Int32Array(projects + 1),
    supporter: new Int32Array(entries),
    given: new Float64Array(entries),
  };
  let entry = 0;
  for (const [group, { ballot }] of groups.entries()) {
    for (const [project, points] of ballot) {
      flat.project[entry] = project;
      flat.points[entry] = points;
      flat.start[project + 1] = at(flat.start, project + 1) + 1;
      entry += 1;
    }
    flat.first[group + 1] = entry;
  }
  for (let project = 0; project < projects; project += 1)
    flat.start[project + 1] = at(flat.start, project + 1) + at(flat.start, project);
  const next = flat.start.slice();
  for (let group = 0; group < groups.length; group += 1)
    for (let entry = at(flat.first, group); entry < at(flat.first, group + 1); entry += 1) {
      const project = at(flat.project, entry);
      const place = at(next, project);
      next[project] = place + 1;
      flat.supporter[place] = group;
      flat.given[place] = at(flat.points, entry);
    }
  return flat;
}

/** An entry that is surely there. */
export function at(table: Int32Array | Float64Array, index: number): number {
  return table[index] as number;
}
