import { OperatorError } from "../core/errors.ts";
import type { Connection } from "../store/connection.ts";
import { RECIPIENT_STATES, type RecipientState } from "../store/fates.ts";

/** How far a broadcast has come. */
export interface BroadcastStatus {
  id: string;
  state: string;
  purpose: string;
  audience: string;
  created_by: string;
  totals: Record<RecipientState, number>;
}

/** One recipient's present state and how it came there. */
export interface RecipientStatus {
  family_code: string;
  state: RecipientState;
  reason: string | null;
  history: { state: string; at: string }[];
}

/**
 * State and totals of a broadcast, each recipient counted once.
 * @throws OperatorError when there is none of that id
 */
export async function broadcastStatus(
  connection: Connection,
  id: string,
): Promise<BroadcastStatus> {
  const [row] = await connection.query<Omit<BroadcastStatus, "totals">>(
    "SELECT id, state, purpose, audience, created_by FROM broadcast WHERE id = $1",
    id,
  );
  if (row === undefined)
    throw new OperatorError(
      `There is no broadcast ${id}. \`broadcast list\` shows the newest ones.`,
    );
  const counted = await connection.query<{ state: RecipientState; count: number | bigint }>(
    "SELECT state, COUNT(*) AS count FROM broadcast_recipient WHERE broadcast_id = $1 GROUP BY state",
    id,
  );
  const totals = Object.fromEntries(RECIPIENT_STATES.map((state) => [state, 0])) as Record<
    RecipientState,
    number
  >;
  for (const { state, count } of counted) totals[state] = Number(count);
  return { ...row, totals };
}

const PAGE = 1000;

/** Every recipient of a broadcast, in the order of sending. */
export async function* recipientsOf(
  read: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>,
  id: string,
): AsyncIterable<RecipientStatus> {
  let after = { place: -1, id: "" };
  for (let more = true; more;) {
    const { place, id: last } = after;
    const rows = await read((connection) =>
      connection.query<{
        id: string;
        place: number;
        code: string;
        state: RecipientState;
        reason: string | null;
        history: string;
      }>(
        `SELECT r.id, r.place, f.code, r.state, r.reason, r.history
         FROM broadcast_recipient r JOIN person p ON p.id = r.person_id JOIN family f ON f.id = p.family_id
         WHERE r.broadcast_id = $1 AND (r.place > $2 OR (r.place = $2 AND r.id > $3)) ORDER BY r.place, r.id LIMIT $4`,
        id,
        place,
        last,
        PAGE,
      ),
    );
    for (const row of rows)
      yield {
        family_code: row.code,
        state: row.state,
        reason: row.reason,
        history: historyOf(row.history),
      };
    const end = rows.at(-1);
    if (end !== undefined) after = end;
    more = rows.length === PAGE;
  }
}

function historyOf(text: string): RecipientStatus["history"] {
  return text
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [state = "", at = ""] = line.split(" ");
      return { state, at };
    });
}

/** The newest broadcasts. */
export async function newestBroadcasts(connection: Connection): Promise<BroadcastStatus[]> {
  const rows = await connection.query<{ id: string }>(
    "SELECT id FROM broadcast ORDER BY id DESC LIMIT 20",
  );
  return Promise.all(rows.map(({ id }) => broadcastStatus(connection, id)));
}
