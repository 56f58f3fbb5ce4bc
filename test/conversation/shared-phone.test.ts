import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { begin } from "../../src/conversation/begin.ts";
import { lockCaller, reachOf, setReachable } from "../../src/store/identities.ts";
import { joinPhone, leavePhone, personsAt } from "../../src/store/sharing.ts";
import { openVillage, type Village, type Villager } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";

describe.each(databases)("a phone of two families on %s", (kind) => {
  let village: Village;
  let rosa: Villager;
  let juan: Villager;

  beforeAll(async () => (village = await openVillage(kind)));
  afterAll(() => village.close());
  beforeEach(async () => {
    rosa = await village.newFamily({ name: "Rosa Quispe" });
    juan = await village.newFamily({ name: "Juan Condori" });
    await village.store.transaction(async (tx) => {
      await leavePhone(tx, juan.identityId, juan.personId);
      await joinPhone(tx, rosa.identityId, juan.personId, village.now());
    });
  });

  const reach = (one: Villager) => village.store.read((db) => reachOf(db, one.personId));

  /** Begins a flow with somebody, as notices and broadcasts do. */
  function starts(one: Villager, flow: string): Promise<string[] | null> {
    const { tools } = village.stage;
    const to = { identityId: rosa.identityId, personId: one.personId };
    return village.store.transaction((tx) =>
      begin(tools, tx, { ...to, flow, values: {}, kind: "nudge", expiresAt: null }),
    );
  }

  it("reaches both, and says that it is shared", async () => {
    const shared = { identityId: rosa.identityId, address: rosa.address, shared: true };
    expect(await reach(rosa)).toMatchObject(shared);
    expect(await reach(juan)).toMatchObject(shared);
  });

  it("keeps the milk of the two apart", async () => {
    await rosa.says("12");
    expect((await rosa.says("2")).join()).toContain("12 L");
    await rosa.says("soy Rosa");
    await rosa.says("7");
    expect(await village.stored(juan)).toMatchObject([{ litres: 12 }]);
    expect(await village.stored(rosa)).toMatchObject([{ litres: 7 }]);
  });

  it("reminds each family once, by name", async () => {
    village.at("2026-11-23", "18:10");
    await village.remind();
    const heard = await rosa.hears();
    expect(heard.filter((text) => text.includes("Rosa"))).toHaveLength(1);
    expect(heard.filter((text) => text.includes("Juan"))).toHaveLength(1);
    village.at("2026-11-23", "07:00");
  });

  it("asks the one it is for by name, takes the answer as theirs, and anything else as nobody's", async () => {
    await rosa.says("12");
    await rosa.says("1");
    expect(await rosa.says("15")).toHaveLength(1);
    expect(await starts(juan, "language")).toBeNull();
    village.later({ hours: 1 });
    expect(await starts(juan, "language")).not.toBeNull();
    expect((await rosa.hears()).join()).toMatch(/^Para Juan:\n/);
    await rosa.says("2");
    const [language] = await village.ask<{ language: string }>(
      "SELECT language FROM person WHERE id = $1",
      juan.personId,
    );
    expect(language?.language).toBe("qu");
    expect((await rosa.says("30")).join()).toContain("¿Quién escribe?");
    expect((await rosa.says("1")).join()).toContain("Hola, Rosa.");
    expect(await village.stored(juan)).toEqual([]);
  });

  it("rings the nudge of the one while the other speaks, by name, and its answer counts", async () => {
    await rosa.says("12");
    await rosa.says("1");
    await rosa.says("15");
    await rosa.says("soy Juan");
    village.later({ hours: 5 });
    await village.ringTimers();
    expect((await rosa.hears()).join()).toMatch(/^Para Rosa:\n/);
    await rosa.says("1");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 15 }]);
    village.at("2026-11-23", "07:00");
  });

  it("belongs to the one who stays when the other leaves it", async () => {
    await rosa.says("hola");
    await village.store.transaction((tx) => leavePhone(tx, rosa.identityId, juan.personId));
    expect(await reach(juan)).toBeNull();
    expect(await reach(rosa)).toMatchObject({ shared: false });
    const here = await village.store.read((db) => personsAt(db, rosa.identityId));
    expect(here.map(({ name }) => name)).toEqual(["Rosa Quispe"]);
    const caller = await village.store.transaction((tx) => lockCaller(tx, rosa.identityId));
    expect(caller.sharing).toBeUndefined();
  });

  it("is left for another phone of the same person that still answers", async () => {
    const other = await village.stranger();
    await village.store.transaction((tx) =>
      joinPhone(tx, other.identityId, juan.personId, village.now()),
    );
    await other.says("hola");
    expect(await reach(juan)).toMatchObject({ identityId: other.identityId, shared: false });
    await village.store.transaction((tx) => setReachable(tx, other.identityId, false));
    expect(await reach(juan)).toMatchObject({ identityId: rosa.identityId, shared: true });
  });

  it("is silent for everybody once somebody says BASTA before saying who writes", async () => {
    expect((await rosa.says("BASTA")).join()).toContain("no");
    expect(await village.agrees(rosa)).toEqual(["reports"]);
    expect(await village.agrees(juan)).toEqual(["reports"]);
  });
});
