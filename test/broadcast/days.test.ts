import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addRestDay, removeRestDay, restDays } from "../../src/broadcast/calendar.ts";
import {
  confirmSeriesIn,
  controlSeries,
  seriesStatus,
  type SeriesStatus,
} from "../../src/broadcast/series.ts";
import { queueNotice } from "../../src/store/notices.ts";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";
import { draftIn, fatesIn, sendIn } from "./village.ts";

const purposes = ["reports" as const, "reminders" as const, "trainings" as const];

describe.each(databases)("days on %s", (kind) => {
  let village: Village;
  let rosa: Villager;
  beforeEach(async () => {
    village = await openVillage(kind);
    rosa = await village.newFamily({ purposes });
    await rosa.says("gracias");
    village.at(TODAY, "10:00");
  });
  afterEach(() => village.close());

  async function arrives(who = rosa): Promise<string[]> {
    await village.stage.runDue();
    return who.hears();
  }

  describe("of rest", () => {
    beforeEach(async () => {
      await village.store.transaction(async (tx) => {
        await tx.run("INSERT INTO municipality (id, name) VALUES ('m', 'Anta')");
        await tx.run(
          "INSERT INTO district (id, name, municipality_id) VALUES ('d', 'Zurite', 'm')",
        );
        await tx.run("INSERT INTO community (id, name, district_id) VALUES ('c', 'Marku', 'd')");
        await tx.run("UPDATE family SET community_id = 'c' WHERE id = $1", rosa.familyId);
      });
    });

    const add = (day: string, municipality: string | null): Promise<string> =>
      village.store.transaction((tx) =>
        addRestDay(tx, { day, municipality, name: "Fiesta", created_by: "Ana" }, village.now()),
      );

    it("hold back what nobody asked for, there and not elsewhere, until the next morning", async () => {
      const far = await village.newFamily({ purposes });
      await far.says("gracias");
      village.later({ hours: 1 });
      await add(TODAY, "anta");
      await sendIn(village);
      expect(await arrives(far)).toEqual(["Hay feria."]);
      expect(await rosa.hears()).toEqual([]);
      village.at("2026-11-24", "6:30");
      expect(await arrives()).toEqual(["Hay feria."]);
    });

    it("come every week, everywhere, and are no obstacle to an alarm or to what was agreed", async () => {
      await add("monday", null);
      const notice = {
        personId: rosa.personId,
        purpose: "trainings" as const,
        flow: "broadcast_digest",
        values: { name: { type: "text" as const, text: "Rosa" } },
        dueAt: village.now(),
        expiresAt: null,
      };
      const told = (text: string) => ({
        ...notice.values,
        messages: { type: "text" as const, text },
      });
      await village.store.transaction(async (tx) => {
        const now = village.now();
        await queueNotice(
          tx,
          { ...notice, values: told("calm"), onceKey: "a", urgent: false },
          now,
        );
        await queueNotice(tx, { ...notice, values: told("soon"), onceKey: "b", urgent: true }, now);
      });
      await sendIn(village, { ignoreQuiet: true });
      const heard = (await arrives()).join("\n");
      expect(heard).toContain("soon");
      expect(heard).toContain("Hay feria.");
      expect(heard).not.toContain("calm");
      village.at("2026-11-24", "6:30");
      expect((await arrives()).join()).toContain("calm");
    });

    it("spare families the evening's reminder", async () => {
      await add(TODAY, "Anta");
      village.at(TODAY, "18:00");
      await village.remind();
      expect(await rosa.hears()).toEqual([]);
      village.at("2026-11-24", "18:00");
      await village.remind();
      expect(await rosa.hears()).toHaveLength(1);
    });

    it("are listed, taken out, and refused with what to write", async () => {
      const id = await add("2026-12-08", "Anta");
      await add("sunday", "Anta");
      const listed = await village.store.read(restDays);
      expect(listed.map(({ day, municipality }) => [day, municipality])).toEqual([
        ["sunday", "Anta"],
        ["2026-12-08", "Anta"],
      ]);
      await expect(add("2026-12-08", "Anta")).rejects.toThrow(/is a day of rest in Anta already/);
      await expect(add("domingo", "Anta")).rejects.toThrow(
        /"domingo" is no day: write one such as/,
      );
      await expect(add("monday", "Anto")).rejects.toThrow(/There is no municipality "Anto"/);
      await village.store.transaction((tx) => removeRestDay(tx, id));
      await expect(village.store.transaction((tx) => removeRestDay(tx, id))).rejects.toThrow(
        /`calendar list` shows them all/,
      );
    });
  });

  it("with more messages than a day bears bring the rest in one the next morning", async () => {
    const ids: string[] = [];
    for (let number = 1; number <= 6; number++)
      ids.push(
        await sendIn(village, { content: { kind: "texts", texts: { es: `Aviso ${number}` } } }),
      );
    expect(await arrives()).toEqual(["Aviso 1", "Aviso 2", "Aviso 3"]);
    village.at("2026-11-24", "6:30");
    const [digest, ...more] = await arrives();
    expect(more).toEqual([]);
    expect(digest).toMatch(
      /^Buenos días, Rosa\..*\n\nAviso 4\n\n· · ·\n\nAviso 5\n\n· · ·\n\nAviso 6$/s,
    );
    const [last] = await fatesIn(village, ids[5] ?? "");
    expect(last?.history.map(({ state }) => state)).toEqual([
      "queued",
      "put_off",
      "merged",
      "sent",
    ]);
    for (const id of ids) expect(await fatesIn(village, id)).toMatchObject([{ state: "sent" }]);
  });

  it("put off by attention, a single message comes as it is, and one withdrawn by BASTA not at all", async () => {
    for (let number = 1; number <= 4; number++)
      await sendIn(village, { content: { kind: "texts", texts: { es: `Aviso ${number}` } } });
    await arrives();
    village.at("2026-11-24", "6:30");
    expect(await arrives()).toEqual(["Aviso 4"]);
    for (let number = 5; number <= 9; number++)
      await sendIn(village, { content: { kind: "texts", texts: { es: `Aviso ${number}` } } });
    await arrives();
    await rosa.says("BASTA");
    village.at("2026-11-25", "6:30");
    expect(await arrives()).toEqual([]);
  });

  describe("of a series", () => {
    const begin = (untilDay: string, everyDays = 7): Promise<{ series: string; id: string }> =>
      village.store.transaction((tx) =>
        confirmSeriesIn(tx, draftIn(village), { everyDays, untilDay }, "Ana", village.now()),
      );
    const status = (id: string): Promise<SeriesStatus> =>
      village.store.read((one) => seriesStatus(one, id));

    it("each find the audience as it is then, once a day, until the last", async () => {
      const { series } = await begin("2026-12-07");
      expect(await arrives()).toEqual(["Hay feria."]);
      expect(await arrives()).toEqual([]);
      const ana = await village.newFamily({ purposes });
      village.at("2026-11-30", "10:00");
      await Promise.all([village.stage.runDue(), village.stage.runDue()]);
      expect(await rosa.hears()).toEqual(["Hay feria."]);
      expect(await ana.hears()).toEqual(["Hay feria."]);
      village.at("2026-12-07", "10:00");
      expect(await arrives()).toEqual(["Hay feria."]);
      village.at("2026-12-14", "10:00");
      expect(await arrives()).toEqual([]);
      const { state, next_at: next, runs } = await status(series);
      expect({ state, next, days: runs.map(({ day }) => day) }).toEqual({
        state: "done",
        next: null,
        days: ["2026-12-07", "2026-11-30", "2026-11-23"],
      });
    });

    it("that passed while the service was off are not made up for", async () => {
      const { series } = await begin("2026-12-31", 1);
      await arrives();
      village.at("2026-11-26", "9:00");
      expect(await arrives()).toEqual([]);
      village.at("2026-11-26", "10:00");
      expect(await arrives()).toEqual(["Hay feria."]);
      expect((await status(series)).runs).toHaveLength(2);
    });

    it("pass when nobody is there, with the reason, and stop when it is paused or cancelled", async () => {
      const { series } = await begin("2026-12-31", 1);
      await arrives();
      const control = (name: "pause" | "resume" | "cancel"): Promise<void> =>
        village.store.transaction((tx) => controlSeries(tx, series, name));
      await control("pause");
      village.at("2026-11-24", "10:00");
      expect(await arrives()).toEqual([]);
      await control("resume");
      expect(await arrives()).toEqual(["Hay feria."]);
      await village.store.transaction((tx) =>
        tx.run("INSERT INTO person_role (person_id, role) VALUES ($1, 'officer')", rosa.personId),
      );
      village.at("2026-11-25", "10:00");
      expect(await arrives()).toEqual([]);
      expect((await status(series)).reason).toMatch(/Nobody belongs to the audience/);
      await control("cancel");
      await expect(control("resume")).rejects.toThrow(/This series is cancelled/);
      await expect(begin("2026-11-01")).rejects.toThrow(/lies before the first day/);
    });
  });
});
