import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { weeklyChange } from "../../../src/modules/milk/summary.ts";
import { openVillage, TODAY, type Village } from "../../kit/conversation.ts";

const days = (...litres: number[]) =>
  litres.map((litre) => ({
    day: TODAY,
    totalMl: litre * 1000,
    morningMl: null,
    eveningMl: null,
    reportId: "",
  }));

describe("the week against the weeks before", () => {
  it.each([
    [[12], [10], 20],
    [[9], [10], -10],
    [[10, 10], [10, 10, 10], 0],
    [[], [10], null],
    [[10], [], null],
    [[10], [0, 0], null],
    [[0], [10], -100],
    [[10.05], [10], 1],
  ])("%j after %j is %s", (week, earlier, percent) => {
    expect(weeklyChange(days(...week), days(...earlier))).toBe(percent);
  });
});

describe("mi leche", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "19:00"));

  it("tells today, week and month, and what changed", async () => {
    const weeks = [12, 12, 12, 12, 12, 12, ...Array.from({ length: 28 }, () => 10)];
    const rosa = await village.newFamily({ history: weeks });
    await rosa.says("12");
    const [text] = await rosa.says("mi leche");
    expect(text).toMatch(/Hoy: 12 L\. Semana: 84 L\. Mes: 314 L\.\n[^]*20 % más/);
  });

  it("shows a dash for a day without a report, not a zero", async () => {
    const rosa = await village.newFamily({ history: [10] });
    expect((await rosa.says("mi leche")).join()).toContain("Hoy: –. Semana: 10 L.");
  });

  it("draws fourteen days, today highlighted, days without a report left open", async () => {
    const rosa = await village.newFamily({ history: [10, 9] });
    await rosa.says("0 litros");
    await rosa.says("mi leche");
    const picture = rosa.heard().at(-1)?.picture;
    expect(picture?.bars).toHaveLength(14);
    expect(picture?.bars.slice(-4)).toEqual([
      { label: "20/11", valueMilli: null, highlight: false },
      { label: "21/11", valueMilli: 9000, highlight: false },
      { label: "22/11", valueMilli: 10_000, highlight: false },
      { label: "23/11", valueMilli: 0, highlight: true },
    ]);
    expect(picture?.title).toBe("Leche por día, en litros");
    expect(picture?.line).toBeNull();
  });

  it("draws the mean of the weeks before as a line", async () => {
    const rosa = await village.newFamily({ history: Array.from({ length: 20 }, () => 10) });
    await rosa.says("mi leche");
    expect(rosa.heard().at(-1)?.picture?.line).toMatchObject({ valueMilli: 10_000 });
  });

  it("is the family's, whoever reported", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    const juan = await village.relative(rosa);
    expect((await juan.says("mi leche")).join()).toContain("Hoy: 12 L");
    const other = await village.newFamily();
    expect((await other.says("mi leche")).join()).toContain("Todavía no tengo leche");
  });
});
