import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";

describe.each(databases)("two phones of one family on %s", (kind) => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage(kind);
  });
  afterAll(() => village.close());

  it("report the same day at once: the second is asked and nothing is lost", async () => {
    for (let round = 0; round < 5; round++) {
      const rosa = await village.newFamily({ name: "Rosa" });
      const juan = await village.relative(rosa, { name: "Juan", language: "qu" });
      await Promise.all([rosa.says("12"), juan.says("5")]);
      const asked = [rosa, juan].filter((one) =>
        one
          .heard()
          .at(-1)
          ?.choices.some((choice) => choice.value === "add"),
      );
      expect(asked).toHaveLength(1);
      const second = asked[0] ?? rosa;
      await second.says("2");
      expect(await village.stored(rosa)).toMatchObject([{ day: TODAY, litres: 17 }]);
      const sql = "SELECT act FROM milk_report WHERE family_id = $1 ORDER BY id";
      expect(await village.ask(sql, rosa.familyId)).toMatchObject([
        { act: "recorded" },
        { act: "added" },
      ]);
    }
  });

  it("may both undo at once: it is undone once", async () => {
    const rosa = await village.newFamily();
    const juan = await village.relative(rosa);
    await rosa.says("12");
    const said = (await Promise.all([rosa.says("deshacer"), juan.says("deshacer")])).flat();
    expect(said.filter((text) => text.includes("borré 12 L"))).toHaveLength(1);
    expect(said.filter((text) => text.includes("No hay nada"))).toHaveLength(1);
    expect(await village.stored(rosa)).toEqual([]);
  });

  it("undo a figure of the other while that one corrects it", async () => {
    const rosa = await village.newFamily();
    const juan = await village.relative(rosa);
    await rosa.says("12");
    await Promise.all([rosa.says("no, 14"), juan.says("deshacer")]);
    expect([[], [12], [14]]).toContainEqual(
      (await village.stored(rosa)).map((stored) => stored.litres),
    );
  });

  it("many families at once lose nothing", async () => {
    const families = await Promise.all(Array.from({ length: 20 }, () => village.newFamily()));
    await Promise.all(families.map((family, index) => family.says(String(index + 1))));
    for (const [index, family] of families.entries())
      expect(await village.stored(family)).toMatchObject([{ litres: index + 1 }]);
  });
});
