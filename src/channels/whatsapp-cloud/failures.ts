import { SendError } from "../../core/errors.ts";

/** An answer of the Cloud API that is no success; decisions rest on the code alone. */
export class CloudError extends Error {
  readonly status: number;
  /** `error.code`; 0 when the body is not the API's. */
  readonly code: number;

  constructor(status: number, code: number) {
    super(`answered ${status}, code ${code}`);
    this.name = "CloudError";
    this.status = status;
    this.code = code;
  }
}

/** Outside of the 24 hours after somebody wrote (131047 "Re-engagement message"). */
export const WINDOW_CLOSED = 131_047;

/** A media id that has expired or belongs to another number. */
const STALE_MEDIA = [100, 131_009, 131_052, 131_053];

/** Asked to slow down, with what to wait; Meta's error codes, "Throttling errors". */
const WAITS: Record<number, number> = {
  4: 60_000,
  80_007: 60_000,
  130_429: 2000,
  131_048: 600_000,
  131_056: 6000,
  133_016: 600_000,
};

/** What an operator must mend: token, permissions, a locked account. The messages wait. */
const NOT_LET_IN = [3, 10, 190, 200, 368, 131_005, 131_031, 131_042, 133_010];

/** Nobody is reached there by WhatsApp. */
const UNREACHABLE = [131_026, 131_030, 131_021];

/** Answered, and surely not sent: the service is away for a moment. */
const AWAY = [2, 131_016, 131_057];

/** System errors that happen before a request has left. */
const NOT_LEFT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** What a code means to an operator, without an address or a text. */
export function reasonOf(code: number): string {
  return REASONS[code] ?? `refused by WhatsApp with ${code}`;
}

const REASONS: Record<number, string> = {
  131_026: "not reached by WhatsApp (131026)",
  131_047: "more than 24 hours since the person wrote (131047)",
  131_049: "held back by WhatsApp to keep its users content (131049)",
  132_001: "the template does not exist in this language (132001)",
  132_015: "the template is paused for its quality (132015)",
  132_016: "the template is disabled for its quality (132016)",
};

/** True when the failure speaks of the person and not of the message. */
export function isUnreachable(code: number): boolean {
  return UNREACHABLE.includes(code);
}

/** True when a media id from an earlier upload is not accepted any more. */
export function isStaleMedia(error: unknown): boolean {
  return error instanceof CloudError && STALE_MEDIA.includes(error.code);
}

/** What a failed call means: surely not sent, refused, or nobody knows. */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof CloudError) return ofAnswer(error);
  const code = systemCode(error);
  if (code !== null && NOT_LEFT.has(code)) return new SendError("retry", code);
  return new SendError("unknown", code ?? "no answer");
}

function ofAnswer({ status, code }: CloudError): SendError {
  const wait = WAITS[code];
  if (wait !== undefined) return new SendError("retry", "asked to wait", wait);
  if (status === 429) return new SendError("retry", "asked to wait", 2000);
  if (AWAY.includes(code)) return new SendError("retry", reasonOf(code));
  if (status >= 500 || code === 1 || code === 131_000)
    return new SendError("unknown", `server answered ${status}`);
  if (status === 401 || NOT_LET_IN.includes(code))
    return new SendError("retry", `not let in (${code})`, 60_000);
  if (isUnreachable(code)) return new SendError("unreachable", reasonOf(code));
  return new SendError("refused", code === 0 ? `answered ${status}` : reasonOf(code));
}

/** `ECONNREFUSED` and the like, which `fetch` hides in the cause; null for none. */
export function systemCode(error: unknown): string | null {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } | null };
  if (typeof cause?.code === "string") return cause.code;
  return typeof code === "string" ? code : null;
}
