import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importFamilies } from "../../../../src/modules/people/roster/import.ts";
import { databases } from "../../../kit/store.ts";
import { NONE, NOW, openBench, person, ZURITE, type ImportBench } from "./bench.ts";

describe.each(databases)("importing families on %s", (kind) => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await openBench(kind);
  }, 60_000);
  afterAll(() => bench.close());
  beforeEach(() => bench.empty());

  describe("a first time", () => {
    it("creates places, families, persons, addresses, roles and consents", async () => {
      const report = await bench.load([
        person(2, {
          ...ZURITE,
          community: "Yanama",
          association: "Sumaq Ñan",
          telegramId: "700",
          purposes: ["reports", "votes"],
          dni: "00123456",
        }),
        person(3, { familyCode: "F-2", ...ZURITE, roles: ["delegate"], language: "qu" }),
      ]);
      expect(report).toEqual({
        dryRun: false,
        families: { ...NONE, created: 1 },
        persons: { ...NONE, created: 2 },
        problems: [],
        conflicts: [],
        notes: [expect.objectContaining({ row: 3, column: "community" })],
      });
      expect(await bench.names("municipality")).toEqual(["Anta"]);
      expect(await bench.names("community")).toEqual(["Yanama"]);
      expect(await bench.names("association")).toEqual(["Sumaq Ñan"]);
      expect(
        await bench.ask("SELECT name, language, dni, created_at FROM person ORDER BY name"),
      ).toEqual([
        { name: "Rosa Quispe 2", language: "es", dni: "00123456", created_at: NOW.toISOString() },
        { name: "Rosa Quispe 3", language: "qu", dni: null, created_at: NOW.toISOString() },
      ]);
      expect(
        await bench.ask("SELECT channel, address FROM identity ORDER BY channel, address"),
      ).toEqual([
        { channel: "telegram", address: "700" },
        { channel: "whatsapp", address: "+51984000002" },
        { channel: "whatsapp", address: "+51984000003" },
      ]);
      expect(await bench.ask("SELECT role FROM person_role ORDER BY role")).toEqual([
        { role: "delegate" },
        { role: "producer" },
      ]);
      expect(await bench.inForce("Rosa Quispe 2")).toEqual(["reports", "votes"]);
      expect(await bench.ask("SELECT DISTINCT words, at FROM consent")).toEqual([
        { words: "roster: roster.csv", at: NOW.toISOString() },
      ]);
    });

    it("knows places again without accents, case and spaces, and districts that another row explains", async () => {
      await bench.load([person(2, { ...ZURITE, association: "Asociación Sumaq Ñan" })]);
      const report = await bench.load([
        person(3, { district: " ZURITE", association: "asociacion sumaq nan" }),
        person(4, { district: "Chinchaypujio", community: "Sumaru" }),
        person(5, { district: "chinchaypujio", municipality: "ANTA", community: "Sumaru" }),
      ]);
      expect(report.problems).toEqual([]);
      expect(await bench.names("association")).toEqual(["Asociación Sumaq Ñan"]);
      expect(await bench.names("district")).toEqual(["Zurite", "chinchaypujio"].sort());
      expect(await bench.names("community")).toEqual(["Sumaru"]);
    });

    it("writes nothing when a single row has a problem", async () => {
      const report = await bench.load([
        person(2, ZURITE),
        person(3, { district: "Nowhere" }),
        person(4, { community: "Yanama" }),
      ]);
      expect(report.problems).toMatchObject([
        { row: 3, column: "municipality", problem: expect.stringContaining("not known yet") },
        { row: 4, column: "district" },
      ]);
      expect(await bench.names("family")).toEqual([]);
      expect(await bench.names("municipality")).toEqual([]);
    });

    it("asks for the municipality of a district name that two have", async () => {
      await bench.load([
        person(2, ZURITE),
        person(3, { district: "Zurite", municipality: "Chumbivilcas" }),
      ]);
      expect(
        (await bench.load([person(4, { district: "Zurite", community: "Y" })])).problems,
      ).toMatchObject([{ row: 4, problem: expect.stringContaining("several") }]);
    });

    it("only tells what it would do in a dry run", async () => {
      const report = await bench.load([person(2, ZURITE)], true);
      expect(report).toMatchObject({
        dryRun: true,
        families: { created: 1 },
        persons: { created: 1 },
      });
      expect(await bench.names("family")).toEqual([]);
    });

    it("lets two persons share a phone and says so, since it may be a slip", async () => {
      const phone = "+51984123456";
      const report = await bench.load([person(2, { phone }), person(3, { phone })]);
      expect(report.notes).toMatchObject([
        { row: 3, column: "phone", problem: expect.stringContaining("Rosa Quispe 2 of family") },
      ]);
      const sharers = ["Rosa Quispe 2", "Rosa Quispe 3"];
      const ids = await Promise.all(sharers.map((name) => bench.personId(name)));
      expect(await bench.ask("SELECT person_id FROM identity")).toEqual([{ person_id: ids[0] }]);
      expect(await bench.ask("SELECT person_id FROM identity_person ORDER BY person_id")).toEqual(
        ids.sort().map((id) => ({ person_id: id })),
      );
      expect(await bench.load([person(2, { phone }), person(3, { phone })])).toMatchObject({
        persons: { created: 0, updated: 0, unchanged: 2 },
        notes: [],
      });
    });
  });

  describe("once more", () => {
    it("changes nothing with the same file", async () => {
      const rows = [
        person(2, {
          ...ZURITE,
          community: "Yanama",
          telegramId: "700",
          purposes: ["reports", "prices"],
          roles: ["delegate"],
        }),
        person(3, { phone: "+51984000002", language: "qu" }),
      ];
      await bench.load(rows);
      const before = await everything();
      const report = await bench.load(rows);
      expect(report).toMatchObject({
        families: { ...NONE, unchanged: 2 },
        persons: { ...NONE, unchanged: 2 },
        conflicts: [],
      });
      expect(await everything()).toEqual(before);
    });

    async function everything(): Promise<unknown[]> {
      const tables = [
        "family",
        "person",
        "identity",
        "consent",
        "person_role",
        "community",
        "district",
        "municipality",
      ];
      return Promise.all(tables.map((table) => bench.ask(`SELECT * FROM ${table} ORDER BY 1, 2`)));
    }

    it("amends what changed and takes nothing away", async () => {
      await bench.load([
        person(2, {
          ...ZURITE,
          association: "Qori Waka",
          telegramId: "700",
          birthYear: 1980,
          roles: ["delegate"],
          purposes: ["reports"],
        }),
      ]);
      const report = await bench.load([
        person(2, {
          ...ZURITE,
          personName: "Rosa Quispe de Huamán",
          familyName: "Quispe Huamán",
          association: "Sumaq Ñan",
          telegramId: "700",
          phone: "+51984999999",
          language: "qu",
          roles: ["technician"],
        }),
      ]);
      expect(report).toMatchObject({
        families: { ...NONE, updated: 1 },
        persons: { ...NONE, updated: 1 },
      });
      expect(await bench.ask("SELECT name, language, birth_year FROM person")).toEqual([
        { name: "Rosa Quispe de Huamán", language: "qu", birth_year: 1980 },
      ]);
      expect(
        await bench.ask(
          "SELECT f.name, a.name AS association FROM family f JOIN association a ON a.id = f.association_id",
        ),
      ).toEqual([{ name: "Quispe Huamán", association: "Sumaq Ñan" }]);
      expect((await bench.ask("SELECT id FROM identity")).length).toBe(3);
      expect((await bench.ask("SELECT role FROM person_role")).length).toBe(2);
      expect(await bench.inForce("Rosa Quispe de Huamán")).toEqual(["reports"]);
    });

    it("finds a person by Telegram id, by phone and name, or by family and name", async () => {
      await bench.load([person(2, { telegramId: "700" }), person(3), person(4)]);
      const report = await bench.load([
        person(2, { telegramId: "700", personName: "Rosa casada", phone: null }),
        person(3, { familyCode: "F-9", personName: "ROSA QUISPE 3" }),
        person(4, { phone: "+51984777777", telegramId: "701" }),
      ]);
      expect(report).toMatchObject({
        families: { created: 1, unchanged: 2 },
        persons: { ...NONE, updated: 3 },
      });
      expect(report.notes).toMatchObject([
        { row: 3, column: "family_code", problem: expect.stringContaining("F-3") },
      ]);
      expect(await bench.names("person")).toEqual([
        "ROSA QUISPE 3",
        "Rosa Quispe 4",
        "Rosa casada",
      ]);
    });

    it("refuses a Telegram id that would make two persons one", async () => {
      await bench.load([person(2, { telegramId: "700" }), person(3)]);
      const report = await bench.load([person(3, { telegramId: "700" })]);
      expect(report.problems).toMatchObject([{ row: 3, column: "telegram_id" }]);
      const swapped = await bench.load([
        person(3, { telegramId: "700", familyCode: "F-2", personName: "Ana" }),
        person(2),
      ]);
      expect(swapped.problems).toMatchObject([
        { row: 2, problem: expect.stringContaining("Row 3") },
      ]);
    });
  });

  it("takes 3000 families at once, telling its progress", { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 3000 }, (_, index) =>
      person(index + 2, {
        ...ZURITE,
        community: `Comunidad ${index % 40}`,
        phone: `+519${String(index).padStart(8, "0")}`,
        telegramId: String(70_000 + index),
        purposes: ["reports", "reminders", "trainings", "prices", "votes"],
      }),
    );
    const told: number[] = [];
    const report = await importFamilies(bench.store, rows, {
      file: "big.csv",
      now: NOW,
      onProgress: (done) => told.push(done),
    });
    expect(report.families.created).toBe(3000);
    expect([told.length, told.at(-1)]).toEqual([30, 3000]);
    expect((await bench.load(rows)).persons).toEqual({ ...NONE, unchanged: 3000 });
  });
});
