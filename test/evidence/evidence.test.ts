import fc from "fast-check";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { auditSample, isProof, proofOf } from "../../src/evidence/audit.ts";
import {
  commitmentOf,
  receiptOf,
  sampleOf,
  shuffled,
  statusOf,
  tagOf,
} from "../../src/evidence/ballot.ts";
import { canonical } from "../../src/evidence/canonical.ts";
import { writePackage } from "../../src/evidence/folder.ts";
import { eventsOf, headOf } from "../../src/evidence/log.ts";
import {
  consistencyProof,
  inclusionProof,
  isConsistent,
  leafHash,
  rootFromProof,
  rootOf,
} from "../../src/evidence/merkle.ts";
import { ballotFault, readRules, writeRules } from "../../src/evidence/rules.ts";
import { mergeSmall, OTHERS } from "../../src/evidence/turnout.ts";
import { approve, give, rank } from "../../src/counting/ballots.ts";
import { rules as someRules } from "../counting/elections.ts";
import { runCommand } from "../kit/service.ts";
import { holdVote, roll, rules } from "./vote.ts";

const vote = holdVote();

describe("the canonical form", () => {
  it("has one way to write a value", () => {
    expect(canonical({ b: 1n, a: ["x", null, true, 3], "": "ñ\n" })).toBe(
      '{"":"ñ\\n","a":["x",null,true,3],"b":"1"}',
    );
    expect(() => canonical(0.1)).toThrow("canonically");
  });

  it("brings rules back unchanged, whatever the rule of counting", () => {
    fc.assert(
      fc.property(fc.oneof(...Object.values(someRules)), (rule) => {
        const written = writeRules({ ...rules, rule });
        expect(readRules(written)?.rule).toEqual({ ...rule, seed: null });
        expect(readRules(` ${written}`)).toBeNull();
      }),
    );
  });
});

describe("the hash tree", () => {
  const contents = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ];
  const leaves = contents.map((hex) => leafHash(Buffer.from(hex, "hex").toString("latin1")));

  it("is that of RFC 6962, by its vectors", () => {
    const roots = [1, 2, 3, 8].map((size) => rootOf(leaves.slice(0, size)));
    expect(roots.map((root) => `${root.slice(0, 8)}…${root.slice(-4)}`)).toEqual([
      "6e340b9c…a01d",
      "fac54203…c125",
      "aeb6bcfe…6e77",
      "5dc9da79…4328",
    ]);
    expect(rootOf([])).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("proves that a sheet is in, and nothing that is not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (size, some) => {
        const tree = Array.from({ length: size }, (_, index) => leafHash(`sheet ${index}`));
        const index = some % size;
        const proof = inclusionProof(tree, index);
        expect(rootFromProof(tree[index] ?? "", index, size, proof)).toBe(rootOf(tree));
        expect(rootFromProof(leafHash("forged"), index, size, proof)).not.toBe(rootOf(tree));
        expect(rootFromProof(tree[index] ?? "", size, size, proof)).toBeNull();
        expect(rootFromProof(tree[index] ?? "", index, size, [...proof, "00"])).not.toBe(
          rootOf(tree),
        );
      }),
    );
  });

  it("AT24 proves that the head of a day begins that of the next", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (size, some) => {
        const tree = Array.from({ length: size }, (_, index) => leafHash(`sheet ${index}`));
        const earlier = { size: (some % size) + 1, root: "" };
        earlier.root = rootOf(tree.slice(0, earlier.size));
        const later = { size, root: rootOf(tree) };
        const proof = consistencyProof(tree, earlier.size);
        expect(isConsistent(earlier, later, proof)).toBe(true);
        expect(isConsistent({ ...earlier, root: leafHash("x") }, later, proof)).toBe(false);
        if (proof.length > 0)
          expect(isConsistent(earlier, { ...later, root: leafHash("x") }, proof)).toBe(false);
      }),
    );
  });
});

describe("AT27 the receipt of a ballot", () => {
  const ballots = eventsOf(vote.log, "ballot");

  it("leads to counted for the last, replaced for earlier ones, and never shows choices", () => {
    const tag = tagOf("the key of the pseudonyms", rules.election, "F-1");
    const [first, second] = ballots.filter((ballot) => ballot.tag === tag);
    expect(statusOf(vote.log, first?.height ?? 0, receiptOf(first?.commitment ?? ""))).toBe(
      "replaced",
    );
    expect(statusOf(vote.log, second?.height ?? 0, receiptOf(second?.commitment ?? ""))).toBe(
      "counted",
    );
    expect(statusOf(vote.log, second?.height ?? 0, receiptOf(first?.commitment ?? ""))).toBe(
      "unknown",
    );
    expect(statusOf(vote.log, 0, "00-00-00-00")).toBe("unknown");
  });

  it("AT20 says that paper beats chat, whatever the order", () => {
    const tag = tagOf("the key of the pseudonyms", rules.election, "F-8");
    const mine = ballots.filter((ballot) => ballot.tag === tag);
    expect(mine.map(({ way }) => way)).toEqual(["assisted", "paper", "chat"]);
    const statuses = mine.map(({ height, commitment }) =>
      statusOf(vote.log, height, receiptOf(commitment)),
    );
    expect(statuses).toEqual(["replaced", "counted", "replaced"]);
  });

  it("is eight digits that the same choices of another family do not share", () => {
    const ballot = {
      election: "e",
      tag: "t",
      nonce: "0".repeat(32),
      choices: approve(["1"]).choices,
    };
    expect(receiptOf(commitmentOf(ballot))).toMatch(/^\d\d-\d\d-\d\d-\d\d$/);
    expect(commitmentOf({ ...ballot, nonce: "1".repeat(32) })).not.toBe(commitmentOf(ballot));
    const turned = { ...ballot, choices: approve(["2", "1"]).choices };
    expect(commitmentOf(turned)).toBe(
      commitmentOf({ ...ballot, choices: approve(["1", "2"]).choices }),
    );
  });
});

describe("AT25 what is published", () => {
  it("holds no name, family or tag beside a choice, and nothing finer than the hour", () => {
    const published = [...vote.files.values()].join("\n");
    for (const { voter, holders } of roll) {
      expect(published).not.toMatch(new RegExp(`${voter}\\b`));
      expect(published).not.toContain(holders[0]);
    }
    const ballots = vote.files.get("ballots.pb") ?? "";
    for (const { tag, nonce } of vote.opened) {
      expect(ballots).not.toContain(tag);
      expect(published).not.toContain(nonce);
    }
    expect(ballots).not.toContain("Equeco");
    for (const { hour } of eventsOf(vote.log, "ballot"))
      expect(hour).toMatch(/^\d{4}-\d\d-\d\dT\d\d$/);
  });

  it("the order of ballots tells nothing of the order of voting", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(vote.opened, { minLength: vote.opened.length }), (order) => {
        expect(shuffled(order)).toEqual(shuffled(vote.opened));
      }),
      { numRuns: 20 },
    );
  });

  it("no group of fewer than ten is shown, on any roll", () => {
    const group = fc
      .record({ group: fc.string({ minLength: 1 }), voters: fc.nat(60), part: fc.nat(100) })
      .map(({ group, voters, part }) => ({
        group,
        voters,
        voted: Math.floor((voters * part) / 100),
      }));
    fc.assert(
      fc.property(
        fc.uniqueArray(group, { selector: ({ group }) => group, maxLength: 8 }),
        (groups) => {
          const shown = mergeSmall(groups, 10);
          const sum = (some: typeof groups): number[] => [
            some.reduce((sum, { voters }) => sum + voters, 0),
            some.reduce((sum, { voted }) => sum + voted, 0),
          ];
          expect(sum(shown)).toEqual(sum(groups));
          if (shown.length < 2) return;
          for (const { voters, voted } of shown) {
            expect(voted).toBeGreaterThanOrEqual(10);
            expect(voters === voted || voters - voted >= 10).toBe(true);
          }
        },
      ),
    );
    expect(mergeSmall([{ group: "a", voters: 5, voted: 2 }], 10)).toEqual([
      { group: OTHERS, voters: 5, voted: 2 },
    ]);
  });
});

describe("a ballot under the rules", () => {
  it.each([
    ["approval", approve(["1", "2", "3"]), null],
    ["approval", approve(["1", "2", "3", "4"]), "4 projects, at most 3"],
    ["approval", approve(["9"]), "there is no project 9"],
    ["approval", approve(["1", "1"]), "stands twice"],
    ["approval", give(new Map([["1", 2n]])), "an approval is worth one vote"],
    ["knapsack", approve(["2", "3", "4"]), null],
    ["knapsack", approve(["1", "2", "5"]), "cost more than the budget"],
    ["ranking", rank(["3", "1"], 3), null],
    [
      "ranking",
      give(
        new Map([
          ["3", 3n],
          ["1", 1n],
        ]),
      ),
      "not filled from the first on",
    ],
    [
      "points",
      give(
        new Map([
          ["3", 7n],
          ["1", 3n],
        ]),
      ),
      null,
    ],
    [
      "points",
      give(
        new Map([
          ["3", 7n],
          ["1", 4n],
        ]),
      ),
      "11 points, too many",
    ],
    ["points", { choices: [{ project: "1", points: 0n }], community: null }, "has no points"],
  ] as const)("%s: case %#", (kind, { choices }, fault) => {
    const form = { ...rules, ballot: { kind, most: 3, points: 10 } };
    const found = ballotFault(form, choices);
    if (fault === null) expect(found).toBeNull();
    else expect(found).toContain(fault);
  });
});

describe("the committee's sample", () => {
  it("is the same for everybody, and can be drawn by sha256sum", () => {
    const sample = auditSample(vote.log, "lluvia 12", 5);
    expect(sample).toHaveLength(5);
    const tags = [...new Set(vote.opened.map(({ tag }) => tag))];
    expect(sampleOf(tags.toReversed(), "lluvia 12", 5)).toEqual(sample.map(({ tag }) => tag));
    const shell = tags.map((tag) => {
      const hash = execFileSync("sh", [
        "-c",
        `printf '%s\\n%s' "$0" "$1" | sha256sum`,
        "lluvia 12",
        tag,
      ]);
      return { tag, hash: hash.toString("utf8") };
    });
    shell.sort((one, other) => (one.hash < other.hash ? -1 : 1));
    expect(shell[0]?.tag).toBe(sample[0]?.tag);
    expect(auditSample(vote.log, "lluvia 12", 500)).toHaveLength(50);
  });

  it("by the command, with a proof that a sheet is in the log of a published code", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kallpanchis-audit-"));
    try {
      writePackage(folder, vote.files);
      const run = (...words: string[]) => runCommand(["audit", ...words], { DATABASE_URL: "x" });
      const drawn = await run("sample", folder, "--seed", "lluvia 12", "--families", "5");
      expect(JSON.parse(drawn.stdout)).toMatchObject({
        sample: auditSample(vote.log, "lluvia 12", 5),
      });
      const proof = await run("sheet", folder, "7");
      const file = join(folder, "proof.json");
      writeFileSync(file, proof.stdout);
      const { size, root } = headOf(vote.log);
      expect((await run("proof", file)).stdout).toContain(`${size}:${root}`);
      writeFileSync(file, proof.stdout.replace('"sheet": 7', '"sheet": 8'));
      expect(await run("proof", file)).toMatchObject({ code: 1, stdout: "" });
      expect((await run("sheet", folder, "7777")).stderr).toContain("There is no sheet 7777");
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(isProof(proofOf(vote.log, 3, 20))).toBe(true);
    // Five commands, each a process of its own.
  }, 120_000);
});
