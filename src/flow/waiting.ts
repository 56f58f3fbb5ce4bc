import { limaInstant } from "../core/lima.ts";
import type { FlowValue } from "../core/value.ts";
import { durationMs, type WaitNode } from "./nodes.ts";
import type { Frame, SessionState } from "./session.ts";

/** The hour of a wait that names only a day, in minutes: when families are up. */
const EARLY = 6 * 60 + 30;

/**
 * Milliseconds a wait lasts; zero or less when its hour has passed, null when only an event ends it.
 * @param until the day or moment its expression gave; null ends the wait at once unless something else bounds it
 */
export function waitMs(wait: WaitNode["wait"], until: FlowValue | null, now: Date): number | null {
  if (wait.for !== undefined) return durationMs(wait.for);
  if (wait.until === undefined) return null;
  if (until?.type === "moment")
    return limaInstant(until.day, until.minute).getTime() - now.getTime();
  if (until?.type !== "day") return 0;
  const [hours, minutes] = (wait.at ?? "").split(":").map(Number);
  const minute = hours === undefined || minutes === undefined ? EARLY : hours * 60 + minutes;
  return limaInstant(until.day, minute).getTime() - now.getTime();
}

/** Takes what waits under that name out of the state; its frames as they go on, null when nothing does. */
export function unpark(state: SessionState, wait: string): Frame[] | null {
  const parked = state.parked?.find((one) => one.id === wait);
  if (parked === undefined) return null;
  const others = (state.parked ?? []).filter((one) => one !== parked);
  if (others.length > 0) state.parked = others;
  else delete state.parked;
  return parked.frames.map((frame) => ({ ...frame, variables: { ...frame.variables } }));
}
