import type { Channel, Parcel } from "../../src/core/channel.ts";
import type { SendError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import { makeDeliver } from "../../src/outbox/deliver.ts";
import { ensureIdentity } from "../../src/store/identities.ts";
import { queueOutbound, type NewOutbound } from "../../src/store/outbox.ts";
import { newStore, type databases } from "../kit/store.ts";

/** What a messenger does with the next send; "sent" when the script has ended. */
export type Step = SendError | "sent" | "throws" | (() => Promise<void>);

/** A messenger that follows a script and keeps what reached it. */
export function scripted(script: Step[]): Channel & { texts: string[]; parcels: Parcel[] } {
  const parcels: Parcel[] = [];
  return {
    name: "telegram",
    parcels,
    get texts() {
      return parcels.map(({ content }) => content.text);
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    typing: () => Promise.resolve(),
    fetch: () => Promise.reject(new Error("nobody sends files here")),
    ready: () => true,
    check: () => Promise.resolve(true),
    async send(parcel) {
      parcels.push(parcel);
      const step = script.shift() ?? "sent";
      if (step === "throws") throw new TypeError("a bug of the channel");
      if (typeof step === "object") throw step;
      if (step !== "sent") await step();
      return { providerId: `p${parcels.length}` };
    },
  };
}

/** Somebody who is written to, with a clock that stands still until it is moved. */
export type Recipient = Awaited<ReturnType<PostOffice["newRecipient"]>>;
export type PostOffice = Awaited<ReturnType<typeof openPostOffice>>;

/** A real database and deliverers over it. */
export async function openPostOffice(kind: (typeof databases)[number]) {
  const made = await newStore(kind);
  const { store } = made;

  async function newRecipient() {
    let now = new Date("2026-11-23T12:00:00.000Z");
    const later: { identityId: string; delayMs: number }[] = [];
    const counted: string[] = [];
    const address = newId();
    const identityId = await store.transaction((tx) =>
      ensureIdentity(tx, "telegram", address, now),
    );
    return {
      identityId,
      later,
      counted,
      now: () => now,
      pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)),
      /** Lets the pause pass that was asked for last. */
      waitAsAsked() {
        now = new Date(now.getTime() + (later.at(-1)?.delayMs ?? 0));
      },
      /** A deliverer as one process has it. */
      deliverer: (channel: Channel | null) =>
        makeDeliver({
          store,
          clock: { now: () => now },
          channel: () => channel,
          draw: ({ title }) =>
            title === "broken"
              ? Promise.reject(new Error("no ink"))
              : Promise.resolve(Buffer.from(title)),
          turn: () => Promise.resolve(),
          later: (_channel, id, delayMs) => later.push({ identityId: id, delayMs }),
          counted: (_channel, result) => counted.push(result),
        }),
      /** Puts a message out; an answer unless told otherwise. */
      async queue(text: string, but: Partial<NewOutbound> = {}) {
        const message: NewOutbound = {
          identityId,
          channel: "telegram",
          address,
          lane: "reply",
          kind: "reply",
          content: { text, choices: [], listed: false, question: null, picture: null },
          expiresAt: null,
          onceKey: null,
          ...but,
        };
        await store.transaction((tx) => queueOutbound(tx, message, now));
      },
      /** The messages as the outbox keeps them. */
      outbox: () =>
        store.read((db) =>
          db.query<Record<string, unknown>>(
            "SELECT state, tries, unknowns, failure, provider_id, delivered_at, read_at FROM outbox WHERE identity_id = $1 ORDER BY id",
            identityId,
          ),
        ),
    };
  }

  return { store, newRecipient, remove: () => made.remove() };
}
