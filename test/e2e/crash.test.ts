import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseSync } from "@photostructure/sqlite";
import { Redis } from "ioredis";
import { describe, expect, it, type TestContext } from "vitest";
import { addDays, daysBetween, limaDay } from "../../src/core/lima.ts";
import { startBotApi, type BotApi } from "../kit/bot-api/bot-api.ts";
import { freePort } from "../kit/postgres.ts";
import { newDataFolder, runCommand, startService, type Service } from "../kit/service.ts";

const FAMILIES = 50;
const KILLS = 10;
const FIRST_ID = 7_000_000_001;
/** Between two reports; 200 of them last about as long as the ten kills. */
const PACE_MS = 110;
/** A service lives at most so long between two accidents. */
const LIFE_MS = 1200;
/** Half of the sends take this long, so that a kill meets some of them on their way. */
const SLOW_MS = 120;
const SETTLE_LIMIT_MS = 30_000;

/** How people name a day, and how many days ago it is. */
const WAYS: { ago: number; say(litres: string, today: string): string }[] = [
  { ago: 0, say: (litres) => litres },
  { ago: 1, say: (litres) => `ayer ${litres}` },
  { ago: 2, say: (litres) => `anteayer ${litres}` },
  { ago: 4, say: (litres, today) => `${dayAndMonth(addDays(today, -4))} ${litres}` },
];

/** A report as a family sent it, and what the book must then hold. */
interface Sent {
  familyId: number;
  day: string;
  litres: string;
}

/** A milk row as `export milk` writes it. */
interface ExportedRow {
  family_code: string;
  date: string;
  total_l: number;
}

/** What the service's own books say in the end. */
interface Books {
  inboxNotDone: number;
  outboxNotSent: string[];
  /** Sends of unknown outcome by the family they went to. */
  unknowns: ReadonlyMap<number, number>;
  acts: number;
  doubleActs: number;
}

/** Numbers between 0 and 1, always the same for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The items in another order. */
function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

function dayAndMonth(day: string): string {
  const [, month, date] = day.split("-");
  return `${Number(date)}/${Number(month)}`;
}

const codeOf = (familyId: number): string => `FAM-${familyId - FIRST_ID + 1}`;

/** Registers the families with their consents, as a technician does. */
async function registerFamilies(data: string): Promise<void> {
  const file = join(data, "roster.csv");
  const rows = Array.from({ length: FAMILIES }, (_, index) => {
    const id = FIRST_ID + index;
    return `${codeOf(id)},Familia ${index + 1},Rosa Quispe,${id},es,yes`;
  });
  const header = "family_code,family_name,person_name,telegram_id,language,consent";
  writeFileSync(file, [header, ...rows].join("\n"));
  const done = await runCommand(["import", "families", file], { KALLPANCHIS_DATA: data });
  expect(done, done.stderr).toMatchObject({ code: 0 });
}

/** Every family reports four days, all families mixed, at a steady pace. */
async function sendReports(api: BotApi, random: () => number): Promise<Sent[]> {
  const families = Array.from({ length: FAMILIES }, (_, index) => FIRST_ID + index);
  const reports = families.flatMap((familyId) => WAYS.map((way) => ({ familyId, way })));
  const sent: Sent[] = [];
  for (const { familyId, way } of shuffled(reports, random)) {
    // From 5 to 20 litres in halves.
    const litres = String((10 + Math.floor(random() * 31)) / 2);
    const date = new Date();
    const today = limaDay(date);
    const family = api.person({ id: familyId, firstName: "Rosa" });
    await family.says(way.say(litres, today), { date });
    sent.push({ familyId, day: addDays(today, -way.ago), litres });
    await pause(PACE_MS);
  }
  return sent;
}

/** Lets the service live and die: ten kills and, at one moment, an emptied Redis. */
async function liveThroughAccidents(
  start: () => Promise<Service>,
  emptyRedis: () => Promise<void>,
  random: () => number,
): Promise<void> {
  const kills = Array.from({ length: KILLS }, () => "kill" as const);
  let service = await start();
  for (const accident of shuffled([...kills, "empty" as const], random)) {
    await pause(random() * LIFE_MS);
    if (accident === "empty") {
      await emptyRedis();
      continue;
    }
    await service.kill();
    service = await start();
  }
}

/** Reads what the service wrote about itself. */
function readBooks(data: string): Books {
  const database = new DatabaseSync(join(data, "kallpanchis.db"), { readOnly: true });
  const rows = <Row>(sql: string): Row[] => database.prepare(sql).all() as Row[];
  const count = (from: string): number =>
    rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`)[0]?.count ?? 0;
  const books = {
    inboxNotDone: count("inbox WHERE state <> 'done'"),
    outboxNotSent: rows<{ state: string }>("SELECT state FROM outbox WHERE state <> 'sent'").map(
      ({ state }) => state,
    ),
    // An outcome that was unknown a second time ends the row instead of counting once more.
    unknowns: new Map(
      rows<{ address: string; unknowns: number }>(
        "SELECT address, SUM(unknowns + (state = 'unknown')) AS unknowns FROM outbox GROUP BY address",
      ).map(({ address, unknowns }) => [Number(address), unknowns]),
    ),
    acts: count("milk_report"),
    doubleActs: count(
      `(SELECT 1 FROM milk_report GROUP BY family_id, day HAVING COUNT(*) > 1
       UNION ALL SELECT 1 FROM milk_report GROUP BY act_key HAVING COUNT(*) > 1)`,
    ),
  };
  database.close();
  return books;
}

/** Waits until nothing is on its way any more. */
async function settle(api: BotApi, data: string): Promise<void> {
  await api.settled({ timeoutMs: SETTLE_LIMIT_MS });
  await expect
    .poll(
      () => {
        const { inboxNotDone, outboxNotSent } = readBooks(data);
        const moving = outboxNotSent.filter((state) => state === "queued" || state === "sending");
        return { waiting: inboxNotDone, moving: moving.length };
      },
      { timeout: SETTLE_LIMIT_MS, interval: 100 },
    )
    .toEqual({ waiting: 0, moving: 0 });
}

/** The answers a family got to one report; the welcome of a first contact comes before its words. */
function echoesOf(api: BotApi, { familyId, litres, day }: Sent, today: string): number {
  const named = { 0: "hoy", 1: "ayer" }[daysBetween(day, today)];
  const where = named ?? String(Number(day.slice(8)));
  const echo = new RegExp(`Anoté ${litres.replace(".", "[.,]")} L, .*\\b${where}\\b`);
  const { inbox } = api.person({ id: familyId, firstName: "Rosa" });
  return inbox.filter((message) => echo.test(message.text)).length;
}

/** A Redis of our own that outlives the service's deaths. */
async function startRedis(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const options = { "--port": String(port), "--bind": "127.0.0.1", "--dir": folder, "--save": "" };
  const child = spawn("redis-server", Object.entries(options).flat(), { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** Empties a Redis; waits for it when it is only just starting. */
async function flushAll(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  redis.on("error", () => undefined);
  await redis.flushall();
  redis.disconnect();
}

/** Where the service's private Redis listens now, by its own log. */
function privateRedis(data: string): string {
  const log = readFileSync(join(data, "redis", "redis.log"), "utf8");
  return `redis://127.0.0.1:${[...log.matchAll(/port=(\d+)/g)].at(-1)?.[1] ?? ""}`;
}

/** Exactly what was told stands in the book: every day of every family, with its litres. */
async function expectBookOf(sent: readonly Sent[], data: string): Promise<void> {
  const { stdout } = await runCommand(["export", "milk", "--format", "json"], {
    KALLPANCHIS_DATA: data,
  });
  const rows = (JSON.parse(stdout) as ExportedRow[]).map(
    (row) => `${row.family_code} ${row.date} ${row.total_l} L`,
  );
  const told = sent.map((one) => `${codeOf(one.familyId)} ${one.day} ${one.litres} L`);
  expect(rows.sort()).toEqual(told.sort());
  expect(rows).toHaveLength(FAMILIES * WAYS.length);
}

/** Every report was answered, and more than once only where the outcome of a send was unknown. */
function expectAnswers(api: BotApi, sent: readonly Sent[], books: Books): { repeated: number } {
  const today = limaDay(new Date());
  const answered = sent.map((one) => ({ ...one, times: echoesOf(api, one, today) }));
  expect(answered.filter(({ times }) => times === 0)).toEqual([]);
  const repeated = new Map<number, number>();
  for (const { familyId, times } of answered.filter((one) => one.times > 1))
    repeated.set(familyId, (repeated.get(familyId) ?? 0) + times - 1);
  for (const [familyId, times] of repeated)
    expect(times, codeOf(familyId)).toBeLessThanOrEqual(books.unknowns.get(familyId) ?? 0);
  return { repeated: sum(repeated.values()) };
}

function sum(all: Iterable<number>): number {
  return [...all].reduce((total, one) => total + one, 0);
}

/** The whole trial: accidents while reports come in, then the reckoning. */
async function goThrough(
  environment: Record<string, string>,
  emptyRedis: (data: string) => Promise<void>,
  seed: number,
  context: TestContext,
): Promise<void> {
  const api = await startBotApi({ random: seeded(seed), retryScale: 0.1 });
  const folder = newDataFolder();
  const { data } = folder;
  const telegram = { TELEGRAM_BOT_TOKEN: api.token, TELEGRAM_API_ROOT: api.root };
  let service: Service | null = null;
  const start = async (): Promise<Service> =>
    (service = await startService({ data, environment: { ...telegram, ...environment } }));
  try {
    await registerFamilies(data);
    const times = Number.POSITIVE_INFINITY;
    api.faults.add({ kind: "slow", method: "sendMessage", delayMs: SLOW_MS, share: 0.5, times });
    const [sent] = await Promise.all([
      sendReports(api, seeded(seed + 1)),
      liveThroughAccidents(start, () => emptyRedis(data), seeded(seed + 2)),
    ]);
    await settle(api, data);
    await expectBookOf(sent, data);
    const books = readBooks(data);
    const { repeated } = expectAnswers(api, sent, books);
    const unknown = sum(books.unknowns.values());
    expect(api.stats.duplicates).toBeLessThanOrEqual(unknown);
    expect(books).toMatchObject({ inboxNotDone: 0, acts: sent.length, doubleActs: 0 });
    const counts = { kills: KILLS, stored: sent.length, repeated, unknown };
    await context.annotate(JSON.stringify(counts), "counts");
    Object.assign(context.task.meta, counts);
  } finally {
    // In good order, so that a private Redis has gone before its folder does.
    await (service as Service | null)?.stop();
    await api.stop();
    folder.remove();
  }
}

describe("200 reports of 50 families, ten kills and one emptied Redis", () => {
  it("are each stored once and answered: polling, a Redis that lives on", async (context) => {
    const folder = newDataFolder();
    const redis = await startRedis(folder.data);
    const environment = { TELEGRAM_MODE: "polling", REDIS_URL: redis.url };
    try {
      await goThrough(environment, () => flushAll(redis.url), 20_261_123, context);
    } finally {
      await redis.stop();
      folder.remove();
    }
  }, 180_000);

  it("are each stored once and answered: webhook, a Redis that dies as well", async (context) => {
    const environment = { TELEGRAM_MODE: "webhook", PORT: String(await freePort()) };
    await goThrough(environment, (data) => flushAll(privateRedis(data)), 7, context);
  }, 180_000);
});
