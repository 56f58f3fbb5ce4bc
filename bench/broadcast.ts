import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "../src/store/open.ts";
import { startBotApi } from "../test/kit/bot-api/bot-api.ts";
import { cpuMs, end, residentMb, startUntil } from "./processes.ts";
import { chatId, seed } from "./seed.ts";

/**
 * A broadcast by the command, over the local Bot API: time to its last message against the least that
 * the permitted rate allows, while 20 people chat; and without limits, recipients a second.
 * Options: --recipients 3000,30000  --rate 30
 */
const TOKEN = "4242:bench";
const CHATTING = 20;
/** Each of those who chat writes so often. */
const CHAT_PAUSE_MS = 10_000;

const recipients = numbers("recipients", "3000");
const [rate = 30] = numbers("rate", "30");
/** Without limits the lane is not to be what holds it up. */
const UNLIMITED = 100_000;

process.stdout.write(
  "recipients | rate/s | enqueue s | extra MB | seconds | least s | ratio | 429 | reply p95 ms | CPU ms/recipient\n",
);
for (const count of recipients) {
  await measure(count, rate);
  await measure(count, null);
}

async function measure(count: number, limit: number | null): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "kallpanchis-bench-"));
  const store = await openStore(`file:${join(data, "kallpanchis.db")}`, "prisma");
  await seed(store, count + CHATTING);
  await store.close();
  const api = await startBotApi({
    token: TOKEN,
    record: false,
    ...(limit !== null && { perSecond: limit }),
  });
  for (let index = 0; index < count + CHATTING; index++)
    api.person({ id: chatId(index), firstName: "Rosa", languageCode: "es" });
  const environment = {
    KALLPANCHIS_DATA: data,
    PORT: "0",
    LOG_LEVEL: "warn",
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: api.root,
    TELEGRAM_MODE: "webhook",
    TELEGRAM_WEBHOOK_SECRET: "bench",
    TELEGRAM_PER_SECOND: String(limit ?? UNLIMITED / 10),
    KALLPANCHIS_CLOCK: "2026-11-25T10:00:00-05:00",
  };
  const bot = await startUntil(["bin/kallpanchis.mjs", "start"], environment, /^Telegram: /m);
  const memory = residentMb(bot.pid);

  let sent = 0;
  let last = 0;
  const waiting = new Map<number, () => void>();
  api.onSend((chat, { text }) => {
    if (!text.includes("capacitación")) return waiting.get(chat)?.();
    sent += 1;
    last = performance.now();
  });
  const file = join(data, "text.txt");
  writeFileSync(file, "Hola {name}: mañana hay capacitación.");
  const before = cpuMs(bot.pid);
  const began = performance.now();
  execFileSync(
    process.execPath,
    ["bin/kallpanchis.mjs", "broadcast", "--to", "role=producer", "--text-file", file].concat([
      "--purpose",
      "trainings",
      "--yes",
    ]),
    { env: { PATH: process.env["PATH"], ...environment }, stdio: "ignore" },
  );
  const enqueued = performance.now();
  const latencies: number[] = [];
  const stop = new AbortController();
  const chats = Array.from({ length: CHATTING }, (_, index) => chat(count + index));
  const all = count + CHATTING;
  while (sent < all) await pause(20);
  stop.abort();
  await Promise.all(chats);
  const used = cpuMs(bot.pid).own - before.own;
  const seconds = (last - enqueued) / 1000;
  const least = limit === null ? null : (all + latencies.length) / limit;
  latencies.sort((left, right) => left - right);
  process.stdout.write(
    `${[
      all,
      limit ?? "none",
      ((enqueued - began) / 1000).toFixed(1),
      residentMb(bot.pid) - memory,
      seconds.toFixed(1),
      least?.toFixed(1) ?? "–",
      least === null ? `${Math.round(all / seconds)}/s` : (seconds / least).toFixed(3),
      api.faults.limited,
      Math.round(latencies[Math.floor(latencies.length * 0.95)] ?? 0),
      (used / all).toFixed(2),
    ].join(" | ")}\n`,
  );
  await end(bot);
  await api.stop();
  rmSync(data, { recursive: true, force: true });

  /** Somebody who reports a day's milk every few seconds as long as the broadcast lasts. */
  async function chat(index: number): Promise<void> {
    const person = api.person({ id: chatId(index), firstName: "Rosa", languageCode: "es" });
    await pause((index % CHATTING) * (CHAT_PAUSE_MS / CHATTING));
    for (let day = 1; !stop.signal.aborted; day++) {
      const answered = new Promise<void>((resolve) => waiting.set(chatId(index), resolve));
      const from = performance.now();
      await person.says(`${1 + (day % 20)}/11 ${8 + (day % 5)}.5`);
      await answered;
      latencies.push(performance.now() - from);
      for (let waited = 0; waited < CHAT_PAUSE_MS && !stop.signal.aborted; waited += 100)
        await pause(100);
    }
  }
}

function numbers(name: string, usual: string): number[] {
  const at = process.argv.indexOf(`--${name}`);
  return (at < 0 ? usual : (process.argv[at + 1] ?? usual)).split(",").map(Number);
}
