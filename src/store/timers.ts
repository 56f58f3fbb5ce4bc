import { newId, oldestIdOf } from "../core/ids.ts";
import { instant, type Connection } from "./connection.ts";

export interface DueTimer {
  id: string;
  identityId: string;
  kind: "nudge" | "silence";
  question: string;
}

/** Sets a timer of a question; it starts to run when the question has left. */
export async function setTimer(
  tx: Connection,
  identityId: string,
  kind: DueTimer["kind"],
  question: string,
  delayMs: number,
): Promise<void> {
  await tx.run(
    "INSERT INTO timer (id, identity_id, kind, question, delay_ms, state) VALUES ($1, $2, $3, $4, $5, 'waiting')",
    newId(),
    identityId,
    kind,
    question,
    delayMs,
  );
}

/** The question really left: its timers run from now. */
export async function startTimers(tx: Connection, question: string, now: Date): Promise<void> {
  const timers = await tx.query<{ id: string; delay_ms: number }>(
    "SELECT id, delay_ms FROM timer WHERE question = $1 AND state = 'waiting' AND due_at IS NULL",
    question,
  );
  for (const timer of timers) {
    await tx.run(
      "UPDATE timer SET due_at = $2 WHERE id = $1",
      timer.id,
      instant(new Date(now.getTime() + timer.delay_ms)),
    );
  }
}

/** Timers whose hour has come, oldest first. */
export async function dueTimers(
  connection: Connection,
  now: Date,
  limit: number,
): Promise<DueTimer[]> {
  const rows = await connection.query<{
    id: string;
    identity_id: string;
    kind: DueTimer["kind"];
    question: string;
  }>(
    "SELECT id, identity_id, kind, question FROM timer WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at LIMIT $2",
    instant(now),
    limit,
  );
  return rows.map((row) => ({
    id: row.id,
    identityId: row.identity_id,
    kind: row.kind,
    question: row.question,
  }));
}

/** Ends a timer; false when another process was faster. */
export async function endTimer(
  tx: Connection,
  id: string,
  state: "done" | "stale",
): Promise<boolean> {
  return (
    (await tx.run("UPDATE timer SET state = $2 WHERE id = $1 AND state = 'waiting'", id, state)) ===
    1
  );
}

/** Puts a timer off. */
export async function postponeTimer(tx: Connection, id: string, at: Date): Promise<void> {
  await tx.run("UPDATE timer SET due_at = $2 WHERE id = $1", id, instant(at));
}

/** Deletes timers that rang or went stale, made before `before`. */
export async function forgetTimers(tx: Connection, before: Date): Promise<number> {
  return tx.run(
    "DELETE FROM timer WHERE id < $1 AND (state <> 'waiting' OR due_at IS NULL)",
    oldestIdOf(before),
  );
}
