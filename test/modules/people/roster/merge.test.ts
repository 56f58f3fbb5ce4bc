import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases } from "../../../kit/store.ts";
import { EARLIER, NONE, openBench, person, type ImportBench } from "./bench.ts";

describe.each(databases)("a roster of families who wrote before on %s", (kind) => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await openBench(kind);
  }, 60_000);
  afterAll(() => bench.close());
  beforeEach(() => bench.empty());

  describe("of somebody who wrote before", () => {
    it("attaches an address that stood alone and keeps the language chosen there", async () => {
      await bench.write(
        "INSERT INTO identity (id, channel, address, language, created_at) VALUES ('i1', 'telegram', '700', 'qu', $1)",
        EARLIER,
      );
      await bench.load([person(2, { telegramId: "700" })]);
      expect(
        await bench.ask(
          "SELECT i.id, p.language FROM identity i JOIN person p ON p.id = i.person_id WHERE i.channel = 'telegram'",
        ),
      ).toEqual([{ id: "i1", language: "qu" }]);
    });

    it("makes the self-registered person and milk those of the roster's new family", async () => {
      await bench.registersAlone({
        address: "700",
        days: [
          ["2026-11-19", 12_000],
          ["2026-11-20", 13_500],
        ],
        porongoMl: 40_000,
      });
      const report = await bench.load([
        person(2, { telegramId: "700", purposes: ["reports", "prices"] }),
      ]);
      expect(report).toMatchObject({
        families: { ...NONE, created: 1 },
        persons: { ...NONE, updated: 1 },
        conflicts: [],
      });
      expect(report.notes).toMatchObject([{ row: 2, problem: expect.stringContaining("N-700") }]);
      expect(
        await bench.ask(
          "SELECT p.id, p.name, p.language, f.code, f.association_told FROM person p JOIN family f ON f.id = p.family_id",
        ),
      ).toEqual([
        {
          id: "p700",
          name: "Rosa Quispe 2",
          language: "qu",
          code: "F-2",
          association_told: "Los de abajo",
        },
      ]);
      expect(await bench.milk()).toEqual([
        ["F-2", "2026-11-19", 12_000],
        ["F-2", "2026-11-20", 13_500],
      ]);
      expect(
        await bench.ask(
          "SELECT DISTINCT f.code, r.person_id FROM milk_report r JOIN family f ON f.id = r.family_id",
        ),
      ).toEqual([{ code: "F-2", person_id: "p700" }]);
      expect(
        await bench.ask(
          "SELECT f.code, c.size_ml FROM container c JOIN family f ON f.id = c.family_id",
        ),
      ).toEqual([{ code: "F-2", size_ml: 40_000 }]);
      expect(await bench.ask("SELECT code FROM family")).toEqual([{ code: "F-2" }]);
      expect(await bench.inForce("Rosa Quispe 2")).toEqual(["prices", "reports"]);
      expect(
        (await bench.load([person(2, { telegramId: "700", purposes: ["reports", "prices"] })]))
          .persons,
      ).toEqual({ ...NONE, unchanged: 1 });
    });

    it("joins both records of a person whom the roster already had, each day counted once", async () => {
      await bench.load([person(2, { purposes: ["reports"] })]);
      const roster = await bench.personId("Rosa Quispe 2");
      const [family] = await bench.ask<{ id: string }>("SELECT id FROM family");
      await bench.reports(family?.id ?? "", roster, "2026-11-20", 14_000);
      await bench.registersAlone({
        address: "700",
        days: [
          ["2026-11-19", 12_000],
          ["2026-11-20", 13_500],
        ],
      });
      await bench.consents("p700", "reminders", false, "stop", "2026-11-21T15:00:00.000Z");

      const dry = await bench.load(
        [person(2, { telegramId: "700", purposes: ["reports", "reminders"] })],
        true,
      );
      const report = await bench.load([
        person(2, { telegramId: "700", purposes: ["reports", "reminders"] }),
      ]);
      expect(report).toEqual({ ...dry, dryRun: false });
      expect(report.conflicts).toMatchObject([
        { row: 2, column: "consent", problem: expect.stringContaining("reminders") },
        {
          row: 2,
          column: null,
          problem: expect.stringContaining("2026-11-20: 13500 and 14000 ml"),
        },
      ]);
      expect(await bench.milk()).toEqual([
        ["F-2", "2026-11-19", 12_000],
        ["F-2", "2026-11-20", 14_000],
      ]);
      expect(await bench.ask("SELECT DISTINCT family_id, person_id FROM milk_report")).toEqual([
        { family_id: family?.id, person_id: roster },
      ]);
      expect(await bench.ask("SELECT DISTINCT person_id FROM identity")).toEqual([
        { person_id: roster },
      ]);
      expect(await bench.names("person")).toEqual(["Rosa Quispe 2"]);
      expect(
        await bench.ask(
          'SELECT purpose, count(*) AS n FROM consent WHERE "current" GROUP BY purpose ORDER BY purpose',
        ),
      ).toEqual([
        { purpose: "reminders", n: 1 },
        { purpose: "reports", n: 1 },
      ]);
    });

    it("joins two self-registered families to one household, whose first figure stays", async () => {
      await bench.registersAlone({
        address: "700",
        days: [["2026-11-20", 12_000]],
        porongoMl: 20_000,
      });
      await bench.registersAlone({
        address: "701",
        days: [
          ["2026-11-20", 9000],
          ["2026-11-21", 8000],
        ],
        porongoMl: 40_000,
      });
      const report = await bench.load([
        person(2, { telegramId: "700" }),
        person(3, { telegramId: "701", familyCode: "F-2" }),
      ]);
      expect(report.conflicts.map((conflict) => conflict.row)).toEqual([3, 3]);
      expect(await bench.milk()).toEqual([
        ["F-2", "2026-11-20", 12_000],
        ["F-2", "2026-11-21", 8000],
      ]);
      expect(await bench.ask("SELECT size_ml FROM container")).toEqual([{ size_ml: 20_000 }]);
      expect(await bench.names("person")).toEqual(["Rosa Quispe 2", "Rosa Quispe 3"]);
    });

    it("works for a phone too, by name when several persons share it", async () => {
      await bench.registersAlone({
        channel: "whatsapp",
        address: "+51984123456",
        name: "rosa quispe 3",
        days: [["2026-11-20", 12_000]],
      });
      const phone = "+51984123456";
      const report = await bench.load([person(2, { phone }), person(3, { phone })]);
      expect(report.notes).toContainEqual(expect.objectContaining({ row: 2, column: "phone" }));
      expect(await bench.milk()).toEqual([["F-3", "2026-11-20", 12_000]]);
    });

    it("leaves a self-registered family alone when the roster uses its own code", async () => {
      await bench.registersAlone({ address: "700", days: [["2026-11-20", 12_000]] });
      const report = await bench.load([person(2, { familyCode: "N-700", telegramId: "700" })]);
      expect(report).toMatchObject({
        families: { updated: 1 },
        persons: { updated: 1 },
        notes: [],
      });
      expect(await bench.milk()).toEqual([["N-700", "2026-11-20", 12_000]]);
    });
  });
});
