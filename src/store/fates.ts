import { instant, type Connection } from "./connection.ts";

/** What may become of a message of our own accord for one person; each is in one of these. */
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

/**
 * What else stands in a history: put off to the next morning because the day's attention was used up, merged
 * with others there, asked for consent first, in trouble when its flow was to begin.
 */
export type HistoryMark = RecipientState | "put_off" | "merged" | "asked" | "trouble";

/** A line of a recipient's history. */
export function historyLine(mark: HistoryMark, at: Date): string {
  return `${mark} ${instant(at)}\n`;
}

/**
 * What became of the message of an outbox row, when that row belongs to a broadcast or a notice. Nothing goes
 * back: what was read stays read, what arrived is not failed.
 */
export async function noteFate(
  tx: Connection,
  outboxId: string,
  state: RecipientState,
  reason: string | null,
  now: Date,
): Promise<void> {
  for (const table of ["broadcast_recipient", "notice"])
    await tx.run(
      `UPDATE ${table} SET state = $2, reason = $3, history = history || $4
       WHERE outbox_id = $1 AND state <> 'read' AND (state <> 'delivered' OR $2 = 'read')`,
      outboxId,
      state,
      reason,
      historyLine(state, now),
    );
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

/**
 * Keeps a message from leaving now, to go at `dueAt`. A text is taken out of the outbox, to be handed there
 * anew; what a flow said stays, since its conversation has begun: it may leave from `dueAt` to `until`.
 */
export async function putBack(
  tx: Connection,
  row: { id: string; kind: string },
  dueAt: Date,
  until: Date,
): Promise<void> {
  if (row.kind === "notice") {
    await tx.run(
      "UPDATE outbox SET state = 'queued', not_before = $2, expires_at = $3, tries = tries - 1 WHERE id = $1 AND state IN ('queued', 'sending')",
      row.id,
      instant(dueAt),
      instant(until),
    );
    return;
  }
  await tx.run(
    "UPDATE outbox SET state = 'expired', failure = 'put off' WHERE id = $1 AND state IN ('queued', 'sending')",
    row.id,
  );
  await tx.run(
    "UPDATE broadcast_recipient SET outbox_id = NULL, due_at = $2 WHERE outbox_id = $1",
    row.id,
    instant(dueAt),
  );
}
