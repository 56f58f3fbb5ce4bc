import type { Payload } from "./wire.ts";

/** One call of the bot. The payload has a getter only, so that printing a call does not show it. */
export class RecordedCall {
  readonly method: string;
  readonly at: number;
  /** "ok", the error code, or the fault that struck. */
  outcome = "open";
  readonly #payload: Payload;

  constructor(method: string, payload: Payload) {
    this.method = method;
    this.at = Date.now();
    this.#payload = payload;
  }

  get payload(): Payload {
    return this.#payload;
  }
}

/** The figures of a run. */
export interface Stats {
  /** Messages accepted from the bot. */
  readonly sent: number;
  /** Accepted messages whose chat, text, buttons and reply equal an earlier one's. */
  readonly duplicates: number;
  readonly perMethod: Readonly<Record<string, number>>;
  readonly unknownMethods: number;
  readonly unknownNames: readonly string[];
  /** Calls refused by the server itself (not by a planted fault), by error code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly callbacksUnanswered: number;
  readonly webhookDelivered: number;
  readonly webhookFailures: number;
  readonly updatesPending: number;
}

/** The counters behind `Stats`. */
export class Tally {
  sent = 0;
  duplicates = 0;
  unknownMethods = 0;
  readonly unknownNames = new Set<string>();
  readonly calls: RecordedCall[] = [];
  readonly #perMethod = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  countCall(method: string): void {
    this.#perMethod.set(method, (this.#perMethod.get(method) ?? 0) + 1);
  }

  countRefusal(code: number): void {
    const key = String(code);
    this.#refused.set(key, (this.#refused.get(key) ?? 0) + 1);
  }

  perMethod(): Record<string, number> {
    return Object.fromEntries(this.#perMethod);
  }

  refused(): Record<string, number> {
    return Object.fromEntries(this.#refused);
  }
}
