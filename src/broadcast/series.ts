import type { Purpose } from "../core/caller.ts";
import { OperatorError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { addDays, limaDay, limaInstant, limaMinutes, type LimaDay } from "../core/lima.ts";
import { actorOf, scopeOf } from "../store/authority.ts";
import { instant, type Connection } from "../store/connection.ts";
import { confirmIn, type BroadcastDraft, type Confirmed } from "./confirm.ts";
import type { PumpTools } from "./tools.ts";

/** How often a broadcast comes again, and until which day. */
export interface Recurrence {
  everyDays: number;
  untilDay: LimaDay;
}

/** A series and its runs, for whoever looks after it. */
export interface SeriesStatus {
  id: string;
  state: string;
  reason: string | null;
  every_days: number;
  until: LimaDay;
  next_at: string | null;
  audience: string;
  purpose: Purpose;
  created_by: string;
  runs: { id: string; day: LimaDay; state: string }[];
}

/** What a series keeps of its draft: the scope is worked out anew for every run. */
type Kept = Omit<BroadcastDraft, "scope" | "startAt"> & { approvedBy: string | null };

/**
 * Confirms a broadcast that comes again: its first run now, the others when their day comes, each with the
 * audience as it is then.
 */
export async function confirmSeriesIn(
  tx: Connection,
  draft: BroadcastDraft,
  { everyDays, untilDay }: Recurrence,
  approvedBy: string | null,
  now: Date,
): Promise<Confirmed & { series: string }> {
  const firstDay = limaDay(draft.startAt);
  if (untilDay < firstDay)
    throw new OperatorError(
      `--until ${untilDay} lies before the first day, ${firstDay}. Write a later day.`,
    );
  const series = newId();
  const { scope: _scope, startAt, ...kept } = draft;
  const first = await confirmIn(tx, draft, approvedBy, now, { id: series, day: firstDay });
  await tx.run(
    `INSERT INTO broadcast_series (id, draft, every_days, until_day, next_at, state, created_at)
       VALUES ($1, $2, $3, $4, $5, 'running', $6)`,
    series,
    JSON.stringify({ ...kept, approvedBy } satisfies Kept),
    everyDays,
    untilDay,
    instant(limaInstant(addDays(firstDay, everyDays), limaMinutes(startAt))),
    instant(now),
  );
  return { ...first, series };
}

/** Begins every run whose time has come: one a day at most, and none for days that passed meanwhile. */
export async function beginSeries(tools: PumpTools, now: Date): Promise<void> {
  const due = await tools.store.read((connection) =>
    connection.query<{ id: string }>(
      "SELECT id FROM broadcast_series WHERE state = 'running' AND next_at <= $1",
      instant(now),
    ),
  );
  for (const { id } of due)
    await tools.store
      .transaction((tx) => beginRun(tx, id, now))
      .catch((error: unknown) => tools.trouble(error));
}

async function beginRun(tx: Connection, id: string, now: Date): Promise<void> {
  const [row] = await tx.query<{
    draft: string;
    every_days: number;
    until_day: LimaDay;
    next_at: string;
  }>(
    `SELECT draft, every_days, until_day, next_at FROM broadcast_series
     WHERE id = $1 AND state = 'running' AND next_at <= $2${tx.skipLocked}`,
    id,
    instant(now),
  );
  if (row === undefined) return;
  const planned = new Date(row.next_at);
  const today = limaDay(now);
  if (limaDay(planned) === today && today <= row.until_day)
    await runOn(tx, id, JSON.parse(row.draft) as Kept, planned, now);
  let next = planned;
  while (next <= now)
    next = limaInstant(addDays(limaDay(next), row.every_days), limaMinutes(planned));
  await tx.run(
    "UPDATE broadcast_series SET next_at = $2, state = CASE WHEN state = 'running' AND $3 > until_day THEN 'done' ELSE state END WHERE id = $1",
    id,
    instant(next),
    limaDay(next),
  );
}

/** One run; a day on which nobody can be written to passes, and says why. */
async function runOn(
  tx: Connection,
  id: string,
  { approvedBy, ...kept }: Kept,
  startAt: Date,
  now: Date,
): Promise<void> {
  try {
    const scope =
      kept.personId === null
        ? { sql: "", values: [] }
        : scopeOf(await actorOf(tx, kept.personId), "broadcast");
    if (scope === null)
      throw new OperatorError(
        `${kept.by} may not write to many any more; docs/roles.md tells who may.`,
      );
    await confirmIn(tx, { ...kept, startAt, scope }, approvedBy, now, {
      id,
      day: limaDay(startAt),
    });
    await tx.run("UPDATE broadcast_series SET reason = NULL WHERE id = $1", id);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    await tx.run("UPDATE broadcast_series SET reason = $2 WHERE id = $1", id, error.message);
  }
}

const CONTROLS = { pause: "paused", resume: "running", cancel: "cancelled" } as const;
const FROM = { pause: ["running"], resume: ["paused"], cancel: ["running", "paused"] };

/** True when the id is a series'. */
export async function isSeries(connection: Connection, id: string): Promise<boolean> {
  const rows = await connection.query("SELECT id FROM broadcast_series WHERE id = $1", id);
  return rows.length === 1;
}

/**
 * Pauses, resumes or cancels the runs to come; those begun have controls of their own.
 * @throws OperatorError when it is not in a state for that
 */
export async function controlSeries(
  tx: Connection,
  id: string,
  control: keyof typeof CONTROLS,
): Promise<void> {
  const { state } = await seriesStatus(tx, id);
  if (!FROM[control].includes(state))
    throw new OperatorError(
      `This series is ${state}; to ${control} it, it must be ${FROM[control].join(" or ")}.`,
    );
  await tx.run("UPDATE broadcast_series SET state = $2 WHERE id = $1", id, CONTROLS[control]);
}

/**
 * A series with its runs, newest first.
 * @throws OperatorError when there is none of that id
 */
export async function seriesStatus(connection: Connection, id: string): Promise<SeriesStatus> {
  const [row] = await connection.query<{
    id: string;
    draft: string;
    every_days: number;
    until_day: LimaDay;
    next_at: string;
    state: string;
    reason: string | null;
  }>(
    "SELECT id, draft, every_days, until_day, next_at, state, reason FROM broadcast_series WHERE id = $1",
    id,
  );
  if (row === undefined) throw new OperatorError(`There is no series ${id}.`);
  const { audience, purpose, by } = JSON.parse(row.draft) as Kept;
  const runs = await connection.query<{ id: string; day: LimaDay; state: string }>(
    "SELECT id, series_day AS day, state FROM broadcast WHERE series_id = $1 ORDER BY series_day DESC LIMIT 50",
    id,
  );
  return {
    id,
    state: row.state,
    reason: row.reason,
    every_days: row.every_days,
    until: row.until_day,
    next_at: row.state === "running" ? new Date(row.next_at).toISOString() : null,
    audience,
    purpose,
    created_by: by,
    runs,
  };
}
