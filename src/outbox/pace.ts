/** How fast one messenger may be written to, over all conversations. */
export interface PaceLimits {
  /** Messages a second that the messenger lets through. */
  perSecond: number;
  /** Broadcast messages under way at a time: no more than these can be lost sight of at once. */
  underWay: number;
}

/**
 * A bucket of sends that fills at the messenger's rate. Answers are never held back, but they empty it;
 * broadcasts wait until there is something in it.
 * @param now milliseconds of a clock that only goes forward
 */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #now: () => number;
  #level = 1;
  #filledAt: number;

  constructor(limits: PaceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#filledAt = now();
  }

  /** A message leaves. */
  take(): void {
    this.#fill();
    this.#level -= 1;
  }

  /** Whole sends that may leave at this moment. */
  available(): number {
    this.#fill();
    return Math.max(0, Math.floor(this.#level));
  }

  /** Milliseconds until the next send may leave. */
  waitMs(): number {
    this.#fill();
    return Math.max(0, Math.ceil(((1 - this.#level) * 1000) / this.#limits.perSecond));
  }

  #fill(): void {
    const now = this.#now();
    const burst = Math.max(1, this.#limits.perSecond / 20);
    const gained = ((now - this.#filledAt) * this.#limits.perSecond) / 1000;
    this.#level = Math.min(burst, this.#level + gained);
    this.#filledAt = now;
  }
}
