import { instant, type Connection } from "./connection.ts";

/** What may become of a broadcast for one person; each is in one of these. */
export const RECIPIENT_STATES = [
  "queued",
  "sent",
  "delivered",
  "read",
  "failed",
  "unknown",
  "skipped",
] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** A line of a recipient's history. */
export function historyLine(state: RecipientState, at: Date): string {
  return `${state} ${instant(at)}\n`;
}

/** What became of the message of an outbox row, when that row belongs to a broadcast. */
export async function noteFate(
  tx: Connection,
  outboxId: string,
  state: RecipientState,
  reason: string | null,
  now: Date,
): Promise<void> {
  await tx.run(
    "UPDATE broadcast_recipient SET state = $2, reason = $3, history = history || $4 WHERE outbox_id = $1",
    outboxId,
    state,
    reason,
    historyLine(state, now),
  );
}

/**
 * Takes somebody out of all broadcasts of these purposes that have not left yet, handed to the outbox or
 * not: they asked for quiet.
 */
export async function optOut(
  tx: Connection,
  personId: string,
  purposes: readonly string[],
  now: Date,
): Promise<void> {
  const list = purposes.map((_, index) => `$${index + 2}`).join(", ");
  const waiting = await tx.query<{ id: string; outbox_id: string | null }>(
    `SELECT r.id, r.outbox_id FROM broadcast_recipient r JOIN broadcast b ON b.id = r.broadcast_id
     WHERE r.person_id = $1 AND r.state = 'queued' AND b.purpose IN (${list})`,
    personId,
    ...purposes,
  );
  for (const { id, outbox_id: outboxId } of waiting) {
    // What is on its way at this moment can no longer be held back.
    if (outboxId !== null && !(await takeBack(tx, outboxId))) continue;
    await tx.run(
      "UPDATE broadcast_recipient SET state = 'skipped', reason = 'opted_out', history = history || $2 WHERE id = $1",
      id,
      historyLine("skipped", now),
    );
  }
}

/** Takes a message out of the outbox unless it is being sent; true when it will not leave. */
export async function takeBack(tx: Connection, outboxId: string): Promise<boolean> {
  return (
    (await tx.run(
      "UPDATE outbox SET state = 'expired', failure = 'taken back' WHERE id = $1 AND state = 'queued'",
      outboxId,
    )) === 1
  );
}

/** Takes a broadcast message out of the outbox again, to be handed there anew at `dueAt`. */
export async function putBack(tx: Connection, outboxId: string, dueAt: Date): Promise<void> {
  await tx.run(
    "UPDATE outbox SET state = 'expired', failure = 'put off' WHERE id = $1 AND state IN ('queued', 'sending')",
    outboxId,
  );
  await tx.run(
    "UPDATE broadcast_recipient SET outbox_id = NULL, due_at = $2 WHERE outbox_id = $1",
    outboxId,
    instant(dueAt),
  );
}
