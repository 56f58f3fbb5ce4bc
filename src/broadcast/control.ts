import { OperatorError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { insertRows } from "../store/bulk.ts";
import { instant, type Connection, type Store } from "../store/connection.ts";
import { historyLine, takeBack } from "../store/fates.ts";
import { broadcastStatus } from "./status.ts";

/** What may be done to a broadcast, and in which states. */
const CONTROLS = {
  approve: { from: ["approval"], to: "scheduled" },
  pause: { from: ["scheduled", "running"], to: "paused" },
  resume: { from: ["paused"], to: "scheduled" },
  cancel: { from: ["approval", "scheduled", "running", "paused"], to: "cancelled" },
} as const;
export type Control = keyof typeof CONTROLS;
export const CONTROL_NAMES = Object.keys(CONTROLS) as Control[];

/**
 * Approves, pauses, resumes or cancels. What is paused or cancelled is taken back out of the outbox, save
 * what is under way at this moment.
 * @throws OperatorError when it is not in a state for that, or approved by its own sender
 */
export async function controlBroadcast(
  store: Store,
  id: string,
  control: Control,
  by: string,
  now: Date,
): Promise<void> {
  await store.transaction((tx) => controlIn(tx, id, control, by, now));
}

/** As `controlBroadcast`, inside a transaction that does more. */
export async function controlIn(
  tx: Connection,
  id: string,
  control: Control,
  by: string,
  now: Date,
): Promise<void> {
  const { from, to } = CONTROLS[control];
  const status = await broadcastStatus(tx, id);
  if (!(from as readonly string[]).includes(status.state))
    throw new OperatorError(
      `This broadcast is ${status.state}; to ${control} it, it must be ${from.join(" or ")}.`,
    );
  if (control === "approve" && status.created_by === by)
    throw new OperatorError(
      `${by} wrote this broadcast. A second person must approve it: --by <name>.`,
    );
  await tx.run(
    "UPDATE broadcast SET state = $2, approved_by = COALESCE($3, approved_by), ended_at = $4 WHERE id = $1",
    id,
    to,
    control === "approve" ? by : null,
    control === "cancel" ? instant(now) : null,
  );
  if (control === "pause" || control === "cancel") await takeAllBack(tx, id);
  if (control === "cancel")
    await tx.run(
      "UPDATE broadcast_recipient SET state = 'skipped', reason = 'cancelled', history = history || $2 WHERE broadcast_id = $1 AND state = 'queued' AND outbox_id IS NULL",
      id,
      historyLine("skipped", now),
    );
}

/** True when that may be done to a broadcast in its present state. */
export async function mayControl(
  connection: Connection,
  id: string,
  control: Control,
): Promise<boolean> {
  const { state } = await broadcastStatus(connection, id);
  return (CONTROLS[control].from as readonly string[]).includes(state);
}

async function takeAllBack(tx: Connection, id: string): Promise<void> {
  const handed = await tx.query<{ id: string; outbox_id: string }>(
    "SELECT id, outbox_id FROM broadcast_recipient WHERE broadcast_id = $1 AND state = 'queued' AND outbox_id IS NOT NULL",
    id,
  );
  for (const { id: recipient, outbox_id: outboxId } of handed)
    if (await takeBack(tx, outboxId))
      await tx.run("UPDATE broadcast_recipient SET outbox_id = NULL WHERE id = $1", recipient);
}

/**
 * Sends a broadcast again to those whom it surely did not reach: a new broadcast, begun at once, of the
 * failed alone. An unknown outcome is not sent again.
 * @throws OperatorError when nobody failed
 */
export async function resendFailed(
  store: Store,
  id: string,
  by: string,
  now: Date,
): Promise<{ id: string; counts: { queued: number } }> {
  return store.transaction(async (tx) => {
    await broadcastStatus(tx, id);
    const failed = await tx.query<{
      person_id: string;
      identity_id: string;
      channel: string;
    }>(
      "SELECT person_id, identity_id, channel FROM broadcast_recipient WHERE broadcast_id = $1 AND state = 'failed' ORDER BY place",
      id,
    );
    if (failed.length === 0)
      throw new OperatorError("Nobody of this broadcast failed: there is nothing to send again.");
    const fresh = newId();
    await tx.run(
      `INSERT INTO broadcast (id, created_by, person_id, purpose, content, audience, state, start_at, window_ms, ignore_quiet, ask_consent, approved_by, created_at)
       SELECT $2, $3, person_id, purpose, content, audience, 'scheduled', $4, 0, ignore_quiet, ask_consent, approved_by, $4 FROM broadcast WHERE id = $1`,
      id,
      fresh,
      by,
      instant(now),
    );
    await insertRows(
      tx,
      "broadcast_recipient",
      "id, broadcast_id, person_id, identity_id, channel, place, state, due_at, history",
      failed.map((one, place) => [
        newId(),
        fresh,
        one.person_id,
        one.identity_id,
        one.channel,
        place,
        "queued",
        instant(now),
        historyLine("queued", now),
      ]),
    );
    return { id: fresh, counts: { queued: failed.length } };
  });
}
