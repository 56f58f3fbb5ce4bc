import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import { postJson } from "./post.ts";
import type { PostResult, PostTarget } from "./post.ts";
import type { Receiver } from "./receiver.ts";
import { encodeJson } from "./wire.ts";
import type { Update } from "./wire.ts";

/** What setWebhook was told. */
export interface WebhookSettings {
  readonly url: string;
  readonly secret: string | undefined;
  readonly maxConnections: number;
}

/** What the webhook needs from around it. */
export interface WebhookSurroundings {
  /** Multiplies every wait between retries, so that tests are quick. */
  readonly retryScale: number;
  readonly timeoutMs: number;
  readonly random: () => number;
  onEmpty(): void;
  onDelivered(result: PostResult): void;
  onFailed(): void;
}

interface Lane {
  readonly key: string;
  readonly updates: Update[];
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

/** After so long without a success only one connection is used. */
const PATIENCE_MS = 10_000;

/** Posts updates: one lane per chat for messages, one per person for presses, lanes in parallel. */
export class Webhook implements Receiver {
  readonly settings: WebhookSettings;
  lastError: { date: number; message: string } | undefined;
  readonly #around: WebhookSurroundings;
  readonly #target: PostTarget;
  readonly #lanes = new Map<string, Lane>();
  readonly #ready: Lane[] = [];
  #active = 0;
  #size = 0;
  #closed = false;
  /** When the present row of failures began, none without success in between. */
  #failingSince: number | undefined;

  constructor(settings: WebhookSettings, around: WebhookSurroundings) {
    this.settings = settings;
    this.#around = around;
    const url = new URL(settings.url);
    const agentOptions = { keepAlive: true, maxSockets: settings.maxConnections };
    const secure = url.protocol === "https:";
    const agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
    this.#target = {
      url,
      agent,
      secret: settings.secret,
      timeoutMs: around.timeoutMs,
      isClosed: () => this.#closed,
    };
  }

  get size(): number {
    return this.#size;
  }

  add(update: Update): void {
    const key = laneKey(update);
    this.#size += 1;
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.updates.push(update);
      return;
    }
    const fresh: Lane = { key, updates: [update], failures: 0, timer: undefined };
    this.#lanes.set(key, fresh);
    this.#ready.push(fresh);
    this.#pump();
  }

  drain(): Update[] {
    const all: Update[] = [];
    for (const lane of this.#lanes.values()) {
      clearTimeout(lane.timer);
      all.push(...lane.updates);
    }
    this.#lanes.clear();
    this.#ready.length = 0;
    this.#size = 0;
    return all.sort((a, b) => a.update_id - b.update_id);
  }

  close(): void {
    this.#closed = true;
    this.drain();
    this.#target.agent.destroy();
  }

  #pump(): void {
    while (this.#ready.length > 0 && this.#active < this.#allowedConnections()) {
      const lane = this.#ready.shift();
      const update = lane?.updates[0];
      if (lane === undefined || update === undefined) continue;
      this.#active += 1;
      void postJson(this.#target, encodeJson(update)).then((result) => {
        this.#active -= 1;
        if (!this.#closed) this.#settle(lane, update, result);
      });
    }
  }

  #allowedConnections(): number {
    const since = this.#failingSince;
    const late = since !== undefined && Date.now() - since > PATIENCE_MS * this.#around.retryScale;
    return late ? 1 : this.#target.agent.maxSockets;
  }

  #settle(lane: Lane, update: Update, result: PostResult): void {
    if (result.problem === "") this.#around.onDelivered(result);
    else this.#around.onFailed();
    // Emptied meanwhile (drop_pending_updates): there is nothing left to confirm or to retry.
    const current = this.#lanes.get(lane.key) === lane && lane.updates[0] === update;
    if (result.problem === "") {
      this.#failingSince = undefined;
      if (current) this.#advance(lane);
    } else {
      this.#failingSince ??= Date.now();
      this.lastError = { date: Math.floor(Date.now() / 1000), message: result.problem };
      if (current) this.#retry(lane, result.retryAfterSeconds);
    }
    this.#pump();
  }

  #advance(lane: Lane): void {
    lane.updates.shift();
    lane.failures = 0;
    this.#size -= 1;
    if (lane.updates.length > 0) this.#ready.push(lane);
    else this.#lanes.delete(lane.key);
    if (this.#size === 0) this.#around.onEmpty();
  }

  /** Again at once after the first failure, then after 2, 4, 8 … s up to one or two minutes. */
  #retry(lane: Lane, wishedSeconds: number | undefined): void {
    lane.failures += 1;
    const limit = 60 + 60 * this.#around.random();
    const usual = lane.failures === 1 ? 0 : Math.min(2 ** (lane.failures - 1), limit);
    lane.timer = setTimeout(
      () => {
        this.#ready.push(lane);
        this.#pump();
      },
      (wishedSeconds ?? usual) * 1000 * this.#around.retryScale,
    );
  }
}

function laneKey(update: Update): string {
  if (update.callback_query !== undefined) return `user ${update.callback_query.from.id}`;
  const event = update.message ?? update.edited_message ?? update.my_chat_member;
  return `chat ${event?.chat.id ?? 0}`;
}
