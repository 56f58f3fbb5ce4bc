import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Villager } from "../../kit/conversation.ts";
import { openTrainings, plan, type Trainings } from "./stage.ts";

describe("a training that changes", () => {
  let stage: Trainings;
  let technician: Villager;
  let rosa: Villager;
  let juana: Villager;
  beforeEach(async () => {
    stage = await openTrainings();
    technician = await stage.person({ role: "technician", name: "Ana Huillca" });
    rosa = await stage.person({ name: "Rosa Quispe" });
    juana = await stage.person({ name: "Juana Condori", language: "qu" });
    await stage.talk(technician, ...plan({ capacity: "1" }), "1");
    await stage.due();
    await stage.talk(rosa, "1");
    await stage.talk(juana, "1");
  });
  afterEach(() => stage.close());

  it("tells another day to those who come and wait, and reminds for that day alone", async () => {
    const { village, talk, hears, due } = stage;
    const done = await talk(technician, "capacitaciones", "1", "3", "1", "sábado 10 de la mañana");
    expect(done).toContain("Cambiado: «Ordeño limpio», sábado 28 de noviembre, 10:00");
    expect(done).toContain("Avisaré a 2 personas.");
    await due();
    expect(await hears(rosa)).toContain("Ahora es sábado 28 de noviembre, 10:00");
    expect(await hears(juana)).toContain("Kunanqa: sábado 28 noviembre, 10:00");
    village.at("2026-11-26", "19:00");
    await due();
    expect(await hears(rosa)).toBe("");
    village.at("2026-11-27", "19:00");
    await due();
    expect(await hears(rosa)).toContain("Le recuerdo la capacitación");
    expect(await hears(juana)).toBe("");
  });

  it("tells that it is called off, once, and reminds nobody any more", async () => {
    const { village, talk, hears, due } = stage;
    const asked = await talk(technician, "capacitaciones", "1", "5");
    expect(asked).toContain("¿Cancelar «Ordeño limpio»?");
    expect(await talk(technician, "1")).toContain("Cancelada. Avisaré a 2 personas.");
    await due();
    expect(await hears(rosa)).toContain("no se hará");
    expect(await hears(juana)).toContain("manan kanqachu");
    expect(await talk(rosa, "voy")).toContain("no hay ninguna capacitación");
    village.at("2026-11-26", "19:00");
    await due();
    expect(await hears(rosa)).toBe("");
    expect(await talk(technician, "capacitaciones")).toContain("No tiene capacitaciones");
  });

  it("offers a place that was added to whoever waits", async () => {
    const { talk, hears, due } = stage;
    await talk(technician, "capacitaciones", "1", "3", "4", "2");
    await due();
    expect(await hears(juana)).toContain("Huk lugarmi kashan");
    expect(await talk(juana, "arí")).toContain("lugarniyki kashan");
  });

  it("is answered by a button of days ago, and by words at any time", async () => {
    const { village, talk } = stage;
    village.later({ days: 1 });
    for (const litres of ["12", "no, 13", "ayer 9"]) await talk(rosa, litres);
    expect((await rosa.presses("No puedo")).join("\n")).toContain("será para otra familia");
    expect(await talk(rosa, "capacitaciones")).toContain("✖️ Ordeño limpio");
    expect((await rosa.presses("Voy")).join("\n")).toContain("lista de espera");
    expect(await talk(rosa, "ya no voy")).toContain("Gracias por avisar");
  });

  it("takes a late yes for what it is", async () => {
    const { village, talk } = stage;
    village.at("2026-11-27", "10:00");
    expect((await juana.presses("Risaq")).join("\n")).toContain("qallarinñan icha pasapunñan");
    expect(await talk(rosa, "ya no puedo")).toContain("no está anotado");
  });

  it("is ticked by the technician, corrected, and takes walk-ins", async () => {
    const { village, talk } = stage;
    const elsa = await stage.person({ name: "Elsa Ñahui", sex: "F" });
    village.at("2026-11-27", "12:00");
    const list = await talk(technician, "capacitaciones", "1", "2", "1");
    expect(list).toContain("1 Rosa Quispe (Pampaccasa)");
    expect(await talk(technician, "todos")).toContain("Anotado: 1 asistentes.");
    expect(await talk(technician, "2", "2", "elsa nahui")).toContain("1 Elsa Ñahui (Pampaccasa)");
    expect(await talk(technician, "1")).toContain("Anotado: 2 asistentes.");
    expect(await talk(technician, "2", "2", "nadie asi")).toContain("No encuentro a nadie así");
    const untick = await talk(technician, "2", "3");
    expect(untick).toContain("1 Elsa Ñahui (Pampaccasa)\n2 Rosa Quispe (Pampaccasa)");
    expect(await talk(technician, "2")).toContain("Anotado: 1 asistentes.");
    village.at("2026-11-27", "13:00");
    await stage.due();
    expect(await stage.hears(elsa)).toContain("¿Cuánto le sirvió?");
    expect(await stage.hears(rosa)).toBe("");
  });
});
