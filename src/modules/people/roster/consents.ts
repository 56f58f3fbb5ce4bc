import { newId } from "../../../core/ids.ts";
import type { KnownConsent, KnownPerson } from "./known.ts";
import type { Plan } from "./plan.ts";
import type { RosterRow } from "./row.ts";

/**
 * Plans the consents of a row; true when there is one to write. What the person refused by chat stays
 * refused, and whoever refused `reports` by chat is asked nothing through the roster.
 */
export function planConsents(plan: Plan, row: RosterRow, person: KnownPerson): boolean {
  if (row.purposes === null) return false;
  if (row.purposes.length === 0) {
    if (person.consents.some((consent) => consent.current && consent.granted)) {
      const problem =
        "The roster says no, but consent is in force. A roster takes nothing away: withdraw it by chat or in the console.";
      plan.conflicts.push({ row: row.row, column: "consent", problem });
    }
    return false;
  }
  const leftAltogether = refusedByChat(newest(person, "reports"));
  const refused = row.purposes.filter(
    (purpose) => leftAltogether || refusedByChat(newest(person, purpose)),
  );
  if (refused.length > 0) {
    const problem = `The person withdrew by chat and stays withdrawn; the roster did not grant: ${refused.join(", ")}.`;
    plan.conflicts.push({ row: row.row, column: "consent", problem });
  }
  let changed = false;
  for (const purpose of row.purposes) {
    const last = newest(person, purpose);
    if (refused.includes(purpose) || (last?.granted === true && last.current)) continue;
    retire(
      plan,
      person.consents.filter((consent) => consent.purpose === purpose),
    );
    const consent = {
      id: newId(),
      purpose,
      granted: true,
      words: plan.words,
      at: plan.now,
      current: true,
    };
    person.consents.push(consent);
    plan.newConsents.push([consent.id, person.id, purpose, true, consent.words, consent.at, true]);
    changed = true;
  }
  return changed;
}

/** Puts two histories of one person together; of each purpose the newest answer is in force. */
export function joinConsents(plan: Plan, from: KnownPerson, to: KnownPerson): void {
  const joined = [...to.consents, ...from.consents].sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1),
  );
  to.consents = joined;
  from.consents = [];
  retire(
    plan,
    joined.filter((consent) => consent !== newest(to, consent.purpose)),
  );
}

function newest(person: KnownPerson, purpose: string): KnownConsent | undefined {
  return person.consents.findLast((consent) => consent.purpose === purpose);
}

function refusedByChat(consent: KnownConsent | undefined): boolean {
  return consent !== undefined && !consent.granted && !consent.words.startsWith("roster");
}

function retire(plan: Plan, consents: KnownConsent[]): void {
  for (const consent of consents.filter((candidate) => candidate.current)) {
    consent.current = false;
    plan.pastConsents.push(consent.id);
  }
}
