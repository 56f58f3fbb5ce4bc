import { newId, oldestIdOf } from "../core/ids.ts";
import { instant, type Connection } from "./connection.ts";

export interface DueTimer {
  id: string;
  identityId: string;
  /** What is to happen; conversations know the kinds. */
  kind: string;
  /** The question or wait it belongs to. */
  question: string;
}

/** Sets a timer. Without `dueAt` it starts to run when its question has left. */
export async function setTimer(
  tx: Connection,
  identityId: string,
  timer: Pick<DueTimer, "kind" | "question"> & { delayMs: number; dueAt: Date | null },
): Promise<void> {
  await tx.run(
    "INSERT INTO timer (id, identity_id, kind, question, delay_ms, due_at, state) VALUES ($1, $2, $3, $4, $5, $6, 'waiting')",
    newId(),
    identityId,
    timer.kind,
    timer.question,
    timer.delayMs,
    timer.dueAt === null ? null : instant(timer.dueAt),
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
