import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases } from "../../../kit/store.ts";
import { EARLIER, openBench, person, type ImportBench } from "./bench.ts";

describe.each(databases)("consents of a roster on %s", (kind) => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await openBench(kind);
  }, 60_000);
  afterAll(() => bench.close());
  beforeEach(() => bench.empty());

  describe("consent", () => {
    it("withdrawn by chat stays withdrawn and is reported", async () => {
      await bench.load([person(2, { purposes: ["reports", "prices", "votes"] })]);
      const name = "Rosa Quispe 2";
      await bench.consents(
        await bench.personId(name),
        "prices",
        false,
        "stop",
        "2026-11-23T16:00:00.000Z",
      );
      const report = await bench.load([
        person(2, { purposes: ["reports", "prices", "votes", "trainings"] }),
      ]);
      expect(report.conflicts).toMatchObject([
        { row: 2, column: "consent", problem: expect.stringContaining("prices") },
      ]);
      expect(await bench.inForce(name)).toEqual(["reports", "trainings", "votes"]);
    });

    it("is not added by a roster to somebody who refused reports by chat", async () => {
      await bench.load([person(2)]);
      await bench.consents(
        await bench.personId("Rosa Quispe 2"),
        "reports",
        false,
        "¿Aceptas? — no",
        EARLIER,
      );
      const report = await bench.load([person(2, { purposes: ["reports", "prices"] })]);
      expect(report.conflicts).toMatchObject([
        { problem: expect.stringContaining("reports, prices") },
      ]);
      expect(await bench.inForce("Rosa Quispe 2")).toEqual([]);
    });

    it("that a roster had refused is granted by a newer one, and the older answer becomes history", async () => {
      await bench.load([person(2)]);
      await bench.consents(
        await bench.personId("Rosa Quispe 2"),
        "reports",
        false,
        "roster: old.csv",
        EARLIER,
      );
      await bench.load([person(2, { purposes: ["reports"] })]);
      expect(await bench.ask('SELECT granted, words FROM consent WHERE "current"')).toMatchObject([
        { words: "roster: roster.csv" },
      ]);
      expect((await bench.ask("SELECT id FROM consent")).length).toBe(2);
    });

    it("is not withdrawn by a no in the roster, which is reported", async () => {
      await bench.load([person(2, { purposes: ["reports"] })]);
      expect((await bench.load([person(2, { purposes: [] })])).conflicts).toMatchObject([
        { row: 2, column: "consent" },
      ]);
      expect(await bench.inForce("Rosa Quispe 2")).toEqual(["reports"]);
    });
  });
});
