import type { Election, Project, Rule } from "../counting/election.ts";
import { type Amount, readAmount, scale } from "./amounts.ts";
import { readBallots } from "./ballots.ts";
import { PbError, type PbFile, column, metaOf } from "./file.ts";

/** An election read from a file, and what was odd about the file. */
export interface PbElection {
  election: Election;
  /** What the ballots are meant to be counted by: heads for approvals and single choices, else points. */
  by: Rule["by"];
  /** Declared type of ballot: approval, choose-1, cumulative, scoring or ordinal. */
  voteType: string;
  names: ReadonlyMap<string, string>;
  /** What was passed over, with lines. */
  warnings: string[];
}

/** The election in a Pabulib file. Throws PbError where it could not be counted faithfully. */
export function electionOf(pb: PbFile): PbElection {
  const warnings: string[] = [];
  const budget = readBudget(pb);
  const costs = readCosts(pb, warnings);
  const decimals = Math.max(budget.decimals, ...costs.map(({ cost }) => cost.decimals));
  const projects: Project[] = costs.map(({ id, cost }) => ({ id, cost: scale(cost, decimals) }));
  const { ballots, by, voteType } = readBallots(pb, new Set(costs.map(({ id }) => id)), warnings);
  warnDeclared(pb, "num_projects", pb.projects.rows.length, "projects", warnings);
  warnDeclared(pb, "num_votes", ballots.length, "ballots", warnings);
  return {
    election: {
      budget: scale(budget, decimals),
      unit: 10n ** BigInt(decimals),
      projects,
      ballots,
    },
    by,
    voteType,
    names: new Map(costs.map(({ id, name }) => [id, name])),
    warnings,
  };
}

function readBudget(pb: PbFile): Amount {
  const entry = metaOf(pb, "budget");
  if (entry === null)
    throw new PbError(pb.file, null, "META states no budget. Add a line such as budget;100000");
  const amount = readAmount(entry.value);
  if (amount === null || amount.digits < 0n)
    throw new PbError(
      pb.file,
      entry.line,
      `budget "${entry.value}" is no amount. Write digits with a point before decimals, such as 100000.50`,
    );
  return amount;
}

/** A project of the file. One that costs nothing takes no part. */
interface Costed {
  id: string;
  name: string;
  cost: Amount;
}

function readCosts(pb: PbFile, warnings: string[]): Costed[] {
  const [id, cost, name] = ["project_id", "cost", "name"].map((key) => column(pb.projects, key));
  if (id === undefined || cost === undefined || name === undefined) return [];
  if (!pb.projects.columns.includes("cost"))
    throw new PbError(pb.file, null, "PROJECTS has no column cost. Add what each project costs.");
  const lines = new Map<string, number>();
  return pb.projects.rows.flatMap((row) => {
    const { line } = row;
    const known = lines.get(id(row));
    if (id(row) === "") throw new PbError(pb.file, line, "this project has no id. Give it one.");
    if (known !== undefined)
      throw new PbError(
        pb.file,
        line,
        `project ${id(row)} stands in line ${known} already. Give each its own id.`,
      );
    lines.set(id(row), line);
    const amount = readAmount(cost(row));
    if (amount === null || amount.digits < 0n)
      throw new PbError(
        pb.file,
        line,
        `cost "${cost(row)}" of project ${id(row)} is no amount. Write digits with a point before decimals, such as 12500.50`,
      );
    if (amount.digits > 0n) return [{ id: id(row), name: name(row), cost: amount }];
    warnings.push(`line ${line}: project ${id(row)} costs nothing and takes no part`);
    return [];
  });
}

function warnDeclared(
  pb: PbFile,
  key: string,
  found: number,
  what: string,
  warnings: string[],
): void {
  const entry = metaOf(pb, key);
  if (entry !== null && entry.value !== String(found))
    warnings.push(`line ${entry.line}: ${key} says ${entry.value}, but there are ${found} ${what}`);
}
