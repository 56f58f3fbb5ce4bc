import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Language } from "../../src/core/language.ts";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";

const YESTERDAY = "2026-11-22";
const FRIDAY = "2026-11-20";

describe.each(databases)("a report on %s", (kind) => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage(kind);
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "07:00"));

  it.each<[Language, string, string, number]>([
    ["es", "12", TODAY, 12],
    ["es", "doce litros y medio", TODAY, 12.5],
    ["es", "12,5", TODAY, 12.5],
    ["es", "hoy saqué 9 litros de leche", TODAY, 9],
    ["es", "ayer 9", YESTERDAY, 9],
    ["es", "el viernes 8", FRIDAY, 8],
    ["es", "14/11 10 litros", "2026-11-14", 10],
    ["es", "unos 12", TODAY, 12],
    ["es", "no ordeñé", TODAY, 0],
    ["qu", "chunka iskayniyuq litro", TODAY, 12],
    ["qu", "qayna p'unchay isqun", YESTERDAY, 9],
    ["qu", "kunan qanchis litrota ch'awarqani", TODAY, 7],
    ["qu", "manan ch'awanichu", TODAY, 0],
    ["qu", "12 litros", TODAY, 12],
    ["fr", "hier 9 litres", YESTERDAY, 9],
    ["en", "yesterday 9 liters", YESTERDAY, 9],
  ])("in %s: «%s»", async (language, text, day, litres) => {
    const rosa = await village.newFamily({ language });
    const [echo] = await rosa.says(text);
    expect(echo).toContain(`${litres} L`);
    expect(await village.stored(rosa)).toMatchObject([{ day, litres }]);
  });

  it("keeps the two milkings of a day", async () => {
    const rosa = await village.newFamily();
    const [echo] = await rosa.says("mañana 7 tarde 5");
    expect(echo).toContain("12 L (mañana 7 + tarde 5)");
    expect(await village.stored(rosa)).toEqual([
      { day: TODAY, litres: 12, morning: 7, evening: 5 },
    ]);
  });

  it("notes several days at once, and undoes them together", async () => {
    const rosa = await village.newFamily();
    const [echo] = await rosa.says("ayer 9 hoy 12");
    expect(echo).toMatch(/9 L, ayer.*12 L, hoy/);
    expect(await village.stored(rosa)).toHaveLength(2);
    await rosa.says("deshacer");
    expect(await village.stored(rosa)).toEqual([]);
  });

  it("notes what is clear and asks about the rest", async () => {
    const rosa = await village.newFamily();
    await rosa.says("ayer 8");
    const [text] = await rosa.says("ayer 9 hoy 12");
    expect(text).toMatch(/Anoté 12 L, hoy[^]*ya tengo 8 L[^]*1 Cambiar: queda 9 L/);
    await rosa.says("1");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 9 }, { litres: 12 }]);
  });

  it("asks day by day when two days are open, and keeping one leads to the other", async () => {
    const rosa = await village.newFamily();
    await rosa.says("ayer 8 hoy 10");
    await rosa.says("ayer 9 hoy 12");
    const [second] = await rosa.says("3");
    expect(second).toContain("De hoy lunes 23 de noviembre ya tengo 10 L");
    await rosa.says("sumar");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 8 }, { litres: 22 }]);
  });

  it("counts for the day it speaks of, however late it arrives", async () => {
    const rosa = await village.newFamily();
    const written = village.now();
    village.later({ hours: 20 });
    const [echo] = await rosa.sends({ kind: "text", text: "hoy 12" }, written);
    expect(echo).toContain("ayer lunes 23 de noviembre");
    expect(await village.stored(rosa)).toMatchObject([{ day: TODAY, litres: 12 }]);
  });

  it("greets somebody of the roster once", async () => {
    const rosa = await village.newFamily({ name: "Rosa Quispe" });
    expect((await rosa.says("12"))[0]).toMatch(/^Hola, Rosa\. Soy Kallpanchis\.\n\n✅/);
    expect((await rosa.says("ayer 9"))[0]).toMatch(/^✅/);
  });

  it("greets without a name when there is none", async () => {
    const rosa = await village.newFamily({ name: "" });
    expect((await rosa.says("12"))[0]).toMatch(/^Hola\. Soy Kallpanchis\./);
  });

  it("is heard in a picture's caption", async () => {
    const rosa = await village.newFamily();
    const picture = { kind: "media", media: "picture", file: "f" } as const;
    expect((await rosa.sends({ ...picture, caption: "" }))[0]).toContain("Recibí su archivo");
    expect((await rosa.sends({ ...picture, caption: "12 litros" }))[0]).toContain("12 L");
  });
});

describe("anything but a report gets an answer too", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "07:00"));

  it.each([
    ["hola", /Escriba cuántos litros/],
    ["gracias", /A usted/],
    ["😀", /Escriba cuántos litros/],
    ["3 quesos", /solo anoto leche/],
    ["ayuda", /MI LECHE/],
    ["?", /MI LECHE/],
    ["sí", /Escriba cuántos litros/],
    ["volver", /Escriba cuántos litros/],
    ["precio", /precio de qué/],
    ["¿cuándo es la reunión?", /se la paso a un técnico/],
    ["no sé", /Cuando lo sepa/],
    ["todavía", /Cuando lo sepa/],
    ["mi leche", /Todavía no tengo leche/],
    ["sulpayki", /A usted/],
    ["yanapay", /MI LECHE/],
    ["asdf qwer", /No entendí/],
    ["a".repeat(10_000), /No entendí/],
  ])("«%.20s»", async (text, answer) => {
    const rosa = await village.newFamily();
    await rosa.says("hola");
    const answers = await rosa.says(text);
    expect(answers.join("\n")).toMatch(answer);
    expect(await village.stored(rosa)).toEqual([]);
  });

  it.each([
    { kind: "sticker", emoji: "👍" } as const,
    { kind: "location", latitude: -13.5, longitude: -72 } as const,
    { kind: "contact", phone: "+51984000001", own: true } as const,
  ])("a $kind", async (content) => {
    const rosa = await village.newFamily();
    expect(await rosa.sends(content)).toHaveLength(1);
  });

  it("calls a person after three messages that nobody understands, and goes on", async () => {
    const rosa = await village.newFamily();
    await rosa.says("asdf qwer");
    await rosa.says("zxcv poiu");
    expect(await village.tickets(rosa)).toEqual([]);
    expect((await rosa.says("blarg flump"))[0]).toContain("Le avisé a un técnico");
    expect(await village.tickets(rosa)).toEqual(["asked_for_person"]);
    expect((await rosa.says("12"))[0]).toContain("12 L");
  });

  it("counts the puzzled ones in a row only", async () => {
    const rosa = await village.newFamily();
    for (const text of ["asdf qwer", "zxcv poiu", "gracias", "blarg flump"]) await rosa.says(text);
    expect(await village.tickets(rosa)).toEqual([]);
  });

  it("notes that somebody blocked us, without a word", async () => {
    const rosa = await village.newFamily();
    expect(await rosa.sends({ kind: "reachable", reachable: false })).toEqual([]);
    const sql = "SELECT reachable FROM identity WHERE id = $1";
    const [row] = await village.ask<{ reachable: number }>(sql, rosa.identityId);
    expect(Boolean(row?.reachable)).toBe(false);
  });
});
