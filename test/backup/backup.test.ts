import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { backUp } from "../../src/backup/backup.ts";
import { restore } from "../../src/backup/restore.ts";
import { limaInstant } from "../../src/core/lima.ts";
import { loadDemonstration } from "../../src/modules/demonstration/district.ts";
import type { Store } from "../../src/store/connection.ts";
import { openStore } from "../../src/store/open.ts";
import { tableShapes } from "../../src/store/snapshot.ts";
import { newPostgres, type PostgresDatabase } from "../kit/postgres.ts";
import { databases } from "../kit/store.ts";

const NOW = limaInstant("2026-11-23", 7 * 60);
const quiet = (): void => undefined;

const made: PostgresDatabase[] = [];
let folder: string;
let count = 0;

afterAll(async () => {
  for (const database of made.splice(0)) await database.remove();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kallpanchis-backup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function newUrl(kind: (typeof databases)[number]): Promise<string> {
  count += 1;
  if (kind === "sqlite") return `file:${join(folder, `${count}.db`)}`;
  const database = await newPostgres("empty");
  made.push(database);
  return database.url;
}

/** Every row of every table as one comparable text, the same for the same data on both databases. */
async function everything(store: Store): Promise<Record<string, string[]>> {
  return store.read(async (connection) => {
    const all: Record<string, string[]> = {};
    for (const { name, columns } of await tableShapes(connection, store.kind)) {
      const rows = await connection.query<Record<string, unknown>>(`SELECT * FROM "${name}"`);
      const written = rows.map((row) =>
        columns
          .toSorted()
          .map((column) => asText(row[column]))
          .join("|"),
      );
      all[name] = written.sort();
    }
    return all;
  });
}

function asText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

async function inUse(url: string): Promise<Store> {
  const store = await openStore(url, "prisma");
  await loadDemonstration(store, NOW);
  await store.transaction(async (tx) => {
    await tx.run(
      "INSERT INTO simulator_message (id, address, direction, content, picture, ticks, at) VALUES ('m', 'demo-a', 'out', $1, $2, 'sent', $3)",
      "=2+2 «ñ» ch'aska\n\u{1F404}",
      new Uint8Array([0, 255, 10, 13]),
      NOW.toISOString(),
    );
  });
  return store;
}

async function backedUp(store: Store, name = "copy.backup"): Promise<string> {
  const path = join(folder, name);
  await backUp(store, path, { now: NOW, uploads: join(folder, "uploads"), onProgress: quiet });
  return path;
}

/** The copy without its first line of a kind. */
function without(bytes: Buffer, kind: (line: string) => boolean): Buffer {
  const lines = gunzipSync(bytes).toString("utf8").split("\n");
  return gzipSync(lines.toSpliced(lines.findIndex(kind), 1).join("\n"));
}

function restored(path: string, databaseUrl: string, uploads = "back"): Promise<unknown> {
  const options = { databaseUrl, migrations: "prisma", uploads: join(folder, uploads) };
  return restore(path, { ...options, onProgress: quiet });
}

describe.each(databases.flatMap((from) => databases.map((to) => [from, to] as const)))(
  "a backup of %s",
  (from, to) => {
    it(`comes back in ${to}, every row and every file`, async () => {
      mkdirSync(join(folder, "uploads", "ab"), { recursive: true });
      writeFileSync(join(folder, "uploads", "ab", "picture.png"), new Uint8Array([1, 2, 3]));
      const before = await inUse(await newUrl(from));
      const path = await backedUp(before);
      const url = await newUrl(to);
      await restored(path, url);
      const after = await openStore(url, "prisma");
      expect(await everything(after)).toEqual(await everything(before));
      expect(readFileSync(join(folder, "back", "ab", "picture.png"))).toEqual(
        Buffer.from([1, 2, 3]),
      );
      // Rows that number themselves go on behind the last one.
      await after.transaction((tx) =>
        tx.run(
          "INSERT INTO simulator_message (id, address, direction, content, ticks, at) VALUES ('n', 'demo-a', 'out', '', 'sent', $1)",
          NOW.toISOString(),
        ),
      );
      await before.close();
      await after.close();
    });
  },
);

describe("a backup", () => {
  it.each(databases)("is of one moment, whatever is written meanwhile (%s)", async (kind) => {
    const store = await inUse(await newUrl(kind));
    const before = await everything(store);
    await store.snapshot(async (still) => {
      await still.query("SELECT 1 FROM family LIMIT 1");
      await store.transaction((tx) => tx.run("DELETE FROM milk_day"));
      const [row] = await still.query<{ count: number }>("SELECT COUNT(*) AS count FROM milk_day");
      expect(Number(row?.count)).toBe(before["milk_day"]?.length);
    });
    await store.close();
  });

  it("of an older version is brought up to date", async () => {
    const store = await inUse(await newUrl("sqlite"));
    const path = await backedUp(store);
    const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
    const header = JSON.parse(lines[0] ?? "") as { migrations: string[] };
    expect(header.migrations.length).toBeGreaterThan(2);
    const prisma = join(folder, "prisma");
    cpSync("prisma", prisma, { recursive: true, dereference: true });
    const next = join(prisma, "sqlite", "migrations", "29990101000000_llamas");
    mkdirSync(next);
    writeFileSync(
      join(next, "migration.sql"),
      'ALTER TABLE "family" ADD COLUMN "llamas" INTEGER NOT NULL DEFAULT 3;',
    );
    const url = await newUrl("sqlite");
    const options = { databaseUrl: url, migrations: prisma, uploads: join(folder, "back") };
    await restore(path, { ...options, onProgress: quiet });
    const after = await openStore(url, prisma);
    const rows = await after.read((db) => db.query("SELECT DISTINCT llamas FROM family"));
    expect(rows).toEqual([{ llamas: 3 }]);
    await after.close();
    await store.close();
  });

  it.each([
    ["torn in the middle", (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ["empty", () => Buffer.alloc(0)],
    ["no backup", () => Buffer.from("family_code,name\n")],
    ["gzipped but no backup", () => gzipSync("hello\n")],
    [
      "without its last lines",
      (bytes: Buffer) =>
        gzipSync(gunzipSync(bytes).toString("utf8").split("\n").slice(0, -3).join("\n")),
    ],
    ["with a row less", (bytes: Buffer) => without(bytes, (line) => line.startsWith("["))],
    ["with a table less", (bytes: Buffer) => without(bytes, (line) => line.includes('"timer"'))],
  ])("that is %s is refused, and nothing of it is kept", async (_what, spoil) => {
    const store = await inUse(await newUrl("sqlite"));
    const path = await backedUp(store);
    writeFileSync(path, spoil(readFileSync(path)));
    const url = await newUrl("sqlite");
    await expect(restored(path, url)).rejects.toThrow(/torn or no backup of ours/);
    const after = await openStore(url, "prisma");
    expect((await everything(after))["family"]).toEqual([]);
    await after.close();
    await store.close();
  });

  it("of a newer version is refused with what to do", async () => {
    const store = await inUse(await newUrl("sqlite"));
    const path = await backedUp(store);
    const text = gunzipSync(readFileSync(path)).toString("utf8");
    writeFileSync(
      path,
      gzipSync(text.replace('"migrations":[', '"migrations":["29990101000000_llamas",')),
    );
    await expect(restored(path, await newUrl("sqlite"))).rejects.toThrow(
      /made by a newer version. Restore it with that one/,
    );
    await store.close();
  });

  it("is not put into a database in use", async () => {
    const url = await newUrl("sqlite");
    const store = await inUse(url);
    const path = await backedUp(store);
    await expect(restored(path, url)).rejects.toThrow(/in use already.*new KALLPANCHIS_DATA/);
    await store.close();
  });

  it("never writes outside of the folder of uploads", async () => {
    const store = await inUse(await newUrl("sqlite"));
    const path = await backedUp(store);
    const lines = gunzipSync(readFileSync(path)).toString("utf8").trimEnd().split("\n");
    const end = JSON.parse(lines.at(-1) ?? "") as { files: number };
    const evil = JSON.stringify({ file: "../evil.txt", bytes: "AAAA" });
    const spoilt = [...lines.slice(0, -1), evil, JSON.stringify({ ...end, files: 1 })];
    writeFileSync(path, gzipSync(spoilt.join("\n")));
    await expect(restored(path, await newUrl("sqlite"))).rejects.toThrow(/torn/);
    expect(() => readFileSync(join(folder, "evil.txt"))).toThrow();
    await store.close();
  });
});
