import type { Connection } from "../store/connection.ts";
import type { RecipientState } from "../store/fates.ts";

/** A recipient as a list shows it. */
export interface ListedRecipient {
  name: string;
  family_code: string;
  state: RecipientState;
  reason: string | null;
  answer: string | null;
}

/** How many recipients of a broadcast are in a state for a reason. */
export interface ReasonCount {
  state: RecipientState;
  reason: string | null;
  count: number;
}

/** Recipients of a broadcast by state and reason. */
export async function reasonsOf(connection: Connection, id: string): Promise<ReasonCount[]> {
  const rows = await connection.query<Omit<ReasonCount, "count"> & { count: number | bigint }>(
    "SELECT state, reason, COUNT(*) AS count FROM broadcast_recipient WHERE broadcast_id = $1 GROUP BY state, reason ORDER BY state, reason",
    id,
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Recipients of a broadcast in a state, in the order of sending. */
export async function recipientsIn(
  connection: Connection,
  id: string,
  state: RecipientState,
  limit: number,
  offset: number,
): Promise<ListedRecipient[]> {
  return connection.query<ListedRecipient>(
    `SELECT p.name, f.code AS family_code, r.state, r.reason, r.answer
     FROM broadcast_recipient r JOIN person p ON p.id = r.person_id JOIN family f ON f.id = p.family_id
     WHERE r.broadcast_id = $1 AND r.state = $2 ORDER BY r.place, r.id LIMIT $3 OFFSET $4`,
    id,
    state,
    limit,
    offset,
  );
}
