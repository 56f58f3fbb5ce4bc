import { newId } from "../core/ids.ts";
import { instant, type Connection } from "./connection.ts";
import { storeProgram } from "./sessions.ts";

/** Who puts a version in force, and why. */
export interface Publisher {
  by: string;
  note: string | null;
}

/** A version of a flow that is or was in force; no program means that the flow was taken out. */
export interface Publication extends Publisher {
  flow: string;
  program: string | null;
  at: Date;
}

/** Id of the newest publication: it changes with every change of what is in force. */
export async function newestPublication(connection: Connection): Promise<string | null> {
  const [row] = await connection.query<{ id: string | null }>(
    "SELECT MAX(id) AS id FROM publication",
  );
  return row?.id ?? null;
}

/** What is in force: flow and program. */
export async function publications(
  connection: Connection,
): Promise<{ flow: string; program: string }[]> {
  return connection.query<{ flow: string; program: string }>(
    `SELECT flow, program FROM publication AS this WHERE program IS NOT NULL
     AND id = (SELECT MAX(id) FROM publication WHERE flow = this.flow) ORDER BY flow`,
  );
}

/** Every publication, newest first. */
export async function publicationHistory(
  connection: Connection,
  flow: string | null,
): Promise<Publication[]> {
  const rows = await connection.query<{
    flow: string;
    program: string | null;
    published_by: string;
    note: string | null;
    published_at: string;
  }>(
    `SELECT flow, program, published_by, note, published_at FROM publication
     WHERE flow = $1 OR $1 = '' ORDER BY id DESC`,
    flow ?? "",
  );
  return rows.map((row) => ({
    flow: row.flow,
    program: row.program,
    by: row.published_by,
    note: row.note,
    at: new Date(row.published_at),
  }));
}

/**
 * Puts these programs, and no others, in force for new conversations. Conversations under way stay
 * where they are. Flows whose version changed come back.
 */
export async function publish(
  tx: Connection,
  programs: { flow: string; hash: string; body: string }[],
  publisher: Publisher,
  now: Date,
): Promise<string[]> {
  const before = new Map((await publications(tx)).map((one) => [one.flow, one.program]));
  const changes: { flow: string; program: string | null }[] = [];
  for (const { flow, hash, body } of programs) {
    await storeProgram(tx, hash, flow, body, now);
    if (before.get(flow) !== hash) changes.push({ flow, program: hash });
    before.delete(flow);
  }
  for (const flow of before.keys()) changes.push({ flow, program: null });
  for (const { flow, program } of changes) await noteWithdrawal(tx, flow, program, publisher, now);
  return changes.map((change) => change.flow);
}

/** Writes into the history that conversations were taken out of a version; what is in force stays. */
export async function noteWithdrawal(
  tx: Connection,
  flow: string,
  program: string | null,
  publisher: Publisher,
  now: Date,
): Promise<void> {
  await tx.run(
    "INSERT INTO publication (id, flow, program, published_by, note, published_at) VALUES ($1, $2, $3, $4, $5, $6)",
    newId(),
    flow,
    program,
    publisher.by,
    publisher.note,
    instant(now),
  );
}
