import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { ChatRecord } from "./chats.ts";
import type { Profile } from "./chats.ts";
import { Faults } from "./faults.ts";
import { FileStore } from "./files.ts";
import { makeListener, performWebhookAnswer } from "./http.ts";
import { Person } from "./person.ts";
import { Tally } from "./tally.ts";
import type { RecordedCall, Stats } from "./tally.ts";
import { UpdateFlow } from "./updates.ts";
import type { ReleaseOptions } from "./updates.ts";
import type { Update } from "./wire.ts";
import type { BotCommand, SendListener, World } from "./world.ts";

/** How a server is started; everything may be left out. */
export interface BotApiOptions {
  readonly token?: string;
  /** 0, any free port, when absent. */
  readonly port?: number;
  /** False keeps only counts and each person's last message: for benchmarks. */
  readonly record?: boolean;
  /** Multiplies the waits between webhook retries (0, 2, 4, 8 … s); 1 when absent. */
  readonly retryScale?: number;
  /** How long a webhook request may take; 60 s when absent. */
  readonly webhookTimeoutMs?: number;
  /** How long a press can be answered; 15 s when absent. */
  readonly callbackTtlMs?: number;
  /** How long `hears` waits unless told otherwise; 10 s when absent. */
  readonly hearTimeoutMs?: number;
  /** Messages a second over all chats; more are refused with 429. No limit when absent. */
  readonly perSecond?: number;
  /** Slows down getUpdates calls that repeat an offset, as the real server does. */
  readonly pollPacing?: boolean;
  /** The source of chance: first update_id, shuffling, shares of faults. */
  readonly random?: () => number;
}

/** A running Bot API server and the people on it. */
export interface BotApi {
  /** "http://127.0.0.1:PORT", telegraf's `apiRoot`. */
  readonly root: string;
  readonly token: string;
  readonly faults: Faults;
  /** Every call, oldest first; empty when not recorded. */
  readonly calls: readonly RecordedCall[];
  readonly stats: Stats;
  /** The command menus by scope and language: "default", "default:qu", "all_private_chats:es". */
  readonly commands: ReadonlyMap<string, readonly BotCommand[]>;
  /** The person of this id, made at the first call. */
  person(profile: Profile): Person;
  /** Sends the same update once more. */
  redeliver(update: Update): void;
  /** Collects updates from now on. */
  hold(): void;
  /**
   * Sends what was collected, and returns it in the order in which it goes out. Without a webhook
   * the update_ids change places, because a poll always answers in their order.
   */
  release(options?: ReleaseOptions): Update[];
  /** Calls back for each message the bot sends; the returned function ends that. */
  onSend(listener: SendListener): () => void;
  /** Resolves when the bot has confirmed every update that is not held back. */
  settled(options?: { readonly timeoutMs?: number }): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_TOKEN = "4242:local-bot-api";
const DEFAULT_TIMEOUT_MS = 10_000;
const IDLE_CONNECTION_MS = 600_000;
const FILES_KEPT_WHEN_NOT_RECORDED = 200;

/** Starts a local Bot API server on 127.0.0.1. */
export async function startBotApi(options: BotApiOptions = {}): Promise<BotApi> {
  const world = makeWorld(options);
  const server = createServer(makeListener(world));
  // An idle client must not meet a connection that is just being closed.
  server.keepAliveTimeout = IDLE_CONNECTION_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const persons = new Map<number, Person>();
  return {
    root: `http://127.0.0.1:${port}`,
    token: world.token,
    faults: world.faults,
    calls: world.tally.calls,
    commands: world.commands,
    get stats() {
      return readStats(world);
    },
    person(profile) {
      const known = persons.get(profile.id);
      if (known !== undefined) return known;
      const chat = new ChatRecord(profile, world.record);
      const person = new Person(world, chat);
      world.chats.set(profile.id, chat);
      persons.set(profile.id, person);
      return person;
    },
    redeliver: (update) => world.updates.redeliver(update),
    hold: () => world.updates.hold(),
    release: (order) => world.updates.release(order),
    onSend(listener) {
      world.listeners.add(listener);
      return () => void world.listeners.delete(listener);
    },
    settled: (limit = {}) => world.updates.settled(limit.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    async stop() {
      world.updates.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function makeWorld(options: BotApiOptions): World {
  const token = options.token ?? DEFAULT_TOKEN;
  const random = options.random ?? Math.random;
  const record = options.record ?? true;
  const world: World = {
    token,
    bot: {
      id: Number.parseInt(token, 10) || 4242,
      is_bot: true,
      first_name: "Kallpanchis",
      username: "kallpanchis_local_bot",
    },
    record,
    callbackTtlMs: options.callbackTtlMs ?? 15_000,
    hearTimeoutMs: options.hearTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    chats: new Map(),
    files: new FileStore(record ? undefined : FILES_KEPT_WHEN_NOT_RECORDED),
    updates: new UpdateFlow({
      retryScale: options.retryScale ?? 1,
      webhookTimeoutMs: options.webhookTimeoutMs ?? 60_000,
      pollPacing: options.pollPacing ?? false,
      random,
      onWebhookAnswer: (result) => void performWebhookAnswer(world, result),
    }),
    presses: new Map(),
    commands: new Map(),
    faults: new Faults(random, options.perSecond),
    tally: new Tally(),
    listeners: new Set(),
  };
  return world;
}

function readStats(world: World): Stats {
  const { tally, updates } = world;
  return {
    sent: tally.sent,
    duplicates: tally.duplicates,
    perMethod: tally.perMethod(),
    unknownMethods: tally.unknownMethods,
    unknownNames: [...tally.unknownNames],
    refused: tally.refused(),
    callbacksUnanswered: world.presses.size,
    webhookDelivered: updates.webhookDelivered,
    webhookFailures: updates.webhookFailures,
    updatesPending: updates.pending,
  };
}
