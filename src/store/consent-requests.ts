import type { Purpose } from "../core/caller.ts";
import { instant, type Connection } from "./connection.ts";

/**
 * SQL that is true when somebody was never asked about a purpose and never spoke of it: the only one who may
 * be asked, once.
 * @param person,purpose SQL of both
 */
export function neverAskedSql(person: string, purpose: string): string {
  return `(NOT EXISTS (SELECT 1 FROM consent WHERE person_id = ${person} AND purpose = ${purpose})
    AND NOT EXISTS (SELECT 1 FROM consent_request WHERE person_id = ${person} AND purpose = ${purpose}))`;
}

/** Notes that somebody is asked about a purpose; false when they were asked before. */
export async function noteConsentRequest(
  tx: Connection,
  personId: string,
  purpose: Purpose,
  now: Date,
): Promise<boolean> {
  return (
    (await tx.run(
      "INSERT INTO consent_request (person_id, purpose, asked_at) VALUES ($1, $2, $3) ON CONFLICT (person_id, purpose) DO NOTHING",
      personId,
      purpose,
      instant(now),
    )) === 1
  );
}

/** The question did not go out after all. */
export async function takeBackConsentRequest(
  tx: Connection,
  personId: string,
  purpose: Purpose,
): Promise<void> {
  await tx.run(
    "DELETE FROM consent_request WHERE person_id = $1 AND purpose = $2",
    personId,
    purpose,
  );
}

/** Somebody agreed: what waits for their consent goes out as soon as it may. */
export async function hastenAfterConsent(
  tx: Connection,
  personId: string,
  purpose: Purpose,
  now: Date,
): Promise<void> {
  await tx.run(
    `UPDATE broadcast_recipient SET due_at = $3 WHERE person_id = $1 AND state = 'queued' AND outbox_id IS NULL AND due_at > $3
     AND broadcast_id IN (SELECT id FROM broadcast WHERE purpose = $2 AND ask_consent AND start_at <= $3)`,
    personId,
    purpose,
    instant(now),
  );
}
