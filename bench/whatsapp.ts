import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { quietSignal } from "../src/channels/whatsapp/quiet.ts";
import { addDays, limaDay } from "../src/core/lima.ts";
import type { Contact } from "../test/kit/whatsapp-server/contact.ts";
import { startWhatsAppServer, type WhatsAppServer } from "../test/kit/whatsapp-server/server.ts";
import { cpuMs, end, residentMb, startUntil, type Measured } from "./processes.ts";

/**
 * Questions and answers a second through the real client: in, turn, out, opened by the contact, everything
 * durable, against a bare echo with the same library and its multi-file store in the same run. Contacts and
 * server live in this process. Options: --contacts 50  --each 8
 */
const contacts = number("contacts", 50);
const each = number("each", 8);
const OWNER = "51900000001";
const here = dirname(fileURLToPath(import.meta.url));
quietSignal();

print(["bot", "sessions", "pairs/s", "p50 ms", "p99 ms", "CPU ms/pair", "RSS MB", "of echo"]);
const echo = await measure("baileys echo", startEcho, null);
await measure("kallpanchis", startOurs, echo);

type Start = (server: WhatsAppServer, data: string) => Promise<Measured>;

/** Two rounds, the first of which begins the sessions; gives the pairs a second of both. */
async function measure(name: string, start: Start, base: number[] | null): Promise<number[]> {
  const data = mkdtempSync(join(tmpdir(), "kallpanchis-bench-"));
  const server = await startWhatsAppServer();
  const bot = await start(server, data);
  const people = Array.from({ length: contacts }, (_, index) =>
    server.contact({ phone: phoneOf(index), name: `Rosa ${index}`, receipts: "delivered" }),
  );
  const rates: number[] = [];
  for (const [round, sessions] of ["new", "established"].entries()) {
    const before = cpuMs(bot.pid).own;
    const begun = performance.now();
    const latencies = (await Promise.all(people.map((one) => talk(one, round)))).flat();
    const rate = (latencies.length / (performance.now() - begun)) * 1000;
    latencies.sort((left, right) => left - right);
    rates.push(rate);
    print([
      name,
      sessions,
      rate.toFixed(0),
      (latencies[Math.floor(latencies.length / 2)] ?? 0).toFixed(0),
      (latencies[Math.floor(latencies.length * 0.99)] ?? 0).toFixed(0),
      ((cpuMs(bot.pid).own - before) / latencies.length).toFixed(1),
      residentMb(bot.pid).toFixed(0),
      (rate / (base?.[round] ?? rate)).toFixed(2),
    ]);
  }
  const failures = people.reduce((sum, one) => sum + one.failures, 0);
  if (failures > 0)
    process.stdout.write(`${name}: ${failures} answers had to be asked for again\n`);
  await end(bot);
  await server.stop();
  rmSync(data, { recursive: true, force: true });
  return rates;
}

/** Reports day after day, each once the one before is answered. */
async function talk(person: Contact, round: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let sent = 0; sent < each; sent++) {
    const day = addDays(limaDay(new Date()), -(round * each + sent));
    const from = performance.now();
    await person.says(`${Number(day.slice(8))}/${Number(day.slice(5, 7))} ${8 + sent}.5`);
    await person.hears(undefined, 60_000);
    latencies.push(performance.now() - from);
  }
  return latencies;
}

async function startEcho(server: WhatsAppServer, data: string): Promise<Measured> {
  const owner = server.owner(OWNER);
  const environment = {
    BENCH_DATA: data,
    BENCH_ROOT_KEY: server.rootKey,
    BENCH_WS_URL: server.url,
  };
  const bot = await startUntil([join(here, "whatsapp-echo.mjs")], environment, /^https:/m);
  const ready = new Promise<void>((resolve) =>
    bot.process.stdout?.on("data", (chunk: Buffer) => {
      if (chunk.toString("utf8").includes("echo ready")) resolve();
    }),
  );
  server.scan(lastLine(bot), owner);
  await ready;
  return bot;
}

async function startOurs(server: WhatsAppServer, data: string): Promise<Measured> {
  const owner = server.owner(OWNER);
  const environment = {
    KALLPANCHIS_DATA: data,
    PORT: "0",
    LOG_LEVEL: "warn",
    WHATSAPP: "on",
    WHATSAPP_WS_URL: server.url,
    WHATSAPP_ROOT_KEY: server.rootKey,
  };
  const roster = join(data, "roster.csv");
  const rows = Array.from(
    { length: contacts },
    (_, index) => `F-${index},Quispe,Rosa,+${phoneOf(index)},es,yes`,
  );
  writeFileSync(
    roster,
    ["family_code,family_name,person_name,phone,language,consent", ...rows].join("\n"),
  );
  spawnSync(process.execPath, ["bin/kallpanchis.mjs", "import", "families", roster], {
    env: { ...process.env, ...environment },
  });
  const bot = await startUntil(["bin/kallpanchis.mjs", "start"], environment, /^WhatsApp: /m);
  const command = ["bin/kallpanchis.mjs", "whatsapp", "link", "--raw"];
  const linking = await startUntil(command, environment, /^https:/m);
  const linked = new Promise<void>((resolve) => linking.process.once("exit", () => resolve()));
  server.scan(lastLine(linking), owner);
  await linked;
  while (server.online().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  return bot;
}

function lastLine(bot: Measured): string {
  return (
    bot
      .said()
      .trim()
      .split("\n")
      .findLast((line) => line.startsWith("https:")) ?? ""
  );
}

function phoneOf(index: number): string {
  return String(51_984_000_000 + index);
}

function number(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

function print(cells: string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padEnd(14)).join("")}\n`);
}
