import { weekday, type LimaDay } from "../core/lima.ts";
import type { Connection } from "./connection.ts";

/** How a day stands in the calendar of rest: itself, and its weekday. */
export function restNames(day: LimaDay): [string, string] {
  return [day, String(weekday(day))];
}

/**
 * SQL that is true when a family's municipality rests: nothing unsolicited is sent there on that day.
 * @param family SQL of the family's id
 * @param day,week SQL of what `restNames` gives
 */
export function restingSql(family: string, day: string, week: string): string {
  return `EXISTS (SELECT 1 FROM rest_day z WHERE z.day IN (${day}, ${week}) AND (z.municipality_id IS NULL OR z.municipality_id = (
    SELECT zd.municipality_id FROM family zf LEFT JOIN community zc ON zc.id = zf.community_id
    LEFT JOIN association za ON za.id = zf.association_id
    LEFT JOIN district zd ON zd.id = COALESCE(zc.district_id, za.district_id) WHERE zf.id = ${family})))`;
}

/** True when nothing unsolicited may be sent to somebody on a Lima day. */
export async function isResting(
  connection: Connection,
  personId: string,
  day: LimaDay,
): Promise<boolean> {
  const [row] = await connection.query<{ resting: number | boolean }>(
    `SELECT ${restingSql("p.family_id", "$2", "$3")} AS resting FROM person p WHERE p.id = $1`,
    personId,
    ...restNames(day),
  );
  return Boolean(row?.resting);
}
