import type { LineState } from "../../core/line.ts";

/** What to do after a connection ended. */
export type AfterClose =
  /** Connect again after so many milliseconds. */
  | { again: number; state: LineState; reason: string }
  /** Stop until an operator says something. */
  | { again: null; state: LineState; reason: string };

const FIRST_MS = 1000;
/** An outage of theirs may end at any moment, and families wait. */
const LONGEST_MS = 20_000;

/** Reasons that end it, by the code of the disconnect. */
const FINAL: Record<number, { state: LineState; reason: string }> = {
  401: { state: "logged_out", reason: "the phone removed this device" },
  403: { state: "banned", reason: "WhatsApp locked the number" },
  405: { state: "outdated", reason: "WhatsApp does not take this version of the client" },
  411: { state: "outdated", reason: "the phone's WhatsApp does not allow linked devices" },
  440: { state: "replaced", reason: "another program uses the same link" },
};

/** What the other codes mean. */
const PASSING: Record<number, string> = {
  408: "no answer",
  428: "the connection was cut",
  500: "WhatsApp ended the stream",
  503: "WhatsApp is not available",
  515: "WhatsApp asked for a restart",
};

/**
 * What to do after a disconnect.
 * @param code status of the disconnect; null when there was none
 * @param failures connections in a row that ended before they were online for a while
 * @param chance between 0 and 1: spreads reconnections, so that many numbers do not come at once
 */
export function afterClose(code: number | null, failures: number, chance: number): AfterClose {
  const final = code === null ? undefined : FINAL[code];
  if (final !== undefined) return { again: null, ...final };
  const reason = PASSING[code ?? 0] ?? `disconnected (${code ?? "no code"})`;
  // Asked for after linking and now and then: no reason to wait.
  if (code === 515 && failures === 0) return { again: 0, state: "connecting", reason };
  const full = Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
  return { again: Math.round(full / 2 + (full / 2) * chance), state: "offline", reason };
}
