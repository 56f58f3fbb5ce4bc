import { newId } from "../../core/ids.ts";
import { instant, type Connection } from "../../store/connection.ts";
import type { Answer } from "./rules.ts";

/** A poll as the database keeps it; instants are UTC. */
export interface Poll {
  id: string;
  question: string;
  options: string[];
  ownerId: string;
  broadcastId: string | null;
  closesAt: Date;
  state: "open" | "closed" | "cancelled";
}

interface PollRow {
  id: string;
  question: string;
  options: string;
  owner_id: string;
  broadcast_id: string | null;
  closes_at: string;
  state: Poll["state"];
}

const COLUMNS = "p.id, p.question, p.options, p.owner_id, p.broadcast_id, p.closes_at, p.state";

function toPoll(row: PollRow): Poll {
  return {
    id: row.id,
    question: row.question,
    options: JSON.parse(row.options) as string[],
    ownerId: row.owner_id,
    broadcastId: row.broadcast_id,
    closesAt: new Date(row.closes_at),
    state: row.state,
  };
}

/** Keeps a new poll; the same act twice makes one. */
export async function insertPoll(
  tx: Connection,
  poll: Pick<Poll, "question" | "options" | "ownerId" | "closesAt">,
  actKey: string,
  now: Date,
): Promise<Poll> {
  const id = newId();
  await tx.run(
    `INSERT INTO poll (id, question, options, owner_id, closes_at, state, created_at, act_key)
     VALUES ($1, $2, $3, $4, $5, 'open', $6, $7)`,
    id,
    poll.question,
    JSON.stringify(poll.options),
    poll.ownerId,
    instant(poll.closesAt),
    instant(now),
    actKey,
  );
  return { ...poll, id, broadcastId: null, state: "open" };
}

/** Notes by which broadcast it is asked. */
export async function setBroadcast(tx: Connection, id: string, broadcastId: string): Promise<void> {
  await tx.run("UPDATE poll SET broadcast_id = $2 WHERE id = $1", id, broadcastId);
}

/** The poll of an id; null when there is none. */
export async function findPoll(connection: Connection, id: string): Promise<Poll | null> {
  const [row] = await connection.query<PollRow>(
    `SELECT ${COLUMNS} FROM poll p WHERE p.id = $1`,
    id,
  );
  return row === undefined ? null : toPoll(row);
}

/** Holds a poll until the transaction ends, so that it does not close under an answer. */
export async function holdPoll(tx: Connection, id: string): Promise<Poll | null> {
  const [row] = await tx.query<PollRow>(
    `SELECT ${COLUMNS} FROM poll p WHERE p.id = $1${tx.forUpdate}`,
    id,
  );
  return row === undefined ? null : toPoll(row);
}

/** When the message that is being handled reached us: answers are judged by that, not by when we came to it. */
export async function receivedAt(tx: Connection, messageId: string): Promise<Date | null> {
  const [row] = await tx.query<{ received_at: string }>(
    "SELECT received_at FROM inbox WHERE id = $1",
    messageId,
  );
  return row === undefined ? null : new Date(row.received_at);
}

/**
 * Puts somebody's answer in force.
 * @returns the option that was in force before; null for a first answer
 */
export async function putAnswer(
  tx: Connection,
  pollId: string,
  personId: string,
  option: number,
  now: Date,
): Promise<number | null> {
  const before = await answerOf(tx, pollId, personId);
  await tx.run(
    `INSERT INTO poll_answer (poll_id, person_id, option_number, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (poll_id, person_id) DO UPDATE SET option_number = excluded.option_number, at = excluded.at`,
    pollId,
    personId,
    option,
    instant(now),
  );
  return before;
}

/** The option somebody chose; null for none. */
export async function answerOf(
  connection: Connection,
  pollId: string,
  personId: string,
): Promise<number | null> {
  const [row] = await connection.query<{ option_number: number }>(
    "SELECT option_number FROM poll_answer WHERE poll_id = $1 AND person_id = $2",
    pollId,
    personId,
  );
  return row?.option_number ?? null;
}

/** Every answer in force, with what it is broken down by. */
export async function answersOf(connection: Connection, pollId: string): Promise<Answer[]> {
  return connection.query<Answer>(
    `SELECT a.option_number AS option, p.sex, c.name AS community
     FROM poll_answer a JOIN person p ON p.id = a.person_id JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id WHERE a.poll_id = $1`,
    pollId,
  );
}

/** How many were asked, that is sent the question, and how many have answered. */
export async function turnoutOf(
  connection: Connection,
  poll: Pick<Poll, "id" | "broadcastId">,
): Promise<{ asked: number; answered: number }> {
  const [row] = await connection.query<{ asked: number; answered: number }>(
    `SELECT (SELECT COUNT(*) FROM broadcast_recipient WHERE broadcast_id = $2 AND state <> 'skipped') AS asked,
            (SELECT COUNT(*) FROM poll_answer WHERE poll_id = $1) AS answered`,
    poll.id,
    poll.broadcastId,
  );
  return { asked: row?.asked ?? 0, answered: row?.answered ?? 0 };
}

/** Polls of somebody who asks, the newest first. */
export async function pollsOfOwner(
  connection: Connection,
  ownerId: string,
  after: Date,
  limit: number,
): Promise<Poll[]> {
  const rows = await connection.query<PollRow>(
    `SELECT ${COLUMNS} FROM poll p WHERE p.owner_id = $1 AND p.closes_at > $2 ORDER BY p.closes_at DESC, p.id LIMIT $3`,
    ownerId,
    instant(after),
    limit,
  );
  return rows.map(toPoll);
}

/** Open polls somebody was asked, the first to close first. */
export async function openPollsFor(
  connection: Connection,
  personId: string,
  now: Date,
  limit: number,
): Promise<Poll[]> {
  const rows = await connection.query<PollRow>(
    `SELECT ${COLUMNS} FROM poll p WHERE p.state = 'open' AND p.closes_at > $2
       AND EXISTS (SELECT 1 FROM broadcast_recipient r
                   WHERE r.broadcast_id = p.broadcast_id AND r.person_id = $1 AND r.outbox_id IS NOT NULL)
     ORDER BY p.closes_at, p.id LIMIT $3`,
    personId,
    instant(now),
    limit,
  );
  return rows.map(toPoll);
}

/** Open polls whose hour has come. */
export async function duePolls(connection: Connection, now: Date, limit: number): Promise<Poll[]> {
  const rows = await connection.query<PollRow>(
    `SELECT ${COLUMNS} FROM poll p WHERE p.state = 'open' AND p.closes_at <= $1 ORDER BY p.closes_at, p.id LIMIT $2`,
    instant(now),
    limit,
  );
  return rows.map(toPoll);
}

/** True while a message that came before the instant waits to be handled: it may hold an answer. */
export async function stillArriving(connection: Connection, before: Date): Promise<boolean> {
  const rows = await connection.query(
    "SELECT 1 FROM inbox WHERE state = 'waiting' AND received_at <= $1 LIMIT 1",
    instant(before),
  );
  return rows.length > 0;
}

/** Ends a poll; false when another process has done so. */
export async function endPoll(
  tx: Connection,
  id: string,
  state: "closed" | "cancelled",
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    "UPDATE poll SET state = $2, closed_at = $3 WHERE id = $1 AND state = 'open'",
    id,
    state,
    instant(now),
  );
  return changed === 1;
}

/** Everybody who was sent the question. */
export async function askedPersons(connection: Connection, broadcastId: string): Promise<string[]> {
  const rows = await connection.query<{ person_id: string }>(
    "SELECT person_id FROM broadcast_recipient WHERE broadcast_id = $1 AND outbox_id IS NOT NULL ORDER BY place",
    broadcastId,
  );
  return rows.map((row) => row.person_id);
}
