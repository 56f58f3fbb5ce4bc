import { pump } from "../../src/broadcast/pump.ts";
import type { PumpTools } from "../../src/broadcast/tools.ts";
import type { Channel } from "../../src/core/channel.ts";
import { newId } from "../../src/core/ids.ts";
import { openBroadcastLane } from "../../src/outbox/broadcast-lane.ts";
import { makeDeliver, type DeliverTools } from "../../src/outbox/deliver.ts";
import type { Purpose } from "../../src/core/caller.ts";
import { insertFamily, insertIdentity, insertPerson } from "../../src/rehearsal/cast.ts";
import { newStore, type databases } from "../kit/store.ts";

/** Messages a day that a person gets without having written. */
export const ATTENTION = 3;

/** A message as it reached a phone. */
export interface Received {
  address: string;
  text: string;
  at: Date;
}

/** Database, pump and lane over a messenger that only takes notes, with a clock that is moved by hand. */
export async function openBroadcastStage(kind: (typeof databases)[number], start: Date) {
  const { store, remove } = await newStore(kind);
  let now = start;
  const clock = { now: () => now };
  const received: Received[] = [];
  const refuse = new Map<string, () => Error>();
  const channel: Channel = {
    name: "simulator",
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    typing: () => Promise.resolve(),
    fetch: () => Promise.reject(new Error("nobody sends files here")),
    ready: () => true,
    check: () => Promise.resolve(true),
    send({ address, content }) {
      const refusal = refuse.get(address);
      if (refusal !== undefined) return Promise.reject(refusal());
      received.push({ address, text: content.text, at: now });
      return Promise.resolve({ providerId: newId() });
    },
  };
  const deliverTools: DeliverTools = {
    store,
    clock,
    channel: () => channel,
    draw: () => Promise.resolve(new Uint8Array()),
    turn: () => Promise.resolve(),
    later: () => undefined,
    counted: () => undefined,
  };
  const faults: unknown[] = [];
  const lane = openBroadcastLane(
    channel,
    { perSecond: 100_000, underWay: 8, jitterMs: 0, perDay: null },
    {
      ...deliverTools,
      deliver: makeDeliver(deliverTools),
      trouble: (error) => void faults.push(error),
      ticks: () => performance.now(),
    },
  );
  const pumpTools: PumpTools = {
    store,
    clock,
    lead: new Map([["simulator", 40]]),
    attention: ATTENTION,
    begin: () => Promise.resolve(null),
    named: (_language, name, text) => `Para ${name}:\n${text}`,
    wake: () => lane.wake(),
    trouble: (error) => void faults.push(error),
  };

  return {
    store,
    clock,
    received,
    faults,
    refuse,
    moveTo(at: Date): void {
      now = at;
    },
    /** Lets the pump hand over and the lane send until nothing more moves at this hour. */
    async run(): Promise<void> {
      for (;;) {
        await pump(pumpTools);
        const before = await waiting();
        if (before === 0) return;
        while ((await waiting()) > 0) {
          lane.wake();
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      }
    },
    /** Somebody with a family and a phone. */
    async person(
      options: { code?: string; purposes?: Purpose[]; language?: "es" | "qu" } = {},
    ): Promise<{ personId: string; identityId: string; address: string }> {
      const [personId, familyId] = [newId(), options.code ?? newId()];
      const identity = { id: newId(), address: newId() };
      await store.transaction(async (tx) => {
        await insertFamily(tx, familyId, null, now);
        const person = {
          id: personId,
          familyId,
          name: "Rosa Quispe",
          language: options.language ?? ("es" as const),
        };
        await insertPerson(tx, person, options.purposes ?? ["trainings"], now);
        await insertIdentity(tx, identity, personId, now);
      });
      return { personId, identityId: identity.id, address: identity.address };
    },
    async close(): Promise<void> {
      await lane.close();
      await remove();
    },
  };

  async function waiting(): Promise<number> {
    const [row] = await store.read((connection) =>
      connection.query<{ count: number | bigint }>(
        "SELECT COUNT(*) AS count FROM outbox WHERE state IN ('queued', 'sending')",
      ),
    );
    return Number(row?.count ?? 0);
  }
}
