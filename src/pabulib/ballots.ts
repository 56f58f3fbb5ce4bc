import type { Ballot, Choice, Rule } from "../counting/election.ts";
import { type Amount, readAmount, scale } from "./amounts.ts";
import { PbError, type PbFile, column, metaOf } from "./file.ts";
import type { PbRow } from "./table.ts";

const TYPES = ["approval", "choose-1", "cumulative", "scoring", "ordinal"];

/** The projects of one ballot in the order they are written, with the points beside them where there are any. */
interface Marked {
  row: PbRow;
  projects: string[];
  points: Amount[];
  community: string | null;
}

/** The ballots of a file for the projects that take part, and whether they are counted by heads or by points. */
export function readBallots(
  pb: PbFile,
  ids: ReadonlySet<string>,
  warnings: string[],
): { ballots: Ballot[]; by: Rule["by"]; voteType: string } {
  const voteType = readType(pb, warnings);
  const marked = readMarks(pb, voteType === "cumulative" || voteType === "scoring", warnings);
  const listed = new Set(pb.projects.rows.map(column(pb.projects, "project_id")));
  const unknown = new Oddities("choices of projects that are not listed, not counted");
  const doubled = new Oddities("choices that stand twice in a ballot, counted once");
  const places = voteType === "ordinal" ? readPlaces(pb, marked) : 0;
  const decimals = marked.reduce(
    (most, { points }) => points.reduce((most, { decimals }) => Math.max(most, decimals), most),
    0,
  );
  const ballots = marked.map(({ row, projects, points, community }) => {
    const choices = new Map<string, Choice>();
    for (const [index, project] of projects.entries()) {
      if (!listed.has(project)) unknown.add(row, project);
      if (choices.has(project)) doubled.add(row, project);
      if (!ids.has(project) || choices.has(project)) continue;
      const given = points[index];
      const value =
        voteType === "ordinal"
          ? BigInt(Math.max(0, places - index))
          : given === undefined
            ? 1n
            : scale(given, decimals);
      if (value > 0n) choices.set(project, { project, points: value });
    }
    return { choices: [...choices.values()], community };
  });
  for (const oddities of [unknown, doubled]) warnings.push(...oddities.told());
  const scored = voteType === "ordinal" || marked.some(({ points }) => points.length > 0);
  return { ballots, by: scored ? "points" : "votes", voteType };
}

function readType(pb: PbFile, warnings: string[]): string {
  const entry = metaOf(pb, "vote_type");
  if (entry === null) {
    const guess = pb.votes.columns.includes("points") ? "cumulative" : "approval";
    warnings.push(`META states no vote_type; the ballots are read as ${guess}`);
    return guess;
  }
  const type = entry.value.toLowerCase().replace(/[ _]/g, "-");
  if (!TYPES.includes(type))
    throw new PbError(
      pb.file,
      entry.line,
      `vote_type "${entry.value}" is not known. There are ${TYPES.join(", ")}.`,
    );
  return type;
}

function readMarks(pb: PbFile, scored: boolean, warnings: string[]): Marked[] {
  const [vote, points, voter, home] = ["vote", "points", "voter_id", "neighborhood"].map((key) =>
    column(pb.votes, key),
  );
  if (vote === undefined || points === undefined || voter === undefined || home === undefined)
    return [];
  const withPoints = scored && pb.votes.columns.includes("points");
  if (scored && !withPoints)
    warnings.push("VOTES has no column points; every choice counts as one point");
  const voters = new Set<string>();
  const twice = new Oddities("ballots of a voter who stands in the file already, all counted");
  const marked = pb.votes.rows.map((row) => {
    if (voter(row) !== "" && voters.has(voter(row))) twice.add(row, voter(row));
    voters.add(voter(row));
    const projects = words(vote(row));
    return {
      row,
      projects,
      points: withPoints ? readPoints(pb, row, points(row), projects.length) : [],
      community: home(row) === "" ? null : home(row),
    };
  });
  warnings.push(...twice.told());
  return marked;
}

function readPoints(pb: PbFile, row: PbRow, text: string, count: number): Amount[] {
  const points = words(text).map((word) => {
    const amount = readAmount(word);
    if (amount === null || amount.digits < 0n)
      throw new PbError(pb.file, row.line, `"${word}" is no number of points of zero or more.`);
    return amount;
  });
  if (points.length !== count)
    throw new PbError(
      pb.file,
      row.line,
      `${count} projects, but ${points.length} numbers of points. Write one number for each project.`,
    );
  return points;
}

/** How many points a first place is worth: as many as places can be filled. */
function readPlaces(pb: PbFile, marked: readonly Marked[]): number {
  const stated = Number(metaOf(pb, "max_length")?.value ?? "");
  const longest = marked.reduce((longest, { projects }) => Math.max(longest, projects.length), 0);
  return Number.isInteger(stated) && stated >= longest ? stated : longest;
}

function words(text: string): string[] {
  return text === ""
    ? []
    : text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== "");
}

/** The same oddity in many ballots is told once, with its number and its first place. */
class Oddities {
  readonly #what: string;
  #count = 0;
  #first = "";

  constructor(what: string) {
    this.#what = what;
  }

  add({ line }: PbRow, word: string): void {
    this.#count += 1;
    if (this.#count === 1) this.#first = `line ${line}, "${word}"`;
  }

  told(): string[] {
    return this.#count === 0 ? [] : [`${this.#what}: ${this.#count} (first: ${this.#first})`];
  }
}
