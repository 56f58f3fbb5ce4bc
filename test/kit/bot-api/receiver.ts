import type { Update } from "./wire.ts";

/** A way to the bot: long polling or a webhook. */
export interface Receiver {
  /** How many updates are not confirmed yet. */
  readonly size: number;
  /** Takes an update for delivery; `again` marks one that was delivered before. */
  add(update: Update, again: boolean): void;
  /** Gives back everything unconfirmed. */
  drain(): Update[];
  close(): void;
}
