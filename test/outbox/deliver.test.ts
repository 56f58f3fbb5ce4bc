import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SendError } from "../../src/core/errors.ts";
import { newName } from "../../src/core/ids.ts";
import { repeatAfter } from "../../src/outbox/deliver.ts";
import { dueTimers, setTimer } from "../../src/store/timers.ts";
import { databases } from "../kit/store.ts";
import {
  openPostOffice,
  scripted,
  type PostOffice,
  type Recipient,
  type Step,
} from "./post-office.ts";

/** How often an answer of unknown outcome goes out again; the pauses are checked with the outbox. */
const REPEATS = [0, 1, 2, 3, 4].filter(
  (unknowns) => repeatAfter({ kind: "reply", unknowns }) !== null,
).length;

describe.each(databases)("on %s", (kind) => {
  let office: PostOffice;
  let store: PostOffice["store"];
  let rosa: Recipient;

  beforeAll(async () => {
    office = await openPostOffice(kind);
    store = office.store;
  });
  afterAll(() => office.remove());
  beforeEach(async () => (rosa = await office.newRecipient()));

  describe("delivery", () => {
    it("sends what waits in order, and keeps the messenger's ids", async () => {
      const channel = scripted([]);
      await rosa.queue("first");
      await rosa.queue("second");
      await rosa.deliverer(channel)(rosa.identityId);
      expect(channel.texts).toEqual(["first", "second"]);
      expect(await rosa.outbox()).toMatchObject([
        { state: "sent", provider_id: "p1" },
        { state: "sent", provider_id: "p2" },
      ]);
      expect(rosa.counted).toEqual(["sent", "sent"]);
    });

    it("starts a question's timers when the question has left, not before", async () => {
      const question = newName();
      const ringing = async (): Promise<number> => {
        const due = await store.read((db) => dueTimers(db, new Date("2027-01-01"), 1000));
        return due.filter((timer) => timer.question === question).length;
      };
      await store.transaction((tx) =>
        setTimer(tx, rosa.identityId, { kind: "nudge", question, delayMs: 1000, dueAt: null }),
      );
      const content = { text: "?", choices: [], listed: false, question, picture: null };
      await rosa.queue("", { content });
      const deliver = rosa.deliverer(scripted([new SendError("retry", "down")]));
      await deliver(rosa.identityId);
      expect(await ringing()).toBe(0);
      rosa.waitAsAsked();
      await deliver(rosa.identityId);
      expect(await ringing()).toBe(1);
    });

    it.each(["drawn", "broken"])("sends the words with a picture that is %s", async (title) => {
      const channel = scripted([]);
      const chart = { kind: "bars", title, subtitle: "", unit: "L", bars: [], line: null } as const;
      const picture = { ...chart, bars: [] };
      const content = { text: "12 L", choices: [], listed: false, question: null, picture };
      await rosa.queue("", { content });
      await rosa.deliverer(channel)(rosa.identityId);
      const [parcel] = channel.parcels;
      expect(parcel?.content.text).toBe("12 L");
      expect(parcel?.png === null).toBe(title === "broken");
    });

    it("waits as long as the messenger asks, without counting the try", async () => {
      const channel = scripted([new SendError("retry", "asked to wait", 30_000)]);
      const deliver = rosa.deliverer(channel);
      await rosa.queue("first");
      await rosa.queue("second");
      await deliver(rosa.identityId);
      expect(await rosa.outbox()).toMatchObject([
        { state: "queued", tries: 0 },
        { state: "queued" },
      ]);
      expect(rosa.later).toEqual([{ identityId: rosa.identityId, delayMs: 30_020 }]);
      rosa.pass(29.999);
      await deliver(rosa.identityId);
      expect(channel.texts).toEqual(["first"]);
      rosa.pass(0.001);
      await deliver(rosa.identityId);
      expect(channel.texts).toEqual(["first", "first", "second"]);
      expect(rosa.counted).toEqual(["waiting", "sent", "sent"]);
    });

    it("tries what surely was not sent again with growing pauses, and then gives up", async () => {
      const down = Array.from({ length: 8 }, () => new SendError("retry", "ECONNREFUSED"));
      const channel = scripted(down);
      const deliver = rosa.deliverer(channel);
      await rosa.queue("first");
      await rosa.queue("second");
      for (let look = 0; look < 8; look++) {
        await deliver(rosa.identityId);
        rosa.waitAsAsked();
      }
      const pauses = rosa.later.map(({ delayMs }) => delayMs);
      expect(pauses).toHaveLength(7);
      expect(pauses).toEqual([...new Set(pauses)].sort((one, other) => one - other));
      expect(channel.texts).toEqual([...Array.from({ length: 8 }, () => "first"), "second"]);
      expect(await rosa.outbox()).toMatchObject([
        { state: "failed", tries: 8, failure: "ECONNREFUSED" },
        { state: "sent" },
      ]);
    });

    it("notes who cannot be reached", async () => {
      await rosa.queue("first");
      await rosa.deliverer(scripted([new SendError("unreachable", "blocked")]))(rosa.identityId);
      expect(await rosa.outbox()).toMatchObject([{ state: "failed", failure: "blocked" }]);
      const [row] = await store.read((db) =>
        db.query<{ reachable: unknown }>(
          "SELECT reachable FROM identity WHERE id = $1",
          rosa.identityId,
        ),
      );
      expect(Boolean(row?.reachable)).toBe(false);
    });

    it("gives up a refused message and goes on with the next", async () => {
      const channel = scripted([new SendError("refused", "refused with 400")]);
      await rosa.queue("first");
      await rosa.queue("second");
      await rosa.deliverer(channel)(rosa.identityId);
      expect(channel.texts).toEqual(["first", "second"]);
      expect(await rosa.outbox()).toMatchObject([{ state: "failed" }, { state: "sent" }]);
    });

    it.each<[string, Step]>([
      ["the answer was lost", new SendError("unknown", "ECONNRESET")],
      ["the channel itself failed", "throws"],
    ])("repeats an answer after a pause when %s", async (_what, step) => {
      const channel = scripted([step]);
      const deliver = rosa.deliverer(channel);
      await rosa.queue("first");
      await rosa.queue("second");
      await deliver(rosa.identityId);
      await deliver(rosa.identityId);
      expect(channel.texts).toEqual(["first"]);
      rosa.waitAsAsked();
      await deliver(rosa.identityId);
      expect(channel.texts).toEqual(["first", "first", "second"]);
      expect(await rosa.outbox()).toMatchObject([
        { state: "sent", unknowns: 1 },
        { state: "sent" },
      ]);
      expect(rosa.counted).toEqual(["unknown", "sent", "sent"]);
    });

    it("leaves an answer to the operator when its repeats stay unknown too", async () => {
      const channel = scripted(Array.from({ length: 9 }, () => new SendError("unknown", "500")));
      const deliver = rosa.deliverer(channel);
      await rosa.queue("first");
      for (let look = 0; look < 9; look++) {
        await deliver(rosa.identityId);
        rosa.waitAsAsked();
      }
      expect(channel.texts).toHaveLength(REPEATS + 1);
      expect(rosa.later).toHaveLength(REPEATS);
      expect(await rosa.outbox()).toMatchObject([{ state: "unknown", unknowns: REPEATS }]);
    });

    it.each(["reminder", "nudge"] as const)("never repeats a %s", async (asked) => {
      const channel = scripted([new SendError("unknown", "ECONNRESET")]);
      await rosa.queue("milk?", { kind: asked, lane: "bulk" });
      await rosa.deliverer(channel)(rosa.identityId);
      expect(channel.texts).toEqual(["milk?"]);
      expect(await rosa.outbox()).toMatchObject([{ state: "unknown", unknowns: 0 }]);
    });

    it("does not send what has expired", async () => {
      const channel = scripted([]);
      await rosa.queue("milk?", { expiresAt: rosa.now() });
      await rosa.queue("second", { expiresAt: new Date(rosa.now().getTime() + 1) });
      await rosa.deliverer(channel)(rosa.identityId);
      expect(channel.texts).toEqual(["second"]);
      expect(await rosa.outbox()).toMatchObject([{ state: "expired" }, { state: "sent" }]);
    });

    it("keeps what is for a channel that is off", async () => {
      await rosa.queue("first");
      await rosa.deliverer(null)(rosa.identityId);
      expect(await rosa.outbox()).toMatchObject([{ state: "queued", tries: 0 }]);
      rosa.pass(60);
      const channel = scripted([]);
      await rosa.deliverer(channel)(rosa.identityId);
      expect(channel.texts).toEqual(["first"]);
    });

    it("sends once when it is nudged many times, and what comes meanwhile too", async () => {
      const channel = scripted([() => rosa.queue("second")]);
      const deliver = rosa.deliverer(channel);
      await rosa.queue("first");
      await Promise.all(Array.from({ length: 10 }, () => deliver(rosa.identityId)));
      expect(channel.texts).toEqual(["first", "second"]);
    });

    it("sends once although two processes deliver", async () => {
      const channel = scripted([]);
      await rosa.queue("first");
      await Promise.all(Array.from({ length: 5 }, () => rosa.deliverer(channel)(rosa.identityId)));
      expect(channel.texts).toEqual(["first"]);
    });
  });
});
