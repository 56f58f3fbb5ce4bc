import type { Action } from "../core/action.ts";
import { pump } from "../broadcast/pump.ts";
import type { PumpTools } from "../broadcast/tools.ts";
import type { Channel } from "../core/channel.ts";
import { FetchError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { InboundContent, OutgoingContent } from "../core/message.ts";
import type { RegularTask } from "../core/task.ts";
import { begin } from "../conversation/begin.ts";
import { drain, type DrainTools } from "../conversation/drain.ts";
import { openShelf, publishPrograms, type Shelf } from "../conversation/shelf.ts";
import { ringTimers } from "../conversation/timers.ts";
import type { TurnTrace } from "../conversation/trace.ts";
import type { Program } from "../flow/program.ts";
import { named } from "../flow/writing.ts";
import { makeHearing } from "../hearing.ts";
import { makeReceive } from "../inbox/receive.ts";
import { readLexicon, readWriting } from "../library.ts";
import { makeDeliver, noteSent, send, type DeliverTools } from "../outbox/deliver.ts";
import type { Connection, Store } from "../store/connection.ts";
import { claimBroadcast } from "../store/outbox.ts";
import type { Publisher } from "../store/publications.ts";
import { normalisedAnswer } from "../understanding/control-words.ts";

/** Tries of one message: the queue gives it up after the third failure and tells the person. */
const TRIES = 4;

/** Messages of our own accord that a person gets a day. */
const ATTENTION = 3;

/** Messages of our own accord that are taken up at a time. */
const BULK = 100;

export interface StageSettings {
  store: Store;
  /** Folder of the product: its words and its way of writing. */
  root: string;
  actions: ReadonlyMap<string, Action<Connection>>;
  /** What runs regularly while time passes. */
  tasks?: readonly RegularTask<Store>[] | undefined;
  /** Instant at which the clock stands. */
  now: Date;
}

/** How a message arrives; a new one of this moment when left out. */
export interface Arrival {
  /** The same key as an earlier message makes it a redelivery. */
  providerId?: string;
  sentAt?: Date;
}

/** A phone on the simulator's channel. */
export interface Phone {
  identityId: string;
  address: string;
  /** Writes and has the message handled; the key of the message. */
  sends(content: InboundContent, arrival?: Arrival): Promise<string>;
  /** Only receives it: it is handled with the next one. */
  stores(content: InboundContent, arrival?: Arrival): Promise<string>;
  /** Lets everything said arrive, so that its timers begin to run. */
  delivers(): Promise<void>;
  /** What came since the last look. */
  hears(): Promise<OutgoingContent[]>;
  /** Every message ever heard, oldest first. */
  heard(): OutgoingContent[];
  /** The button with this label, of the newest message that has one; null when none does. */
  button(label: string): Extract<InboundContent, { kind: "press" }> | null;
}

/** The real conversation on a real database, with a clock that stands still until it is moved. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Sets up inbox, conversation and outbox on a database, without queue and messengers. */
export async function openStage({ store, root, actions, tasks = [], now: start }: StageSettings) {
  let now = start;
  const clock = { now: () => now };
  const lexicon = readLexicon(root);
  const turns: string[] = [];
  const stops: string[] = [];
  const faults: string[] = [];
  const traces: (TurnTrace & { identityId: string })[] = [];
  const mailbox = new Map<string, OutgoingContent[]>();
  let messages = 0;
  let shelf: Shelf = await openShelf(store, normalisedAnswer);
  const tools: DrainTools = {
    store,
    clock,
    shelf,
    writing: readWriting(root),
    actions,
    ear: makeHearing(lexicon, shelf),
    watch: ({ identityId }, trace) => traces.push({ ...trace, identityId }),
    stopped: (_flow, reason) => stops.push(reason),
    sent: () => undefined,
    counted: (result) => turns.push(result),
  };
  const receive = makeReceive({ store, clock, arrived: () => undefined, counted: () => undefined });
  const messenger: Channel = {
    name: "simulator",
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    typing: () => Promise.resolve(),
    ready: () => true,
    check: () => Promise.resolve(true),
    fetch: () => Promise.reject(new FetchError("gone", "nobody holds a file here")),
    send({ address, content }) {
      mailbox.set(address, [...(mailbox.get(address) ?? []), content]);
      return Promise.resolve({ providerId: newId() });
    },
  };
  const deliverTools: DeliverTools = {
    store,
    clock,
    channel: () => messenger,
    draw: () => Promise.resolve(new Uint8Array()),
    later: () => undefined,
    turn: () => Promise.resolve(),
    counted: () => undefined,
  };
  const deliver = makeDeliver(deliverTools);
  const pumpTools: PumpTools = {
    store,
    clock,
    lead: new Map([["simulator", BULK]]),
    begin: (tx, to, flow, values, expiresAt) =>
      begin(tools, tx, { ...to, flow, values, kind: "notice", expiresAt }),
    named: (language, name, text) => named(tools.writing[language], name, text),
    attention: ATTENTION,
    wake: () => undefined,
    trouble: (error) => faults.push(error instanceof Error ? error.message : "unknown"),
  };

  /** Lets broadcasts and notices leave. */
  async function deliverBulk(): Promise<void> {
    const rows = await store.together((tx) => claimBroadcast(tx, "simulator", BULK, clock.now()));
    for (const row of rows) {
      const sent = await send(deliverTools, messenger, row);
      if (sent instanceof Error) throw sent;
      await store.together((tx) => noteSent(tx, row, sent, clock.now()));
    }
    if (rows.length > 0) await deliverBulk();
  }

  async function delivers(identityId: string): Promise<void> {
    await deliver(identityId);
    await deliverBulk();
  }

  /** Handles what waits, and tries again as the queue does. */
  async function handle(identityId: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await drain(tools, identityId);
      } catch (error) {
        faults.push(error instanceof Error ? error.message : "unknown");
        if (tries === TRIES) throw error;
      }
    }
  }

  function phone(identity: { id: string; address: string }): Phone {
    let read = 0;
    const heard = (): OutgoingContent[] => mailbox.get(identity.address) ?? [];
    async function stores(content: InboundContent, arrival: Arrival = {}): Promise<string> {
      messages += 1;
      const { providerId = `m${messages}`, sentAt = now } = arrival;
      const { address } = identity;
      const message = { channel: "simulator" as const, providerId, address, sentAt, content };
      await receive([{ ...message, sequence: messages, languageHint: null }]);
      return providerId;
    }
    return {
      identityId: identity.id,
      address: identity.address,
      heard,
      stores,
      async sends(content, arrival) {
        const providerId = await stores(content, arrival);
        await handle(identity.id);
        return providerId;
      },
      delivers: () => delivers(identity.id),
      async hears() {
        await delivers(identity.id);
        const fresh = heard().slice(read);
        read += fresh.length;
        return fresh;
      },
      button(label) {
        const offered = heard().findLast((one) => one.choices.some((it) => it.label === label));
        const choice = offered?.choices.find((one) => one.label === label);
        if (offered === undefined || choice === undefined) return null;
        return { kind: "press", question: offered.question ?? "", value: choice.value };
      },
    };
  }

  return {
    store,
    clock,
    tools,
    lexicon,
    /** What became of each turn: done, failed, set_aside. */
    turns,
    /** Reasons of the brakes that stopped a conversation. */
    stops,
    /** What broke turns, in words for programmers. */
    faults,
    /** What each turn did, oldest first. */
    traces,
    shelf: () => shelf,
    moveTo(instant: Date): void {
      now = instant;
    },
    phone,
    handle,
    /** Puts programs in force, no others; the flows that changed. */
    async publish(programs: Program[], publisher: Publisher): Promise<string[]> {
      const flows = await publishPrograms(store, programs, publisher, clock);
      await shelf.refresh();
      return flows;
    },
    ringTimers: () => ringTimers(tools),
    hasTasks: tasks.length > 0,
    /** Does what is due at this moment: regular tasks, notices and broadcasts, timers. */
    async runDue(): Promise<void> {
      for (const task of tasks) await task.run({ store, clock });
      await pump(pumpTools);
      await ringTimers(tools);
    },
    /** Forgets everything that is in memory only, as a new process would begin. */
    async restart(): Promise<void> {
      shelf = await openShelf(store, normalisedAnswer);
      tools.shelf = shelf;
      tools.ear = makeHearing(lexicon, shelf);
    },
  };
}
