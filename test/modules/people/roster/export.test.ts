import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exportFamilies } from "../../../../src/modules/people/roster/export.ts";
import { readRoster, ROSTER_COLUMNS } from "../../../../src/modules/people/roster/file.ts";
import { tidy } from "../../../../src/modules/people/roster/names.ts";
import type { RosterRow } from "../../../../src/modules/people/roster/row.ts";
import { writeTable, type TableFormat } from "../../../../src/tables/tables.ts";
import { databases } from "../../../kit/store.ts";
import { NOW, openBench, person, ZURITE, type ImportBench } from "./bench.ts";

describe.each(databases)("exporting families from %s", (kind) => {
  let bench: ImportBench;

  beforeAll(async () => (bench = await openBench(kind)));
  afterAll(() => bench.close());
  beforeEach(() => bench.empty());

  /** The file an operator gets, and how many persons it leaves out. */
  async function exported(format: TableFormat): Promise<{ bytes: Buffer; leftOut: number }> {
    const out = new PassThrough();
    const read = buffer(out);
    const leftOut = { persons: 0 };
    const rows = exportFamilies(bench.store, leftOut);
    await writeTable({ columns: ROSTER_COLUMNS, rows }, format, out);
    out.end();
    return { bytes: await read, leftOut: leftOut.persons };
  }

  /** Takes everything out and brings it in again: what would change. */
  async function roundTrip(format: "csv" | "xlsx") {
    const roster = await readRoster((await exported(format)).bytes, NOW);
    expect(roster.problems).toEqual([]);
    return { rows: roster.rows, report: await bench.load(roster.rows) };
  }

  function unchanged(rows: readonly RosterRow[]) {
    const families = new Set(rows.map((row) => row.familyCode)).size;
    return {
      families: { created: 0, updated: 0, unchanged: families },
      persons: { created: 0, updated: 0, unchanged: rows.length },
      problems: [],
      conflicts: [],
    };
  }

  it("gives the very columns of a roster, and its import changes nothing", async () => {
    const shared = "+51984123456";
    const rows = [
      person(2, {
        ...ZURITE,
        familyCode: "A-1",
        community: "Yanama",
        association: "Sumaq Ñan",
        sex: "F",
        birthYear: 1980,
        telegramId: "700",
        language: "qu",
        dni: "01234567",
        roles: ["delegate", "yachachiq"],
        purposes: ["reports", "reminders", "trainings", "prices", "votes"],
      }),
      person(3, { familyCode: "A-1", phone: shared, purposes: ["reports", "prices"] }),
      person(4, { familyCode: "B-1", phone: shared, purposes: [] }),
    ];
    await bench.load(rows);
    const { bytes } = await exported("csv");
    expect(bytes.toString("utf8").split("\n")[0]).toBe(ROSTER_COLUMNS.join(","));
    expect(bytes.toString("utf8")).toContain("yes");
    for (const format of ["csv", "xlsx"] as const)
      expect((await roundTrip(format)).report).toMatchObject(unchanged(rows));
  });

  it("takes names that a spreadsheet would run as formulas out harmless and in as they were", async () => {
    const name = fc
      .tuple(
        fc.constantFrom("", "=", "+", "-", "@", "'", "'=", "''@", "＝", '"', ";", ","),
        fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
      )
      .map((parts) => tidy(parts.join("")))
      .filter((text) => text !== "" && tidy(text) === text && !text.startsWith("#"));
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), async (names) => {
        await bench.empty();
        const rows = names.map((one, index) =>
          person(index + 2, { familyName: one, personName: `${one} ${index}`.trim() }),
        );
        await bench.load(rows);
        // A roster takes one ' away before a formula's sign: what is stored is what was meant.
        const { bytes } = await exported("csv");
        for (const line of bytes.toString("utf8").split("\n").slice(1))
          for (const cell of line.split(",")) expect(cell).not.toMatch(/^"?[=+\-@]/);
        for (const format of ["csv", "xlsx"] as const)
          expect((await roundTrip(format)).report).toMatchObject(unchanged(rows));
      }),
      { numRuns: kind === "sqlite" ? 25 : 5 },
    );
  });

  it("leaves out who has no name yet or no address a roster knows, and counts them", async () => {
    await bench.load([person(2)]);
    await bench.write(
      "INSERT INTO family (id, code, name, demonstration, created_at) VALUES ('n', 'N-1', '', false, $1)",
      NOW.toISOString(),
    );
    await bench.write(
      "INSERT INTO person (id, family_id, name, language, created_at) VALUES ('n', 'n', '', 'qu', $1)",
      NOW.toISOString(),
    );
    const { bytes, leftOut } = await exported("json");
    expect(JSON.parse(bytes.toString("utf8"))).toMatchObject([{ family_code: "F-2" }]);
    expect(leftOut).toBe(1);
  });
});
