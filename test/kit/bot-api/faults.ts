/** What goes wrong with a call. */
export type FaultKind =
  /** Refused with `retry_after`. */
  | "429"
  /** Performed, then the connection is cut before the answer. */
  | "lost_answer"
  /** The connection is cut and nothing was performed. */
  | "reset_before"
  | "500"
  /** A gateway's HTML page in place of JSON. */
  | "502_html"
  /** Performed, but the answer is cut off in the middle. */
  | "broken_json"
  /** Performed and answered, only late. */
  | "slow";

/** A fault to be planted. */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** Only calls of this method; any when absent. */
  readonly method?: string;
  /** Only calls about this chat; any when absent. */
  readonly chatId?: number;
  /** How often it strikes; 1 when absent. */
  readonly times?: number;
  /** The share of fitting calls that it strikes, 0 to 1; all when absent. */
  readonly share?: number;
  /** Seconds, for "429"; 1 when absent. */
  readonly retryAfter?: number;
  /** Wait before the fault; for "slow" 1000 when absent. */
  readonly delayMs?: number;
  /** Whether a "500" or "502_html" call was nevertheless performed. */
  readonly performed?: boolean;
}

/** A planted fault: `used` tells how often it struck. */
export interface Fault extends FaultSpec {
  readonly used: number;
  remove(): void;
}

interface PlantedFault extends FaultSpec {
  used: number;
  remove(): void;
}

const SECOND_MS = 1000;

/** The faults planted at this moment. */
export class Faults {
  readonly #planted = new Set<PlantedFault>();
  readonly #random: () => number;
  readonly #perSecond: number;
  /** Messages refused because the second was full. */
  limited = 0;
  /** Moments of the messages of the last second, oldest first. */
  readonly #sentAt: number[] = [];

  constructor(random: () => number, perSecond = Infinity) {
    this.#random = random;
    this.#perSecond = perSecond;
  }

  /** A message is to be sent now: the refusal when that is one too many within a second. */
  #overLimit(): FaultSpec | undefined {
    if (this.#perSecond === Infinity) return undefined;
    const now = performance.now();
    while ((this.#sentAt[0] ?? now) < now - SECOND_MS) this.#sentAt.shift();
    if (this.#sentAt.length >= this.#perSecond) {
      this.limited += 1;
      return { kind: "429" };
    }
    this.#sentAt.push(now);
    return undefined;
  }

  add(spec: FaultSpec): Fault {
    const planted = this.#planted;
    const fault: PlantedFault = { ...spec, used: 0, remove: () => planted.delete(fault) };
    planted.add(fault);
    return fault;
  }

  clear(): void {
    this.#planted.clear();
  }

  /** How many faults have not struck as often as they should. */
  get left(): number {
    return this.#planted.size;
  }

  /** The fault that strikes this call, if any; uses it up. */
  take(method: string, chatId: number | undefined): FaultSpec | undefined {
    for (const fault of this.#planted) {
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.chatId !== undefined && fault.chatId !== chatId) continue;
      if (fault.share !== undefined && this.#random() >= fault.share) continue;
      fault.used += 1;
      if (fault.used >= (fault.times ?? 1)) this.#planted.delete(fault);
      return fault;
    }
    return /^send(?!ChatAction)/.test(method) ? this.#overLimit() : undefined;
  }
}
