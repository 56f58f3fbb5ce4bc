import type { ActionResult } from "./action.ts";
import type { Caller, CallingPerson } from "./caller.ts";
import type { FlowValue, FlowValues } from "./value.ts";

/** Whoever speaks, in flows that begin only with persons we know. */
export function speaker({ caller }: { caller: Caller }): CallingPerson {
  if (caller.person === null) throw new Error("this is for somebody we know");
  return caller.person;
}

/** An outcome with its values; those that are null are left unset. */
export function result(
  outcome: string,
  values: Record<string, FlowValue | null> = {},
): ActionResult {
  const set = Object.entries(values).filter(([, value]) => value !== null);
  return { outcome, values: Object.fromEntries(set) as FlowValues };
}

export function text(words: string): FlowValue {
  return { type: "text", text: words };
}

export function number(count: number): FlowValue {
  return { type: "number", milli: count * 1000 };
}

/** The words of a text, or the slug of a choice. */
export function wordsIn(value: FlowValue | undefined): string | null {
  if (value?.type === "choice") return value.choice.key;
  return value?.type === "text" ? value.text : null;
}

/** A whole number; null for anything else. */
export function wholeIn(value: FlowValue | undefined): number | null {
  const milli = value?.type === "number" ? value.milli : null;
  return milli === null || milli % 1000 !== 0 ? null : milli / 1000;
}
