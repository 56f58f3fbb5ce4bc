import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codeIn, newCode } from "../../../src/core/ids.ts";
import { reachOf } from "../../../src/store/identities.ts";
import { insertIdentity } from "../../../src/rehearsal/cast.ts";
import { openVillage, TODAY, type Village, type Villager } from "../../kit/conversation.ts";
import { databases } from "../../kit/store.ts";

describe("a code", () => {
  it("is found alone, in small letters, with a gap and behind /start, and no other words are one", () => {
    for (let count = 0; count < 200; count++) {
      const code = newCode();
      for (const text of [
        code,
        code.toLowerCase(),
        `/start ${code}`,
        ` ${code.slice(0, 4)} ${code.slice(4)}`,
      ])
        expect(codeIn(text)).toBe(code);
    }
    for (const text of [
      "hoy 12",
      "ayer 9",
      "12",
      "leche 22",
      "kuyes 23",
      "2 cuyes",
      "/start",
      "BCDF 1",
      "tres 23",
    ])
      expect(codeIn(text)).toBeNull();
  });
});

describe.each(databases)("phones and codes on %s", (kind) => {
  let village: Village;
  let rosa: Villager;

  beforeAll(async () => (village = await openVillage(kind)));
  afterAll(() => village.close());
  beforeEach(async () => {
    village.at(TODAY, "07:00");
    rosa = await village.newFamily({ name: "Rosa Quispe", history: [10] });
  });

  const codeSaid = (said: string[]): string => /\b[A-Z]{4}\d\d\b/.exec(said.join())?.[0] ?? "";
  const personOf = async (one: Villager): Promise<string | null> => {
    const [row] = await village.ask<{ person_id: string | null }>(
      "SELECT person_id FROM identity WHERE id = $1",
      one.identityId,
    );
    return row?.person_id ?? null;
  };

  /** Somebody who registered alone by chat. */
  async function newcomer(): Promise<Villager> {
    const one = await village.stranger();
    for (const text of ["ayer 9", "1", "1", "Rosa", "0", "0"]) await one.says(text);
    return one;
  }

  it("join a stranger's phone to Rosa after a code that she was shown, each code once and not for long", async () => {
    const code = codeSaid(await rosa.says("otro celular"));
    const other = await village.stranger();
    expect((await other.says(code)).join()).toContain("¿Es usted Rosa");
    expect(await personOf(other)).toBeNull();
    expect((await other.says("1")).join()).toContain("¿Sigue usando su otro celular?");
    expect((await other.says("1")).join()).toContain("de cualquiera de los dos");
    expect(await personOf(other)).toBe(rosa.personId);
    expect((await other.says("12")).join()).toContain("12 L");
    expect((await village.stored(rosa)).map(({ litres }) => litres)).toEqual([10, 12]);
    expect((await (await village.stranger()).says(code)).join()).toContain("no vale");
    const late = codeSaid(await rosa.says("otro celular"));
    village.later({ minutes: 16 });
    expect((await (await village.stranger()).says(late)).join()).toContain("no vale");
  });

  it("bring the milk of a phone that registered alone, and nothing goes to the old number any more", async () => {
    const alone = await newcomer();
    const code = codeSaid(await rosa.says("cambié de número"));
    await alone.says(code);
    await alone.says("1");
    expect((await alone.says("2")).join()).toContain("ya no escribo al otro número");
    expect(await personOf(alone)).toBe(rosa.personId);
    expect(await personOf(rosa)).toBeNull();
    const reach = await village.store.read((db) => reachOf(db, rosa.personId));
    expect(reach).toMatchObject({ identityId: alone.identityId });
    expect((await village.stored(rosa)).map(({ litres }) => litres)).toEqual([10]);
    expect(await village.tickets(alone)).toEqual(["joined_with_other_figures"]);
    expect((await village.agrees(rosa)).sort()).toEqual(["reminders", "reports"]);
  });

  it("never join two persons of the list, nor anybody by a number alone", async () => {
    const juan = await village.newFamily({ name: "Juan Condori" });
    const code = codeSaid(await rosa.says("otro celular"));
    expect((await juan.says(code)).join()).toContain("otra persona de la lista");
    expect(await personOf(juan)).toBe(juan.personId);
    expect(await village.tickets(juan)).toEqual(["code_of_another_person"]);
    const phone = `51984${String(Math.trunc(village.now().getTime() / 1000)).slice(-6)}`;
    await village.store.transaction(async (tx) => {
      await insertIdentity(tx, { id: `${kind}-wa`, address: "x" }, rosa.personId, village.now());
      await tx.run(
        "UPDATE identity SET channel = 'whatsapp', address = $2 WHERE id = $1",
        `${kind}-wa`,
        `+${phone}`,
      );
    });
    const stranger = await village.stranger();
    await stranger.says(`+${phone}`);
    await stranger.sends({ kind: "contact", phone, own: false });
    expect(await personOf(stranger)).toBeNull();
    expect(
      (await stranger.sends({ kind: "contact", phone: `+${phone}`, own: true })).join(),
    ).toContain("¿Es usted?");
    expect((await stranger.says("1")).join()).toContain("también es su celular");
    expect(await personOf(stranger)).toBe(rosa.personId);
  });

  it("bring a newcomer into Rosa's family, counted", async () => {
    const code = codeSaid(await rosa.says("invitar"));
    const son = await village.stranger();
    expect((await son.says(`/start ${code}`)).join()).toContain("Quispe");
    for (const text of ["1", "1", "11"]) await son.says(text);
    expect((await village.stored(rosa)).map(({ litres }) => litres)).toEqual([10, 11]);
    const [used] = await village.ask<{ uses: number }>(
      "SELECT uses FROM join_code WHERE code = $1",
      code,
    );
    expect(used?.uses).toBe(1);
    expect((await rosa.says(code)).join()).toContain("Ya está en");
  });

  it("let a delegate bring families to the own association, and nobody else", async () => {
    await village.store.transaction(async (tx) => {
      await tx.run("INSERT INTO municipality (id, name) VALUES ('m', 'Anta')");
      await tx.run("INSERT INTO district (id, name, municipality_id) VALUES ('d', 'Anta', 'm')");
      await tx.run(
        "INSERT INTO association (id, name, district_id) VALUES ('a', 'Sumaq Ñan', 'd')",
      );
      await tx.run("UPDATE family SET association_id = 'a' WHERE id = $1", rosa.familyId);
      await tx.run(
        "INSERT INTO person_role (person_id, role) VALUES ($1, 'delegate')",
        rosa.personId,
      );
    });
    expect((await rosa.says("invitar")).join()).toContain("2 Sumaq Ñan");
    const code = codeSaid(await rosa.says("2"));
    const juan = await village.newFamily({ name: "Juan Condori" });
    expect((await juan.says(code)).join()).toContain("Sumaq Ñan");
    await juan.says("1");
    const [family] = await village.ask<{ association_id: string | null }>(
      "SELECT association_id FROM family WHERE id = $1",
      juan.familyId,
    );
    expect(family?.association_id).toBe("a");
  });
});
