import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actions } from "../../../src/actions.ts";
import { newId } from "../../../src/core/ids.ts";
import { saveAudience } from "../../../src/broadcast/saved.ts";
import { APPROVAL_SIZE } from "../../../src/broadcast/confirm.ts";
import { insertFamily, insertIdentity, insertPerson } from "../../../src/rehearsal/cast.ts";
import type { Villager } from "../../kit/conversation.ts";
import { openTrainings, plan, type Trainings } from "./stage.ts";

/** Every outcome of every action of trainings. */
const OUTCOMES = [
  "trainings.may_invite anywhere",
  "trainings.may_invite own_community",
  "trainings.may_invite refused",
  "trainings.may_invite nowhere",
  "trainings.check_start good",
  "trainings.check_start past",
  "trainings.check_start far",
  "trainings.check_capacity good",
  "trainings.check_capacity broken",
  "trainings.audiences some",
  "trainings.audiences chosen",
  "trainings.audiences none",
  "trainings.check_sending good",
  "trainings.check_sending past",
  "trainings.check_sending after_training",
  "trainings.preview ready",
  "trainings.preview ready_for_approval",
  "trainings.preview nobody",
  "trainings.create sent",
  "trainings.create later",
  "trainings.create approval",
  "trainings.create nobody",
  "trainings.create too_late",
  "trainings.mine some",
  "trainings.mine none",
  "trainings.mine no_organiser",
  "trainings.summary planned",
  "trainings.summary cancelled",
  "trainings.summary refused",
  "trainings.move changed",
  "trainings.move past",
  "trainings.move refused",
  "trainings.change_place changed",
  "trainings.change_place refused",
  "trainings.change_host changed",
  "trainings.change_host refused",
  "trainings.change_capacity changed",
  "trainings.change_capacity broken",
  "trainings.change_capacity refused",
  "trainings.set_material changed",
  "trainings.set_material refused",
  "trainings.cancel cancelled",
  "trainings.cancel refused",
  "trainings.to_tick some",
  "trainings.to_tick none",
  "trainings.ticked some",
  "trainings.ticked none",
  "trainings.tick noted",
  "trainings.tick refused",
  "trainings.untick noted",
  "trainings.untick refused",
  "trainings.find some",
  "trainings.find none",
  "trainings.add noted",
  "trainings.add refused",
  "trainings.to_approve waits",
  "trainings.to_approve settled",
  "trainings.approve approved",
  "trainings.approve settled",
  "trainings.reject rejected",
  "trainings.reject settled",
  "trainings.look open",
  "trainings.look cancelled",
  "trainings.look over",
  "trainings.details more",
  "trainings.details plain",
  "trainings.details cancelled",
  "trainings.details over",
  "trainings.accept place",
  "trainings.accept waiting",
  "trainings.accept over",
  "trainings.accept cancelled",
  "trainings.decline noted",
  "trainings.decline freed",
  "trainings.decline over",
  "trainings.decline cancelled",
  "trainings.about_yes one",
  "trainings.about_yes several",
  "trainings.about_yes none",
  "trainings.about_no one",
  "trainings.about_no several",
  "trainings.about_no none",
  "trainings.chosen chosen",
  "trainings.coming some",
  "trainings.coming none",
  "trainings.next going",
  "trainings.next waiting",
  "trainings.next offered",
  "trainings.next declined",
  "trainings.next unanswered",
  "trainings.next done",
  "trainings.code code",
  "trainings.arrive noted",
  "trainings.arrive again",
  "trainings.arrive unknown",
  "trainings.rate kept",
  "trainings.tell kept",
  "trainings.material text",
  "trainings.material none",
];

const DONE = plan({ capacity: "1", kind: "1", which: "1" });

describe("every outcome of every action of trainings is reached by talking", () => {
  let stage: Trainings;
  let ana: Villager;
  let rosa: Villager;
  let juana: Villager;
  const reached = new Set<string>();

  beforeAll(async () => {
    stage = await openTrainings();
    ana = await stage.person({ role: "technician", name: "Ana Huillca" });
    rosa = await stage.person({ name: "Rosa Quispe" });
    juana = await stage.person({ name: "Juana Condori" });
  });
  afterAll(() => stage.close());

  async function talk(who: Villager, ...words: string[]): Promise<string> {
    const heard = await stage.talk(who, ...words);
    for (const act of stage.village.acts.splice(0)) reached.add(act);
    return heard;
  }
  async function press(who: Villager, label: string): Promise<void> {
    await who.presses(label);
    for (const act of stage.village.acts.splice(0)) reached.add(act);
  }
  async function due(...who: Villager[]): Promise<void> {
    await stage.due();
    for (const one of who) await one.hears();
    for (const act of stage.village.acts.splice(0)) reached.add(act);
  }
  const sql = (text: string, ...values: string[]): Promise<number> =>
    stage.village.store.transaction((tx) => tx.run(text, ...values));
  const role = (who: Villager, name: string): Promise<number> =>
    sql("UPDATE person_role SET role = $2 WHERE person_id = $1", who.personId, name);

  it("by whoever plans", async () => {
    const { village } = stage;
    await talk(rosa, "nueva capacitación");
    const yachachiq = await stage.person({ role: "yachachiq", name: "Elsa Ñahui" });
    await sql("UPDATE family SET community_id = NULL WHERE id = $1", yachachiq.familyId);
    await talk(yachachiq, "nueva capacitación");
    const pampa = await village.ask<{ id: string }>(
      "SELECT id FROM community WHERE name = 'Pampaccasa'",
    );
    await sql(
      "UPDATE family SET community_id = $2 WHERE id = $1",
      yachachiq.familyId,
      pampa[0]?.id ?? "",
    );
    await talk(yachachiq, "nueva capacitación", "cancelar");
    await talk(ana, "nueva capacitación", "Ordeño", "0", "hoy 6 de la mañana", "27/11/2028 9 am");
    await talk(ana, "viernes 9 de la mañana", "local", "0", "2.5", "2", "4", "5");
    await talk(ana, "2", "hoy 6 de la mañana", "sábado 6 de la tarde", "mañana 6 de la tarde");
    await talk(ana, ...DONE, "3", "7", "1", "2");
    // Nobody of Ccasacunca: none lives there.
    await sql("DELETE FROM consent WHERE purpose = 'trainings' AND person_id = $1", rosa.personId);
    await talk(ana, "5");
    await talk(ana, "cancelar");
    await talk(ana, ...plan({ when: "hoy 8 de la mañana" }));
    village.at("2026-11-23", "08:30");
    await talk(ana, "1", "cancelar");
    await talk(ana, ...DONE);
    await sql("DELETE FROM consent WHERE purpose = 'trainings'");
    await talk(ana, "1", "5", "cancelar");
    await village.store.transaction(async (tx) => {
      for (const { personId } of [rosa, juana])
        await tx.run(
          "INSERT INTO consent (id, person_id, purpose, granted, words, at, current) VALUES ($1, $2, 'trainings', $3, '', '2026-11-01T00:00:00.000Z', $3)",
          newId(),
          personId,
          true,
        );
    });
    await sql("UPDATE training SET state = 'cancelled'");
  });

  it("by families", async () => {
    const { village } = stage;
    await talk(rosa, "voy");
    await talk(rosa, "ya no puedo");
    await talk(rosa, "capacitaciones");
    await talk(ana, ...DONE, "1");
    await due(rosa, juana);
    await talk(rosa, "3", "voy");
    await talk(juana, "capacitaciones");
    await talk(juana, "voy");
    await talk(juana, "capacitaciones");
    await talk(rosa, "capacitaciones");
    await talk(rosa, "ya no puedo");
    await talk(rosa, "capacitaciones");
    await talk(juana, "capacitaciones");
    await talk(ana, ...plan({ about: "0", topic: "Pastos" }), "1");
    await due(rosa, juana);
    await talk(rosa, "3", "2");
    await talk(juana, "gracias", "voy", "1");
    await talk(juana, "ya no puedo", "1");
    await talk(juana, "voy");
    await talk(ana, "capacitaciones", "1", "5", "1");
    await due(rosa, juana);
    await press(rosa, "Voy");
    await press(rosa, "No puedo");
    await press(rosa, "Quiero saber más");
    await talk(ana, "capacitaciones", "1", "5", "1");
    await due(rosa, juana);
    for (const label of ["Voy", "No puedo", "Quiero saber más"]) await press(juana, label);
    village.at("2026-11-27", "13:00");
    for (const label of ["Voy", "No puedo", "Quiero saber más"]) await press(juana, label);
    await sql("UPDATE training SET state = 'planned'");
    for (const label of ["Voy", "No puedo", "Quiero saber más"]) await press(juana, label);
    const [row] = await village.ask<{ code: string }>("SELECT code FROM training ORDER BY id");
    await talk(rosa, "llegué", "1", `llegué ${row?.code}`, `llegué ${row?.code}`);
    await due(rosa);
    await talk(rosa, "5", "1", "Muy bueno todo");
    const other = await village.ask<{ code: string }>(
      "SELECT code FROM training WHERE topic = 'Pastos'",
    );
    await talk(ana, "capacitaciones", "1");
    await sql("UPDATE training SET material_text = 'Lave la ubre' WHERE topic = 'Pastos'");
    await talk(rosa, `llegué ${other[0]?.code}`);
    village.later({ minutes: 20 });
    await due(rosa);
  });

  it("by whoever runs them", async () => {
    const { village } = stage;
    village.at("2026-12-01", "08:00");
    await sql("DELETE FROM training_person");
    await sql("DELETE FROM training");
    await talk(ana, "capacitaciones");
    await talk(ana, ...plan({ when: "viernes 9 de la mañana" }), "1");
    await due(rosa, juana);
    await talk(rosa, "voy");
    await talk(ana, "capacitaciones", "1", "3", "1", "hoy 6 de la mañana", "sábado 9 de la mañana");
    await talk(ana, "3", "2", "Casa de Rosa", "3", "3", "Benita", "3", "4", "2.5", "3");
    await talk(ana, "4", "Lave la ubre");
    await talk(ana, "2", "3");
    await talk(ana, "2", "1", "1", "2", "1");
    await talk(ana, "2", "2", "nadie asi", "2", "2", "juana condori", "1", "2", "3", "1");
    for (const words of [
      ["3", "1", "sábado 9 de la mañana"],
      ["3", "2", "Casa"],
      ["3", "3", "Benita"],
      ["3", "4", "8"],
      ["4", "Texto de después"],
      ["5", "1"],
      ["2", "1", "1"],
      ["2", "3", "1"],
      ["2", "2", "juana condori", "1"],
    ]) {
      const [first = "", ...rest] = words;
      const last = rest.pop() ?? "";
      const came = first === "2" && rest[0] === "3" ? "'2026-12-01T13:00:00.000Z'" : "NULL";
      await sql(`UPDATE training_person SET attended_at = ${came}`);
      await talk(ana, "capacitaciones", "1", first, ...rest);
      await role(ana, "producer");
      await talk(ana, last);
      await role(ana, "technician");
    }
    await talk(ana, "capacitaciones", "1", "5", "1");
  });

  it("by a second person, for many", async () => {
    const { village } = stage;
    await village.store.transaction(async (tx) => {
      for (let index = 0; index <= APPROVAL_SIZE; index++) {
        const [id, familyId] = [newId(), newId()];
        await insertFamily(tx, familyId, null, village.now());
        const person = { id, familyId, name: `Mamani ${index}`, language: "qu" as const };
        await insertPerson(tx, person, ["trainings"], village.now());
        await insertIdentity(tx, { id: newId(), address: newId() }, id, village.now());
      }
      const many = { name: "todas", query: "role=producer", created_by: "Ana" };
      await saveAudience(tx, many, village.now());
    });
    const berta = await stage.person({ role: "officer", name: "Berta Alata" });
    const admin = await stage.person({ role: "admin", name: "Admin Uno" });
    const waits = await talk(ana, ...plan({ when: "viernes 9 de la mañana", kind: "4" }), "1");
    expect(waits).toContain("ya le pedí a una segunda persona que la apruebe");
    // The administrator is asked later than the officer, who has agreed meanwhile.
    await sql(
      "UPDATE notice SET due_at = '2026-12-01T20:00:00.000Z' WHERE person_id = $1 AND state = 'queued'",
      admin.personId,
    );
    await due(berta);
    await talk(berta, "1");
    await press(berta, "Aprobar");
    await press(berta, "No aprobar");
    village.at("2026-12-01", "15:30");
    await due(admin);
    await talk(ana, ...plan({ when: "viernes 10 de la mañana", kind: "4" }), "1");
    await talk(ana, "capacitaciones", "2", "2");
    await due(berta);
    await talk(berta, "2");
    await talk(ana, "saltar");
    await due(ana);
  });

  it("all of them", () => {
    const all = [...actions.values()]
      .filter(({ name }) => name.startsWith("trainings."))
      .flatMap(({ name, outcomes }) => outcomes.map((outcome) => `${name} ${outcome}`));
    expect([...OUTCOMES].sort()).toEqual(all.sort());
    expect(OUTCOMES.filter((one) => !reached.has(one))).toEqual([]);
  });
});
