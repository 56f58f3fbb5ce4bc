import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  loadDemonstration,
  type DemonstrationCounts,
} from "../../../src/modules/demonstration/district.ts";
import { FAMILIES } from "../../../src/modules/demonstration/families.ts";
import { historyOf } from "../../../src/modules/demonstration/history.ts";
import type { Store, Value } from "../../../src/store/connection.ts";
import { databases, newStore } from "../../kit/store.ts";

// Late in the evening in Cusco, when it is already tomorrow in UTC.
const NOW = new Date("2026-11-24T02:00:00Z");

describe.each(databases)("the demonstration district on %s", (kind) => {
  let store: Store;
  let opened: Awaited<ReturnType<typeof newStore>>;
  let counts: DemonstrationCounts;
  let took: number;

  beforeAll(async () => {
    opened = await newStore(kind);
    store = opened.store;
    const start = performance.now();
    counts = await loadDemonstration(store, NOW);
    took = performance.now() - start;
  }, 60_000);
  afterAll(() => opened.remove());

  function ask<Row>(sql: string, ...values: Value[]): Promise<Row[]> {
    return store.read((connection) => connection.query<Row>(sql, ...values));
  }
  async function count(what: string): Promise<number> {
    const [row] = await ask<{ n: number }>(`SELECT count(*) AS n FROM ${what}`);
    return row?.n ?? -1;
  }

  it("loads twelve families with their persons in a second", async () => {
    expect(counts).toEqual({ families: 12, persons: 14, milkDays: await count("milk_day") });
    expect(await count("family WHERE demonstration AND code LIKE 'ZUR-0%'")).toBe(12);
    expect([await count("association"), await count("community"), await count("district")]).toEqual(
      [2, 4, 1],
    );
    if (kind === "sqlite") expect(took).toBeLessThan(1000);
  });

  it("loads nothing a second time, nor beside other families", async () => {
    expect(await loadDemonstration(store, NOW)).toEqual({ families: 0, persons: 0, milkDays: 0 });
    expect(await count("family")).toBe(12);
  });

  it("lets each family write on the simulator, half of them in Quechua", async () => {
    const rows = await ask<{ address: string; language: string }>(
      "SELECT i.address, p.language FROM identity i JOIN person p ON p.id = i.person_id WHERE i.channel = 'simulator' ORDER BY i.address",
    );
    expect(rows.map((row) => row.address)).toEqual(
      FAMILIES.map((family) => `demo-${family.code.toLowerCase()}`),
    );
    expect(rows.filter((row) => row.language === "qu").length).toBe(6);
  });

  it("books every figure once, as recorded on the simulator, in the thirty days up to yesterday", async () => {
    expect(await count("milk_report WHERE act = 'recorded' AND channel = 'simulator'")).toBe(
      counts.milkDays,
    );
    const joined =
      "milk_day d JOIN milk_report r ON r.id = d.report_id AND r.total_ml = d.total_ml AND r.day = d.day AND r.family_id = d.family_id";
    expect(await count(`${joined} WHERE d.source = 'demonstration'`)).toBe(counts.milkDays);
    expect(await ask("SELECT min(day) AS first, max(day) AS last FROM milk_day")).toEqual([
      { first: "2026-10-24", last: "2026-11-22" },
    ]);
  });

  it("has consents for all but one family, which has reported nothing", async () => {
    const rows = await ask<{ code: string }>(
      "SELECT f.code FROM family f WHERE NOT EXISTS (SELECT 1 FROM person p JOIN consent c ON c.person_id = p.id AND c.granted AND c.words = 'demonstration' WHERE p.family_id = f.id)",
    );
    expect(rows).toEqual([{ code: "ZUR-012" }]);
    expect(
      await count("milk_day d JOIN family f ON f.id = d.family_id WHERE f.code = 'ZUR-012'"),
    ).toBe(0);
  });

  it("remembers one family's porongo and holds one confirmed unusual day", async () => {
    expect(await ask("SELECT unit, size_ml FROM container")).toEqual([
      { unit: "porongo", size_ml: 40_000 },
    ]);
    expect(await ask("SELECT total_ml FROM milk_day WHERE flagged")).toEqual([
      { total_ml: 46_000 },
    ]);
  });
});

describe("the history of a demonstration family", () => {
  const histories = FAMILIES.map((family) => ({ family, days: historyOf(family, "2026-11-23") }));

  it("is the same every time", () => {
    expect(FAMILIES.map((family) => historyOf(family, "2026-11-23"))).toEqual(
      histories.map(({ days }) => days),
    );
  });

  it("stays between 6 and 28 litres, but for the unusual day, and its parts add up", () => {
    for (const day of histories.flatMap(({ days }) => days)) {
      if (!day.flagged) expect(day.totalMl >= 6000 && day.totalMl <= 28_000).toBe(true);
      if (day.morningMl !== null) expect(day.morningMl + (day.eveningMl ?? 0)).toBe(day.totalMl);
    }
  });

  it("has missing days, families that tell both milkings, and a week without milk", () => {
    const all = histories.flatMap(({ days }) => days);
    expect(all.length).toBeGreaterThan(280);
    expect(all.length).toBeLessThan(330);
    expect(
      all.some((day) => day.morningMl !== null) && all.some((day) => day.morningMl === null),
    ).toBe(true);
    const dry =
      histories.find(({ family }) => family.story === "dry_week")?.days.map((day) => day.day) ?? [];
    expect(dry.filter((day) => day >= "2026-11-02" && day <= "2026-11-08")).toEqual([]);
    expect(dry.length).toBeGreaterThan(15);
  });
});
