import { chance } from "../core/ids.ts";

/** How fast one messenger may be written to, over all conversations. */
export interface PaceLimits {
  /** Messages a second that the messenger lets through. */
  perSecond: number;
  /** Broadcast messages under way at a time: no more than these can be lost sight of at once. */
  underWay: number;
  /** Broadcast messages are further apart than the rate demands by up to so many milliseconds, by chance. */
  jitterMs: number;
  /** Broadcast messages a Lima day; null for no limit. */
  perDay: number | null;
}

/** A messenger counts the messages that reach it within a second. */
const WINDOW_MS = 1001;

/**
 * When a message reached the messenger is known only when its answer comes: until then, and for slower ones,
 * this much after it left is taken. So no second of the messenger's holds too many, however unevenly they travel.
 */
const TRAVEL_MS = 100;

/** A message that left, and when it reached the messenger at the latest. */
interface Sent {
  at: number;
}

/** Of a second's messages, so much may be made up for at once after a moment of other work. */
const CATCH_UP = 0.2;

/**
 * A bucket of sends that fills at the messenger's rate, of which no more leave within any second. Answers
 * are never held back, but they empty it; broadcasts wait until there is something in it.
 * @param now milliseconds of a clock that only goes forward
 */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #now: () => number;
  /** The sends of the last second, in the order in which they left. */
  readonly #taken: Sent[] = [];
  /** When a broadcast message left last. */
  #bulkAt = -Infinity;
  /** No broadcast message leaves before. */
  #restUntil = -Infinity;
  /** Answers that wait for their turn. */
  #answers = 0;
  #level = 1;
  #filledAt: number;

  constructor(limits: PaceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#filledAt = now();
  }

  /** A broadcast message leaves; to be told when the messenger has answered. */
  take(): () => void {
    const sent = this.#note();
    this.#bulkAt = this.#now();
    const { jitterMs, perSecond } = this.#limits;
    if (jitterMs > 0) this.#restUntil = this.#bulkAt + 1000 / perSecond + chance() * jitterMs;
    return () => {
      sent.at = Math.min(sent.at, this.#now());
    };
  }

  /**
   * An answer leaves as soon as the second has room for it: at once, but for the moment that broadcasts
   * have filled it. They stand back as long as an answer waits.
   */
  async answer(rest: (ms: number) => Promise<void>): Promise<void> {
    this.#answers += 1;
    try {
      for (let ms = this.#untilFree(); ms > 0; ms = this.#untilFree()) {
        if (this.#now() - this.#bulkAt > WINDOW_MS) break;
        await rest(ms);
      }
    } finally {
      this.#answers -= 1;
    }
    this.#note();
  }

  #note(): Sent {
    this.#fill();
    this.#level -= 1;
    const sent = { at: this.#now() + TRAVEL_MS };
    this.#taken.push(sent);
    return sent;
  }

  /** Milliseconds until the last second holds fewer sends than are allowed. */
  #untilFree(): number {
    this.#fill();
    const allowed = Math.max(1, Math.floor(this.#limits.perSecond));
    const [oldest] = this.#taken;
    if (oldest === undefined || this.#taken.length < allowed) return 0;
    return Math.max(1, Math.ceil(oldest.at + WINDOW_MS - this.#now()));
  }

  /** Whole sends that may leave at this moment. */
  available(): number {
    this.#fill();
    if (this.#answers > 0 || this.#now() < this.#restUntil) return 0;
    const within = Math.max(1, Math.floor(this.#limits.perSecond)) - this.#taken.length;
    return Math.max(0, Math.min(Math.floor(this.#level), within));
  }

  /** Milliseconds until the next send may leave. */
  waitMs(): number {
    this.#fill();
    const untilFilled = ((1 - this.#level) * 1000) / this.#limits.perSecond;
    const resting = this.#restUntil - this.#now();
    return Math.max(0, Math.ceil(untilFilled), this.#untilFree(), Math.ceil(resting));
  }

  #fill(): void {
    const now = this.#now();
    const { perSecond } = this.#limits;
    const gained = ((now - this.#filledAt) * perSecond) / 1000;
    this.#level = Math.min(Math.max(1, perSecond * CATCH_UP), this.#level + gained);
    this.#filledAt = now;
    while ((this.#taken[0]?.at ?? now) <= now - WINDOW_MS) this.#taken.shift();
  }
}
