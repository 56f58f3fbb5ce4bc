import { instant, type Connection } from "../../store/connection.ts";

/** What somebody stands to a training as. */
export const ANSWERS = ["yes", "waiting", "offered", "missed", "no"] as const;
export type Answer = (typeof ANSWERS)[number];

/** How somebody's presence was noted. */
export type Attendance = "code" | "list" | "file";

/** Somebody's part in a training. */
export interface Participation {
  personId: string;
  answer: Answer | null;
  answeredAt: Date | null;
  offeredUntil: Date | null;
  attendedAt: Date | null;
}

interface ParticipationRow {
  person_id: string;
  answer: Answer | null;
  answered_at: string | null;
  offered_until: string | null;
  attended_at: string | null;
}

const COLUMNS = "person_id, answer, answered_at, offered_until, attended_at";

function toParticipation(row: ParticipationRow): Participation {
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    personId: row.person_id,
    answer: row.answer,
    answeredAt: date(row.answered_at),
    offeredUntil: date(row.offered_until),
    attendedAt: date(row.attended_at),
  };
}

/** Somebody's part in a training; null when they neither answered nor came. */
export async function participationOf(
  connection: Connection,
  trainingId: string,
  personId: string,
): Promise<Participation | null> {
  const [row] = await connection.query<ParticipationRow>(
    `SELECT ${COLUMNS} FROM training_person WHERE training_id = $1 AND person_id = $2`,
    trainingId,
    personId,
  );
  return row === undefined ? null : toParticipation(row);
}

/** Everybody with one of these answers, those who answered first before the others. */
export async function personsWith(
  connection: Connection,
  trainingId: string,
  answers: readonly Answer[],
): Promise<Participation[]> {
  const list = answers.map((_, index) => `$${index + 2}`).join(", ");
  const rows = await connection.query<ParticipationRow>(
    `SELECT ${COLUMNS} FROM training_person WHERE training_id = $1 AND answer IN (${list}) ORDER BY answered_at, person_id`,
    trainingId,
    ...answers,
  );
  return rows.map(toParticipation);
}

/** Writes an answer; a held place is let go unless `offeredUntil` says until when. */
export async function setAnswer(
  tx: Connection,
  trainingId: string,
  personId: string,
  answer: Answer,
  answeredAt: Date,
  offeredUntil: Date | null = null,
): Promise<void> {
  await tx.run(
    `INSERT INTO training_person (training_id, person_id, answer, answered_at, offered_until) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (training_id, person_id) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at, offered_until = excluded.offered_until`,
    trainingId,
    personId,
    answer,
    instant(answeredAt),
    offeredUntil === null ? null : instant(offeredUntil),
  );
}

/** How many stand how to a training. */
export interface Standing {
  invited: number;
  yes: number;
  no: number;
  waiting: number;
  offered: number;
  attended: number;
}

/** Counts of answers and of those who came; `invited` are all whom the invitation is for. */
export async function standingOf(
  connection: Connection,
  training: { id: string; broadcastId: string | null },
): Promise<Standing> {
  const [row] = await connection.query<Record<keyof Standing, number | bigint | null>>(
    `SELECT (SELECT COUNT(*) FROM broadcast_recipient WHERE broadcast_id = $2) AS invited,
       SUM(CASE WHEN answer = 'yes' THEN 1 ELSE 0 END) AS yes,
       SUM(CASE WHEN answer = 'no' THEN 1 ELSE 0 END) AS no,
       SUM(CASE WHEN answer = 'waiting' THEN 1 ELSE 0 END) AS waiting,
       SUM(CASE WHEN answer = 'offered' THEN 1 ELSE 0 END) AS offered,
       SUM(CASE WHEN attended_at IS NOT NULL THEN 1 ELSE 0 END) AS attended
     FROM training_person WHERE training_id = $1`,
    training.id,
    training.broadcastId ?? "",
  );
  const count = (name: keyof Standing): number => Number(row?.[name] ?? 0);
  return {
    invited: count("invited"),
    yes: count("yes"),
    no: count("no"),
    waiting: count("waiting"),
    offered: count("offered"),
    attended: count("attended"),
  };
}

/** Places that are taken or held for somebody. */
export async function takenPlaces(connection: Connection, trainingId: string): Promise<number> {
  const [row] = await connection.query<{ count: number | bigint }>(
    "SELECT COUNT(*) AS count FROM training_person WHERE training_id = $1 AND answer IN ('yes', 'offered')",
    trainingId,
  );
  return Number(row?.count ?? 0);
}

/** Notes that somebody came, once; false when that stood already. */
export async function setAttended(
  tx: Connection,
  trainingId: string,
  personId: string,
  by: Attendance,
  now: Date,
): Promise<boolean> {
  return (
    (await tx.run(
      `INSERT INTO training_person (training_id, person_id, attended_at, attended_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (training_id, person_id) DO UPDATE SET attended_at = excluded.attended_at, attended_by = excluded.attended_by
       WHERE training_person.attended_at IS NULL`,
      trainingId,
      personId,
      instant(now),
      by,
    )) === 1
  );
}

/** Takes back that somebody came; false when it did not stand. */
export async function unsetAttended(
  tx: Connection,
  trainingId: string,
  personId: string,
): Promise<boolean> {
  return (
    (await tx.run(
      "UPDATE training_person SET attended_at = NULL, attended_by = NULL WHERE training_id = $1 AND person_id = $2 AND attended_at IS NOT NULL",
      trainingId,
      personId,
    )) === 1
  );
}

/** Keeps how somebody found the training, 1 to 5. */
export async function setRating(
  tx: Connection,
  trainingId: string,
  personId: string,
  rating: number,
): Promise<void> {
  await tx.run(
    "UPDATE training_person SET rating = $3 WHERE training_id = $1 AND person_id = $2",
    trainingId,
    personId,
    rating,
  );
}

/** Keeps what somebody says about it in their words. */
export async function setOpinion(
  tx: Connection,
  trainingId: string,
  personId: string,
  opinion: string,
): Promise<void> {
  await tx.run(
    "UPDATE training_person SET opinion = $3 WHERE training_id = $1 AND person_id = $2",
    trainingId,
    personId,
    opinion,
  );
}
