import { instant, type Connection } from "./connection.ts";

/** A stored conversation: its state as `flow/storing.ts` writes it, and when it was last touched. */
export interface StoredSession {
  state: string;
  updatedAt: Date;
}

/** The conversation of an identity; null when it never spoke. */
export async function readSession(
  connection: Connection,
  identityId: string,
): Promise<StoredSession | null> {
  const [row] = await connection.query<{ state: string; updated_at: string }>(
    "SELECT state, updated_at FROM session WHERE identity_id = $1",
    identityId,
  );
  return row === undefined ? null : { state: row.state, updatedAt: new Date(row.updated_at) };
}

/** Writes the conversation back. `program` is the hash it is pinned to, null between conversations. */
export async function writeSession(
  tx: Connection,
  identityId: string,
  program: string | null,
  state: string,
  now: Date,
): Promise<void> {
  await tx.run(
    `INSERT INTO session (identity_id, program, state, updated_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (identity_id) DO UPDATE SET program = excluded.program, state = excluded.state, updated_at = excluded.updated_at`,
    identityId,
    program,
    state,
    instant(now),
  );
}

/** The compiled program of that hash, as JSON; null when it was never stored. */
export async function readProgram(connection: Connection, hash: string): Promise<string | null> {
  const [row] = await connection.query<{ body: string }>(
    "SELECT body FROM program WHERE hash = $1",
    hash,
  );
  return row?.body ?? null;
}

/** Keeps a program for the conversations that begin with it. */
export async function storeProgram(
  tx: Connection,
  hash: string,
  flow: string,
  body: string,
  now: Date,
): Promise<void> {
  await tx.run(
    "INSERT INTO program (hash, flow, body, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING",
    hash,
    flow,
    body,
    instant(now),
  );
}

/** Versions whose hash begins so, with the hash that is published of their flow. */
export async function programOf(
  connection: Connection,
  hash: string,
): Promise<{ body: string; published: string | null }[]> {
  return connection.query<{ body: string; published: string | null }>(
    `SELECT body, (SELECT program FROM publication WHERE id =
       (SELECT MAX(id) FROM publication WHERE flow = program.flow)) AS published
     FROM program WHERE hash >= $1 AND hash < $2 LIMIT 2`,
    hash,
    `${hash}g`,
  );
}

/** Identities whose conversation stands in a program, or may come back to it, in the order of their ids. */
export async function sessionsIn(
  connection: Connection,
  program: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await connection.query<{ identity_id: string }>(
    "SELECT identity_id FROM session WHERE identity_id > $1 AND state LIKE $2 ORDER BY identity_id LIMIT $3",
    after,
    `%${program}%`,
    limit,
  );
  return rows.map((row) => row.identity_id);
}

/** True when a stored conversation waits for an answer; an echo that may be corrected does not. */
export function isQuestionHeld(state: string): boolean {
  const { question, recent } = JSON.parse(state) as {
    question: string | null;
    recent: [question: string, ...more: unknown[]][];
  };
  return question !== null && !recent.some(([echo]) => echo === question);
}
