import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OperatorError } from "../../src/core/errors.ts";
import type { Store } from "../../src/store/connection.ts";
import { openStore } from "../../src/store/open.ts";
import { newPostgres, type PostgresDatabase } from "../kit/postgres.ts";
import { databases } from "../kit/store.ts";

/** How many migrations this version has. */
const OURS = readdirSync("prisma/sqlite/migrations").filter((name) => /^\d{14}_/.test(name)).length;

const NEWER = "29991231000000_of_a_newer_version";

let folder: string;
const made: PostgresDatabase[] = [];
let prisma: string;
let databaseCount = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kallpanchis-migrations-"));
});
afterAll(async () => {
  for (const database of made.splice(0)) await database.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  prisma = join(folder, `prisma-${databaseCount}`);
  cpSync("prisma", prisma, { recursive: true, dereference: true });
});

/** Address of a database that nobody has used. */
async function newUrl(kind: (typeof databases)[number]): Promise<string> {
  databaseCount += 1;
  if (kind === "sqlite") return `file:${join(folder, `${databaseCount}.db`)}`;
  const database = await newPostgres("empty");
  made.push(database);
  return database.url;
}

/** Runs Prisma's own tool and resolves to how it ended and what it wrote. */
function runPrisma(
  kind: (typeof databases)[number],
  parameters: string[],
  url = "",
): Promise<{ code: number | null; stdout: string; output: string }> {
  return new Promise((done) => {
    const child = spawn(
      process.execPath,
      ["node_modules/prisma/build/index.js", ...parameters, "--config", `prisma/config.${kind}.ts`],
      { env: { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: "1" } },
    );
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.once("close", (code) => done({ code, stdout, output: `${stdout}${stderr}` }));
  });
}

/** Works on a Postgres database with a connection of its own. */
async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every column, index and constraint of our tables, one line each. */
async function readCatalogue(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%'
     UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace
         AND conrelid::regclass::text NOT LIKE '%\\_prisma\\_migrations%'
     ORDER BY line`,
  );
  return rows.map(({ line }) => line);
}

describe.each(databases)("migrations on %s", (kind) => {
  let url: string;
  let opened: Store[] = [];

  beforeEach(async () => (url = await newUrl(kind)));
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
  });

  async function open(migrations = prisma): Promise<Store> {
    const store = await openStore(url, migrations);
    opened.push(store);
    return store;
  }

  /** The message of the refusal an operator sees. */
  async function refusal(): Promise<string> {
    const error: unknown = await open().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OperatorError);
    return (error as OperatorError).message;
  }

  function history(): string {
    return join(prisma, kind, "migrations");
  }

  /** Adds a migration after all others. */
  function addMigration(name: string, script: string): void {
    mkdirSync(join(history(), name));
    writeFileSync(join(history(), name, "migration.sql"), script);
  }

  async function tables(store: Store): Promise<string[]> {
    const sql =
      kind === "sqlite"
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'";
    const rows = await store.read((db) => db.query<{ name: string }>(sql));
    return rows.map(({ name }) => name);
  }

  interface BookRow {
    migration_name: string;
    checksum: string;
    finished_at: unknown;
    applied_steps_count: number;
  }

  async function book(store: Store): Promise<BookRow[]> {
    return store.read((db) =>
      db.query<BookRow>('SELECT * FROM "_prisma_migrations" ORDER BY migration_name'),
    );
  }

  it("build a fresh database, written in Prisma's book with the right checksums", async () => {
    const store = await open();
    expect(await tables(store)).toEqual(
      expect.arrayContaining(["family", "milk_day", "milk_report", "inbox", "outbox", "timer"]),
    );
    const names = readdirSync(history()).filter((name) => /^\d{14}_/.test(name));
    const expected = names.sort().map((migration_name) => {
      const script = readFileSync(join(history(), migration_name, "migration.sql"));
      const checksum = createHash("sha256").update(script).digest("hex");
      return { migration_name, checksum, applied_steps_count: 1 };
    });
    const rows = await book(store);
    expect(rows).toMatchObject(expected);
    expect(rows).toHaveLength(expected.length);
    for (const row of rows) expect(row.finished_at).not.toBeNull();
  });

  it("are not applied a second time", async () => {
    const before = await book(await open());
    expect(await book(await open())).toEqual(before);
  });

  it("are applied once when several processes start at the same moment", async () => {
    const first = await Promise.all([open(), open(), open()]);
    for (const store of first) expect(await book(store)).toHaveLength(OURS);
  });

  it("bring a database in use up to date and keep its data", async () => {
    const before = await open();
    await before.transaction((tx) =>
      tx.run("INSERT INTO family (id, code, name) VALUES ('f', 'F', 'Quispe')"),
    );
    addMigration("29990101000000_more", 'ALTER TABLE "family" ADD COLUMN "llamas" INTEGER;');
    const after = await open();
    expect(await book(after)).toHaveLength(OURS + 1);
    expect(await after.read((db) => db.query("SELECT name, llamas FROM family"))).toEqual([
      { name: "Quispe", llamas: null },
    ]);
  });

  it("refuse an edited file and say what to do", async () => {
    await open();
    const [name = ""] = readdirSync(history());
    appendFileSync(join(history(), name, "migration.sql"), "\n-- an afterthought\n");
    const message = await refusal();
    expect(message).toContain(name);
    expect(message).toMatch(/was edited.*Put the original file back.*new migration/);
  });

  it("leave nothing behind when one fails, and work once it is mended", async () => {
    const store = await open();
    const before = await tables(store);
    const name = "29990101000000_broken";
    addMigration(name, 'CREATE TABLE "llama" ("id" TEXT);\nINSERT INTO "nowhere" VALUES (1);');
    const message = await refusal();
    expect(message).toMatch(new RegExp(`${name} failed and nothing of it was kept: .*nowhere`));
    expect(message).toContain("start the version that ran last");
    expect((await tables(store)).sort()).toEqual(before.sort());
    expect(await book(store)).toHaveLength(OURS);
    writeFileSync(join(history(), name, "migration.sql"), 'CREATE TABLE "llama" ("id" TEXT);');
    expect(await tables(await open())).toContain("llama");
  });

  it("leave a fresh database empty when one fails", async () => {
    addMigration("29990101000000_broken", "SELECT * FROM nowhere;");
    await refusal();
    rmSync(join(history(), "29990101000000_broken"), { recursive: true });
    expect(await book(await open())).toHaveLength(OURS);
  });

  it("refuse a database that a newer version has used", async () => {
    addMigration(NEWER, 'CREATE TABLE "llama" ("id" TEXT);');
    await open();
    rmSync(join(history(), NEWER), { recursive: true });
    const message = await refusal();
    expect(message).toContain(NEWER);
    expect(message).toMatch(/newer version. Start that version, or put back an older copy/);
  });

  it("refuse a database in which one was begun and not finished", async () => {
    const store = await open();
    await store.transaction((tx) => tx.run('UPDATE "_prisma_migrations" SET finished_at = NULL'));
    expect(await refusal()).toMatch(/begun and not finished. Put back the last copy/);
  });
});

describe("the schema", () => {
  it("agrees with the migrations of SQLite, by Prisma's own reckoning", async () => {
    const history = join(prisma, "sqlite", "migrations");
    writeFileSync(join(history, "migration_lock.toml"), 'provider = "sqlite"\n');
    const compare = (schema: string): ReturnType<typeof runPrisma> => {
      const from = ["migrate", "diff", "--exit-code", "--from-migrations", history];
      return runPrisma("sqlite", [...from, "--to-schema-datamodel", schema]);
    };
    const agreed = await compare(resolve("prisma", "sqlite"));
    expect(agreed, agreed.output).toMatchObject({ code: 0 });
    expect(agreed.output).toContain("No difference detected");
    // The comparison itself must be able to see a difference.
    const changed = join(prisma, "sqlite");
    writeFileSync(join(changed, "llama.prisma"), "model Llama {\n  id String @id\n}\n");
    const differing = await compare(changed);
    expect(differing, differing.output).toMatchObject({ code: 2 });
    expect(differing.output).toContain("Llama");
  });

  // Prisma's engine cannot read Postgres 18 back, so both are built and their catalogues compared.
  it("agrees with the migrations of Postgres, table by table", async () => {
    const migrated = await newUrl("postgresql");
    await (await openStore(migrated, "prisma")).close();
    const wanted = await newUrl("postgresql");
    const to = ["--to-schema-datamodel", resolve("prisma", "postgresql"), "--script"];
    const written = await runPrisma(
      "postgresql",
      ["migrate", "diff", "--from-empty", ...to],
      wanted,
    );
    expect(written, written.output).toMatchObject({ code: 0 });
    await withClient(wanted, (client) => client.query(written.stdout));
    const catalogue = await withClient(migrated, readCatalogue);
    expect(catalogue).toEqual(await withClient(wanted, readCatalogue));
    expect(catalogue.length).toBeGreaterThan(100);
    await withClient(migrated, (client) => client.query("DROP INDEX outbox_once_key_key"));
    expect(await withClient(migrated, readCatalogue)).not.toEqual(catalogue);
  });
});

describe("a Postgres database opened by us", () => {
  it("is up to date by Prisma's own status", async () => {
    const url = await newUrl("postgresql");
    await (await openStore(url, "prisma")).close();
    const status = await runPrisma("postgresql", ["migrate", "status"], url);
    expect(status, status.output).toMatchObject({ code: 0 });
    expect(status.output).toContain("Database schema is up to date");
  });

  it("cannot be reached: the operator is told so, without the password", async () => {
    const opening = openStore("postgresql://rosa:secret@127.0.0.1:1/none", "prisma");
    await expect(opening).rejects.toThrow(/DATABASE_URL cannot be reached/);
    await expect(opening).rejects.not.toThrow(/secret/);
  });
});

describe("an address of neither kind", () => {
  it("is refused with the two that work", async () => {
    await expect(openStore("mysql://x", "prisma")).rejects.toThrow(/"file:".*"postgresql:/);
  });
});
