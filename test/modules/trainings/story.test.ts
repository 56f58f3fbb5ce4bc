import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Villager } from "../../kit/conversation.ts";
import { openTrainings, plan, type Trainings } from "./stage.ts";

describe("a training from its invitation to its list", () => {
  let stage: Trainings;
  let technician: Villager;
  let families: Villager[];
  beforeEach(async () => {
    stage = await openTrainings();
    technician = await stage.person({ role: "technician", name: "Ana Huillca" });
    families = await stage.people(5, { sex: "F", born: 1990 });
  });
  afterEach(() => stage.close());

  /** The code of the door, as the technician was told. */
  const codeIn = (told: string): string => /LLEGUÉ (\d{4})/.exec(told)?.[1] ?? "";

  it("gives two places to the first two of five, the rest wait, and a freed place is offered on", async () => {
    const { village, talk, hears, due } = stage;
    const preview = await talk(technician, ...plan());
    expect(preview).toContain("— Castellano —");
    expect(preview).toContain("— Runasimi —");
    expect(preview).toContain("«Ordeño limpio»: viernes 27 de noviembre, 9:00, en local comunal");
    expect(preview).toContain(
      "Lo recibirán 5 personas; la última, hoy lunes 23 de noviembre, 7:00",
    );
    const sent = await talk(technician, "1");
    expect(sent).toContain("las invitaciones salen ahora para 5 personas");
    const code = codeIn(sent);

    await due();
    for (const one of families) expect(await hears(one)).toContain("1 Voy\n2 No puedo\n3 Quiero");
    const [first, second, third, fourth, fifth] = families as [
      Villager,
      Villager,
      Villager,
      Villager,
      Villager,
    ];
    expect(await talk(first, "12")).toContain("Anoté 12 L");
    expect(await talk(first, "voy")).toContain("✅ Listo, tiene su lugar");
    const details = await talk(second, "3");
    expect(details).toContain("Cómo lavar la ubre");
    expect(details).toContain("La da: Ana Huillca");
    expect(await talk(second, "1")).toContain("✅ Listo, tiene su lugar");
    for (const one of [third, fourth, fifth])
      expect(await talk(one, "1")).toContain("lista de espera");
    expect(await talk(third, "capacitaciones")).toContain("⏳ Ordeño limpio");
    expect(await talk(technician, "capacitaciones", "1")).toContain(
      "Invitados 5. Van 2, no pueden 0, esperan 3, vinieron 0.",
    );

    // One cannot come after all; the first who waits does not answer in time, the next takes the place.
    village.at("2026-11-25", "10:00");
    expect(await talk(first, "ya no puedo")).toContain("será para otra familia");
    await due();
    expect(await hears(third)).toContain("Se liberó un lugar en «Ordeño limpio»");
    expect(await hears(fourth)).toBe("");
    expect(await talk(fifth, "voy")).toContain("lista de espera");
    village.at("2026-11-25", "14:01");
    await due();
    expect(await hears(fourth)).toContain(
      "Se lo guardo hasta hoy miércoles 25 de noviembre, 18:01",
    );
    expect(await talk(fourth, "sí")).toContain("✅ Listo, tiene su lugar");
    expect(await talk(third, "1")).toContain("lista de espera");

    // The evening before and two hours before, those who come are reminded, nobody else.
    village.at("2026-11-26", "19:00");
    await due();
    for (const one of [second, fourth]) expect(await hears(one)).toContain("Le recuerdo la");
    village.at("2026-11-27", "07:00");
    await due();
    for (const one of [second, fourth]) expect(await hears(one)).toContain("Le recuerdo la");
    for (const one of [first, third, fifth]) expect(await hears(one)).toBe("");

    village.at("2026-11-27", "09:05");
    expect(await talk(second, `Llegué ${code}`)).toContain("✅ Anoté que vino");
    expect(await talk(second, `asistencia ${code}`)).toContain("ya está anotada");
    expect(await talk(fifth, "llegué", code)).toContain("✅ Anoté que vino");
    expect(await talk(fifth, "llegué 1")).toContain("No conozco ese código");
    const list = await talk(technician, "capacitaciones", "1", "1");
    expect(list).toContain("Rosa 2, Pampaccasa");
    expect(list).toContain("Vinieron 2: mujeres 2, varones 0.");
    await talk(technician, "4", "Lave la ubre con agua tibia.");

    village.at("2026-11-27", "12:30");
    await due();
    const asked = await hears(second);
    expect(asked).toContain("Lave la ubre con agua tibia.");
    expect(asked).toContain("¿Cuánto le sirvió?");
    expect(await talk(second, "5")).toContain("¿Quiere decirnos algo más?");
    await talk(second, "1", "Que vuelvan pronto");
    const rows = await village.ask<{ rating: number; opinion: string }>(
      "SELECT rating, opinion FROM training_person WHERE rating IS NOT NULL",
    );
    expect(rows).toEqual([{ rating: 5, opinion: "Que vuelvan pronto" }]);
  });
});
