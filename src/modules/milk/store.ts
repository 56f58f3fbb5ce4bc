import type { LimaDay } from "../../core/lima.ts";
import type { Figure } from "../../core/value.ts";
import { instant, type Connection } from "../../store/connection.ts";

/** The figure in force of one day, as stored. */
export interface StandingFigure extends Figure {
  reportId: string;
}

interface FigureRow {
  day: string;
  total_ml: number;
  morning_ml: number | null;
  evening_ml: number | null;
  report_id: string;
}

function toFigure(row: FigureRow): StandingFigure {
  return {
    day: row.day,
    totalMl: row.total_ml,
    morningMl: row.morning_ml,
    eveningMl: row.evening_ml,
    reportId: row.report_id,
  };
}

/** Holds the family until the transaction ends, so that two of its phones cannot cross. */
export async function lockFamily(
  tx: Connection,
  familyId: string,
): Promise<{ cowsMilking: number | null }> {
  const [row] = await tx.query<{ cows_milking: number | null }>(
    `SELECT cows_milking FROM family WHERE id = $1${tx.forUpdate}`,
    familyId,
  );
  return { cowsMilking: row?.cows_milking ?? null };
}

/** The figures in force of a family from a day on, oldest first. */
export async function figuresSince(
  connection: Connection,
  familyId: string,
  from: LimaDay,
  to: LimaDay,
): Promise<StandingFigure[]> {
  const rows = await connection.query<FigureRow>(
    "SELECT day, total_ml, morning_ml, evening_ml, report_id FROM milk_day WHERE family_id = $1 AND day >= $2 AND day <= $3 ORDER BY day",
    familyId,
    from,
    to,
  );
  return rows.map(toFigure);
}

/** How many millilitres one of the family's containers holds; null when it never said. */
export async function containerSize(
  connection: Connection,
  familyId: string,
  unit: string,
): Promise<number | null> {
  const [row] = await connection.query<{ size_ml: number }>(
    "SELECT size_ml FROM container WHERE family_id = $1 AND unit = $2",
    familyId,
    unit,
  );
  return row?.size_ml ?? null;
}

/** Keeps a container's size in millilitres for the family. */
export async function rememberContainer(
  tx: Connection,
  familyId: string,
  unit: string,
  sizeMl: number,
  now: Date,
): Promise<void> {
  await tx.run(
    `INSERT INTO container (family_id, unit, size_ml, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (family_id, unit) DO UPDATE SET size_ml = excluded.size_ml, at = excluded.at`,
    familyId,
    unit,
    sizeMl,
    instant(now),
  );
}

/** One act on a family's day. */
export interface MilkAct {
  id: string;
  familyId: string;
  personId: string;
  act: "recorded" | "replaced" | "added" | "corrected" | "undone";
  figure: Figure;
  approximate: boolean;
  flagged: boolean;
  at: Date;
  channel: string;
  messageId: string;
  actKey: string;
  previousId: string | null;
}

/** Writes the act into the book and puts its figure in force; a second try of the same act fails on its key. */
export async function recordAct(tx: Connection, act: MilkAct): Promise<void> {
  const { figure } = act;
  await tx.run(
    `INSERT INTO milk_report (id, family_id, person_id, day, act, total_ml, morning_ml, evening_ml, approximate, flagged,
       reported_at, channel, message_id, act_key, previous_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    act.id,
    act.familyId,
    act.personId,
    figure.day,
    act.act,
    figure.totalMl,
    figure.morningMl,
    figure.eveningMl,
    act.approximate,
    act.flagged,
    instant(act.at),
    act.channel,
    act.messageId,
    act.actKey,
    act.previousId,
  );
  await tx.run(
    `INSERT INTO milk_day (family_id, day, total_ml, morning_ml, evening_ml, approximate, flagged, report_id, source, channel,
       message_id, reported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'chat', $9, $10, $11)
     ON CONFLICT (family_id, day) DO UPDATE SET total_ml = excluded.total_ml, morning_ml = excluded.morning_ml,
       evening_ml = excluded.evening_ml, approximate = excluded.approximate, flagged = excluded.flagged,
       report_id = excluded.report_id, source = excluded.source, channel = excluded.channel,
       message_id = excluded.message_id, reported_at = excluded.reported_at`,
    act.familyId,
    figure.day,
    figure.totalMl,
    figure.morningMl,
    figure.eveningMl,
    act.approximate,
    act.flagged,
    act.id,
    act.channel,
    act.messageId,
    instant(act.at),
  );
}

/** A report in the book, as undoing needs it. */
export interface BookedReport {
  id: string;
  day: LimaDay;
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
  approximate: boolean;
  flagged: boolean;
  at: Date;
  channel: string;
  messageId: string;
  previousId: string | null;
  /** Its figure is still the one in force. */
  inForce: boolean;
}

interface BookedRow extends FigureRow {
  id: string;
  approximate: boolean | number;
  flagged: boolean | number;
  reported_at: string;
  channel: string;
  message_id: string;
  previous_id: string | null;
}

const BOOKED = `SELECT r.id, r.day, r.total_ml, r.morning_ml, r.evening_ml, r.approximate, r.flagged, r.reported_at,
    r.channel, r.message_id, r.previous_id, d.report_id
  FROM milk_report r LEFT JOIN milk_day d ON d.family_id = r.family_id AND d.day = r.day AND d.report_id = r.id`;

function toBooked(row: BookedRow): BookedReport {
  return {
    id: row.id,
    day: row.day,
    totalMl: row.total_ml,
    morningMl: row.morning_ml,
    eveningMl: row.evening_ml,
    approximate: Boolean(row.approximate),
    flagged: Boolean(row.flagged),
    at: new Date(row.reported_at),
    channel: row.channel,
    messageId: row.message_id,
    previousId: row.previous_id,
    inForce: row.report_id === row.id,
  };
}

/** Reports of the family by id; those of other families are left out. */
export async function reportsById(
  connection: Connection,
  familyId: string,
  ids: string[],
): Promise<BookedReport[]> {
  const found: BookedReport[] = [];
  for (const id of ids) {
    const rows = await connection.query<BookedRow>(
      `${BOOKED} WHERE r.family_id = $1 AND r.id = $2`,
      familyId,
      id,
    );
    found.push(...rows.map(toBooked));
  }
  return found;
}

/** The family's newest reports that are still in force, those of one message together. */
export async function lastReports(
  connection: Connection,
  familyId: string,
  since: Date,
): Promise<BookedReport[]> {
  const rows = await connection.query<BookedRow>(
    `${BOOKED} WHERE r.family_id = $1 AND r.reported_at >= $2 AND r.act <> 'undone' AND d.report_id IS NOT NULL
     ORDER BY r.reported_at DESC, r.id DESC LIMIT 8`,
    familyId,
    instant(since),
  );
  const newest = rows[0];
  return rows.filter((row) => row.message_id === newest?.message_id).map(toBooked);
}

/** Takes a report out of force: what stood before stands again, or nothing. The book keeps both. */
export async function undoReport(
  tx: Connection,
  familyId: string,
  report: BookedReport,
  before: BookedReport | null,
  act: {
    id: string;
    personId: string;
    at: Date;
    messageId: string;
    channel: string;
    actKey: string;
  },
): Promise<void> {
  await tx.run(
    `INSERT INTO milk_report (id, family_id, person_id, day, act, total_ml, morning_ml, evening_ml, reported_at, channel,
       message_id, act_key, previous_id)
     VALUES ($1, $2, $3, $4, 'undone', $5, $6, $7, $8, $9, $10, $11, $12)`,
    act.id,
    familyId,
    act.personId,
    report.day,
    before?.totalMl ?? null,
    before?.morningMl ?? null,
    before?.eveningMl ?? null,
    instant(act.at),
    act.channel,
    act.messageId,
    act.actKey,
    report.id,
  );
  if (before === null) {
    await tx.run("DELETE FROM milk_day WHERE family_id = $1 AND day = $2", familyId, report.day);
    return;
  }
  await tx.run(
    `UPDATE milk_day SET total_ml = $3, morning_ml = $4, evening_ml = $5, approximate = $6, flagged = $7, report_id = $8,
       channel = $9, message_id = $10, reported_at = $11 WHERE family_id = $1 AND day = $2`,
    familyId,
    report.day,
    before.totalMl,
    before.morningMl,
    before.eveningMl,
    before.approximate,
    before.flagged,
    before.id,
    before.channel,
    before.messageId,
    instant(before.at),
  );
}
