import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { joinAddresses } from "../../src/store/aliases.ts";
import type { Store } from "../../src/store/connection.ts";
import { ensureIdentity } from "../../src/store/identities.ts";
import { insertFamily, insertIdentity, insertPerson } from "../../src/rehearsal/cast.ts";
import { databases, newStore } from "../kit/store.ts";

const NOW = new Date("2026-11-25T15:00:00Z");

describe.each(databases)("addresses of one person, on %s", (kind) => {
  let store: Store;
  let remove: () => Promise<void>;
  let people = 0;
  beforeAll(async () => ({ store, remove } = await newStore(kind)));
  afterAll(() => remove());

  /** A number and a LID nobody has used yet. */
  function addresses(): { phone: string; lid: string } {
    people += 1;
    return { phone: `+5198400000${people}`, lid: `25198400000${people}@lid` };
  }

  const knows = (address: string): Promise<string> =>
    store.transaction((tx) => ensureIdentity(tx, "whatsapp", address, NOW));

  const joins = (phone: string, lid: string): Promise<string> =>
    store.transaction((tx) => joinAddresses(tx, "whatsapp", phone, [lid], NOW));

  async function talks(identityId: string, at: Date): Promise<void> {
    await store.transaction((tx) =>
      tx.run(
        "INSERT INTO session (identity_id, program, state, updated_at) VALUES ($1, NULL, '{}', $2)",
        identityId,
        at.toISOString(),
      ),
    );
  }

  async function person(address: string): Promise<{ identityId: string; personId: string }> {
    const [familyId, personId, identityId] = [newId(), newId(), newId()];
    await store.transaction(async (tx) => {
      await insertFamily(tx, familyId, null, NOW);
      const one = { id: personId, familyId, name: "Rosa", language: "es" as const };
      await insertPerson(tx, one, ["reports"], NOW);
      await insertIdentity(tx, { id: identityId, address }, personId, NOW);
      await tx.run("UPDATE identity SET channel = 'whatsapp' WHERE id = $1", identityId);
    });
    return { identityId, personId };
  }

  async function personOf(identityId: string): Promise<string | null> {
    const [row] = await store.read((connection) =>
      connection.query<{ person_id: string | null }>(
        "SELECT person_id FROM identity WHERE id = $1",
        identityId,
      ),
    );
    return row?.person_id ?? null;
  }

  it("are one from the first message on, whichever is shown later", async () => {
    const { phone, lid } = addresses();
    const identityId = await joins(phone, lid);
    expect(await joins(phone, lid)).toBe(identityId);
    expect(await knows(lid)).toBe(identityId);
    expect(await knows(phone)).toBe(identityId);
  });

  it("lead to the roster's person, who was known by the number alone", async () => {
    const { phone, lid } = addresses();
    const { identityId } = await person(phone);
    expect(await joins(phone, lid)).toBe(identityId);
    expect(await knows(lid)).toBe(identityId);
  });

  it("give somebody who hid the number the number, so that a roster finds it", async () => {
    const { phone, lid } = addresses();
    const identityId = await knows(lid);
    expect(await joins(phone, lid)).toBe(identityId);
    expect(await knows(phone)).toBe(identityId);
    expect(await knows(lid)).toBe(identityId);
  });

  it("come together where the newer conversation stands, with the person of the other", async () => {
    const { phone, lid } = addresses();
    const rostered = await person(phone);
    const hidden = await knows(lid);
    await talks(hidden, NOW);
    expect(await joins(phone, lid)).toBe(hidden);
    expect(await knows(phone)).toBe(hidden);
    expect(await knows(lid)).toBe(hidden);
    expect(await personOf(hidden)).toBe(rostered.personId);
  });
});
