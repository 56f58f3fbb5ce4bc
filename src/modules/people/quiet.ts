import type { Purpose } from "../../core/caller.ts";
import type { Connection } from "../../store/connection.ts";
import { identitiesOf } from "../../store/identities.ts";
import { takeBackFrom } from "../../store/outbox.ts";
import { optOut } from "../../store/opt-out.ts";
import { recordConsent } from "./store.ts";

/**
 * Ends what we begin with somebody for these purposes, at once and at every address of theirs: the consent,
 * and what waits to be sent already.
 * @param words how they said it, for the record
 */
export async function goQuiet(
  tx: Connection,
  personId: string,
  purposes: readonly Purpose[],
  words: string,
  now: Date,
): Promise<void> {
  await recordConsent(tx, personId, purposes, false, words, now);
  await optOut(tx, personId, purposes, now);
  if (!purposes.includes("reminders")) return;
  const identities = await tx.query<{ identity_id: string }>(
    `SELECT identity_id FROM ${identitiesOf("person_id = $1")} own`,
    personId,
  );
  for (const { identity_id: identityId } of identities)
    await takeBackFrom(tx, identityId, personId, ["reminder", "nudge"]);
}
