import { nextDecentHour, nightfall } from "../core/hours.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import { giveBackAttention, takeAttention } from "../store/attention.ts";
import { noteConsentRequest, takeBackConsentRequest } from "../store/consent-requests.ts";
import { instant, type Connection } from "../store/connection.ts";
import { historyLine } from "../store/fates.ts";
import { firstNameIn } from "./content.ts";
import { putOff, skip, toOf, type RecipientRow, type Running } from "./recipient.ts";
import { BUSY_MS, MORNING, type PumpTools } from "./tools.ts";

/** So long a recipient waits for the answer to the question whether we may write to them. */
const ASK_WAIT_MS = 3 * 86_400_000;

/**
 * Somebody who did not agree to the purpose: whoever was never asked is asked once, ever, where the broadcast
 * wants that; the message itself waits for their yes. Everybody else is skipped.
 */
export async function askForConsent(
  tools: PumpTools,
  tx: Connection,
  { purpose, askConsent, ignoreQuiet }: Running,
  row: RecipientRow,
  now: Date,
): Promise<boolean> {
  if (askConsent && row.asked_at !== null) {
    const waitsUntil = new Date(new Date(row.asked_at).getTime() + ASK_WAIT_MS);
    if (waitsUntil > now && !row.answered) return putOff(tx, row.id, waitsUntil);
  }
  if (!askConsent || !row.never_asked) return skip(tx, row.id, "no_consent", now);
  const today = limaDay(now);
  if (!(await takeAttention(tx, row.person_id, today, tools.attention)))
    return putOff(tx, row.id, limaInstant(addDays(today, 1), MORNING));
  if (!(await noteConsentRequest(tx, row.person_id, purpose, now))) {
    await giveBackAttention(tx, row.person_id, today);
    return putOff(tx, row.id, new Date(now.getTime() + BUSY_MS));
  }
  const said = await tools.begin(
    tx,
    toOf(row),
    "consent_ask",
    {
      name: { type: "text", text: firstNameIn(row.name) },
      purpose: { type: "text", text: purpose },
    },
    ignoreQuiet ? null : nightfall(now),
  );
  if (said === null) {
    await takeBackConsentRequest(tx, row.person_id, purpose);
    await giveBackAttention(tx, row.person_id, today);
    return putOff(tx, row.id, nextDecentHour(new Date(now.getTime() + BUSY_MS)));
  }
  await tx.run(
    "UPDATE broadcast_recipient SET due_at = $2, history = history || $3 WHERE id = $1",
    row.id,
    instant(new Date(now.getTime() + ASK_WAIT_MS)),
    historyLine("asked", now),
  );
  return true;
}
