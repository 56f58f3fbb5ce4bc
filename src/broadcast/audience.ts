import { OperatorError } from "../core/errors.ts";
import { isLanguage, type Language } from "../core/language.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import { instant, type Connection, type Value } from "../store/connection.ts";
import { identitiesOf } from "../store/identities.ts";
import { neverAskedSql } from "../store/consent-requests.ts";
import { resolveAudience } from "./saved.ts";
import { placesCalled } from "./places.ts";
import { readAudience, type AudienceKey, type Condition } from "./query.ts";

/** Somebody an audience holds, with the way to reach them. */
export interface Member {
  personId: string;
  familyCode: string;
  name: string;
  language: Language;
  /** Null: no address, or none that still answers. */
  identity: { id: string; channel: ChannelName } | null;
  /** Has an address that no longer answers. */
  blocked: boolean;
  /** Agreed to this purpose. */
  consented: boolean;
  /** Was never asked about this purpose and never spoke of it. */
  neverAsked: boolean;
}

/** Places an audience may name, and where they stand. */
const PLACES: Partial<
  Record<AudienceKey, { table: Parameters<typeof placesCalled>[1]; column: string }>
> = {
  municipality: { table: "municipality", column: "d.municipality_id" },
  district: { table: "district", column: "d.id" },
  community: { table: "community", column: "f.community_id" },
  association: { table: "association", column: "f.association_id" },
};

interface MemberRow {
  person_id: string;
  code: string;
  name: string;
  language: string;
  consented: number | boolean;
  never_asked: number | boolean;
  identity_id: string | null;
  channel: ChannelName | null;
  reachable: number | boolean | null;
}

/**
 * Everybody an audience holds, by family code and name.
 * @param purpose for which their consent is looked up
 * @param scope further conditions in SQL over f (family) and d (district), for what the sender may address
 * @throws OperatorError when it cannot be read or names a place nobody knows
 */
export async function membersOf(
  connection: Connection,
  audience: string,
  purpose: string,
  now: Date,
  scope: { sql: string; values: Value[] } = { sql: "", values: [] },
): Promise<Member[]> {
  const values: Value[] = [purpose];
  const add = (value: Value): string => `$${values.push(value)}`;
  const conditionsOf = async (part: string): Promise<string[]> => {
    const parts: string[] = [];
    for (const condition of readAudience(part))
      parts.push(await sqlOf(connection, condition, now, add));
    return parts;
  };
  const { wanted, except } = await resolveAudience(connection, audience);
  const parts = await conditionsOf(wanted);
  for (const part of except)
    parts.push(`NOT COALESCE(${(await conditionsOf(part)).join(" AND ")}, FALSE)`);
  let taken = 0;
  if (scope.sql !== "")
    parts.push(scope.sql.replaceAll("?", () => add(scope.values[taken++] ?? null)));
  const rows = await connection.query<MemberRow>(
    `SELECT p.id AS person_id, f.code, p.name, p.language,
       EXISTS (SELECT 1 FROM consent WHERE person_id = p.id AND purpose = $1 AND current AND granted) AS consented,
       ${neverAskedSql("p.id", "$1")} AS never_asked,
       i.id AS identity_id, i.channel, i.reachable
     FROM person p JOIN family f ON f.id = p.family_id
     LEFT JOIN community c ON c.id = f.community_id
     LEFT JOIN association a ON a.id = f.association_id
     LEFT JOIN district d ON d.id = COALESCE(c.district_id, a.district_id)
     LEFT JOIN ${identitiesOf()} r ON r.person_id = p.id
     LEFT JOIN identity i ON i.id = r.identity_id
     LEFT JOIN session s ON s.identity_id = i.id
     WHERE ${parts.join(" AND ")}
     ORDER BY f.code, p.name, p.id, CASE WHEN s.updated_at IS NULL THEN 1 ELSE 0 END, s.updated_at DESC, i.id`,
    ...values,
  );
  return grouped(rows);
}

/** A person's several addresses become the one to use: of those that still answer the one written from last, as `reachOf` has it. */
function grouped(rows: MemberRow[]): Member[] {
  const members: Member[] = [];
  for (const row of rows) {
    let member = members.at(-1);
    if (member?.personId !== row.person_id) {
      member = {
        personId: row.person_id,
        familyCode: row.code,
        name: row.name,
        language: isLanguage(row.language) ? row.language : "es",
        identity: null,
        blocked: false,
        consented: Boolean(row.consented),
        neverAsked: Boolean(row.never_asked),
      };
      members.push(member);
    }
    if (row.identity_id === null || row.channel === null) continue;
    if (!row.reachable) member.blocked = true;
    else member.identity ??= { id: row.identity_id, channel: row.channel };
  }
  return members;
}

async function sqlOf(
  connection: Connection,
  { key, not, values }: Condition,
  now: Date,
  add: (value: Value) => string,
): Promise<string> {
  const sql = await positive(connection, key, values, now, add);
  return not ? `NOT COALESCE(${sql}, FALSE)` : sql;
}

async function positive(
  connection: Connection,
  key: AudienceKey,
  values: string[],
  now: Date,
  add: (value: Value) => string,
): Promise<string> {
  const any = (column: string, list: Value[]): string =>
    `${column} IN (${list.map(add).join(", ")})`;
  const place = PLACES[key];
  if (place !== undefined)
    return any(place.column, await placesCalled(connection, place.table, key, values));
  switch (key) {
    case "role":
      // Whoever has no other role keeps animals and is a producer.
      return `(EXISTS (SELECT 1 FROM person_role WHERE person_id = p.id AND ${any("role", values)})${
        values.includes("producer")
          ? " OR NOT EXISTS (SELECT 1 FROM person_role WHERE person_id = p.id)"
          : ""
      })`;
    case "family":
      return any(
        "UPPER(f.code)",
        values.map((value) => value.toUpperCase()),
      );
    case "language":
      return any("p.language", values);
    case "sex":
      return any("p.sex", values);
    case "age":
      return `(${values.map((span) => ageIn(span, now, add)).join(" OR ")})`;
    case "answered":
      // A broadcast's question by its id, or a recorded flow by its name.
      return `(EXISTS (SELECT 1 FROM broadcast_recipient WHERE person_id = p.id AND answer IS NOT NULL AND ${any("broadcast_id", values)})
        OR EXISTS (SELECT 1 FROM flow_run w JOIN flow_answer v ON v.run_id = w.id WHERE w.person_id = p.id AND ${any("w.flow", values)}))`;
    case "space":
      throw new OperatorError("There are no spaces yet, so nobody can be chosen by space.");
    case "reported":
      return `EXISTS (SELECT 1 FROM milk_day WHERE family_id = f.id AND day >= ${add(firstDay(values, now))})`;
    default:
      return `EXISTS (SELECT 1 FROM session WHERE updated_at >= ${add(
        instant(limaInstant(firstDay(values, now), 0)),
      )} AND identity_id IN (SELECT id FROM identity WHERE person_id = p.id
        UNION SELECT identity_id FROM identity_person WHERE person_id = p.id))`;
  }
}

function ageIn(span: string, now: Date, add: (value: Value) => string): string {
  const [from = 0, to = 0] = span.split("-").map(Number);
  const year = Number(limaDay(now).slice(0, 4));
  return `p.birth_year BETWEEN ${add(year - to)} AND ${add(year - from)}`;
}

/** The first day of "today" or of the last so many days. */
function firstDay(values: string[], now: Date): string {
  const days = values.map((value) => (value === "today" ? 0 : Number.parseInt(value, 10)));
  return addDays(limaDay(now), -Math.max(...days));
}
