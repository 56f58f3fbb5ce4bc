import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { repeatAfter } from "../../src/outbox/deliver.ts";
import type { Store } from "../../src/store/connection.ts";
import {
  abandonedSends,
  claimNext,
  countOutbound,
  forgottenOutbound,
  markOver,
  markSent,
  markUnknownAgain,
  markWaiting,
  queueOutbound,
  type NewOutbound,
  type OutboxRow,
} from "../../src/store/outbox.ts";
import { databases, newStore } from "../kit/store.ts";

const NOW = new Date("2026-11-23T12:00:00.000Z");

/** So many seconds after the beginning. */
function later(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

describe.each(databases)("the outbox on %s", (kind) => {
  let store: Store;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const made = await newStore(kind);
    store = made.store;
    remove = () => made.remove();
  });
  afterAll(() => remove());

  /** Puts a message out for somebody; an answer unless told otherwise. */
  async function queue(
    identityId: string,
    text: string,
    but: Partial<NewOutbound> = {},
  ): Promise<boolean> {
    const message: NewOutbound = {
      identityId,
      channel: "telegram",
      address: "7",
      lane: "reply",
      kind: "reply",
      content: { text, choices: [], listed: false, question: null, picture: null },
      expiresAt: null,
      onceKey: null,
      ...but,
    };
    const id = await store.transaction((tx) => queueOutbound(tx, message, NOW));
    return id !== null;
  }

  function claim(identityId: string, at = NOW): Promise<OutboxRow | null> {
    return store.together((tx) => claimNext(tx, identityId, at));
  }

  /** Claims, and fails the test when there is nothing. */
  async function mustClaim(identityId: string, at = NOW): Promise<OutboxRow> {
    const row = await claim(identityId, at);
    if (row === null) throw new Error("there was nothing to send");
    return row;
  }

  function sent(row: OutboxRow): Promise<boolean> {
    return store.together((tx) => markSent(tx, row, "p1", NOW));
  }

  async function stateOf(row: OutboxRow): Promise<unknown> {
    const [stored] = await store.read((db) =>
      db.query("SELECT state, tries, unknowns, failure FROM outbox WHERE id = $1", row.id),
    );
    return stored;
  }

  it("gives one message at a time, in the order of writing", async () => {
    const id = newId();
    await queue(id, "first");
    await queue(id, "second");
    const first = await mustClaim(id);
    expect(first).toMatchObject({ identityId: id, content: { text: "first" }, tries: 1 });
    expect(await claim(id)).toBeNull();
    await sent(first);
    const second = await mustClaim(id);
    expect(second.content.text).toBe("second");
    await sent(second);
    expect(await claim(id)).toBeNull();
  });

  it("lets answers overtake bulk", async () => {
    const id = newId();
    await queue(id, "bulk", { lane: "bulk", kind: "reminder" });
    await queue(id, "answer");
    const first = await mustClaim(id);
    expect(first.content.text).toBe("answer");
    await sent(first);
    expect((await mustClaim(id)).content.text).toBe("bulk");
  });

  it("gives nothing while bulk is being sent, not even an answer", async () => {
    const id = newId();
    await queue(id, "bulk", { lane: "bulk", kind: "reminder" });
    const bulk = await mustClaim(id);
    await queue(id, "answer");
    expect(await claim(id)).toBeNull();
    await sent(bulk);
    expect((await mustClaim(id)).content.text).toBe("answer");
  });

  it("gives a waiting message not before its time, and nothing past it", async () => {
    const id = newId();
    await queue(id, "first");
    await queue(id, "second");
    const first = await mustClaim(id);
    await store.together((tx) => markWaiting(tx, first, later(30), true, "asked to wait"));
    expect(await claim(id, later(29))).toBeNull();
    const again = await mustClaim(id, later(30));
    expect(again).toMatchObject({ id: first.id, tries: 2 });
  });

  it("counts no try where the messenger asked to wait", async () => {
    const id = newId();
    await queue(id, "first");
    const first = await mustClaim(id);
    await store.together((tx) => markWaiting(tx, first, NOW, false, "asked to wait"));
    expect(await mustClaim(id)).toMatchObject({ id: first.id, tries: 1 });
  });

  it("lets an answer pass bulk that must wait", async () => {
    const id = newId();
    await queue(id, "bulk", { lane: "bulk", kind: "reminder" });
    const bulk = await mustClaim(id);
    await store.together((tx) => markWaiting(tx, bulk, later(60), true, "asked to wait"));
    await queue(id, "answer");
    expect((await mustClaim(id)).content.text).toBe("answer");
  });

  it("has one winner when twenty claim the same message at once", async () => {
    const id = newId();
    await queue(id, "first");
    await queue(id, "second");
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(id)));
    expect(claims.filter((row) => row !== null)).toMatchObject([{ content: { text: "first" } }]);
  });

  it("gives twenty people their own message each, claimed at once", async () => {
    const ids = Array.from({ length: 20 }, () => newId());
    await Promise.all(ids.map((id) => queue(id, id)));
    const claims = await Promise.all(ids.map((id) => claim(id)));
    expect(claims.map((row) => row?.content.text)).toEqual(ids);
    expect(new Set(claims.map((row) => row?.id)).size).toBe(20);
  });

  it("sends what has a once-key once", async () => {
    const id = newId();
    const once: Partial<NewOutbound> = { onceKey: `reminder ${id}`, kind: "reminder" };
    const queued = await Promise.all(Array.from({ length: 10 }, () => queue(id, "milk?", once)));
    expect(queued.filter(Boolean)).toHaveLength(1);
    await sent(await mustClaim(id));
    expect(await queue(id, "milk?", once)).toBe(false);
    expect(await queue(id, "milk?", { ...once, onceKey: `other ${id}` })).toBe(true);
    expect(await queue(id, "no key")).toBe(true);
    expect(await queue(id, "no key")).toBe(true);
  });

  it("keeps words, buttons and the hour of expiry as they were given", async () => {
    const id = newId();
    const content = {
      text: "¿Está bien? 'ñ' \\ 🥛 $1",
      choices: [{ number: 1, label: "Sí", value: "yes" }],
      listed: true,
      question: "q1",
      picture: null,
    };
    await queue(id, "", { content, expiresAt: later(3600) });
    expect(await mustClaim(id)).toMatchObject({ content, expiresAt: later(3600) });
  });

  it("repeats an answer of unknown outcome after growing pauses, and a reminder or nudge never", async () => {
    const id = newId();
    await queue(id, "answer");
    const first = await mustClaim(id);
    expect(repeatAfter(first)).toBe(2000);
    await store.together((tx) => markUnknownAgain(tx, first.id, later(0)));
    const second = await mustClaim(id);
    expect(second).toMatchObject({ id: first.id, unknowns: 1, tries: 2 });
    expect(repeatAfter(second)).toBe(15_000);
    expect(repeatAfter({ kind: "reply", unknowns: 2 })).toBeNull();
    await store.together((tx) => markOver(tx, second.id, "unknown", "no answer", NOW));
    expect(await stateOf(second)).toMatchObject({ state: "unknown", failure: "no answer" });
    expect(await claim(id)).toBeNull();
    for (const asked of ["reminder", "nudge"] as const)
      expect(repeatAfter({ kind: asked, unknowns: 0 })).toBeNull();
  });

  it("finds sends whose process is gone, not those just begun or done", async () => {
    const [gone, begun, done] = [newId(), newId(), newId()];
    for (const id of [gone, begun, done]) await queue(id, id);
    const lost = await mustClaim(gone, later(-100));
    await mustClaim(begun, later(10));
    await sent(await mustClaim(done, later(-100)));
    const found = await store.read((db) => abandonedSends(db, later(0), 1000));
    const ours = found.filter((row) => [gone, begun, done].includes(row.identityId));
    expect(ours).toEqual([{ id: lost.id, identityId: gone, kind: "reply", unknowns: 0 }]);
  });

  it("finds people whose messages were forgotten, once each", async () => {
    const [forgotten, waiting, sending] = [newId(), newId(), newId()];
    for (const id of [forgotten, forgotten, waiting, sending]) await queue(id, id);
    await mustClaim(sending);
    const put = await mustClaim(waiting);
    await store.together((tx) => markWaiting(tx, put, later(60), true, "later"));
    const find = async (before: Date, now: Date): Promise<string[]> => {
      const all = await store.read((db) => forgottenOutbound(db, before, now, 1000));
      const ids = all.map((one) => one.identityId);
      return ids.filter((id) => [forgotten, waiting, sending].includes(id)).sort();
    };
    expect(await find(NOW, NOW)).toEqual([]);
    expect(await find(later(1), NOW)).toEqual([forgotten]);
    expect(await find(later(61), later(60))).toEqual([forgotten, waiting].sort());
  });

  it("counts by state", async () => {
    const before = await store.read(countOutbound);
    await queue(newId(), "one more");
    const after = await store.read(countOutbound);
    const queued = (counts: typeof before): number =>
      counts.find(({ state }) => state === "queued")?.count ?? 0;
    expect(queued(after) - queued(before)).toBe(1);
  });
});
