import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";

describe("the first contact", () => {
  let village: Village;
  let newcomer: Villager;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(async () => {
    village.at(TODAY, "07:00");
    newcomer = await village.stranger();
  });

  interface Kept {
    name: string;
    language: string;
    community_told: string | null;
    association_told: string | null;
    total_ml: number | null;
  }

  /** What is kept of the newcomer; nothing before the yes. */
  async function kept(): Promise<Kept | undefined> {
    const [row] = await village.ask<Kept>(
      `SELECT p.name, p.language, f.community_told, f.association_told, d.total_ml FROM identity i
       JOIN person p ON p.id = i.person_id JOIN family f ON f.id = p.family_id
       LEFT JOIN milk_day d ON d.family_id = f.id WHERE i.id = $1`,
      newcomer.identityId,
    );
    return row;
  }

  async function tells(...texts: string[]): Promise<string> {
    let said: string[] = [];
    for (const text of texts) said = await newcomer.says(text);
    return said.join("\n");
  }

  it("keeps the milk told before anything else, once there is a yes", async () => {
    expect(await tells("12")).toContain("¿Ima simipi?");
    expect(await tells("1")).toContain("¿Está de acuerdo?");
    expect(await kept()).toBeUndefined();
    expect(await tells("sí")).toMatch(/Anoté 12 L, hoy[^]*¿Cómo se llama usted\?/);
    expect(await tells("Rosa Quispe", "Yanama", "Ayuda Mutua")).toContain("Listo, gracias");
    expect(await kept()).toMatchObject({
      name: "Rosa Quispe",
      community_told: "Yanama",
      association_told: "Ayuda Mutua",
      total_ml: 12_000,
    });
  });

  it("«1» under the echo corrects the milk, not the name, and then the name is asked again", async () => {
    await tells("12", "1", "1");
    expect(await tells("1")).toContain("¿Cuántos litros fueron de verdad?");
    expect(await tells("14")).toMatch(/Corregido: ahora 14 L[^]*¿Cómo se llama usted\?/);
    await tells("Rosa Quispe", "0", "0");
    expect(await kept()).toMatchObject({ name: "Rosa Quispe", total_ml: 14_000 });
  });

  it("keeps the name as soon as it is told", async () => {
    await tells("12", "1", "1", "Rosa Quispe");
    expect(await kept()).toMatchObject({ name: "Rosa Quispe", community_told: null });
  });

  it("in Quechua", async () => {
    await tells("allillanchu", "runasimi", "arí", "chunka iskayniyuq", "Sisa Mamani", "0", "0");
    expect(await kept()).toMatchObject({ name: "Sisa Mamani", language: "qu", total_ml: 12_000 });
  });

  it.each([
    ["hola", "quechua", "qu"],
    ["hola", "español", "es"],
    ["hola", "français", "fr"],
    ["hola", "ingles", "en"],
  ])("«%s», «%s» is a choice of language", async (greeting, language, code) => {
    await tells(greeting, language);
    const sql = "SELECT language FROM identity WHERE id = $1";
    expect(await village.ask(sql, newcomer.identityId)).toMatchObject([{ language: code }]);
  });

  it("by buttons", async () => {
    await tells("hola");
    await newcomer.presses("Castellano");
    await newcomer.presses("Sí");
    expect(await tells("12")).toContain("Anoté 12 L");
  });

  it("keeps the last milk told while the questions are asked", async () => {
    await tells("hola", "12 litros", "1", "14 litros", "1");
    expect(await kept()).toMatchObject({ total_ml: 14_000 });
  });

  it("keeps nothing after a no, and asks again another time", async () => {
    expect(await tells("12", "1", "no")).toContain("no guardo nada");
    expect(await kept()).toBeUndefined();
    expect(await tells("12")).toContain("¿Está de acuerdo?");
    expect(await tells("sí")).toContain("Anoté 12 L");
  });

  it("never keeps anything however often it is not understood", async () => {
    await tells("hola", "xyz", "xyz", "xyz", "1", "xyz", "xyz", "xyz", "xyz");
    expect(await kept()).toBeUndefined();
    expect(await tells("2")).toContain("no guardo nada");
  });

  it("basta is heard at once", async () => {
    expect(await tells("hola", "basta")).toContain("no le escribiré");
    expect(await kept()).toBeUndefined();
  });

  it("records the words to which somebody said yes", async () => {
    await tells("12", "1", "sí");
    const sql = `SELECT c.purpose, c.words FROM consent c JOIN identity i ON i.person_id = c.person_id
      WHERE i.id = $1 ORDER BY c.purpose`;
    const rows = await village.ask<{ purpose: string; words: string }>(sql, newcomer.identityId);
    expect(rows.map((row) => row.purpose)).toEqual(["reminders", "reports"]);
    expect(rows[0]?.words).toContain("Guardo la leche que usted me cuente");
  });

  it.each(["Ayuda", "Persona Condori", "Idioma", "Si Mamani", "Doce", "Cancelar"])(
    "a name or place like «%s» is taken as told",
    async (word) => {
      await tells("12", "1", "1", word, word, word, "hola");
      expect(await kept()).toMatchObject({ name: word, community_told: word });
    },
  );

  it("passes over what somebody does not want to tell", async () => {
    expect(await tells("12", "1", "1", "Rosa", "0", "ninguna")).toContain("Listo, gracias");
    expect(await kept()).toMatchObject({ name: "Rosa", community_told: null });
    expect(await kept()).toMatchObject({ association_told: null });
  });

  it("a report in between is noted, and the question asked again", async () => {
    const said = await tells("12", "1", "1", "ayer 9 litros");
    expect(said).toMatch(/Anoté 9 L, ayer[^]*¿Cómo se llama usted\?/);
  });

  it("saves quietly what was told when no more comes", async () => {
    await tells("12", "1", "1", "Rosa Quispe");
    village.later({ hours: 24 });
    await village.ringTimers();
    expect(await newcomer.hears()).toEqual([]);
    expect(await kept()).toMatchObject({ name: "Rosa Quispe", community_told: null });
  });

  it("links a community that we know by its name", async () => {
    await village.store.transaction(async (tx) => {
      await tx.run("INSERT INTO municipality (id, name) VALUES ('m', 'Anta')");
      await tx.run("INSERT INTO district (id, name, municipality_id) VALUES ('d', 'Zurite', 'm')");
      await tx.run("INSERT INTO community (id, name, district_id) VALUES ('c', 'Yanama', 'd')");
    });
    await tells("12", "1", "1", "Rosa", "YANAMA", "0");
    const sql = `SELECT f.community_id FROM identity i JOIN person p ON p.id = i.person_id
      JOIN family f ON f.id = p.family_id WHERE i.id = $1`;
    expect(await village.ask(sql, newcomer.identityId)).toMatchObject([{ community_id: "c" }]);
  });

  describe("of somebody on the roster who was never asked", () => {
    beforeEach(async () => {
      newcomer = await village.newFamily({ name: "Rosa Quispe", purposes: [] });
    });

    it("asks only for the yes", async () => {
      expect(await tells("12")).toMatch(/^Hola, Rosa\.[^]*¿Está de acuerdo\?/);
      expect(await village.stored(newcomer)).toEqual([]);
      expect(await tells("sí")).toMatch(/^✅ Anoté 12 L/);
    });

    it("welcomes without a figure", async () => {
      expect(await tells("hola", "1")).toContain("Gracias, Rosa.");
      expect(await village.agrees(newcomer)).toEqual(["reminders", "reports"]);
    });

    it("respects a no", async () => {
      await tells("hola", "no");
      expect(await village.agrees(newcomer)).toEqual([]);
    });
  });
});
