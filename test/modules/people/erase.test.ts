import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { erasePerson, forgetErasedIdentities } from "../../../src/modules/people/erase.ts";
import { importFamilies } from "../../../src/modules/people/roster/import.ts";
import { queueNotice } from "../../../src/store/notices.ts";
import { joinPhone } from "../../../src/store/sharing.ts";
import { openVillage, TODAY, type Village, type Villager } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";
import { person } from "./roster/bench.ts";

describe.each(databases)("whoever asks to be erased on %s", (kind) => {
  let village: Village;
  let rosa: Villager;

  beforeAll(async () => (village = await openVillage(kind)));
  afterAll(() => village.close());
  beforeEach(async () => {
    village.at(TODAY, "07:00");
    rosa = await village.newFamily({ name: "Rosa Quispe Mamani", history: [10] });
  });

  async function erase(one: Villager): Promise<string> {
    await one.says("bórrame");
    return (await one.says("1")).join();
  }

  /** Every table in which a word of this text is found. */
  async function tracesOf(word: string): Promise<string[]> {
    const found: string[] = [];
    for (const [table, columns] of Object.entries(PLACES))
      for (const column of columns) {
        const rows = await village.ask(
          `SELECT 1 AS one FROM ${table} WHERE ${column} LIKE $1 LIMIT 1`,
          `%${word}%`,
        );
        if (rows.length > 0) found.push(`${table}.${column}`);
      }
    return found;
  }

  it("leaves no name and no word behind, but the family's litres", async () => {
    await rosa.says("12");
    await rosa.says("la vaca Pinta está enferma, quiero hablar con una persona");
    await rosa.says("quiero hablar con una persona");
    expect(await erase(rosa)).toContain("borré sus datos");
    expect(await tracesOf("Mamani")).toEqual([]);
    expect(await tracesOf("Pinta")).toEqual([]);
    expect((await village.stored(rosa)).map(({ litres }) => litres)).toEqual([10, 12]);
    expect(await village.agrees(rosa)).toEqual([]);
    expect((await rosa.says("bórrame")).join()).toContain("no hay nada que borrar");
  });

  it("hears nothing more of what was queued", async () => {
    await village.store.transaction((tx) =>
      queueNotice(
        tx,
        {
          personId: rosa.personId,
          purpose: "reminders",
          flow: "thanks",
          values: {},
          dueAt: village.now(),
          expiresAt: null,
          onceKey: `test:${rosa.personId}`,
          urgent: false,
        },
        village.now(),
      ),
    );
    await erase(rosa);
    await village.stage.runDue();
    expect(await rosa.hears()).toEqual([]);
    village.at(TODAY, "18:10");
    await village.remind();
    expect(await rosa.hears()).toEqual([]);
  });

  it("loses the address too, a day after the last answer", async () => {
    await erase(rosa);
    const gone = () => village.ask("SELECT id FROM identity WHERE id = $1", rosa.identityId);
    await village.store.transaction((tx) => forgetErasedIdentities(tx, village.now()));
    expect(await gone()).toHaveLength(1);
    village.later({ days: 1, hours: 1 });
    await village.store.transaction((tx) => forgetErasedIdentities(tx, village.now()));
    expect(await gone()).toEqual([]);
  });

  it("may come back by writing, and is then somebody new", async () => {
    await erase(rosa);
    expect((await rosa.says("hola")).join()).toContain("¿Está de acuerdo?");
    expect((await rosa.says("1")).join()).toContain("¿Cuántos litros");
    await rosa.says("9");
    village.later({ days: 2 });
    await village.store.transaction((tx) => forgetErasedIdentities(tx, village.now()));
    expect((await rosa.says("8")).join()).toContain("8 L");
  });

  it("leaves the phone to whoever shares it", async () => {
    const juan = await village.relative(rosa, { name: "Juan Condori" });
    await village.store.transaction((tx) =>
      joinPhone(tx, rosa.identityId, juan.personId, village.now()),
    );
    await rosa.says("soy Rosa");
    await erase(rosa);
    expect((await rosa.says("12")).join()).toContain("12 L");
    const [report] = await village.ask<{ person_id: string }>(
      "SELECT person_id FROM milk_report WHERE family_id = $1 ORDER BY id DESC LIMIT 1",
      juan.familyId,
    );
    expect(report?.person_id).toBe(juan.personId);
  });

  it("is not brought back by a roster, whatever the roster still knows of them", async () => {
    const phone = "+51984777888";
    const row = person(2, { familyCode: `E-${kind}`, personName: "Eulogia Huamán", phone });
    const options = { file: "roster.csv", now: village.now() };
    await importFamilies(village.store, [row], options);
    const [known] = await village.ask<{ id: string; person_id: string; address: string }>(
      "SELECT id, person_id, address FROM identity WHERE address = $1",
      phone,
    );
    if (known === undefined) throw new Error("the roster brought nobody");
    await village.store.transaction((tx) => erasePerson(tx, known.person_id, "", village.now()));
    const rows = [
      row,
      person(3, { familyCode: "E-2", personName: "Eulogia H.", phone }),
      person(4, { familyCode: `E-${kind}`, personName: "Juan Huamán", phone: "+51984777889" }),
    ];
    const again = await importFamilies(village.store, rows, options);
    expect(again.conflicts).toMatchObject([
      { row: 2, column: "person_name", problem: expect.stringContaining("asked to be erased on") },
      { row: 3, column: "phone", problem: expect.stringContaining(TODAY) },
    ]);
    expect(again.persons).toMatchObject({ created: 1 });
  });
});

/** Where words of a person may stand. */
const PLACES: Record<string, string[]> = {
  person: ["name"],
  family: ["name"],
  session: ["state"],
  identity_person: ["session"],
  inbox: ["content"],
  outbox: ["content"],
  ticket: ["words"],
  consent: ["words"],
  notice: ["given"],
  flow_answer: ["value"],
};
