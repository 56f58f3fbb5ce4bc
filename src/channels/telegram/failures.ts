import { TelegramError } from "telegraf";
import { FetchError, SendError } from "../../core/errors.ts";

/** System errors that happen before a request has left. */
const NOT_LEFT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** 400s that speak of the chat, not of the content. */
const GONE = /chat not found|user is deactivated|peer_id_invalid|can't initiate|bot was/i;

/**
 * What a failed call means: surely not sent, refused, or nobody knows. Telegraf gives a TelegramError
 * for every answered call (5xx included) and a fetch error for the rest.
 */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof TelegramError) {
    const { code } = error;
    if (code === 429)
      return new SendError("retry", "asked to wait", (error.parameters?.retry_after ?? 1) * 1000);
    if (code === 401 || code === 404)
      return new SendError("retry", "the token is not accepted", 60_000);
    if (code === 403 || (code === 400 && GONE.test(error.description)))
      return new SendError("unreachable", "cannot be reached");
    if (code >= 500) return new SendError("unknown", `server answered ${code}`);
    return new SendError("refused", `refused with ${code}`);
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === "string" && NOT_LEFT.has(code)) return new SendError("retry", code);
  return new SendError("unknown", typeof code === "string" ? code : "no answer");
}

/** True when a file's id from an earlier send is not accepted any more. */
export function isStaleFile(error: unknown): boolean {
  return (
    error instanceof TelegramError &&
    error.code === 400 &&
    /file identifier|file_id|file reference/i.test(error.description)
  );
}

/** What a failed getFile means: 400 speaks of this file ("file is too big", "wrong file_id"), all else may pass. */
export function toFetchError(error: unknown): FetchError {
  if (!(error instanceof TelegramError) || error.code !== 400)
    return new FetchError("retry", "getFile failed");
  return /too big/i.test(error.description)
    ? new FetchError("too_large", "too large for the Bot API")
    : new FetchError("gone", "not known to Telegram");
}
