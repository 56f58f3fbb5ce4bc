/** What became of a send that did not succeed. */
export type SendOutcome =
  /** Surely not sent; may be tried again (after `retryAfterMs`, where the messenger said so). */
  | "retry"
  /** Never sent and never will be, to this address: blocked, gone, unknown. */
  | "unreachable"
  /** The messenger refuses this very content. */
  | "refused"
  /** The request left and the answer was lost: it may have been sent. */
  | "unknown";

/** Why a channel could not say "sent". Decisions rest on the fields alone, never on the text. */
export class SendError extends Error {
  readonly outcome: SendOutcome;
  readonly retryAfterMs: number | null;

  constructor(outcome: SendOutcome, reason: string, retryAfterMs: number | null = null) {
    super(reason);
    this.name = "SendError";
    this.outcome = outcome;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Why a file cannot be had: `retry` later, `gone` for ever, or `too_large` for the messenger or for us. */
export type FetchOutcome = "retry" | "gone" | "too_large";

/** Why a channel could not fetch a file. Decisions rest on the outcome, never on the text. */
export class FetchError extends Error {
  readonly outcome: FetchOutcome;

  constructor(outcome: FetchOutcome, reason: string) {
    super(reason);
    this.name = "FetchError";
    this.outcome = outcome;
  }
}

/** A mistake an operator can mend; `message` says what is wrong and what to do, without a stack trace. */
export class OperatorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OperatorError";
  }
}
