import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import type { InboundContent, InboundMessage } from "../../src/core/message.ts";
import type { Store } from "../../src/store/connection.ts";
import { ensureIdentity, lockCaller, setReachable } from "../../src/store/identities.ts";
import {
  forgetHandled,
  forgottenInbound,
  markFailed,
  markHandled,
  nextInbound,
  storeInbound,
} from "../../src/store/inbox.ts";
import { databases, newStore } from "../kit/store.ts";

const NOW = new Date("2026-11-23T12:00:00.000Z");

/** A text that somebody wrote so many seconds after noon. */
function written(text: string, second: number, sequence: number): InboundMessage {
  return {
    channel: "telegram",
    providerId: newId(),
    address: "7",
    sentAt: new Date(NOW.getTime() + second * 1000),
    sequence,
    content: { kind: "text", text },
    languageHint: null,
  };
}

function wordsOf(content: InboundContent | undefined): string | null {
  return content?.kind === "text" ? content.text : null;
}

describe.each(databases)("on %s", (kind) => {
  let store: Store;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const made = await newStore(kind);
    store = made.store;
    remove = () => made.remove();
  });
  afterAll(() => remove());

  /** Somebody who never wrote before. */
  function newIdentity(): Promise<string> {
    return store.transaction((tx) => ensureIdentity(tx, "telegram", newId(), NOW));
  }

  describe("an identity", () => {
    it("is one although its address writes twenty times at once", async () => {
      const address = newId();
      const ids = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store[index % 2 === 0 ? "together" : "transaction"]((tx) =>
            ensureIdentity(tx, "telegram", address, NOW),
          ),
        ),
      );
      expect(new Set(ids).size).toBe(1);
      const rows = await store.read((db) =>
        db.query("SELECT id FROM identity WHERE address = $1", address),
      );
      expect(rows).toEqual([{ id: ids[0] }]);
    });

    it("is another one on another channel", async () => {
      const address = newId();
      const [telegram, simulator] = await store.transaction(async (tx) => [
        await ensureIdentity(tx, "telegram", address, NOW),
        await ensureIdentity(tx, "simulator", address, NOW),
      ]);
      expect(telegram).not.toBe(simulator);
    });

    it("is nobody's until a person is known, then speaks with that person's consents", async () => {
      const id = await newIdentity();
      expect(await store.transaction((tx) => lockCaller(tx, id))).toMatchObject({
        identityId: id,
        channel: "telegram",
        language: null,
        person: null,
      });
      await store.transaction(async (tx) => {
        const at = NOW.toISOString();
        await tx.run("INSERT INTO family (id, code, name) VALUES ($1, $1, 'Quispe')", id);
        await tx.run(
          "INSERT INTO person (id, family_id, name, language) VALUES ($1, $1, 'Rosa Quispe', 'qu')",
          id,
        );
        for (const [purpose, granted, current] of [
          ["reports", true, true],
          ["reminders", true, false],
          ["reminders", false, true],
        ] as const)
          await tx.run(
            `INSERT INTO consent (id, person_id, purpose, granted, words, at, current)
             VALUES ($1, $2, $3, $4, 'sí', $5, $6)`,
            newId(),
            id,
            purpose,
            granted,
            at,
            current,
          );
        await tx.run("UPDATE identity SET person_id = $1 WHERE id = $1", id);
      });
      expect(await store.transaction((tx) => lockCaller(tx, id))).toMatchObject({
        language: "qu",
        person: { familyId: id, name: "Rosa Quispe", purposes: ["reports"] },
      });
    });

    it("remembers that it cannot be reached, and that it came back", async () => {
      const id = await newIdentity();
      const reachable = async (): Promise<boolean> => {
        const [row] = await store.read((db) =>
          db.query<{ reachable: unknown }>("SELECT reachable FROM identity WHERE id = $1", id),
        );
        return Boolean(row?.reachable);
      };
      expect(await reachable()).toBe(true);
      await store.transaction((tx) => setReachable(tx, id, false));
      expect(await reachable()).toBe(false);
      await store.transaction((tx) => setReachable(tx, id, true));
      expect(await reachable()).toBe(true);
    });
  });

  describe("the inbox", () => {
    it("takes a redelivered event once, also when both come at the same moment", async () => {
      const id = await newIdentity();
      const message = written("12", 0, 1);
      const fresh = await Promise.all(
        Array.from({ length: 10 }, () =>
          store.together((tx) => storeInbound(tx, id, message, NOW)),
        ),
      );
      expect(fresh.filter(Boolean)).toHaveLength(1);
      const later = await store.together((tx) =>
        storeInbound(tx, id, { ...message, content: { kind: "text", text: "13" } }, NOW),
      );
      expect(later).toBe(false);
      const next = await store.read((db) => nextInbound(db, id));
      expect(wordsOf(next?.content)).toBe("12");
    });

    it("does not take a handled event again", async () => {
      const id = await newIdentity();
      const message = written("12", 0, 1);
      await store.together((tx) => storeInbound(tx, id, message, NOW));
      await store.together(async (tx) => {
        const row = await nextInbound(tx, id);
        await markHandled(tx, row?.id ?? "");
      });
      await store.together((tx) => storeInbound(tx, id, message, NOW));
      expect(await store.read((db) => nextInbound(db, id))).toBeNull();
    });

    it("gives events in the order of writing, whatever the order of arrival", async () => {
      const id = await newIdentity();
      for (const message of [
        written("fourth", 9, 1),
        written("third", 5, 12),
        written("first", 1, 40),
        written("second", 5, 3),
      ])
        await store.transaction((tx) => storeInbound(tx, id, message, NOW));
      const order: (string | null)[] = [];
      for (;;) {
        const row = await store.transaction(async (tx) => {
          const next = await nextInbound(tx, id);
          if (next !== null) await markHandled(tx, next.id);
          return next;
        });
        if (row === null) break;
        order.push(wordsOf(row.content));
      }
      expect(order).toEqual(["first", "second", "third", "fourth"]);
    });

    it("keeps another person's events apart", async () => {
      const [rosa, juan] = [await newIdentity(), await newIdentity()];
      await store.transaction((tx) => storeInbound(tx, rosa, written("12", 0, 1), NOW));
      expect(await store.read((db) => nextInbound(db, juan))).toBeNull();
    });

    it("sets an event aside with its third failure, and goes on with the next", async () => {
      const id = await newIdentity();
      await store.transaction((tx) => storeInbound(tx, id, written("poison", 0, 1), NOW));
      await store.transaction((tx) => storeInbound(tx, id, written("12", 1, 2), NOW));
      const aside: boolean[] = [];
      for (let failure = 0; failure < 3; failure++)
        aside.push(
          await store.transaction(async (tx) => {
            const row = await nextInbound(tx, id);
            expect(row).toMatchObject({ tries: failure, content: { text: "poison" } });
            return markFailed(tx, row?.id ?? "", row?.tries ?? 0, "TypeError");
          }),
        );
      expect(aside).toEqual([false, false, true]);
      expect(await store.read((db) => nextInbound(db, id))).toMatchObject({
        content: { text: "12" },
      });
    });

    it("keeps an event handled when only the answer to its commit was lost", async () => {
      const id = await newIdentity();
      await store.transaction((tx) => storeInbound(tx, id, written("12", 0, 1), NOW));
      const row = await store.read((db) => nextInbound(db, id));
      await store.transaction((tx) => markHandled(tx, row?.id ?? ""));
      for (const tries of [0, 2])
        expect(await store.transaction((tx) => markFailed(tx, row?.id ?? "", tries, "Error"))).toBe(
          false,
        );
      expect(await store.read((db) => nextInbound(db, id))).toBeNull();
    });

    it("knows whose events were forgotten, and not those that only just came", async () => {
      const [old, young] = [await newIdentity(), await newIdentity()];
      const before = new Date(NOW.getTime() - 60_000);
      for (const sequence of [1, 2])
        await store.transaction((tx) => storeInbound(tx, old, written("12", 0, sequence), before));
      await store.transaction((tx) => storeInbound(tx, young, written("12", 0, 1), NOW));
      const forgotten = await store.read((db) => forgottenInbound(db, NOW, 1000));
      expect(forgotten.filter((id) => id === old)).toHaveLength(1);
      expect(forgotten).not.toContain(young);
    });

    it("forgets what was handled long ago, never what waits or was set aside", async () => {
      const id = await newIdentity();
      await store.transaction(async (tx) => {
        for (const sequence of [1, 2, 3])
          await storeInbound(tx, id, written(String(sequence), 0, sequence), NOW);
        await markHandled(tx, (await nextInbound(tx, id))?.id ?? "");
        await markFailed(tx, (await nextInbound(tx, id))?.id ?? "", 2, "Error");
      });
      const left = async (): Promise<unknown[]> =>
        store.read((db) =>
          db.query("SELECT state FROM inbox WHERE identity_id = $1 ORDER BY sequence", id),
        );
      await store.transaction((tx) => forgetHandled(tx, new Date(Date.now() - 60_000)));
      expect(await left()).toHaveLength(3);
      await store.transaction((tx) => forgetHandled(tx, new Date(Date.now() + 60_000)));
      expect(await left()).toEqual([{ state: "set_aside" }, { state: "waiting" }]);
    });
  });
});
