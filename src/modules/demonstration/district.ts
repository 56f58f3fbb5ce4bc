import { PURPOSES } from "../../core/caller.ts";
import { newId } from "../../core/ids.ts";
import { limaDay } from "../../core/lima.ts";
import { instant, type Connection, type Store, type Value } from "../../store/connection.ts";
import {
  COMMUNITIES,
  DISTRICT,
  FAMILIES,
  QORI_WAKA,
  SUMAQ_NAN,
  type DemonstrationFamily,
} from "./families.ts";
import { historyOf, type DemonstrationDay } from "./history.ts";

/** What was loaded; all zero when the database already had a family. */
export interface DemonstrationCounts {
  families: number;
  persons: number;
  milkDays: number;
}

const PORONGO_ML = 40_000;

/**
 * Loads the district Zurite with twelve invented families and thirty days of milk up to yesterday, in
 * one transaction, when the database has no family at all. Each family's first person is reached on
 * the simulator at `demo-<family code in lower case>`.
 */
export function loadDemonstration(store: Store, now: Date): Promise<DemonstrationCounts> {
  return store.transaction(async (tx) => {
    // Several processes may start on one empty database.
    if (store.kind === "postgresql")
      await tx.run("LOCK TABLE municipality IN SHARE ROW EXCLUSIVE MODE");
    const counts = { families: 0, persons: 0, milkDays: 0 };
    if ((await tx.query("SELECT id FROM family LIMIT 1")).length > 0) return counts;
    const places = await loadPlaces(tx);
    for (const family of FAMILIES) {
      const familyId = await loadFamily(tx, family, places, now);
      const personIds = await loadPersons(tx, family, familyId, now);
      const days = historyOf(family, limaDay(now));
      for (const day of days) await loadDay(tx, family, familyId, personIds[0] ?? null, day);
      counts.families++;
      counts.persons += personIds.length;
      counts.milkDays += days.length;
    }
    return counts;
  });
}

/** Ids by name. An empty database may still hold the places of families since erased. */
async function loadPlaces(tx: Connection): Promise<Map<string, string>> {
  const municipalityId = await findOrInsert(tx, "municipality", { name: DISTRICT.municipality });
  const districtId = await findOrInsert(tx, "district", {
    name: DISTRICT.name,
    municipality_id: municipalityId,
  });
  const ids = new Map<string, string>();
  for (const name of COMMUNITIES) {
    ids.set(name, await findOrInsert(tx, "community", { name, district_id: districtId }));
  }
  for (const name of [QORI_WAKA, SUMAQ_NAN]) {
    ids.set(name, await findOrInsert(tx, "association", { name, district_id: districtId }));
  }
  return ids;
}

async function findOrInsert(
  tx: Connection,
  table: string,
  values: Record<string, string>,
): Promise<string> {
  const columns = Object.keys(values);
  const same = columns.map((column, index) => `${column} = $${index + 1}`).join(" AND ");
  const [found] = await tx.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE ${same}`,
    ...Object.values(values),
  );
  if (found !== undefined) return found.id;
  const id = newId();
  await insert(tx, table, { id, ...values });
  return id;
}

async function loadFamily(
  tx: Connection,
  family: DemonstrationFamily,
  places: ReadonlyMap<string, string>,
  now: Date,
): Promise<string> {
  const id = newId();
  await insert(tx, "family", {
    id,
    code: family.code,
    name: family.name,
    community_id: places.get(family.community) ?? null,
    association_id: family.association === null ? null : (places.get(family.association) ?? null),
    cows_milking: family.cowsMilking,
    demonstration: true,
    created_at: instant(now),
  });
  if (family.story === "porongo") {
    await insert(tx, "container", {
      family_id: id,
      unit: "porongo",
      size_ml: PORONGO_ML,
      at: instant(now),
    });
  }
  return id;
}

async function loadPersons(
  tx: Connection,
  family: DemonstrationFamily,
  familyId: string,
  now: Date,
): Promise<string[]> {
  const ids: string[] = [];
  for (const person of family.persons) {
    const id = newId();
    await insert(tx, "person", {
      id,
      family_id: familyId,
      name: person.name,
      sex: person.sex,
      birth_year: person.birthYear,
      language: person.language,
      created_at: instant(now),
    });
    for (const role of person.roles) await insert(tx, "person_role", { person_id: id, role });
    // Whoever has given no consent is asked for it at the first message.
    for (const purpose of family.story === "unregistered" ? [] : PURPOSES) {
      const consent = {
        id: newId(),
        person_id: id,
        purpose,
        granted: true,
        words: "demonstration",
      };
      await insert(tx, "consent", { ...consent, at: instant(now), current: true });
    }
    if (ids.length === 0) {
      const address = `demo-${family.code.toLowerCase()}`;
      const identity = {
        id: newId(),
        channel: "simulator",
        address,
        person_id: id,
        reachable: true,
      };
      await insert(tx, "identity", { ...identity, created_at: instant(now) });
    }
    ids.push(id);
  }
  return ids;
}

async function loadDay(
  tx: Connection,
  family: DemonstrationFamily,
  familyId: string,
  personId: string | null,
  day: DemonstrationDay,
): Promise<void> {
  const id = newId();
  const messageId = `demo-${family.code.toLowerCase()}-${day.day}`;
  const figure = {
    family_id: familyId,
    day: day.day,
    total_ml: day.totalMl,
    morning_ml: day.morningMl,
    evening_ml: day.eveningMl,
    approximate: day.approximate,
    flagged: day.flagged,
    channel: "simulator",
    message_id: messageId,
    reported_at: instant(day.reportedAt),
  };
  const actKey = `demonstration ${messageId}`;
  await insert(tx, "milk_report", {
    id,
    person_id: personId,
    act: "recorded",
    act_key: actKey,
    ...figure,
  });
  await insert(tx, "milk_day", { report_id: id, source: "demonstration", ...figure });
}

function insert(tx: Connection, table: string, values: Record<string, Value>): Promise<number> {
  const columns = Object.keys(values).map((column) => `"${column}"`);
  const places = columns.map((_, index) => `$${index + 1}`);
  return tx.run(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`,
    ...Object.values(values),
  );
}
