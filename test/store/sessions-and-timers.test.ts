import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId, newName } from "../../src/core/ids.ts";
import type { Store } from "../../src/store/connection.ts";
import { readProgram, readSession, storeProgram, writeSession } from "../../src/store/sessions.ts";
import {
  dueTimers,
  endTimer,
  postponeTimer,
  setTimer,
  startTimers,
  type DueTimer,
} from "../../src/store/timers.ts";
import { databases, newStore } from "../kit/store.ts";

const NOW = new Date("2026-11-23T12:00:00.000Z");
const HOUR_MS = 3_600_000;

/** So many hours after the beginning. */
function later(hours: number): Date {
  return new Date(NOW.getTime() + hours * HOUR_MS);
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

  describe("a session", () => {
    it("is nothing for somebody who never spoke", async () => {
      expect(await store.read((db) => readSession(db, newId()))).toBeNull();
    });

    it("keeps the newest state and when it was touched", async () => {
      const id = newId();
      const long = JSON.stringify({ text: "Ñuqanchis 🥛 'quoted' \\ $1 ?".repeat(500) });
      await store.transaction((tx) => writeSession(tx, id, "hash", "{}", NOW));
      await store.transaction((tx) => writeSession(tx, id, null, long, later(1)));
      expect(await store.read((db) => readSession(db, id))).toEqual({
        state: long,
        updatedAt: later(1),
      });
    });

    it("finds its program as it was stored first", async () => {
      const hash = newId();
      expect(await store.read((db) => readProgram(db, hash))).toBeNull();
      await store.transaction((tx) => storeProgram(tx, hash, "milk_report", '{"a":1}', NOW));
      await store.transaction((tx) => storeProgram(tx, hash, "milk_report", '{"b":2}', NOW));
      expect(await store.read((db) => readProgram(db, hash))).toBe('{"a":1}');
    });
  });

  describe("a timer", () => {
    /** A question with a nudge after two hours, not yet on its way. */
    async function newQuestion(): Promise<string> {
      const question = newName();
      await store.transaction((tx) =>
        setTimer(tx, newId(), { kind: "nudge", question, delayMs: 2 * HOUR_MS, dueAt: null }),
      );
      return question;
    }

    /** The question's timers that ring at this instant. */
    async function ringing(question: string, at: Date): Promise<DueTimer[]> {
      const due = await store.read((db) => dueTimers(db, at, 1000));
      return due.filter((timer) => timer.question === question);
    }

    it("does not run before its question has left", async () => {
      const question = await newQuestion();
      expect(await ringing(question, later(100))).toEqual([]);
    });

    it("runs from the moment its question left", async () => {
      const question = await newQuestion();
      await store.transaction((tx) => startTimers(tx, question, later(1)));
      expect(await ringing(question, new Date(later(3).getTime() - 1))).toEqual([]);
      expect(await ringing(question, later(3))).toMatchObject([{ kind: "nudge", question }]);
    });

    it("is not set back when the question is sent a second time", async () => {
      const question = await newQuestion();
      await store.transaction((tx) => startTimers(tx, question, NOW));
      await store.transaction((tx) => startTimers(tx, question, later(5)));
      expect(await ringing(question, later(2))).toHaveLength(1);
    });

    it("does not run for another question", async () => {
      const [asked, other] = [await newQuestion(), await newQuestion()];
      await store.transaction((tx) => startTimers(tx, asked, NOW));
      expect(await ringing(other, later(100))).toEqual([]);
    });

    it("is ended by one process only, and rings no more", async () => {
      const question = await newQuestion();
      await store.transaction((tx) => startTimers(tx, question, NOW));
      const [timer] = await ringing(question, later(2));
      const ended = await Promise.all(
        Array.from({ length: 10 }, () =>
          store.transaction((tx) => endTimer(tx, timer?.id ?? "", "done")),
        ),
      );
      expect(ended.filter(Boolean)).toHaveLength(1);
      expect(await ringing(question, later(100))).toEqual([]);
    });

    it("rings later when put off", async () => {
      const question = await newQuestion();
      await store.transaction((tx) => startTimers(tx, question, NOW));
      const [timer] = await ringing(question, later(2));
      await store.transaction((tx) => postponeTimer(tx, timer?.id ?? "", later(12)));
      expect(await ringing(question, later(11))).toEqual([]);
      expect(await ringing(question, later(12))).toHaveLength(1);
    });

    it("rings oldest first", async () => {
      const [late, early] = [await newQuestion(), await newQuestion()];
      await store.transaction((tx) => startTimers(tx, late, later(200)));
      await store.transaction((tx) => startTimers(tx, early, later(150)));
      const due = await store.read((db) => dueTimers(db, later(300), 1000));
      const order = due.map((timer) => timer.question);
      expect(order.indexOf(early)).toBeLessThan(order.indexOf(late));
    });
  });
});
