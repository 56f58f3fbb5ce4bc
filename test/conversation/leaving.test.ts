import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";

describe("leaving a question", () => {
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
    await rosa.says("15");
  });

  const litres = async (): Promise<number[]> =>
    (await village.stored(rosa)).map((stored) => stored.litres);

  it.each([
    ["cancelar", "lo dejamos ahí"],
    ["deshacer", "lo dejamos ahí"],
    ["saqiy", "lo dejamos ahí"],
    ["basta", "no le escribiré más avisos"],
    ["ayer 9", "Anoté 9 L"],
  ])("«%s» tells what was not noted", async (text, answer) => {
    const [said] = await rosa.says(text);
    expect(said).toMatch(/^No cambié nada: de hoy lunes 23 de noviembre queda 12 L\./);
    expect(said).toContain(answer);
    expect(await litres()).toContain(12);
  });

  it.each([
    ["ayuda", "MI LECHE"],
    ["yanapay", "MI LECHE"],
    ["persona", "Le avisé a un técnico"],
    ["precio leche", "leche"],
    ["¿cuándo es la reunión?", "se la paso a un técnico"],
    ["mi leche", "Hoy: 12 L"],
  ])("«%s» is answered in passing, and the question asked again", async (text, answer) => {
    const answers = (await rosa.says(text)).join("\n");
    expect(answers).toContain(answer);
    expect(answers).toMatch(/ya tengo 12 L[^]*1 Cambiar: queda 15 L/);
    await rosa.says("2");
    expect(await litres()).toEqual([27]);
  });

  it("«idioma» may be answered in between", async () => {
    await rosa.says("idioma");
    expect((await rosa.says("2"))[0]).toContain("15 L");
    await rosa.says("1");
    expect(await litres()).toEqual([15]);
    const sql = "SELECT language FROM person WHERE id = $1";
    expect(await village.ask(sql, rosa.personId)).toMatchObject([{ language: "qu" }]);
  });

  it.each(["repetir", "wakmanta"])("«%s» asks again as it was", async (text) => {
    await rosa.says("xyz");
    expect((await rosa.says(text))[0]).toMatch(/^De hoy.*ya tengo 12 L/);
    expect((await rosa.says("xyz"))[0]).toContain("Escriba 1 para cambiar");
  });

  it("lapses after a day: a number then is a report again", async () => {
    village.later({ days: 1, minutes: 1 });
    const [said] = await rosa.says("2");
    expect(said).toMatch(/No cambié nada: de ayer[^]*queda 12 L\.[^]*Anoté 2 L, hoy martes/);
    expect(await litres()).toEqual([12, 2]);
  });

  it("holds for a day", async () => {
    village.later({ hours: 23 });
    await rosa.says("2");
    expect(await litres()).toEqual([27]);
  });

  it("a press of the question's button after it was left is answered, and changes nothing", async () => {
    const question = rosa.heard().at(-1)?.question ?? "";
    await rosa.says("cancelar");
    const [said] = await rosa.sends({ kind: "press", question, value: "replace" });
    expect(said).toContain("ya pasó");
    expect(await litres()).toEqual([12]);
  });

  it.each(["nonsense", "99", ""])("a press of «%s» is no answer", async (value) => {
    const question = rosa.heard().at(-1)?.question ?? "";
    const said = await rosa.sends({ kind: "press", question, value });
    expect(said.join("\n")).toMatch(/ya pasó[^]*ya tengo 12 L/);
    expect(await litres()).toEqual([12]);
  });

  it("a sticker or a thank-you is no answer, and is helped along", async () => {
    expect((await rosa.says("gracias"))[0]).toContain("Escriba 1 para cambiar");
    await rosa.sends({ kind: "sticker", emoji: "👍" });
    expect(await litres()).toEqual([12]);
  });
});

describe("stopping and coming back", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "07:00"));

  it.each(["basta", "ya no me escriban", "amaña", "stop"])(
    "«%s» ends all we begin",
    async (text) => {
      const rosa = await village.newFamily({ purposes: ["reports", "reminders", "votes"] });
      await rosa.says(text);
      expect(await village.agrees(rosa)).toEqual(["reports"]);
      expect((await rosa.says("12"))[0]).toContain("Anoté 12 L");
    },
  );

  it.each(["seguir", "qatiy"])("«%s» brings the reminders back", async (text) => {
    const rosa = await village.newFamily({ language: "qu" });
    await rosa.says("basta");
    await rosa.says(text);
    expect(await village.agrees(rosa)).toEqual(["reminders", "reports"]);
  });

  it("takes back what waits to be sent unasked, and keeps both answers on record", async () => {
    const rosa = await village.newFamily();
    village.at(TODAY, "18:30");
    await village.remind();
    expect((await rosa.says("basta")).join()).not.toContain("¿Cuántos litros de leche hoy?");
    const sql = "SELECT granted FROM consent WHERE person_id = $1 AND purpose = 'reminders'";
    expect(await village.ask(sql, rosa.personId)).toHaveLength(2);
  });
});
