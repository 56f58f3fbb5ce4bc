import { initAuthCreds } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAuthState } from "../../../src/channels/whatsapp/auth-state.ts";
import { systemClock } from "../../../src/core/clock.ts";
import type { Store } from "../../../src/store/connection.ts";
import { openLineBook, readLine } from "../../../src/store/whatsapp.ts";
import { databases, newStore } from "../../kit/store.ts";

const KEY = Buffer.alloc(32, 7);

describe.each(databases)("a link saved on %s", (kind) => {
  let store: Store;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ store, remove } = await newStore(kind)));
  afterAll(() => remove());

  const book = (name: string) => openLineBook(store, systemClock, name);

  /** Loads, and marks as linked, what a line has. */
  async function linked(name: string) {
    const fence = await book(name).take();
    const state = await loadAuthState(book(name), fence, KEY);
    state.creds.me = { id: "51984000001:1@s.whatsapp.net", lid: "2519840@lid" };
    state.creds.account = { details: Buffer.from("signed") };
    await state.save();
    return { fence, state };
  }

  it("comes back as it was, keys and all", async () => {
    const { fence, state } = await linked("main");
    const session = { _sessions: { a: { registrationId: 1 } }, version: "v1" };
    await state.keys.set({
      session: { "1_1.0": session as never },
      "pre-key": { "1": initAuthCreds().noiseKey },
    });
    const again = await loadAuthState(book("main"), fence, KEY);
    expect(again.creds).toEqual(state.creds);
    expect(await again.keys.get("session", ["1_1.0", "none"])).toEqual({ "1_1.0": session });
    await again.keys.set({ session: { "1_1.0": null }, "pre-key": { "1": null } });
    expect(await again.keys.get("session", ["1_1.0"])).toEqual({});
    expect(await store.read((connection) => readLine(connection, "main"))).toMatchObject({
      phone: "51984000001",
      linked: true,
    });
  });

  it("is sealed: nothing of it can be read in the database, nor with another key", async () => {
    const { fence, state } = await linked("sealed");
    await state.keys.set({ tctoken: { a: { token: Buffer.from("a secret") } } });
    const rows = await store.read((connection) =>
      connection.query<{ value: Uint8Array }>(
        "SELECT value FROM whatsapp_key WHERE line = 'sealed' UNION ALL SELECT credentials FROM whatsapp_line WHERE name = 'sealed'",
      ),
    );
    expect(rows).toHaveLength(2);
    for (const { value } of rows)
      expect(Buffer.from(value).toString("latin1")).not.toMatch(/token|private|secret|noiseKey/);
    await expect(loadAuthState(book("sealed"), fence, Buffer.alloc(32, 8))).rejects.toThrow(
      "cannot be opened",
    );
  });

  it("takes all of a change or nothing", async () => {
    const { state } = await linked("whole");
    await state.keys.set({ session: { a: { kept: 1 } as never } });
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    await expect(
      (async () =>
        state.keys.set({ session: { a: null, b: cyclic as never }, "pre-key": { "1": null } }))(),
    ).rejects.toThrow();
    expect(await state.keys.get("session", ["a"])).toEqual({ a: { kept: 1 } });
  });

  it("is not written by whoever has lost the line", async () => {
    const { state } = await linked("lost");
    await book("lost").take();
    await expect(
      (async () => state.keys.set({ session: { a: { kept: 1 } as never } }))(),
    ).rejects.toThrow("another process");
    await expect(state.save()).rejects.toThrow("another process");
    expect(await state.keys.get("session", ["a"])).toEqual({});
  });

  it("that never came to its end is begun anew", async () => {
    const fence = await book("half").take();
    const state = await loadAuthState(book("half"), fence, KEY);
    state.creds.me = { id: "51984000001@s.whatsapp.net" };
    await state.save();
    expect((await loadAuthState(book("half"), fence, KEY)).creds.me).toBeUndefined();
  });
});
