import type { Action } from "../../core/action.ts";
import { PURPOSES, type Purpose } from "../../core/caller.ts";
import type { FlowValues } from "../../core/value.ts";
import { hastenAfterConsent } from "../../store/consent-requests.ts";
import type { Connection } from "../../store/connection.ts";
import { optOut } from "../../store/opt-out.ts";
import { recordConsent } from "./store.ts";

/** The answers to the question whether we may write about one purpose. */
export const consentActions: Action<Connection>[] = [
  {
    name: "people.consent",
    inputs: { purpose: "text" },
    outputs: {},
    outcomes: ["agreed", "unknown"],
    async run({ tx, caller, now, shown }, inputs) {
      const purpose = purposeOf(inputs);
      if (caller.person === null || purpose === null) return { outcome: "unknown" };
      await recordConsent(tx, caller.person.personId, [purpose], true, shown, now);
      await hastenAfterConsent(tx, caller.person.personId, purpose, now);
      return { outcome: "agreed" };
    },
  },
  {
    name: "people.decline",
    inputs: { purpose: "text" },
    outputs: {},
    outcomes: ["declined", "unknown"],
    async run({ tx, caller, now, shown }, inputs) {
      const purpose = purposeOf(inputs);
      if (caller.person === null || purpose === null) return { outcome: "unknown" };
      await recordConsent(tx, caller.person.personId, [purpose], false, shown, now);
      await optOut(tx, caller.person.personId, [purpose], now);
      return { outcome: "declined" };
    },
  },
];

function purposeOf(inputs: Partial<FlowValues>): Purpose | null {
  const value = inputs["purpose"];
  return PURPOSES.find((one) => value?.type === "text" && value.text === one) ?? null;
}
