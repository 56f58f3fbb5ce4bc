import type { Clock } from "../core/clock.ts";
import type { Language } from "../core/language.ts";
import type { ChannelName } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import type { Connection, Store } from "../store/connection.ts";

/** What the pump works with. */
export interface PumpTools {
  store: Store;
  clock: Clock;
  /** Messages of our own accord that may wait in the outbox, by channel; channels that are off have none. */
  lead: ReadonlyMap<ChannelName, number>;
  /** Messages a day that a person gets without having written. */
  attention: number;
  /**
   * Begins a flow with somebody; the outbox rows of what it says, none when it has nothing to say. Null when
   * they are in the middle of something and it should be tried later.
   */
  begin(
    tx: Connection,
    to: { identityId: string; personId: string },
    flow: string,
    values: FlowValues,
    expiresAt: Date | null,
  ): Promise<string[] | null>;
  /** A text on a phone of several persons: it names whom it is for. */
  named(language: Language, name: string, text: string): string;
  /** Something was put into the lane of a channel. */
  wake(channel: ChannelName): void;
  /** A flow could not be begun. */
  trouble(error: unknown): void;
}

/** Somebody in the middle of a question is written to after this long. */
export const BUSY_MS = 15 * 60_000;

/** Hour of the next morning to which a message beyond the day's attention is put off, in minutes. */
export const MORNING = 6 * 60 + 30;
