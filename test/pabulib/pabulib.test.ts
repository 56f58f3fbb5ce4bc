import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAmount, scale, writeAmount } from "../../src/pabulib/amounts.ts";
import { type PbElection, electionOf } from "../../src/pabulib/election.ts";
import { type PbFile, readPb, writePb } from "../../src/pabulib/file.ts";

/** A small file; each part can be replaced. */
function file({
  meta = "budget;100\nvote_type;approval",
  projects = "project_id;cost;name\nA;10;Canal\nB;20;Reservorio",
  votes = "voter_id;vote\n1;A,B\n2;B",
}: Partial<Record<"meta" | "projects" | "votes", string>> = {}): string {
  return `META\nkey;value\n${meta}\nPROJECTS\n${projects}\nVOTES\n${votes}\n`;
}

function read(text: string): PbElection {
  return electionOf(readPb(text, "city.pb"));
}

/** "A1 B1 / B1": the choices of each ballot. */
function ballots(text: string): string {
  return read(text)
    .election.ballots.map(({ choices }) =>
      choices.map(({ project, points }) => `${project}${points}`).join(" "),
    )
    .join(" / ");
}

describe("a Pabulib file", () => {
  it("is read: budget, projects, ballots", () => {
    const { election, by, names, warnings } = read(file());
    expect(election.budget).toBe(100n);
    expect(election.projects).toEqual([
      { id: "A", cost: 10n },
      { id: "B", cost: 20n },
    ]);
    expect(ballots(file())).toBe("A1 B1 / B1");
    expect(by).toBe("votes");
    expect(names.get("A")).toBe("Canal");
    expect(warnings).toEqual([]);
  });

  it.each([
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["line endings of Windows", (text: string) => text.replaceAll("\n", "\r\n")],
    ["line endings of old Macs", (text: string) => text.replaceAll("\n", "\r")],
    ["empty lines", (text: string) => text.replaceAll("\n", "\n\n")],
    [
      "sections in other letters",
      (text: string) => text.replace("META", "meta;").replace("VOTES", "Votes;;"),
    ],
    [
      "odd names of columns",
      (text: string) => text.replace("project_id;cost", " Project_ID ;COST "),
    ],
    ["no line key;value", (text: string) => text.replace("key;value\n", "")],
    ["spaces around fields", (text: string) => text.replaceAll(";", " ; ")],
    ["semicolons at the ends of lines", (text: string) => text.replaceAll("\n", ";;\n")],
  ])("is read the same with %s", (_, change) => {
    expect(read(change(file())).election).toEqual(read(file()).election);
  });

  it("keeps semicolons, quotes and line ends inside quotes", () => {
    const projects =
      'project_id;cost;name\nA;10;"Canal; ""el largo"""\nB;20;"Reservorio\nde arriba"\nC;5;5" de tubo\nD;5;"sin cerrar';
    const { names, election } = read(file({ projects }));
    expect([...names.values()]).toEqual([
      'Canal; "el largo"',
      "Reservorio\nde arriba",
      '5" de tubo',
      '"sin cerrar',
    ]);
    expect(election.projects.map(({ id }) => id)).toEqual(["A", "B", "C", "D"]);
  });

  it("counts decimals in costs exactly, one unit of currency staying one", () => {
    const { election } = read(
      file({ meta: "budget;4\nvote_type;approval", projects: "project_id;cost\nA;0.9\nB;1,09" }),
    );
    expect(election).toMatchObject({ budget: 400n, unit: 100n });
    expect(election.projects.map(({ cost }) => cost)).toEqual([90n, 109n]);
  });

  it("takes points, rankings and single choices as they are meant", () => {
    const votes = "voter_id;vote;points\n1;A,B;7,3\n2;B;0\n3;A;2.5";
    expect(ballots(file({ meta: "budget;9\nvote_type;cumulative", votes }))).toBe(
      "A70 B30 /  / A25",
    );
    const ranked = "voter_id;vote\n1;B,A\n2;A";
    expect(ballots(file({ meta: "budget;9\nvote_type;ordinal", votes: ranked }))).toBe(
      "B2 A1 / A2",
    );
    expect(
      ballots(file({ meta: "budget;9\nvote_type;ordinal\nmax_length;3", votes: ranked })),
    ).toBe("B3 A2 / A3");
    expect(read(file({ meta: "budget;9\nvote_type;Choose 1", votes: ranked })).by).toBe("votes");
  });

  it("tells what it passed over", () => {
    const { warnings, election } = read(
      file({
        meta: "budget;100\nnum_votes;5",
        projects: "project_id;cost\nA;10\nB;20\nW;0",
        votes: "voter_id;vote\n1;A,X,A\n1;W\n3;",
      }),
    );
    expect(election.ballots.map(({ choices }) => choices.length)).toEqual([1, 0, 0]);
    expect(warnings).toEqual([
      "line 9: project W costs nothing and takes no part",
      "META states no vote_type; the ballots are read as approval",
      'ballots of a voter who stands in the file already, all counted: 1 (first: line 13, "1")',
      'choices of projects that are not listed, not counted: 1 (first: line 12, "X")',
      'choices that stand twice in a ballot, counted once: 1 (first: line 12, "A")',
      "line 4: num_votes says 5, but there are 3 ballots",
    ]);
  });

  it.each([
    ["", "city.pb: has no section META. Is it a Pabulib .pb file?"],
    ["key;value", "city.pb:1: expected the line META before anything else."],
    [file({ meta: "vote_type;approval" }), "city.pb: META states no budget."],
    [file({ meta: "budget;much" }), 'city.pb:3: budget "much" is no amount.'],
    [file({ meta: "budget;1,000" }), 'city.pb:3: budget "1,000" is no amount.'],
    [file({ meta: "budget;-5" }), 'city.pb:3: budget "-5" is no amount.'],
    [file({ meta: "budget;5\nvote_type;loud" }), 'city.pb:4: vote_type "loud" is not known.'],
    [file({ projects: "id;cost\nA;1" }), "city.pb:6: PROJECTS has no column project_id;"],
    [file({ projects: "project_id;price\nA;1" }), "city.pb: PROJECTS has no column cost."],
    [
      file({ projects: "project_id;cost\nA;1\nA;2" }),
      "city.pb:8: project A stands in line 7 already.",
    ],
    [file({ projects: "project_id;cost\nA" }), 'city.pb:7: cost "" of project A is no amount.'],
    [file({ votes: "voter_id;choice\n1;A" }), "city.pb:10: VOTES has no column vote;"],
    [
      file({ meta: "budget;5\nvote_type;scoring", votes: "vote;points\nA,B;1" }),
      "city.pb:11: 2 projects, but 1 numbers of points.",
    ],
    [`${file()}META\n`, "city.pb:13: META stands twice."],
  ])("refuses with place and remedy: case %#", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("is written so that it reads the same again", () => {
    const field = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) =>
      // Line ends other than \n come back as \n; spaces at the ends of unquoted fields mean nothing.
      text.replaceAll(/\r\n?|\u2028|\u2029/g, "\n").replaceAll("\uFEFF", ""),
    );
    const id = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(id, fc.integer({ min: 1 }), field), { selector: ([id]) => id }),
        fc.array(fc.tuple(id, field)),
        (projects, votes) => {
          const pb: PbFile = {
            file: "x.pb",
            meta: [{ key: "budget", value: "7", line: 3 }],
            projects: {
              columns: ["project_id", "cost", "name"],
              rows: projects.map(([id, cost, name]) => ({
                line: 0,
                fields: [id, String(cost), name],
              })),
            },
            votes: {
              columns: ["voter_id", "vote"],
              rows: votes.map(([id, vote]) => ({ line: 0, fields: [id, vote] })),
            },
          };
          const again = readPb(writePb(pb), "x.pb");
          const fields = ({ rows }: PbFile["votes"]): string[][] =>
            rows.map(({ fields }) => fields);
          expect(fields(again.projects)).toEqual(fields(pb.projects));
          expect(fields(again.votes)).toEqual(fields(pb.votes));
        },
      ),
    );
  });
});

describe("an amount", () => {
  it.each([
    ["7200", "7200"],
    ["0.9", "0.9"],
    ["1 070 000,50", "1070000.5"],
    ["1,250,000.00", "1250000"],
    ["1,250,000", "1250000"],
    ["1.5e6", "1500000"],
    ["12.", "12"],
    ["+3", "3"],
    ["1,250", null],
    ["", null],
    ["1.2.3", null],
    ["S/ 5", null],
    ["0x10", null],
  ])("%s is read as %s", (text, expected) => {
    const amount = readAmount(text);
    expect(amount === null ? null : writeAmount(scale(amount, 6), 1_000_000n)).toBe(expected);
  });
});
