import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addDays } from "../../../src/core/lima.ts";
import { openVillage, TODAY, type Village } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";

const REMINDER = /^Buenas tardes, Rosa\. ¿Cuántos litros de leche hoy\?/;

describe.each(databases)("the daily reminder on %s", (kind) => {
  let village: Village;
  /** A Monday of its own for each test: a day's run happens once. */
  let monday = TODAY;

  beforeAll(async () => {
    village = await openVillage(kind);
  });
  afterAll(() => village.close());
  beforeEach(() => {
    monday = addDays(monday, 7);
    village.at(monday, "18:00");
  });

  it("reminds a family once a day, and again the next", async () => {
    const rosa = await village.newFamily();
    for (let call = 0; call < 3; call++) await village.remind();
    expect(await rosa.hears()).toEqual([expect.stringMatching(REMINDER)]);
    village.at(addDays(monday, 1), "18:00");
    await village.remind();
    expect(await rosa.hears()).toHaveLength(1);
  });

  it("reminds one person of a family: the one who wrote last", async () => {
    const juan = await village.newFamily({ name: "Juan" });
    const rosa = await village.relative(juan, { name: "Rosa" });
    village.at(monday, "09:00");
    await rosa.says("gracias");
    village.at(monday, "18:00");
    await village.remind();
    expect(await rosa.hears()).toHaveLength(1);
    expect(await juan.hears()).toEqual([]);
  });

  it("is answered like any question", async () => {
    const rosa = await village.newFamily();
    await village.remind();
    await rosa.hears();
    expect((await rosa.says("12"))[0]).toContain("Anoté 12 L, hoy");
  });

  it("passes over families that reported, never agreed, opted out or cannot be reached", async () => {
    const reported = await village.newFamily();
    await reported.says("12");
    const unasked = await village.newFamily({ purposes: ["reports"] });
    const stopped = await village.newFamily();
    await stopped.says("basta");
    const gone = await village.newFamily();
    await gone.sends({ kind: "reachable", reachable: false });
    const stranger = await village.stranger();
    await stranger.says("hola");
    await village.remind();
    for (const one of [reported, unasked, stopped, gone, stranger])
      expect(await one.hears()).toEqual([]);
  });

  it.each([
    ["a Sunday", 6, "18:30"],
    ["a Monday", 0, "17:59"],
    ["a Monday", 0, "20:00"],
    ["a Monday", 0, "23:00"],
    ["a Monday", 0, "03:00"],
  ])("says nothing on %s (%d) at %s", async (_day, away, time) => {
    const rosa = await village.newFamily();
    village.at(addDays(monday, away), time);
    await village.remind();
    expect(await rosa.hears()).toEqual([]);
  });

  it("is not sent any more at night, however long it waited", async () => {
    const rosa = await village.newFamily();
    await village.remind();
    village.at(monday, "20:30");
    expect(await rosa.hears()).toEqual([]);
  });

  it("resumes where it was interrupted", async () => {
    const families = await Promise.all([1, 2, 3].map(() => village.newFamily()));
    const byId = families.sort((one, other) => (one.familyId < other.familyId ? -1 : 1));
    await village.store.transaction((tx) =>
      tx.run(
        "INSERT INTO daily_run (job, day, cursor) VALUES ('milk_reminder', $1, $2)",
        monday,
        byId[0]?.familyId ?? "",
      ),
    );
    await village.remind();
    const heard = await Promise.all(byId.map((family) => family.hears()));
    expect(heard.map((texts) => texts.length)).toEqual([0, 1, 1]);
  });

  it("repeats nothing when it fails after it was queued", async () => {
    const rosa = await village.newFamily();
    const failing = (): void => {
      throw new Error("the process ended");
    };
    await expect(village.remind(failing)).rejects.toThrow("the process ended");
    await village.remind();
    expect(await rosa.hears()).toHaveLength(1);
  });

  it("runs once for two processes at once", async () => {
    const rosa = await village.newFamily();
    await Promise.all([village.remind(), village.remind()]);
    expect(await rosa.hears()).toHaveLength(1);
  });
});
