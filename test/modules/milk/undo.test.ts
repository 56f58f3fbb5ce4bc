import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";

describe.each(databases)("undoing on %s", (kind) => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage(kind);
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "07:00"));

  it("goes back step by step, to nothing", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("no, 14");
    await rosa.says("deshacer");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 12 }]);
    expect((await rosa.says("deshacer"))[0]).toContain("borré 12 L");
    expect(await village.stored(rosa)).toEqual([]);
    expect((await rosa.says("deshacer"))[0]).toContain("No hay nada");
  });

  it("brings back milkings as they were", async () => {
    const rosa = await village.newFamily();
    await rosa.says("mañana 7 tarde 5");
    await rosa.says("no, 14");
    await rosa.says("deshacer");
    expect(await village.stored(rosa)).toEqual([
      { day: TODAY, litres: 12, morning: 7, evening: 5 },
    ]);
  });

  it("takes back what was added only", async () => {
    const rosa = await village.newFamily();
    await rosa.says("7");
    await rosa.says("5");
    await rosa.says("2");
    await rosa.says("deshacer");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 7 }]);
  });

  it("is possible to the last minute of a day, then no more", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    village.later({ hours: 23, minutes: 59 });
    expect((await rosa.says("deshacer"))[0]).toContain("borré 12 L");
    await rosa.says("12");
    village.later({ hours: 24, minutes: 1 });
    expect((await rosa.says("deshacer"))[0]).toContain("No hay nada");
  });

  it("leaves other families alone", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    await (await village.newFamily()).says("deshacer");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 12 }]);
  });
});
