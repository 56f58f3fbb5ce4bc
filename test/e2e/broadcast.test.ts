import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { startBotApi, type BotApi } from "../kit/bot-api/bot-api.ts";
import type { FaultKind } from "../kit/bot-api/faults.ts";
import { newDataFolder, runCommand, startService, type Service } from "../kit/service.ts";

/** A whole run: `BROADCAST_RECIPIENTS=3000 BROADCAST_OUTAGE_S=120 npx vitest run test/e2e/broadcast`. */
const RECIPIENTS = Number(process.env["BROADCAST_RECIPIENTS"] ?? 240);
const OUTAGE_S = Number(process.env["BROADCAST_OUTAGE_S"] ?? 3);
const PER_SECOND = RECIPIENTS >= 3000 ? 28 : 60;
const FIRST_ID = 50_000;
/** Messages that may be under way at a time, as config.ts sets it. */
const UNDER_WAY = 8;
const LIMIT_MS = (RECIPIENTS / PER_SECOND + OUTAGE_S + (RECIPIENTS >= 3000 ? 480 : 120)) * 1000;

interface Status {
  state: string;
  totals: Record<string, number>;
  recipients: {
    family_code: string;
    state: string;
    reason: string | null;
    history: { state: string; at: string }[];
  }[];
}

function environmentOf(api: BotApi, data: string): Record<string, string> {
  return {
    KALLPANCHIS_DATA: data,
    TELEGRAM_BOT_TOKEN: api.token,
    TELEGRAM_API_ROOT: api.root,
    TELEGRAM_PER_SECOND: String(PER_SECOND),
    KALLPANCHIS_CLOCK: "2026-11-25T10:00:00-05:00",
  };
}

async function json<T>(command: string[], environment: Record<string, string>): Promise<T> {
  const { code, stdout, stderr } = await runCommand(command, environment);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

async function importFamilies(environment: Record<string, string>, data: string): Promise<void> {
  const rows = Array.from(
    { length: RECIPIENTS },
    (_, index) =>
      `F-${index},Quispe,Rosa Quispe,${FIRST_ID + index},${index % 2 === 0 ? "es" : "qu"},yes,Anta,Anta,Sumaq`,
  );
  // One refused, one without an address.
  rows.push(`F-NO,Quispe,Juana Quispe,${FIRST_ID - 1},es,,Anta,Anta,Sumaq`);
  const file = join(data, "roster.csv");
  const head =
    "family_code,family_name,person_name,telegram_id,language,consent,district,municipality,association";
  writeFileSync(file, [head, ...rows].join("\n"));
  const done = await runCommand(["import", "families", file], environment);
  if (done.code !== 0) throw new Error(done.stderr);
}

/** Plants a fault on every call until it is taken away. */
async function outage(api: BotApi, kind: FaultKind, seconds: number): Promise<void> {
  const fault = api.faults.add({
    kind,
    times: Infinity,
    delayMs: kind === "slow" ? Math.max(3000, seconds * 1500) : 20,
  });
  await pause(seconds * 1000);
  fault.remove();
}

async function flushRedis(data: string): Promise<void> {
  const log = readFileSync(join(data, "redis", "redis.log"), "utf8");
  const port = [...log.matchAll(/port=(\d+)/g)].at(-1)?.[1] ?? "";
  const redis = new Redis(`redis://127.0.0.1:${port}`, { retryStrategy: () => 50 });
  await redis.flushall();
  redis.disconnect();
}

describe(`a broadcast to ${RECIPIENTS} families, with a kill, an emptied Redis and an outage of ${OUTAGE_S} s`, () => {
  it(
    "brings everybody to a known state, and nobody twice unless the history says unknown",
    async () => {
      const folder = newDataFolder();
      const api = await startBotApi({ retryScale: 0.05 });
      for (let index = -1; index < RECIPIENTS; index++)
        api.person({ id: FIRST_ID + index, firstName: "Rosa" });
      const environment = environmentOf(api, folder.data);
      let service: Service = await startService({ data: folder.data, environment });
      try {
        await importFamilies(environment, folder.data);
        const text = join(folder.data, "text.txt");
        writeFileSync(
          text,
          "Hola {name}: mañana a las 9 hay capacitación de pastos en Huarocondo.",
        );
        const { id, counts } = await json<{ id: string; counts: Record<string, number> }>(
          ["broadcast", "--to", 'role=producer municipality=Anta association="sumaq"'].concat([
            "--text-file",
            text,
            "--purpose",
            "trainings",
            "--yes",
            "--by",
            "Ana",
          ]),
          environment,
        );
        expect(counts).toEqual({ queued: RECIPIENTS, skipped: 1, no_consent: 1 });

        await pause(1500);
        await service.kill();
        service = await startService({ data: folder.data, environment });
        await pause(1000);
        await flushRedis(folder.data);
        let faults = 1;
        for (const kind of ["500", "slow", "reset_before"] as const) {
          await outage(api, kind, OUTAGE_S / 3);
          faults += 1;
        }

        const status = (): Promise<Status> =>
          json(["broadcast", "status", id, "--format", "json", "--recipients"], environment);
        await expect
          .poll(async () => (await status()).state, { timeout: LIMIT_MS, interval: 1000 })
          .toBe("done");
        const { totals, recipients } = await status();
        const received = new Map<number, number>();
        for (const call of api.calls)
          if (
            call.method === "sendMessage" &&
            ["ok", "slow", "lost_answer"].includes(call.outcome)
          ) {
            const chat = Number(call.payload["chat_id"]);
            received.set(chat, (received.get(chat) ?? 0) + 1);
          }
        const states = new Map(recipients.map((one) => [one.family_code, one]));
        process.stdout.write(`${JSON.stringify({ totals, faults, sent: api.stats.sent })}\n`);
        expect(recipients).toHaveLength(RECIPIENTS + 1);
        expect(totals).toMatchObject({ queued: 0, failed: 0, skipped: 1 });
        expect((totals["sent"] ?? 0) + (totals["unknown"] ?? 0)).toBe(RECIPIENTS);
        expect(totals["unknown"]).toBeLessThanOrEqual(faults * UNDER_WAY);
        expect([...received.values()].filter((count) => count > 1)).toEqual([]);
        for (let index = 0; index < RECIPIENTS; index++) {
          const { state, history } = states.get(`F-${index}`) ?? { state: "", history: [] };
          if (state === "sent") expect(received.get(FIRST_ID + index)).toBe(1);
          expect(history.map((line) => line.state)).toEqual(["queued", state]);
        }
        expect(states.get("F-NO")).toMatchObject({ state: "skipped", reason: "no_consent" });
      } finally {
        await service.stop();
        await api.stop();
        folder.remove();
      }
    },
    LIMIT_MS + 60_000,
  );
});
