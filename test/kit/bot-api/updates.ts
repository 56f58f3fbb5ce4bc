import { Polling } from "./polling.ts";
import type { PostResult } from "./post.ts";
import type { Receiver } from "./receiver.ts";
import { Webhook } from "./webhook.ts";
import type { WebhookSettings } from "./webhook.ts";
import type { Update, UpdateKind } from "./wire.ts";

/** How released updates are ordered; as they came when absent. */
export interface ReleaseOptions {
  readonly shuffle?: boolean;
  /** An order of one's own, in place of chance. */
  readonly order?: (updates: Update[]) => Update[];
}

/** How the updates of a server behave. */
export interface UpdateFlowOptions {
  readonly retryScale: number;
  readonly webhookTimeoutMs: number;
  readonly pollPacing: boolean;
  readonly random: () => number;
  /** Gets the body of each accepted webhook answer: it may carry a method call. */
  onWebhookAnswer(result: PostResult): void;
}

const FIRST_ID_SPAN = 1_000_000_000;

/** Not sent unless asked for by name. */
const NOT_BY_DEFAULT = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

/** All updates on their way to the bot: numbered, perhaps held back, then polled or posted. */
export class UpdateFlow {
  readonly polling: Polling;
  /** What `allowed_updates` was last set to; empty means the default set. */
  allowed: readonly string[] = [];
  webhookDelivered = 0;
  webhookFailures = 0;
  #webhook: Webhook | undefined;
  #held: { update: Update; again: boolean }[] | undefined;
  #nextId: number;
  readonly #options: UpdateFlowOptions;
  readonly #settled = new Set<() => void>();

  constructor(options: UpdateFlowOptions) {
    this.#options = options;
    this.#nextId = 100_000_000 + Math.floor(options.random() * FIRST_ID_SPAN);
    this.polling = new Polling({ paced: options.pollPacing, onEmpty: () => this.#checkSettled() });
  }

  get webhook(): Webhook | undefined {
    return this.#webhook;
  }

  get pending(): number {
    return this.#receiver.size + (this.#held?.length ?? 0);
  }

  get #receiver(): Receiver {
    return this.#webhook ?? this.polling;
  }

  /** Numbers an update and sends it, unless the bot did not ask for its kind. */
  send(kind: UpdateKind, content: Omit<Update, "update_id">, wishedId?: number): Update {
    const update: Update = { update_id: wishedId ?? this.#nextId, ...content };
    this.#nextId = Math.max(this.#nextId, update.update_id + 1);
    const wanted =
      this.allowed.length === 0 ? !NOT_BY_DEFAULT.has(kind) : this.allowed.includes(kind);
    if (wanted) this.#dispatch(update, false);
    return update;
  }

  /** Sends an update once more, as happens when a confirmation was lost. */
  redeliver(update: Update): void {
    this.#dispatch(update, true);
  }

  hold(): void {
    this.#held ??= [];
  }

  /** Ends the holding back and returns the updates in the order in which they go out. */
  release(options: ReleaseOptions = {}): Update[] {
    const held = this.#held ?? [];
    this.#held = undefined;
    const again = new Set(held.filter((each) => each.again).map((each) => each.update));
    const came = held.map((each) => each.update);
    let order = came;
    if (options.order !== undefined) order = options.order([...came]);
    else if (options.shuffle === true) order = this.#shuffle(came);
    // A poll always answers in rising order of ids, so there the ids change places with the order.
    if (this.#webhook === undefined) {
      const fresh = order.filter((update) => !again.has(update));
      const ids = fresh.map((update) => update.update_id).sort((a, b) => a - b);
      for (const [index, update] of fresh.entries()) {
        update.update_id = ids[index] ?? update.update_id;
      }
    }
    for (const update of order) this.#receiver.add(update, again.has(update));
    return order;
  }

  /** Starts posting to a webhook, or with `undefined` goes back to polling. */
  useWebhook(settings: WebhookSettings | undefined, dropPending: boolean): void {
    const left = this.#receiver.drain();
    this.#webhook?.close();
    if (settings !== undefined) this.polling.interrupt("setWebhook request");
    this.#webhook = settings === undefined ? undefined : this.#makeWebhook(settings);
    if (!dropPending) for (const update of left) this.#receiver.add(update, false);
    this.#checkSettled();
  }

  /** Forgets everything that waits. */
  dropPending(): void {
    this.#receiver.drain();
    this.#checkSettled();
  }

  /** Resolves when every update that is not held back was confirmed by the bot. */
  settled(timeoutMs: number): Promise<void> {
    if (this.#receiver.size === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#settled.delete(done);
        const count = this.#receiver.size;
        reject(new Error(`${count} updates were not confirmed within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#settled.add(done);
    });
  }

  close(): void {
    this.#webhook?.close();
    this.polling.drain();
    this.polling.close();
    for (const done of this.#settled) done();
    this.#settled.clear();
  }

  #dispatch(update: Update, again: boolean): void {
    if (this.#held !== undefined) this.#held.push({ update, again });
    else this.#receiver.add(update, again);
  }

  #makeWebhook(settings: WebhookSettings): Webhook {
    return new Webhook(settings, {
      retryScale: this.#options.retryScale,
      timeoutMs: this.#options.webhookTimeoutMs,
      random: this.#options.random,
      onEmpty: () => this.#checkSettled(),
      onDelivered: (result) => {
        this.webhookDelivered += 1;
        if (result.body.length > 0) this.#options.onWebhookAnswer(result);
      },
      onFailed: () => {
        this.webhookFailures += 1;
      },
    });
  }

  #checkSettled(): void {
    if (this.#receiver.size > 0) return;
    for (const done of this.#settled) done();
    this.#settled.clear();
  }

  #shuffle(updates: readonly Update[]): Update[] {
    const mixed = [...updates];
    for (let last = mixed.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.#options.random() * (last + 1));
      const a = mixed[last];
      const b = mixed[other];
      if (a === undefined || b === undefined) continue;
      mixed[last] = b;
      mixed[other] = a;
    }
    // Chance may give the old order back; a test of reordering must not pass for that reason.
    const same = mixed.every((update, index) => update === updates[index]);
    const first = same ? mixed.shift() : undefined;
    return first === undefined ? mixed : [...mixed, first];
  }
}
