import type { Intent, Reading } from "../core/reading.ts";

/** True for a word or phrase of that meaning. */
export function isIntent(reading: Reading, intent: Intent): boolean {
  return reading.kind === "intent" && reading.intent === intent;
}

/** The meaning of a known word or phrase; null for anything else. */
export function intentOf(reading: Reading): Intent | null {
  return reading.kind === "intent" ? reading.intent : null;
}

/** True for words about the family's milk, clear or not. */
export function isReport(reading: Reading): boolean {
  return reading.kind === "milk" || reading.kind === "milk_question";
}

/** True for words that speak of milk wherever they are said: a bare "12" or "harta" may mean anything else. */
export function isCertainlyMilk(reading: Reading): boolean {
  if (reading.kind === "milk_question") return reading.container !== null;
  return reading.kind === "milk" && (reading.explicit || reading.dayNamed);
}

/** True for a report that tells at least a figure, a container or something to ask about: more than "harta". */
export function hasAmount(reading: Reading): boolean {
  if (reading.kind !== "milk_question") return reading.kind === "milk";
  const { guessMl, otherMl, container, morningMl, eveningMl } = reading;
  return [guessMl, otherMl, container, morningMl, eveningMl].some((told) => told !== null);
}

/** Words about milk that hold no amount at all ("no", "todavía"). */
export function isVague(reading: Reading): boolean {
  return reading.kind === "milk_question" && reading.doubt === "not_a_report";
}
