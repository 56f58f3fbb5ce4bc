import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";

describe("putting right what was noted", () => {
  let village: Village;
  let rosa: Villager;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(async () => {
    village.at(TODAY, "07:00");
    rosa = await village.newFamily();
    await rosa.says("12");
  });

  const litres = async (): Promise<number[]> =>
    (await village.stored(rosa)).map((stored) => stored.litres);

  it.each([
    [["1", "14"]],
    [["no, 14"]],
    [["me equivoqué", "14"]],
    [["me equivoqué, 14"]],
    [["eran 14 no 12"]],
    [["corregir", "14"]],
    [["está mal", "14"]],
    [["no", "14"]],
    [["pantarqani", "chunka tawayuq"]],
    [["manan, 14"]],
  ])("%j", async (texts) => {
    for (const text of texts) await rosa.says(text);
    expect(await litres()).toEqual([14]);
  });

  it("by the button, even after other talk", async () => {
    await rosa.says("gracias");
    await rosa.presses("Corregir");
    await rosa.says("14");
    expect(await litres()).toEqual([14]);
  });

  it("tells what stands now, and can be undone in turn", async () => {
    expect((await rosa.says("no, 14"))[0]).toContain("Corregido: ahora 14 L");
    expect((await rosa.says("deshacer"))[0]).toContain("Vuelve a quedar 12 L");
    expect(await litres()).toEqual([12]);
    expect((await rosa.says("deshacer"))[0]).toMatch(/borré 12 L|No hay nada/);
  });

  it("of another day than today", async () => {
    await rosa.says("ayer 9");
    await rosa.says("1");
    await rosa.says("8");
    expect(await village.stored(rosa)).toMatchObject([
      { day: "2026-11-22", litres: 8 },
      { day: TODAY, litres: 12 },
    ]);
  });

  it("is left alone when the person does not know", async () => {
    await rosa.says("1");
    expect((await rosa.says("no sé"))[0]).toContain("no cambié nada");
    expect(await litres()).toEqual([12]);
  });

  it.each(["deshacer", "borrar", "kutichipuy", "cancelar"])("«%s» erases", async (text) => {
    expect((await rosa.says(text))[0]).toContain("borré 12 L");
    expect(await litres()).toEqual([]);
  });

  it("by the button Deshacer, once", async () => {
    expect((await rosa.presses("Deshacer"))[0]).toContain("borré 12 L");
    expect((await rosa.presses("Deshacer"))[0]).toContain("No hay nada que deshacer");
    expect(await litres()).toEqual([]);
  });

  it("by the button of an older message undoes that one only", async () => {
    const first = rosa.heard().at(-1);
    await rosa.says("ayer 9");
    await rosa.sends({ kind: "press", question: first?.question ?? "", value: "undo" });
    expect(await village.stored(rosa)).toMatchObject([{ day: "2026-11-22", litres: 9 }]);
  });

  it("not by an old button whose figure was changed since", async () => {
    const first = rosa.heard().at(-1);
    await rosa.says("no, 14");
    await rosa.sends({ kind: "press", question: first?.question ?? "", value: "undo" });
    expect(await litres()).toEqual([14]);
  });

  it("brings back what stood before", async () => {
    await rosa.says("15");
    await rosa.says("1");
    expect((await rosa.says("deshacer"))[0]).toContain("Vuelve a quedar 12 L");
    expect(await litres()).toEqual([12]);
  });

  it("not after a day", async () => {
    village.later({ hours: 24, minutes: 1 });
    expect((await rosa.says("deshacer"))[0]).toContain("No hay nada que deshacer");
    expect((await rosa.presses("Deshacer"))[0]).toContain("más de un día");
    expect(await litres()).toEqual([12]);
  });

  it("a correction has nothing to correct after a day", async () => {
    village.later({ days: 1, hours: 1 });
    expect((await rosa.says("me equivoqué"))[0]).toContain("No tengo ningún reporte");
  });

  it("keeps every step in the book", async () => {
    await rosa.says("no, 14");
    await rosa.says("deshacer");
    const sql = "SELECT act FROM milk_report WHERE family_id = $1 ORDER BY id";
    const rows = await village.ask<{ act: string }>(sql, rosa.familyId);
    expect(rows.map((row) => row.act)).toEqual(["recorded", "corrected", "undone"]);
  });
});
