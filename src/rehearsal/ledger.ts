import type { LimaDay } from "../core/lima.ts";
import type { FlowValue } from "../core/value.ts";
import type { Connection } from "../store/connection.ts";
import { noteFigure, noteValue } from "../flow/notation.ts";

/** Answers of somebody's recorded flows by node, the newest run last; a question passed over is `none`. */
export async function answersOf(
  connection: Connection,
  identityId: string,
): Promise<Record<string, string>> {
  const rows = await connection.query<{ node: string; value: string }>(
    `SELECT node, value FROM flow_answer JOIN flow_run ON flow_run.id = run_id
     WHERE identity_id = $1 ORDER BY flow_run.began_at, flow_run.id`,
    identityId,
  );
  return Object.fromEntries(
    rows.map(({ node, value }) => {
      const answer = JSON.parse(value) as FlowValue | null;
      return [node, answer === null ? "none" : noteValue(answer)];
    }),
  );
}

/** The milk in force of somebody's family by day, as `12 L` or `12 L (7 L + 5 L)`. */
export async function milkOf(
  connection: Connection,
  identityId: string,
): Promise<Record<LimaDay, string>> {
  const rows = await connection.query<{
    day: LimaDay;
    total_ml: number;
    morning_ml: number | null;
    evening_ml: number | null;
  }>(
    `SELECT day, total_ml, morning_ml, evening_ml FROM milk_day
     JOIN person ON person.family_id = milk_day.family_id
     JOIN identity ON identity.person_id = person.id WHERE identity.id = $1 ORDER BY day`,
    identityId,
  );
  return Object.fromEntries(
    rows.map(({ day, total_ml: totalMl, morning_ml: morningMl, evening_ml: eveningMl }) => [
      day,
      noteFigure({ day, totalMl, morningMl, eveningMl }).slice(day.length + 1),
    ]),
  );
}

/** When somebody's next timer rings; null when none runs. */
export async function nextTimer(connection: Connection, identityId: string): Promise<Date | null> {
  const [row] = await connection.query<{ due_at: string | null }>(
    "SELECT MIN(due_at) AS due_at FROM timer WHERE identity_id = $1 AND state = 'waiting'",
    identityId,
  );
  const dueAt = row?.due_at ?? null;
  return dueAt === null ? null : new Date(dueAt);
}

/** When somebody's next notice may begin; null when none waits. */
export async function nextNotice(connection: Connection, identityId: string): Promise<Date | null> {
  const [row] = await connection.query<{ due_at: string | null }>(
    `SELECT MIN(due_at) AS due_at FROM notice WHERE state = 'queued' AND outbox_id IS NULL
     AND person_id = (SELECT person_id FROM identity WHERE id = $1)`,
    identityId,
  );
  const dueAt = row?.due_at ?? null;
  return dueAt === null ? null : new Date(dueAt);
}

/** Ends all timers and notices of somebody who leaves the stage, and nothing new reaches them. */
export async function takeOff(tx: Connection, identityId: string): Promise<void> {
  await tx.run("DELETE FROM timer WHERE identity_id = $1", identityId);
  await tx.run(
    "DELETE FROM notice WHERE person_id = (SELECT person_id FROM identity WHERE id = $1)",
    identityId,
  );
  await tx.run("UPDATE identity SET reachable = $2 WHERE id = $1", identityId, false);
}
