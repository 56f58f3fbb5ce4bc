import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addDays, limaDay } from "../src/core/lima.ts";
import { openStore } from "../src/store/open.ts";
import { startBotApi, type BotApi } from "../test/kit/bot-api/bot-api.ts";
import { cpuMs, end, residentMb, startUntil, type Measured } from "./processes.ts";
import { chatId, seed } from "./seed.ts";

/**
 * Messages a second from webhook in to reply at the local Bot API, everything committed, against a
 * bare telegraf echo in the same run. Each person has one message under way.
 * Options: --people 1,50,1000  --families 1000,100000  --messages 4000
 */
/** `--profile FOLDER` writes a CPU profile of the service. */
const profileAt = process.argv.indexOf("--profile");
const profiling =
  profileAt < 0 ? [] : ["--cpu-prof", "--cpu-prof-dir", process.argv[profileAt + 1] ?? "."];
const TOKEN = "4242:bench";
/** People who write before anything is measured, so that both bots are compiled and connected. */
const WARM_UP = 40;
const here = dirname(fileURLToPath(import.meta.url));

interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  cpuPerMessage: number;
  childCpuPerMessage: number;
}

const people = numbers("people", "1,50,1000");
const families = numbers("families", "1000,100000");
const messages = numbers("messages", "4000")[0] ?? 4000;

print([
  "bot",
  "families",
  "people",
  "msg/s",
  "p50 ms",
  "p99 ms",
  "CPU ms/msg",
  "+Redis",
  "of echo",
]);
/** Reports each family has made so far, so that every message is of a new day. */
const used = new Map<string, number>();
const baseline = new Map<number, number>();
await measureEcho();
for (const count of families) await measureService(count);

async function measureEcho(): Promise<void> {
  const api = await startBotApi({ token: TOKEN, record: false });
  const bot = await startUntil(
    [join(here, "echo.mjs")],
    { BENCH_TOKEN: TOKEN, BENCH_API_ROOT: api.root },
    /echo ready/,
  );
  await load(api, bot, WARM_UP);
  for (const count of people) {
    const figures = await load(api, bot, count);
    baseline.set(count, figures.perSecond);
    row("telegraf echo", "–", count, figures);
  }
  await end(bot);
  await api.stop();
}

async function measureService(count: number): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "kallpanchis-bench-"));
  const store = await openStore(`file:${join(data, "kallpanchis.db")}`, "prisma");
  await seed(store, count);
  await store.close();
  const api = await startBotApi({ token: TOKEN, record: false });
  const bot = await startUntil(
    [...profiling, "bin/kallpanchis.mjs", "start"],
    {
      KALLPANCHIS_DATA: data,
      PORT: "0",
      LOG_LEVEL: "warn",
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: api.root,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_WEBHOOK_SECRET: "bench",
    },
    /^Telegram: /m,
  );
  process.stdout.write(`idle memory with ${count} families: ${residentMb(bot.pid)} MB\n`);
  await load(api, bot, WARM_UP);
  for (const crowd of people) row("kallpanchis", String(count), crowd, await load(api, bot, crowd));
  process.stdout.write(`memory after the load: ${residentMb(bot.pid)} MB\n`);
  await end(bot);
  await api.stop();
  rmSync(data, { recursive: true, force: true });
}

async function load(api: BotApi, bot: Measured, crowd: number): Promise<Figures> {
  const total = Math.max(Math.min(messages, crowd * 50), 200);
  const perPerson = Math.ceil(total / crowd);
  const latencies: number[] = [];
  const waiting = new Map<number, () => void>();
  const unsubscribe = api.onSend((chat) => waiting.get(chat)?.());
  const before = cpuMs(bot.pid);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: crowd }, async (_, index) => {
      const person = api.person({ id: chatId(index), firstName: "Rosa", languageCode: "es" });
      for (let sent = 0; sent < perPerson; sent++) {
        const answered = new Promise<void>((resolve) => waiting.set(chatId(index), resolve));
        const from = performance.now();
        await person.says(report(bot.pid, index));
        await answered;
        latencies.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const after = cpuMs(bot.pid);
  unsubscribe();
  latencies.sort((left, right) => left - right);
  const count = latencies.length;
  return {
    perSecond: count / seconds,
    p50: latencies[Math.floor(count / 2)] ?? 0,
    p99: latencies[Math.floor(count * 0.99)] ?? 0,
    cpuPerMessage: (after.own - before.own) / count,
    childCpuPerMessage: (after.children - before.children) / count,
  };
}

/** A report of another day each time: "21/11 9.5". After 60 days the family starts over and is asked. */
function report(pid: number, index: number): string {
  const key = `${pid}:${index}`;
  const next = used.get(key) ?? 0;
  used.set(key, next + 1);
  const day = addDays(limaDay(new Date()), -(next % 60));
  return `${Number(day.slice(8))}/${Number(day.slice(5, 7))} ${8 + (next % 5)}.5`;
}

function numbers(name: string, fallback: string): number[] {
  const at = process.argv.indexOf(`--${name}`);
  return ((at < 0 ? undefined : process.argv[at + 1]) ?? fallback).split(",").map(Number);
}

function row(bot: string, count: string, crowd: number, figures: Figures): void {
  const base = baseline.get(crowd) ?? figures.perSecond;
  print([
    bot,
    count,
    String(crowd),
    figures.perSecond.toFixed(0),
    figures.p50.toFixed(1),
    figures.p99.toFixed(1),
    figures.cpuPerMessage.toFixed(2),
    figures.childCpuPerMessage.toFixed(2),
    (figures.perSecond / base).toFixed(2),
  ]);
}

function print(cells: string[]): void {
  process.stdout.write(
    `${cells.map((cell, index) => cell.padStart(index === 0 ? 14 : 10)).join("")}\n`,
  );
}
