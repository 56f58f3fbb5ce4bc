import type { Receiver } from "./receiver.ts";
import { ApiError } from "./wire.ts";
import type { Update } from "./wire.ts";

/** The parameters of a getUpdates call. */
export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
}

interface OpenPoll {
  readonly limit: number;
  answer(updates: Update[]): void;
  fail(error: ApiError): void;
}

const PACE_WINDOW_MS = 3000;
const BUSY_WINDOW_MS = 500;

/** Updates waiting for getUpdates: an update stays until a later call's offset confirms it. */
export class Polling implements Receiver {
  /** Rising by update_id. */
  #pending: Update[] = [];
  /** Given once more although confirmed; each goes into one answer, done with the next call. */
  #again: Update[] = [];
  #againSent = 0;
  #open: OpenPoll | undefined;
  #lastOffset = 0;
  #lastPollAt = 0;
  readonly #paced: boolean;
  readonly #onEmpty: () => void;

  constructor(options: { paced: boolean; onEmpty: () => void }) {
    this.#paced = options.paced;
    this.#onEmpty = options.onEmpty;
  }

  get size(): number {
    return this.#pending.length + this.#again.length + this.#againSent;
  }

  add(update: Update, again: boolean): void {
    if (again) this.#again.push(update);
    else this.#insert(update);
    const open = this.#open;
    if (open !== undefined) open.answer(this.#collect(open.limit));
  }

  drain(): Update[] {
    const all = [...this.#again, ...this.#pending];
    this.#again = [];
    this.#againSent = 0;
    this.#pending = [];
    return all;
  }

  close(): void {
    this.#open?.fail(new ApiError(500, "Internal Server Error: restart"));
  }

  /** Ends a running getUpdates with 409. */
  interrupt(by: string): void {
    this.#open?.fail(new ApiError(409, `Conflict: terminated by ${by}`));
  }

  /** Answers at once when there is something to give, else when something comes or time is up. */
  poll(request: PollRequest, onGone: (listener: () => void) => void): Update[] | Promise<Update[]> {
    this.interrupt("other getUpdates request; make sure that only one bot instance is running");
    this.#confirm(request.offset);
    const { limit, timeoutMs } = this.#pace(request);
    const ready = this.#collect(limit);
    if (ready.length > 0 || timeoutMs <= 0) return ready;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        if (this.#open === open) this.#open = undefined;
      };
      const open: OpenPoll = {
        limit,
        answer(updates) {
          end();
          resolve(updates);
        },
        fail(error) {
          end();
          reject(error);
        },
      };
      const timer = setTimeout(() => open.answer([]), timeoutMs);
      this.#open = open;
      // A client that went away must not swallow the next updates.
      onGone(() => open.answer([]));
    });
  }

  #insert(update: Update): void {
    const last = this.#pending.at(-1);
    this.#pending.push(update);
    if (last !== undefined && last.update_id > update.update_id) {
      this.#pending.sort((a, b) => a.update_id - b.update_id);
    }
  }

  #confirm(offset: number): void {
    const before = this.size;
    this.#againSent = 0;
    if (offset < 0) {
      // A negative offset forgets all but the last so many updates.
      this.#pending.splice(0, Math.max(0, this.#pending.length + offset));
    } else if (offset > 0) {
      const first = this.#pending.findIndex((update) => update.update_id >= offset);
      this.#pending.splice(0, first < 0 ? this.#pending.length : first);
    }
    if (before > 0 && this.size === 0) this.#onEmpty();
  }

  #collect(limit: number): Update[] {
    const again = this.#again.splice(0, limit);
    this.#againSent += again.length;
    return [...again, ...this.#pending.slice(0, limit - again.length)];
  }

  /** The real server slows down a client that repeats an offset. */
  #pace(request: PollRequest): { limit: number; timeoutMs: number } {
    const now = Date.now();
    const age = request.offset === this.#lastOffset ? now - this.#lastPollAt : PACE_WINDOW_MS;
    this.#lastOffset = request.offset;
    this.#lastPollAt = now;
    const timeoutMs = request.timeoutSeconds * 1000;
    if (!this.#paced || age >= PACE_WINDOW_MS) return { limit: request.limit, timeoutMs };
    return {
      limit: age < BUSY_WINDOW_MS ? 1 : request.limit,
      timeoutMs: Math.max(timeoutMs, PACE_WINDOW_MS),
    };
  }
}
