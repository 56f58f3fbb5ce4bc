import { SendError } from "../../core/errors.ts";

/** Refusals that concern the account, not the message: writing on makes them worse. */
const ACCOUNT_REFUSALS = new Set([463, 429]);

/** What a refusal of the server's means for the message. */
export function refusalError(code: number): SendError {
  return new SendError(
    "refused",
    ACCOUNT_REFUSALS.has(code)
      ? `WhatsApp does not let this number write to new people (${code})`
      : `refused with ${code}`,
  );
}

/**
 * What a failed send means. The library refuses at once while it is not connected; anything else may have
 * happened after the message was on its way.
 */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  const { output, message } = (error ?? {}) as {
    output?: { statusCode?: number };
    message?: string;
  };
  if (output?.statusCode === 428 && message === "Connection Closed")
    return new SendError("retry", "WhatsApp is not connected", 3000);
  return new SendError("unknown", `no answer (${output?.statusCode ?? "no code"})`);
}
