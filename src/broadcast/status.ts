import { OperatorError } from "../core/errors.ts";
import type { ChannelName } from "../core/message.ts";
import type { Connection } from "../store/connection.ts";
import { RECIPIENT_STATES, type RecipientState } from "../store/fates.ts";
import { reachedBy, type Rates } from "./estimate.ts";

/** How far a broadcast has come. */
export interface BroadcastStatus {
  id: string;
  state: string;
  purpose: string;
  audience: string;
  created_by: string;
  /** The series it is a run of. */
  series: string | null;
  totals: Record<RecipientState, number>;
  /** Answers to its question, by option. */
  answers: Record<string, number>;
}

/** The same with what is known of the rest of its way. */
export interface Progress extends BroadcastStatus {
  /** When the last one will be reached (ISO) as far as one can tell; null when nothing waits or it rests. */
  eta: string | null;
  /** Recipients that wait, by channel. */
  waiting: Partial<Record<ChannelName, number>>;
}

/** One recipient's present state and how it came there. */
export interface RecipientStatus {
  /** Empty for somebody who was erased since. */
  family_code: string;
  state: RecipientState;
  reason: string | null;
  /** What they answered to its question. */
  answer: string | null;
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
  const [row] = await connection.query<Omit<BroadcastStatus, "totals" | "answers">>(
    "SELECT id, state, purpose, audience, created_by, series_id AS series FROM broadcast WHERE id = $1",
    id,
  );
  if (row === undefined)
    throw new OperatorError(
      `There is no broadcast ${id}. \`broadcast list\` shows the newest ones.`,
    );
  const counted = await connection.query<{ name: RecipientState; count: number | bigint }>(
    "SELECT state AS name, COUNT(*) AS count FROM broadcast_recipient WHERE broadcast_id = $1 GROUP BY state",
    id,
  );
  const answered = await connection.query<{ name: string; count: number | bigint }>(
    "SELECT answer AS name, COUNT(*) AS count FROM broadcast_recipient WHERE broadcast_id = $1 AND answer IS NOT NULL GROUP BY answer ORDER BY answer",
    id,
  );
  const totals = Object.fromEntries(RECIPIENT_STATES.map((state) => [state, 0])) as Record<
    RecipientState,
    number
  >;
  for (const { name, count } of counted) totals[name] = Number(count);
  const answers = Object.fromEntries(answered.map(({ name, count }) => [name, Number(count)]));
  return { ...row, totals, answers };
}

/**
 * The status with the rest of its way.
 * @throws OperatorError when there is none of that id
 */
export async function broadcastProgress(
  connection: Connection,
  id: string,
  rates: Rates,
  now: Date,
): Promise<Progress> {
  const status = await broadcastStatus(connection, id);
  const [plan] = await connection.query<{
    start_at: string;
    window_ms: number;
    ignore_quiet: number | boolean;
  }>("SELECT start_at, window_ms, ignore_quiet FROM broadcast WHERE id = $1", id);
  const rows = await connection.query<{ channel: ChannelName; count: number | bigint }>(
    "SELECT channel, COUNT(*) AS count FROM broadcast_recipient WHERE broadcast_id = $1 AND state = 'queued' AND channel IS NOT NULL GROUP BY channel",
    id,
  );
  const waiting = Object.fromEntries(rows.map(({ channel, count }) => [channel, Number(count)]));
  const isMoving = status.state === "scheduled" || status.state === "running";
  if (plan === undefined || !isMoving) return { ...status, eta: null, waiting };
  const amount = {
    waiting,
    startAt: new Date(plan.start_at),
    windowMs: plan.window_ms,
    ignoreQuiet: Boolean(plan.ignore_quiet),
    sharedBy: Math.max(1, await activeBroadcasts(connection)),
  };
  return { ...status, eta: reachedBy(amount, rates, now)?.toISOString() ?? null, waiting };
}

/** What a broadcast says, as it is stored. */
export async function contentOf(connection: Connection, id: string): Promise<string> {
  const [row] = await connection.query<{ content: string }>(
    "SELECT content FROM broadcast WHERE id = $1",
    id,
  );
  return row?.content ?? "";
}

/** How many broadcasts are being sent just now. */
export async function activeBroadcasts(connection: Connection): Promise<number> {
  const [row] = await connection.query<{ count: number | bigint }>(
    "SELECT COUNT(*) AS count FROM broadcast WHERE state = 'running'",
  );
  return Number(row?.count ?? 0);
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
        answer: string | null;
        history: string;
      }>(
        `SELECT r.id, r.place, COALESCE(f.code, '') AS code, r.state, r.reason, r.answer, r.history
         FROM broadcast_recipient r LEFT JOIN person p ON p.id = r.person_id LEFT JOIN family f ON f.id = p.family_id
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
        answer: row.answer,
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
