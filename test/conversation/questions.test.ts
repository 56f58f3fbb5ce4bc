import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";

/** Eight days of about ten litres: enough to know what is usual. */
const USUAL = [10, 10, 11, 9, 10, 10, 12, 10];

describe("before a figure stands, what is not clear is asked", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "07:00"));

  async function todays(of: { familyId: string }): Promise<number | undefined> {
    const days = await village.stored(of as never);
    return days.find((stored) => stored.day === TODAY)?.litres;
  }

  describe("a second figure of the day", () => {
    it.each([
      ["1", 13],
      ["cambiar", 13],
      ["corregir", 13],
      ["2", 25],
      ["sumar", 25],
      ["summar", 25],
      ["3", 12],
      ["dejar", 12],
      ["no", 12],
      ["kimsa", 12],
    ])("«%s» leaves %d L", async (answer, litres) => {
      const rosa = await village.newFamily();
      await rosa.says("12");
      const [question] = await rosa.says("13");
      expect(question).toMatch(/ya tengo 12 L.*13 L\?[^]*1 .*13 L[^]*2 .*25 L[^]*3 .*12 L/);
      expect(await todays(rosa)).toBe(12);
      await rosa.says(answer);
      expect(await todays(rosa)).toBe(litres);
    });

    it("may be answered by a button", async () => {
      const rosa = await village.newFamily({ language: "qu" });
      await rosa.says("12");
      await rosa.says("chunka kimsayuq");
      const sum = rosa.heard().at(-1)?.choices[1]?.label ?? "";
      await rosa.presses(sum);
      expect(await todays(rosa)).toBe(25);
    });

    it("adds milking to milking", async () => {
      const rosa = await village.newFamily();
      await rosa.says("en la mañana 7");
      await rosa.says("en la tarde 5");
      await rosa.says("2");
      expect(await village.stored(rosa)).toEqual([
        { day: TODAY, litres: 12, morning: 7, evening: 5 },
      ]);
    });

    it.each([
      ["1", 12],
      ["es la misma", 12],
      ["2", 24],
      ["otra", 24],
    ])("the same figure again, «%s», leaves %d L", async (answer, litres) => {
      const rosa = await village.newFamily();
      await rosa.says("12");
      expect((await rosa.says("12"))[0]).toContain("¿Es la misma leche u otra?");
      await rosa.says(answer);
      expect(await todays(rosa)).toBe(litres);
    });
  });

  describe("an unusual figure", () => {
    it.each([
      [["30", "sí"], 30],
      [["30", "1"], 30],
      [["30", "arí"], 30],
      [["30", "no", "11"], 11],
      [["100", "1"], 10],
      [["100", "2"], 100],
      [["100", "otra", "12"], 12],
      [["1", "1"], 10],
    ])("%j leaves %d L", async (texts, litres) => {
      const rosa = await village.newFamily({ history: USUAL });
      const [first = "", ...answers] = texts;
      expect((await rosa.says(first))[0]).toContain("?");
      expect(await todays(rosa)).toBeUndefined();
      for (const answer of answers) await rosa.says(answer);
      expect(await todays(rosa)).toBe(litres);
    });

    it("is flagged once it is confirmed", async () => {
      const rosa = await village.newFamily({ history: USUAL });
      await rosa.says("30");
      await rosa.says("sí");
      const sql = "SELECT flagged FROM milk_day WHERE family_id = $1 AND day = $2";
      const [row] = await village.ask<{ flagged: number }>(sql, rosa.familyId, TODAY);
      expect(Boolean(row?.flagged)).toBe(true);
    });

    it("is judged by the family's cows too", async () => {
      const rosa = await village.newFamily({ cows: 2 });
      expect((await rosa.says("51"))[0]).toContain("51 L es distinto");
      expect((await rosa.says("50"))[0]).toContain("✅ Anoté 50 L");
    });

    it("far above all milk is noted only on a yes, and a technician is told", async () => {
      const rosa = await village.newFamily();
      expect((await rosa.says("900"))[0]).toContain("muchísimo");
      expect(await village.tickets(rosa)).toEqual([]);
      await rosa.says("sí");
      expect(await village.tickets(rosa)).toEqual(["far_above"]);
      expect(await todays(rosa)).toBe(900);
    });

    it("is asked about a sum as well", async () => {
      const rosa = await village.newFamily({ history: USUAL });
      await rosa.says("12");
      await rosa.says("13");
      expect((await rosa.says("2"))[0]).toContain("25 L es distinto");
      expect(await todays(rosa)).toBe(12);
      await rosa.says("sí");
      expect(await todays(rosa)).toBe(25);
    });
  });

  describe("a container", () => {
    it("is asked once and remembered", async () => {
      const rosa = await village.newFamily();
      expect((await rosa.says("2 porongos"))[0]).toContain("le entran a su porongo");
      expect((await rosa.says("20 litros"))[0]).toContain("40 L");
      expect((await rosa.says("ayer 1 porongo"))[0]).toContain("✅ Anoté 20 L, ayer");
    });

    it("is asked of each family", async () => {
      await (await village.newFamily()).says("2 baldes");
      expect((await (await village.newFamily()).says("2 baldes"))[0]).toContain("¿Cuántos litros");
    });

    it("cannot hold nothing or a lake", async () => {
      const rosa = await village.newFamily();
      for (const text of ["2 porongos", "900", "0"])
        expect((await rosa.says(text))[0]).toContain("le entran a su porongo");
      expect((await rosa.says("iskay chunka"))[0]).toContain("40 L");
    });
  });

  it.each([
    [["8 5", "sí"], 13],
    [["8 5", "no", "14"], 14],
    [["10-12", "2"], 12],
    [["10 o 12", "1"], 10],
    [["entre 10 y 12", "otra", "11"], 11],
  ])("two figures: %j leaves %d L", async (texts, litres) => {
    const rosa = await village.newFamily();
    const [first = "", ...answers] = texts;
    expect((await rosa.says(first))[0]).toContain("?");
    expect(await todays(rosa)).toBeUndefined();
    for (const answer of answers) await rosa.says(answer);
    expect(await todays(rosa)).toBe(litres);
  });

  it("keeps the two milkings of a figure that was guessed from them", async () => {
    const rosa = await village.newFamily();
    await rosa.says("8 5");
    await rosa.says("sí");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 13 }]);
  });

  describe("the day", () => {
    it("is asked when it is in doubt", async () => {
      const rosa = await village.newFamily();
      expect((await rosa.says("lunes 22 12 litros"))[0]).toMatch(
        /¿De qué día es\?\n\n1 hoy.*\n2 ayer/,
      );
      await rosa.says("2");
      expect(await village.stored(rosa)).toMatchObject([{ day: "2026-11-22", litres: 12 }]);
    });

    it("may be told instead of picked", async () => {
      const rosa = await village.newFamily();
      await rosa.says("lunes 22 12 litros");
      await rosa.says("viernes 12");
      expect(await village.stored(rosa)).toMatchObject([{ day: "2026-11-20", litres: 12 }]);
    });

    it("that has not come is not noted", async () => {
      const rosa = await village.newFamily();
      expect((await rosa.says("pasado mañana 12"))[0]).toContain("todavía no llega");
      expect(await village.stored(rosa)).toEqual([]);
    });
  });

  it("help grows, then a technician is called and the conversation is free again", async () => {
    const rosa = await village.newFamily();
    for (const text of ["12", "15"]) await rosa.says(text);
    expect((await rosa.says("xyz"))[0]).toContain("Escriba 1 para cambiar a 15 L");
    expect((await rosa.says("xyz"))[0]).toContain("Le avisé a un técnico");
    expect(await village.tickets(rosa)).toEqual(["report_unclear"]);
    expect((await rosa.says("ayer 9"))[0]).toContain("✅ Anoté 9 L");
  });
});
