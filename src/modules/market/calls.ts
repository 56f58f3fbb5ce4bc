import type { Action, ActionCall, ActionResult } from "../../core/action.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";

export type MarketAction = Action<Connection>;
export type MarketCall = ActionCall<Connection>;

/** The person who writes; only people who agreed to reports get this far. */
export function personOf(call: MarketCall): {
  personId: string;
  familyId: string;
  name: string;
  hasAgreed: boolean;
} {
  const { person } = call.caller;
  if (person === null) throw new Error("a market action was called for somebody unknown");
  const { personId, familyId, name, purposes } = person;
  return { personId, familyId, name, hasAgreed: purposes.includes("prices") };
}

/** The message a flow works on. */
export function draftIn(inputs: Partial<FlowValues>, name = "draft"): MarketReading {
  const value = inputs[name];
  if (value?.type !== "market") throw new Error("the flow lost its market message");
  return value.reading;
}

/** A message as a flow's value. */
export function marketValue(reading: MarketReading): FlowValue {
  return { type: "market", reading };
}

/** An outcome with the message as it is now. */
export function withDraft(
  outcome: string,
  reading: MarketReading,
  values: FlowValues = {},
): ActionResult {
  return { outcome, values: { draft: marketValue(reading), ...values } };
}

/** A plain text a flow gave; null when it gave none. */
export function textIn(inputs: Partial<FlowValues>, name: string): string | null {
  const value = inputs[name];
  return value?.type === "text" ? value.text : null;
}

/** The first name, as we call people. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? "";
}

/** The id of what a flow carries as the module's own state; empty when there is none. */
export function idIn(inputs: Partial<FlowValues>, name: string): string {
  const value = inputs[name];
  return value?.type === "state" && typeof value.state === "string" ? value.state : "";
}
