import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportMilk, MILK_COLUMNS, type MilkRow } from "../../../src/modules/milk/export.ts";
import type { Connection, Store } from "../../../src/store/connection.ts";
import { tableBytes } from "../../../src/tables/tables.ts";
import { databases, newStore } from "../../kit/store.ts";

const AT = "2026-11-20T23:30:00.000Z";

interface Day {
  family: string;
  day: string;
  total: number;
  morning?: number;
  evening?: number;
  approximate?: boolean;
  flagged?: boolean;
  report?: string;
}

describe.each(databases)("exporting milk on %s", (kind) => {
  let store: Store;
  let opened: Awaited<ReturnType<typeof newStore>>;

  beforeAll(async () => {
    opened = await newStore(kind);
    store = opened.store;
    await store.transaction(async (tx) => {
      await tx.run("INSERT INTO municipality (id, name) VALUES ('m', 'Anta')");
      await tx.run("INSERT INTO district (id, name, municipality_id) VALUES ('d', 'Zurite', 'm')");
      await tx.run("INSERT INTO community (id, name, district_id) VALUES ('c', 'Yanama', 'd')");
      await tx.run(
        "INSERT INTO association (id, name, district_id) VALUES ('a', 'Sumaq Ñan', 'd')",
      );
      await family(tx, "f1", "ZUR-001", "Quispe Ñahui", "'c'", "'a'");
      await family(tx, "f2", "ZUR-002", "=1+1", "NULL", "'a'");
      await family(tx, "f3", "N-0003", "", "NULL", "NULL");
      await tx.run(
        "INSERT INTO person (id, family_id, name, language, created_at) VALUES ('p', 'f1', 'Rosa Quispe', 'es', $1)",
        AT,
      );
      await tx.run(
        "INSERT INTO milk_report (id, family_id, person_id, day, act, total_ml, reported_at, channel, message_id, act_key) VALUES ('r', 'f1', 'p', '2026-11-20', 'recorded', 12500, $1, 'telegram', '41', 'k')",
        AT,
      );
      await milk(tx, {
        family: "f1",
        day: "2026-11-20",
        total: 12_500,
        morning: 7000,
        evening: 5500,
        report: "r",
      });
      await milk(tx, {
        family: "f2",
        day: "2026-11-20",
        total: 46_000,
        flagged: true,
        approximate: true,
      });
      await milk(tx, { family: "f3", day: "2026-11-20", total: 0, approximate: true, morning: 0 });
      await milk(tx, { family: "f1", day: "2026-11-21", total: 12_005 });
      await milk(tx, { family: "f1", day: "2026-11-22", total: 8000 });
    });
  }, 60_000);
  afterAll(() => opened.remove());

  function family(
    tx: Connection,
    id: string,
    code: string,
    name: string,
    community: string,
    association: string,
  ): Promise<number> {
    return tx.run(
      `INSERT INTO family (id, code, name, community_id, association_id, community_told, association_told, created_at)
       VALUES ($1, $2, $3, ${community}, ${association}, 'told community', 'told association', $4)`,
      id,
      code,
      name,
      AT,
    );
  }
  function milk(tx: Connection, day: Day): Promise<number> {
    return tx.run(
      `INSERT INTO milk_day (family_id, day, total_ml, morning_ml, evening_ml, approximate, flagged, report_id, source, channel, message_id, reported_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'chat', 'telegram', '41', $9)`,
      day.family,
      day.day,
      day.total,
      day.morning ?? null,
      day.evening ?? null,
      day.approximate ?? false,
      day.flagged ?? false,
      day.report ?? "none",
      AT,
    );
  }
  async function exported(from: string, to: string): Promise<MilkRow[]> {
    const rows: MilkRow[] = [];
    for await (const row of exportMilk(store, { from, to })) rows.push(row);
    return rows;
  }

  it("gives one row a family and day with the fixed columns", async () => {
    const rows = await exported("2026-11-20", "2026-11-20");
    expect(rows.map((row) => row.family_code)).toEqual(["ZUR-001", "ZUR-002", "N-0003"]);
    expect(Object.keys(rows[0] ?? {})).toEqual([...MILK_COLUMNS]);
    expect(rows[0]).toEqual({
      date: "2026-11-20",
      family_code: "ZUR-001",
      family_name: "Quispe Ñahui",
      person_name: "Rosa Quispe",
      association: "Sumaq Ñan",
      community: "Yanama",
      district: "Zurite",
      municipality: "Anta",
      morning_l: "7",
      evening_l: "5.5",
      total_l: "12.5",
      status: "reported",
      source: "chat",
      reported_at: AT,
      channel: "telegram",
      message_id: "41",
    });
  });

  it("tells unusual from approximate figures, a zero from a milking not named", async () => {
    const rows = await exported("2026-11-20", "2026-11-20");
    expect(rows.map((row) => row.status)).toEqual(["reported", "confirmed_unusual", "approximate"]);
    expect(rows[2]).toMatchObject({ morning_l: "0", evening_l: "", total_l: "0" });
  });

  it("falls back to the places a family told, and takes the district of its association", async () => {
    const rows = await exported("2026-11-20", "2026-11-20");
    expect(rows[1]).toMatchObject({
      community: "told community",
      association: "Sumaq Ñan",
      district: "Zurite",
      person_name: "",
    });
    expect(rows[2]).toMatchObject({
      community: "told community",
      association: "told association",
      district: "",
      municipality: "",
    });
  });

  it("includes both ends of the range, oldest first, with exact litres", async () => {
    const rows = await exported("2026-11-21", "2026-11-22");
    expect(rows.map((row) => [row.date, row.total_l])).toEqual([
      ["2026-11-21", "12.005"],
      ["2026-11-22", "8"],
    ]);
    expect(await exported("2026-11-23", "2026-11-30")).toEqual([]);
  });

  it("disarms formulas on its way to CSV", async () => {
    const rows = exportMilk(store, { from: "2026-11-20", to: "2026-11-20" });
    const csv = (await tableBytes({ columns: MILK_COLUMNS, rows }, "csv")).toString("utf8");
    expect(csv.split("\n")[0]).toBe(MILK_COLUMNS.join(","));
    expect(csv).toContain("2026-11-20,ZUR-002,'=1+1,");
  });

  it("gives 10 000 rows page by page, none twice and none lost", { timeout: 60_000 }, async () => {
    await store.transaction(async (tx) => {
      for (let index = 0; index < 400; index++) {
        const id = `g${String(index).padStart(3, "0")}`;
        await family(tx, id, id.toUpperCase(), "G", "'c'", "NULL");
        for (let day = 1; day <= 25; day++)
          await milk(tx, {
            family: id,
            day: `2026-10-${String(day).padStart(2, "0")}`,
            total: 1000 * day,
          });
      }
    });
    let reads = 0;
    const counting: Store = {
      ...store,
      read(work) {
        reads += 1;
        return store.read(work);
      },
    };
    const seen: string[] = [];
    for await (const row of exportMilk(counting, { from: "2026-10-01", to: "2026-10-25" })) {
      seen.push(`${row.date} ${row.family_code}`);
      if (seen.length === 1) expect(reads).toBe(1);
    }
    expect(seen.length).toBe(10_000);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(reads).toBe(11);
  });
});
