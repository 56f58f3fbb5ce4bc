import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordConsent } from "../../../src/modules/people/store.ts";
import type { Villager } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";
import { openTrainings, type Trainings } from "../trainings/stage.ts";

/** What a technician writes from the question to the last look; the closing is Friday at six. */
const ASKED = ["nueva encuesta", "¿Qué hace más falta?", "riego, posta, camino"].concat([
  "viernes 27 a las 6 de la tarde",
  "5",
]);

describe.each(databases)("a poll on %s", (kind) => {
  let stage: Trainings;
  let technician: Villager;
  let rosa: Villager;
  let juana: Villager;
  beforeEach(async () => {
    stage = await openTrainings(kind);
    technician = await stage.person({ role: "technician", name: "Ana Huillca" });
    rosa = await stage.person({ name: "Rosa Quispe" });
    juana = await stage.person({ name: "Juana Condori", language: "qu" });
    await agree(stage, rosa, juana, technician);
  });
  afterEach(() => stage.close());

  it("is asked in two minutes, answered by a digit, changed, closed and told to all", async () => {
    const { talk, hears, due, village } = stage;
    expect(await talk(technician, ...ASKED)).toContain("Lo recibirán 2 personas.");
    expect(await talk(technician, "1")).toContain("la pregunta sale ahora para 2 personas");
    await due();
    expect(await hears(rosa)).toContain("Sondeo, no obliga a nadie. ¿Qué hace más falta?");
    expect(await hears(juana)).toContain("manan pitapas obligayta atinchu");
    expect(await talk(rosa, "2")).toContain("anoté: posta");
    expect(await talk(juana, "iskay")).toContain("qillqarqani: posta");
    expect(await talk(technician, "mis encuestas", "1")).toContain("Respondieron 2 de 2");
    expect(await talk(rosa, "encuestas", "1")).toContain("Cambiado, ahora es: riego.");
    village.at("2026-11-27", "18:01");
    await due();
    await due();
    const told = await hears(rosa);
    expect(told).toContain("Resultado del sondeo (no obliga a nadie): ¿Qué hace más falta?");
    expect(told).toContain("1 riego: 1\n2 posta: 1\n3 camino: 0\nRespondieron 2 de 2 personas.");
    // Two people are too few to be told apart.
    expect(told).not.toContain("Por comunidad");
    expect(await hears(juana)).toContain("2 posta: 1");
    expect(await talk(rosa, "encuestas")).toContain("no hay ninguna encuesta abierta");
  });

  it("takes no answer after it closed, and is called off without a count", async () => {
    const { talk, hears, due, village } = stage;
    await talk(technician, ...ASKED, "1");
    await due();
    await hears(rosa);
    expect(await talk(technician, "mis encuestas", "1", "2", "sí")).toContain("No se contó nada.");
    expect(await talk(rosa, "1")).toContain("Ese sondeo ya se cerró");
    village.at("2026-11-27", "18:01");
    await due();
    expect(await hears(juana)).not.toContain("Resultado");
  });

  it("is nobody's to make who may not", async () => {
    expect(await stage.talk(rosa, "nueva encuesta")).toContain("Solo los técnicos");
  });
});

async function agree({ village }: Trainings, ...people: Villager[]): Promise<void> {
  await village.store.transaction(async (tx) => {
    for (const { personId } of people)
      await recordConsent(tx, personId, ["votes"], true, "a test", village.now());
  });
}
