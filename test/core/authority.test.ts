import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  AUTHORITY,
  DEEDS,
  REACHES,
  reaches,
  reachOf,
  ROLES,
  type Deed,
  type Role,
  type Territory,
} from "../../src/core/authority.ts";

const HOME: Territory = { communityId: "c1", associationId: "a1", municipalityId: "m1" };

/** Somebody who shares with us just this much. */
const OTHERS: Record<string, Territory> = {
  "the own community": { communityId: "c1", associationId: "a2", municipalityId: "m1" },
  "the own association": { communityId: "c2", associationId: "a1", municipalityId: "m1" },
  "the own municipality": { communityId: "c2", associationId: "a2", municipalityId: "m1" },
  "another municipality": { communityId: "c3", associationId: "a3", municipalityId: "m2" },
  "nobody knows where": { communityId: null, associationId: null, municipalityId: null },
};

/** docs/roles.md, as rows of role and deeds. */
function written(): Record<string, Record<string, string>> {
  const page = readFileSync("docs/roles.md", "utf8");
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], ...body] = rows;
  return Object.fromEntries(
    body.map(([role = "", ...cells]) => [
      role,
      Object.fromEntries(cells.map((cell, index) => [head[index + 1] ?? "", cell])),
    ]),
  );
}

describe("who may do what to whom", () => {
  it("stands in docs/roles.md as it stands in the code, cell by cell", () => {
    expect(written()).toEqual(AUTHORITY);
  });

  const cells = ROLES.flatMap((role) =>
    DEEDS.flatMap((deed) =>
      Object.entries(OTHERS).map(([place, there]) => [role, deed, place, there] as const),
    ),
  );
  it.each(cells)("%s, %s, in %s", (role, deed, place, there) => {
    const reach = reachOf([role], deed);
    const expected = {
      nobody: false,
      community: place === "the own community",
      association: place === "the own association",
      municipality: place.startsWith("the own"),
      everywhere: true,
    }[reach];
    expect(reaches(reach, HOME, there)).toBe(expected);
  });

  it("gives somebody of several roles the widest reach of them", () => {
    for (const deed of DEEDS) {
      const widest = Math.max(...ROLES.map((role) => REACHES.indexOf(AUTHORITY[role][deed])));
      expect(reachOf(ROLES, deed)).toBe(REACHES[widest]);
    }
    expect(reachOf([], "broadcast")).toBe("nobody");
  });

  it("lets nobody who belongs nowhere touch those of whom nothing is known", () => {
    const nowhere: Territory = { communityId: null, associationId: null, municipalityId: null };
    const pairs: [Role, Deed][] = ROLES.flatMap((role) =>
      DEEDS.map((deed) => [role, deed] as [Role, Deed]),
    );
    for (const [role, deed] of pairs) {
      const reach = reachOf([role], deed);
      expect(reaches(reach, nowhere, nowhere)).toBe(reach === "everywhere");
    }
  });
});
