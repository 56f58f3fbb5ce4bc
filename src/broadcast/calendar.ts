import { OperatorError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { isLimaDay } from "../core/lima.ts";
import { instant, type Connection } from "../store/connection.ts";
import { placesCalled } from "./places.ts";

/** A day on which nothing unsolicited is sent: a feast, or every market day. */
export interface RestDay {
  id: string;
  /** Null: everywhere. */
  municipality: string | null;
  /** Lima day, or a weekday. */
  day: string;
  name: string;
  created_by: string;
}

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/**
 * Adds a day of rest to a municipality's calendar, or to everybody's.
 * @param day a Lima day, or a weekday for each week
 * @throws OperatorError when the day or the municipality is unknown, or the day stands there already
 */
export async function addRestDay(
  tx: Connection,
  { municipality, day, name, created_by: by }: Omit<RestDay, "id">,
  now: Date,
): Promise<string> {
  const stored = storedDay(day);
  if (name.trim() === "")
    throw new OperatorError('Add --name with what is celebrated, for example --name "Mercado".');
  const place =
    municipality === null
      ? null
      : ((await placesCalled(tx, "municipality", "municipality", [municipality]))[0] ?? null);
  const known = await tx.query(
    "SELECT id FROM rest_day WHERE day = $1 AND COALESCE(municipality_id, '') = $2",
    stored,
    place ?? "",
  );
  if (known.length > 0)
    throw new OperatorError(`${day} is a day of rest in ${municipality ?? "all places"} already.`);
  const id = newId();
  await tx.run(
    "INSERT INTO rest_day (id, municipality_id, day, name, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    id,
    place,
    stored,
    name.trim(),
    by,
    instant(now),
  );
  return id;
}

function storedDay(day: string): string {
  const weekday = WEEKDAYS.indexOf(day.toLowerCase());
  if (weekday >= 0) return String(weekday);
  if (isLimaDay(day)) return day;
  throw new OperatorError(
    `"${day}" is no day: write one such as 2026-12-08, or ${WEEKDAYS.join(", ")} for each week.`,
  );
}

/** All days of rest: those of every week first, then by date. */
export async function restDays(connection: Connection): Promise<RestDay[]> {
  const rows = await connection.query<RestDay>(
    `SELECT z.id, m.name AS municipality, z.day, z.name, z.created_by FROM rest_day z
     LEFT JOIN municipality m ON m.id = z.municipality_id ORDER BY LENGTH(z.day), z.day, m.name`,
  );
  return rows.map((row) => ({ ...row, day: WEEKDAYS[Number(row.day)] ?? row.day }));
}

/**
 * Takes a day of rest out.
 * @throws OperatorError when there is none of that id
 */
export async function removeRestDay(tx: Connection, id: string): Promise<void> {
  if ((await tx.run("DELETE FROM rest_day WHERE id = $1", id)) === 0)
    throw new OperatorError(`There is no day ${id}. \`calendar list\` shows them all.`);
}
