import type { LimaDay } from "../../core/lima.ts";
import type { Store } from "../../store/connection.ts";

/** The columns of `export milk`, in their order. */
export const MILK_COLUMNS = [
  "date",
  "family_code",
  "family_name",
  "person_name",
  "association",
  "community",
  "district",
  "municipality",
  "morning_l",
  "evening_l",
  "total_l",
  "status",
  "source",
  "reported_at",
  "channel",
  "message_id",
] as const;

/**
 * The figure in force of one family and day, all as texts, "" for unknown: litres with a dot and only
 * the decimals they need, `reported_at` an ISO instant in UTC, `status` reported, approximate or
 * confirmed_unusual.
 */
export type MilkRow = Record<(typeof MILK_COLUMNS)[number], string>;

interface ExportedDay {
  family_id: string;
  day: string;
  code: string;
  name: string;
  person: string | null;
  association: string | null;
  community: string | null;
  district: string | null;
  municipality: string | null;
  morning_ml: number | null;
  evening_ml: number | null;
  total_ml: number;
  approximate: boolean | number;
  flagged: boolean | number;
  source: string;
  reported_at: string;
  channel: string;
  message_id: string;
}

const PAGE = 1000;
const SELECT_PAGE = `SELECT d.family_id, d.day, f.code, f.name, p.name AS person,
    COALESCE(a.name, f.association_told) AS association, COALESCE(c.name, f.community_told) AS community,
    t.name AS district, m.name AS municipality, d.morning_ml, d.evening_ml, d.total_ml, d.approximate, d.flagged,
    d.source, d.reported_at, d.channel, d.message_id
  FROM milk_day d
    JOIN family f ON f.id = d.family_id
    LEFT JOIN milk_report r ON r.id = d.report_id
    LEFT JOIN person p ON p.id = r.person_id
    LEFT JOIN community c ON c.id = f.community_id
    LEFT JOIN association a ON a.id = f.association_id
    LEFT JOIN district t ON t.id = COALESCE(c.district_id, a.district_id)
    LEFT JOIN municipality m ON m.id = t.municipality_id
  WHERE d.day <= $1 AND (d.day, d.family_id) > ($2, $3)
  ORDER BY d.day, d.family_id LIMIT ${PAGE}`;

/**
 * The figures in force from one Lima day to another, both included, by day and then family. Reads a
 * page at a time, so that neither memory nor a long transaction is held.
 */
export async function* exportMilk(
  store: Store,
  range: { from: LimaDay; to: LimaDay },
): AsyncGenerator<MilkRow> {
  // No id is empty, so every family of the first day comes after this key.
  let key = { day: range.from, familyId: "" };
  for (;;) {
    const page = await store.read((connection) =>
      connection.query<ExportedDay>(SELECT_PAGE, range.to, key.day, key.familyId),
    );
    for (const row of page) yield toMilkRow(row);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    key = { day: last.day, familyId: last.family_id };
  }
}

function toMilkRow(row: ExportedDay): MilkRow {
  return {
    date: row.day,
    family_code: row.code,
    family_name: row.name,
    person_name: row.person ?? "",
    association: row.association ?? "",
    community: row.community ?? "",
    district: row.district ?? "",
    municipality: row.municipality ?? "",
    morning_l: litres(row.morning_ml),
    evening_l: litres(row.evening_ml),
    total_l: litres(row.total_ml),
    status: row.flagged ? "confirmed_unusual" : row.approximate ? "approximate" : "reported",
    source: row.source,
    reported_at: new Date(row.reported_at).toISOString(),
    channel: row.channel,
    message_id: row.message_id,
  };
}

/** Exact: whole millilitres never become a binary fraction. */
function litres(millilitres: number | null): string {
  if (millilitres === null) return "";
  const decimals = String(millilitres % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  const whole = Math.floor(millilitres / 1000);
  return decimals === "" ? String(whole) : `${whole}.${decimals}`;
}
