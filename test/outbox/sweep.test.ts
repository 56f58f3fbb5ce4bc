import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SendError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import type { ChannelName } from "../../src/core/message.ts";
import { sweep, type SweepTools } from "../../src/outbox/sweep.ts";
import { storeInbound } from "../../src/store/inbox.ts";
import { claimNext } from "../../src/store/outbox.ts";
import { databases } from "../kit/store.ts";
import { openPostOffice, scripted, type PostOffice, type Recipient } from "./post-office.ts";

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

  describe("the sweeper", () => {
    let nudges: string[];

    beforeEach(() => (nudges = []));

    /** Sweeps, and keeps the nudges of our person. */
    async function sweepNow(fresh: boolean): Promise<void> {
      const note = (what: string, id: string): void => {
        if (id === rosa.identityId) nudges.push(what);
      };
      const tools: SweepTools = {
        store,
        clock: { now: rosa.now },
        arrived: (id) => note("arrived", id),
        waiting: (channel: ChannelName, id) => note(`waiting ${channel}`, id),
        counted: () => undefined,
      };
      await sweep(tools, fresh);
    }

    it("makes the lost jobs of messages in and out anew, not of those that just came", async () => {
      await rosa.queue("first");
      await rosa.queue("second");
      const message = {
        channel: "telegram",
        address: rosa.identityId,
        sentAt: rosa.now(),
        sequence: 1,
      } as const;
      const content = { kind: "text", text: "12" } as const;
      await store.transaction((tx) =>
        storeInbound(
          tx,
          rosa.identityId,
          { ...message, providerId: newId(), content, languageHint: null },
          rosa.now(),
        ),
      );
      rosa.pass(5);
      await sweepNow(false);
      expect(nudges).toEqual([]);
      rosa.pass(10);
      await sweepNow(false);
      expect(nudges).toEqual(["arrived", "waiting telegram"]);
    });

    it("takes everything for lost when the only process starts", async () => {
      await rosa.queue("first");
      rosa.pass(0.001);
      await sweepNow(true);
      expect(nudges).toEqual(["waiting telegram"]);
    });

    it.each([
      { asked: "reply", expected: { state: "queued", unknowns: 1 }, repeats: true },
      { asked: "reminder", expected: { state: "unknown", unknowns: 0 }, repeats: false },
    ] as const)("settles the abandoned send of a $asked", async ({ asked, expected, repeats }) => {
      await rosa.queue("first", { kind: asked });
      await store.together((tx) => claimNext(tx, rosa.identityId, rosa.now()));
      rosa.pass(60);
      await sweepNow(false);
      expect(await rosa.outbox()).toMatchObject([{ state: "sending" }]);
      rosa.pass(60);
      await sweepNow(false);
      expect(await rosa.outbox()).toMatchObject([expected]);
      expect(nudges).toEqual(repeats ? ["waiting telegram"] : []);
    });

    it("settles a send of a killed process at once when the only process starts", async () => {
      await rosa.queue("first");
      await store.together((tx) => claimNext(tx, rosa.identityId, rosa.now()));
      rosa.pass(0.001);
      await sweepNow(true);
      const channel = scripted([]);
      await rosa.deliverer(channel)(rosa.identityId);
      expect(channel.texts).toEqual(["first"]);
      expect(await rosa.outbox()).toMatchObject([{ state: "sent", unknowns: 1, tries: 2 }]);
    });

    it("leaves a message that must wait until its time", async () => {
      await rosa.queue("first");
      await rosa.deliverer(scripted([new SendError("retry", "asked to wait", 60_000)]))(
        rosa.identityId,
      );
      rosa.pass(30);
      await sweepNow(false);
      expect(nudges).toEqual([]);
      rosa.pass(30);
      await sweepNow(false);
      expect(nudges).toEqual(["waiting telegram"]);
    });
  });
});
