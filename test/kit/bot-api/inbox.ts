import type { Button, Key } from "./markup.ts";
import type { Entity } from "./wire.ts";

/** A message of the bot as the person sees it. An edited text comes as another with the old id. */
export interface BotMessage {
  readonly messageId: number;
  /** Plain text after formatting; empty for media. */
  readonly text: string;
  readonly caption: string;
  readonly entities: readonly Entity[];
  /** The inline buttons; changed in place when the bot changes only the buttons. */
  buttons: Button[][];
  /** The reply keyboard that came with this message. */
  readonly keyboard?: Key[][];
  readonly photo?: Buffer;
  readonly voice?: Buffer;
  readonly audio?: Buffer;
  readonly document?: Buffer;
  readonly fileId?: string;
  readonly fileName?: string;
  readonly replyTo?: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  deleted: boolean;
}

/** What to listen for: a pattern, a part of the text, or a predicate. */
export type Expected = RegExp | string | ((message: BotMessage) => boolean);

interface Waiter {
  matches(message: BotMessage): boolean;
  finish(message: BotMessage): void;
}

/** The messages of one person and who waits for them. */
export class Inbox {
  readonly messages: BotMessage[] = [];
  readonly #heard = new WeakSet<BotMessage>();
  readonly #waiters = new Set<Waiter>();
  readonly #owner: string;
  readonly #keepAll: boolean;
  /** The place after the last heard message; what was skipped on the way does not count as new. */
  #frontier = 0;

  constructor(owner: string, keepAll: boolean) {
    this.#owner = owner;
    this.#keepAll = keepAll;
  }

  push(message: BotMessage): void {
    if (!this.#keepAll) {
      this.messages.length = 0;
      this.#frontier = 0;
    }
    this.messages.push(message);
    for (const waiter of this.#waiters) {
      if (!waiter.matches(message)) continue;
      this.#waiters.delete(waiter);
      this.#markHeard(message, this.messages.length - 1);
      waiter.finish(message);
      return;
    }
  }

  /** The next not-yet-heard message that matches, waited for if need be. */
  hears(expected: Expected, timeoutMs: number): Promise<BotMessage> {
    const matches = matcher(expected);
    const index = this.messages.findIndex((each) => !this.#heard.has(each) && matches(each));
    const ready = this.messages[index];
    if (ready !== undefined) {
      this.#markHeard(ready, index);
      return Promise.resolve(ready);
    }
    // Made here, so that its stack shows the line of the test.
    const failure = new Error();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        failure.message =
          `${this.#owner} waited ${timeoutMs} ms for ${describeExpected(expected)}; ` +
          describeList(this.messages.filter((each) => !this.#heard.has(each)));
        reject(failure);
      }, timeoutMs);
      const waiter: Waiter = {
        matches,
        finish(message) {
          clearTimeout(timer);
          resolve(message);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Resolves after `ms` if nothing came after the last heard message; fails as soon as it does. */
  hearsNothing(ms: number): Promise<void> {
    const failure = new Error();
    return new Promise((resolve, reject) => {
      const fail = (unexpected: readonly BotMessage[]): void => {
        failure.message = `${this.#owner} should hear nothing; ${describeList(unexpected)}`;
        reject(failure);
      };
      const early = this.messages.slice(this.#frontier).filter((each) => !this.#heard.has(each));
      if (early.length > 0) {
        fail(early);
        return;
      }
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        resolve();
      }, ms);
      const waiter: Waiter = {
        matches: () => true,
        finish(message) {
          clearTimeout(timer);
          fail([message]);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Takes everything that came so far as heard. */
  catchUp(): BotMessage[] {
    const unheard = this.messages.filter((each) => !this.#heard.has(each));
    for (const each of unheard) this.#heard.add(each);
    this.#frontier = this.messages.length;
    return unheard;
  }

  #markHeard(message: BotMessage, index: number): void {
    this.#heard.add(message);
    this.#frontier = Math.max(this.#frontier, index + 1);
  }
}

function matcher(expected: Expected): (message: BotMessage) => boolean {
  if (typeof expected === "function") return expected;
  if (typeof expected === "string") {
    return (message) => (message.text || message.caption).includes(expected);
  }
  // search() ignores the memory that a pattern with the flag "g" carries from call to call.
  return (message) => (message.text || message.caption).search(expected) >= 0;
}

function describeExpected(expected: Expected): string {
  if (typeof expected === "string") return JSON.stringify(expected);
  return expected instanceof RegExp ? String(expected) : `what fits ${expected.toString()}`;
}

function describeList(messages: readonly BotMessage[]): string {
  if (messages.length === 0) return "nothing came.";
  return `what came instead:\n${messages.map(describeMessage).join("\n")}`;
}

function describeMessage(message: BotMessage): string {
  const words = (message.text || message.caption).replaceAll("\n", "\n      ");
  const labels = message.buttons.map((row) => row.map((button) => `[${button.label}]`).join(" "));
  return `  #${message.messageId} ${message.method}: ${[words, ...labels].join("\n      ")}`;
}
