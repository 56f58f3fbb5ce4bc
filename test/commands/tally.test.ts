import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { runCommand } from "../kit/service.ts";

// Every case is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "kallpanchis-tally-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const five = file(
  "five.pb",
  `META
key;value
budget;15000
vote_type;approval
min_project_score_threshold;2
PROJECTS
project_id;cost;name
A;4000;Canal
B;9000;Reservorio
C;7000;Camino
VOTES
voter_id;vote
1;A,B,C
2;C
3;B,C
4;
5;A,B
`,
);

async function tally(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await runCommand(["tally", ...words], { DATABASE_URL: "none" });
  return { code: code ?? -1, out: stdout, err: stderr };
}

describe("the command that counts", () => {
  it("prints winners in order of purchase, costs and money left, and notes on standard error", async () => {
    const { code, out, err } = await tally(
      five,
      "--rule",
      "greedy",
      "--tie",
      "minCost,maxVotes,lex",
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      winners: ["C", "A"],
      costs: { C: "7000", A: "4000" },
      cost: "11000",
      moneyLeft: "4000",
    });
    expect(err).toContain("add --min-votes 2 to apply it");
  });

  it("explains each project by --trace, to the last fraction", async () => {
    const { out } = await tally(five, "--rule", "mes", "--tie", "minCost,lex", "--trace");
    const { winners, ties, trace } = JSON.parse(out) as Record<string, never>;
    expect(winners).toEqual(["C"]);
    expect(ties).toEqual([{ projects: ["B", "C"], chosen: "C", by: "minCost" }]);
    expect(trace).toMatchObject({
      purchases: [{ project: "C", price: "7000/3", effectiveVotes: "3" }],
      projects: [
        {
          project: "A",
          votes: "2",
          reason: "supporters-short",
          available: "11000/3",
          votesShort: 1,
        },
        { project: "B", votes: "3", reason: "supporters-short", available: "13000/3" },
        { project: "C", votes: "3", reason: "bought", place: 1, votesShort: null },
      ],
    });
  });

  it.each([
    [["--rule", "mes"], "Projects B and C are exactly equal: no tie rule is stated."],
    [["--rule", "mes", "--tie", "minPrice"], '"minPrice" is no tie rule. There are minCost'],
    [["--rule", "greedy", "--tie", "lot"], "--tie lot needs --seed"],
    [["--rule", "dice"], "Allowed choices are plurality, greedy, mes, phragmen"],
    [["--rule", "greedy", "--min-votes", "-1"], "Write a whole number"],
    [[], "required option '--rule <rule>' not specified"],
  ])("refuses %j and says what to do", async (words, message) => {
    const { code, out, err } = await tally(five, ...words);
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("names file and line of what it cannot read", async () => {
    const broken = file("broken.pb", "META\nbudget;x\nPROJECTS\nproject_id;cost\nVOTES\nvote\n");
    expect((await tally(broken, "--rule", "greedy")).err).toContain('broken.pb:2: budget "x"');
    const { code, err } = await tally(join(folder, "none.pb"), "--rule", "greedy");
    expect(code).toBe(1);
    expect(err).toContain("none.pb cannot be read");
  });
});
