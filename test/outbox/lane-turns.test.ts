import { expect, it } from "vitest";
import type { Channel } from "../../src/core/channel.ts";
import { newId } from "../../src/core/ids.ts";
import { openBroadcastLane } from "../../src/outbox/broadcast-lane.ts";
import { makeDeliver, type DeliverTools } from "../../src/outbox/deliver.ts";
import { queueOutbound } from "../../src/store/outbox.ts";
import { insertIdentity } from "../../src/rehearsal/cast.ts";
import { newStore } from "../kit/store.ts";

it("of several processes one sends a channel's broadcasts, and another takes over when it leaves", async () => {
  const { store, remove } = await newStore("postgresql");
  const clock = { now: () => new Date("2026-11-25T15:00:00Z") };
  const sent: number[] = [];

  function openProcess(number: number) {
    const channel: Channel = {
      name: "simulator",
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      typing: () => Promise.resolve(),
      ready: () => true,
      check: () => Promise.resolve(true),
      fetch: () => Promise.reject(new Error("there are no files")),
      send() {
        sent.push(number);
        return Promise.resolve({ providerId: newId() });
      },
    };
    const tools: DeliverTools = {
      store,
      clock,
      channel: () => channel,
      draw: () => Promise.resolve(new Uint8Array()),
      turn: () => Promise.resolve(),
      later: () => undefined,
      counted: () => undefined,
    };
    return openBroadcastLane(
      channel,
      { perSecond: 1000, underWay: 4, jitterMs: 0, perDay: null },
      {
        ...tools,
        deliver: makeDeliver(tools),
        trouble: (error) => {
          throw error;
        },
        ticks: () => performance.now(),
      },
    );
  }

  async function queue(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const identity = { id: newId(), address: newId() };
      await store.transaction(async (tx) => {
        await insertIdentity(tx, identity, null, clock.now());
        const content = {
          text: "Hay feria.",
          choices: [],
          listed: false,
          question: null,
          picture: null,
        };
        const message = {
          identityId: identity.id,
          channel: "simulator" as const,
          address: identity.address,
          personId: null,
          lane: "broadcast" as const,
          kind: "broadcast" as const,
          content,
          expiresAt: null,
          onceKey: null,
        };
        await queueOutbound(tx, message, clock.now());
      });
    }
  }

  const lanes = [openProcess(0), openProcess(1)];
  try {
    await queue(12);
    for (const lane of lanes) lane.wake();
    await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(12);
    const [first = 0] = sent;
    expect(new Set(sent).size).toBe(1);
    await lanes[first]?.close();
    await queue(6);
    lanes[1 - first]?.wake();
    await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(18);
    expect(sent.slice(12)).toEqual(Array.from({ length: 6 }, () => 1 - first));
  } finally {
    for (const lane of lanes) await lane.close();
    await remove();
  }
}, 60_000);
