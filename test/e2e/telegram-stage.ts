import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBotApi, type BotApi } from "../kit/bot-api/bot-api.ts";
import { newDataFolder, runCommand, startService, type Service } from "../kit/service.ts";
import { Speaker } from "./telegram-speaker.ts";
import { TONGUES, type Tongue } from "./telegram-speech.ts";

/** How Telegram's updates reach the service. */
export const MODES = ["polling", "webhook"] as const;
export type Mode = (typeof MODES)[number];

/** The rehearsed day: a Wednesday, at ten in Lima, far from reminders and midnight. */
export const MORNING = "2026-11-25T10:00:00-05:00";
export const TODAY = "2026-11-25";
export const YESTERDAY = "2026-11-24";
export const BEFORE_YESTERDAY = "2026-11-23";

/** What Telegram sends with each webhook call. */
export const SECRET = "end_to_end-secret";

/** Milk by family (a newcomer's by name) and day: "12", or "12 = 7 + 5" with its milkings. */
export type Milk = Record<string, Record<string, string>>;

/** What tests read of an exported row. */
export type Row = Record<
  | "date"
  | "family_code"
  | "person_name"
  | "community"
  | "morning_l"
  | "evening_l"
  | "total_l"
  | "channel",
  string
>;

export interface StageSettings {
  mode: Mode;
  /** What the service's clock shows at its start; `MORNING` when absent. */
  clock?: string;
  logLevel?: string;
  /** Brings the families in before the service starts instead of beside it. */
  importFirst?: boolean;
}

/** Families of each tongue on the roster, and the number of the one whose consent it does not tell. */
const FAMILIES = 52;
const UNASKED = 99;

/** What a stage is made of. */
interface Parts {
  api: BotApi;
  service: Service;
  folder: { data: string; remove(): void };
  startedAt: number;
}

/** The real service, the Bot API server it talks to, and the people who write to it. */
export class Stage {
  readonly mode: Mode;
  readonly api: BotApi;
  service: Service;
  readonly #folder: Parts["folder"];
  readonly #logLevel: string;
  readonly #expected: Milk = {};
  readonly #taken: Record<Tongue, number> = { es: 0, qu: 0 };
  #newcomers = 0;
  #clock: { shown: number; at: number };

  constructor(settings: StageSettings, parts: Parts) {
    this.mode = settings.mode;
    this.api = parts.api;
    this.service = parts.service;
    this.#folder = parts.folder;
    this.#logLevel = settings.logLevel ?? "info";
    this.#clock = { shown: Date.parse(settings.clock ?? MORNING), at: parts.startedAt };
  }

  /** Ends everything and removes its data; fails when the service had not stayed up. */
  async close(): Promise<void> {
    const code = await this.service.stop();
    await this.api.stop();
    this.#folder.remove();
    if (code === 0) return;
    const last = this.service.output().slice(-4000);
    throw new Error(`the service ended with ${code ?? "a signal"}; last it said:\n${last}`);
  }

  /** The instant the service believes it is. */
  now(): Date {
    return new Date(this.#clock.shown + Date.now() - this.#clock.at);
  }

  /** The next family of the roster, with consent, that nobody has played yet. */
  family(tongue: Tongue): Speaker {
    const number = ++this.#taken[tongue];
    if (number > FAMILIES) throw new Error(`only ${FAMILIES} families of ${tongue} on the roster`);
    return this.#member(tongue, number);
  }

  /** The family of the roster that was never asked for its consent. */
  unaskedFamily(tongue: Tongue): Speaker {
    return this.#member(tongue, UNASKED);
  }

  /** Somebody on no roster; milk is later found under this name, so let it be told to the service. */
  newcomer(tongue: Tongue, name: string): Speaker {
    return this.#speaker({ id: 9000 + ++this.#newcomers, name, tongue }, name);
  }

  /** Imports roster rows beside the running service; the header is the one of `ROSTER_HEADER`. */
  async imports(rows: string[]): Promise<void> {
    await importRows(this.#folder.data, rows);
  }

  /** Runs a command beside the service; fails when the command does. */
  async runs(...command: string[]): Promise<string> {
    const done = await runCommand(command, { KALLPANCHIS_DATA: this.#folder.data });
    if (done.code !== 0) throw new Error(`${command.join(" ")} failed:\n${done.stderr}`);
    return done.stdout;
  }

  /** What `export milk` gives now. */
  async stored(): Promise<Milk> {
    return milkOf(await this.rows());
  }

  /** The rows of `export milk --format json`. */
  async rows(): Promise<Row[]> {
    const command = ["export", "milk", "--format", "json", "--to", "2030-01-01"];
    const { code, stdout, stderr } = await runCommand(command, {
      KALLPANCHIS_DATA: this.#folder.data,
    });
    if (code !== 0) throw new Error(`export failed:\n${stderr}`);
    return JSON.parse(stdout) as Row[];
  }

  /** All that the conversations so far said they shall have; what they never told is not there. */
  expected(): Milk {
    return this.#expected;
  }

  /** One figure of `/metrics`; 0 when it was never counted. */
  async metric(name: string, label: string): Promise<number> {
    const text = await (await fetch(`${this.service.url}/metrics`)).text();
    const line = text.split("\n").find((each) => each.startsWith(name) && each.includes(label));
    return line === undefined ? 0 : Number(line.split(" ").at(-1));
  }

  /** Posts a body to the webhook, as Telegram or as a stranger. */
  async post(body: string, secret: string | null): Promise<number> {
    const headers = {
      "content-type": "application/json",
      ...(secret !== null && { "x-telegram-bot-api-secret-token": secret }),
    };
    const url = `${this.service.url}/telegram/webhook`;
    return (await fetch(url, { method: "POST", headers, body })).status;
  }

  /** Ends the service in peace and starts it anew on the same data, at another hour. */
  async restart(clock: string): Promise<void> {
    await this.service.stop();
    await this.#startAgain(clock);
  }

  /** Ends the service as a power cut would and starts it anew, its clock going on. */
  async crash(): Promise<void> {
    const clock = this.now();
    await this.service.kill();
    await this.#startAgain(clock.toISOString());
  }

  async #startAgain(clock: string): Promise<void> {
    this.#clock = { shown: Date.parse(clock), at: Date.now() };
    const environment = environmentOf(this.mode, this.api, clock, this.#logLevel);
    this.service = await startService({ data: this.#folder.data, environment });
  }

  #member(tongue: Tongue, number: number): Speaker {
    const { code, telegramId, name } = rosterEntry(tongue, number);
    return this.#speaker({ id: telegramId, name, tongue }, code);
  }

  #speaker(who: { id: number; name: string; tongue: Tongue }, key: string): Speaker {
    const firstName = who.name.split(" ")[0] ?? "";
    const person = this.api.person({ id: who.id, firstName, languageCode: "es" });
    return new Speaker(
      person,
      who,
      () => this.now(),
      (days) => (this.#expected[key] = days),
    );
  }
}

const ROSTER_HEADER = "family_code,family_name,person_name,telegram_id,language,consent";

/** Opens a stage with its families on the roster. */
export async function openStage(settings: StageSettings): Promise<Stage> {
  const folder = newDataFolder();
  const { data } = folder;
  const api = await startBotApi({ retryScale: 0.05 });
  const clock = settings.clock ?? MORNING;
  const roster = TONGUES.flatMap((tongue) => [
    ...Array.from({ length: FAMILIES }, (_, index) => rosterRow(tongue, index + 1, "yes")),
    rosterRow(tongue, UNASKED, ""),
  ]);
  if (settings.importFirst === true) await importRows(data, roster);
  const startedAt = Date.now();
  const environment = environmentOf(settings.mode, api, clock, settings.logLevel ?? "info");
  const service = await startService({ data, environment });
  if (settings.importFirst !== true) await importRows(data, roster);
  return new Stage(settings, { api, service, folder, startedAt });
}

/** Exported rows by family and day; a newcomer's family goes by the person's name. */
export function milkOf(rows: readonly Row[]): Milk {
  const milk: Milk = {};
  for (const row of rows) {
    if (row.channel !== "telegram") throw new Error(`a row came by ${row.channel}`);
    const key = row.family_code.startsWith("N-") ? row.person_name : row.family_code;
    const days = (milk[key] ??= {});
    if (days[row.date] !== undefined) throw new Error(`${key} has ${row.date} twice`);
    const milkings = row.morning_l || row.evening_l ? ` = ${row.morning_l} + ${row.evening_l}` : "";
    days[row.date] = row.total_l + milkings;
  }
  return milk;
}

function environmentOf(
  mode: Mode,
  api: BotApi,
  clock: string,
  logLevel: string,
): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: api.token,
    TELEGRAM_API_ROOT: api.root,
    TELEGRAM_MODE: mode,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    KALLPANCHIS_CLOCK: clock,
    LOG_LEVEL: logLevel,
  };
}

async function importRows(data: string, rows: string[]): Promise<void> {
  const file = join(data, "roster.csv");
  writeFileSync(file, [ROSTER_HEADER, ...rows].join("\n"));
  const done = await runCommand(["import", "families", file], { KALLPANCHIS_DATA: data });
  if (done.code !== 0) throw new Error(`import failed:\n${done.stderr}`);
}

function rosterEntry(
  tongue: Tongue,
  number: number,
): { code: string; telegramId: number; name: string } {
  const name = tongue === "es" ? "Rosa Quispe" : "Benita Huamán";
  const telegramId = (tongue === "es" ? 1000 : 2000) + number;
  return { code: `${tongue.toUpperCase()}-${number}`, telegramId, name };
}

function rosterRow(tongue: Tongue, number: number, consent: string): string {
  const { code, telegramId, name } = rosterEntry(tongue, number);
  return `${code},Quispe,${name},${telegramId},${tongue},${consent}`;
}
