import { limaDay, limaInstant, limaMinutes } from "./lima.ts";
import type { FlowValue } from "./value.ts";

/** An instant as a Lima day and hour that flows can say. */
export function momentOf(at: Date): Extract<FlowValue, { type: "moment" }> {
  return { type: "moment", day: limaDay(at), minute: limaMinutes(at) };
}

/** The instant of a moment somebody told; null when it is none. */
export function instantOf(value: FlowValue | undefined): Date | null {
  return value?.type === "moment" ? limaInstant(value.day, value.minute) : null;
}
