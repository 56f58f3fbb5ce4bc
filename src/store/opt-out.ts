import type { Connection } from "./connection.ts";
import { historyLine, takeBack } from "./fates.ts";

/** What waits for one person of our own accord, and how its purpose is found. */
const WAITING = [
  {
    table: "broadcast_recipient",
    from: "broadcast_recipient w JOIN broadcast b ON b.id = w.broadcast_id",
    purpose: "b.purpose",
  },
  { table: "notice", from: "notice w", purpose: "w.purpose" },
] as const;

/**
 * Takes somebody out of all broadcasts and notices of these purposes that have not left yet, handed to the
 * outbox or not: they asked for quiet.
 */
export async function optOut(
  tx: Connection,
  personId: string,
  purposes: readonly string[],
  now: Date,
): Promise<void> {
  const list = purposes.map((_, index) => `$${index + 2}`).join(", ");
  for (const { table, from, purpose } of WAITING) {
    const waiting = await tx.query<{ id: string; outbox_id: string | null }>(
      `SELECT w.id, w.outbox_id FROM ${from}
       WHERE w.person_id = $1 AND w.state = 'queued' AND ${purpose} IN (${list})`,
      personId,
      ...purposes,
    );
    for (const { id, outbox_id: outboxId } of waiting) {
      // What is on its way at this moment can no longer be held back.
      if (outboxId !== null && !(await takeBack(tx, outboxId))) continue;
      await tx.run(
        `UPDATE ${table} SET state = 'skipped', reason = 'opted_out', history = history || $2 WHERE id = $1`,
        id,
        historyLine("skipped", now),
      );
    }
  }
}
