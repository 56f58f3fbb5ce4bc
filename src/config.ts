import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { OperatorError } from "./core/errors.ts";
import type { ChannelName } from "./core/message.ts";

/** True for `127.0.0.0/8`, `localhost` and `[::1]`. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

/** Broadcast messages under way at a time: so many may be lost sight of when a messenger falls silent. */
const UNDER_WAY = 8;

const settings = z.object({
  KALLPANCHIS_DATA: z
    .string()
    .default("./data")
    .describe("folder of the embedded database, private Redis and uploads"),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with "file:" or "postgresql://"')
    .optional()
    .describe("file:<data>/kallpanchis.db or postgresql://…"),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with "redis://" or "rediss://"')
    .optional()
    .describe("a private redis-server in the data folder, or redis://…"),
  HOST: z.string().default("127.0.0.1").describe("address the web server listens on"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe("port of the web server"),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe("address under which the outside reaches us; derived from HOST and PORT"),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, "must look like 123456:ABC-def, as BotFather gives it")
    .optional()
    .describe("token of the Telegram bot"),
  TELEGRAM_API_ROOT: z.url().default("https://api.telegram.org").describe("Bot API server"),
  TELEGRAM_MODE: z
    .enum(["polling", "webhook"])
    .default("polling")
    .describe("how Telegram's messages reach us"),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/, "may hold letters, digits, _ and -, at most 256")
    .optional()
    .describe("secret Telegram sends with each webhook call; made at start when empty"),
  WHATSAPP: z.enum(["off"]).default("off").describe("WhatsApp is not available in this version"),
  TELEGRAM_PER_SECOND: z.coerce
    .number()
    .min(0.1)
    .max(10_000)
    .default(28)
    .describe(
      "broadcast messages and answers a second that Telegram lets through; it allows about 30",
    ),
  KALLPANCHIS_FLOWS: z
    .enum(["watch", "published"])
    .optional()
    .describe("watch: changed flow files are in force at once; published: only by flows publish"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .describe("pino level"),
  KALLPANCHIS_CLOCK: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("rehearsal only: the instant the service believes it is at start"),
});

/** Everything the service is told from outside, checked before anything starts. */
export interface Config {
  /** Absolute path. */
  data: string;
  databaseUrl: string;
  /** Null: run a private Redis. */
  redisUrl: string | null;
  host: string;
  port: number;
  /** Null: derived once the port is known. */
  publicUrl: string | null;
  telegram: {
    token: string;
    apiRoot: string;
    mode: "polling" | "webhook";
    secret: string | null;
  } | null;
  /** How fast each messenger may be written to. */
  pace: Record<ChannelName, { perSecond: number; underWay: number }>;
  /** Changed flow files are in force at once: while only the simulator is served, unless told otherwise. */
  watchFlows: boolean;
  logLevel: string;
  /** Null: the machine's clock. */
  clockStart: Date | null;
}

/**
 * Reads the settings from the environment and a `.env` file beside it (the environment wins).
 * @throws OperatorError naming each setting that is wrong and what it must be
 */
export function readConfig(environment: NodeJS.ProcessEnv, folder: string): Config {
  const file = join(folder, ".env");
  const written = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const given = Object.fromEntries(
    Object.entries({ ...written, ...environment }).filter(
      ([, value]) => value !== undefined && value !== "",
    ),
  );
  const result = settings.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new OperatorError(
      `Some settings are not usable; correct them in the environment or in ${file}:\n${lines.join("\n")}`,
    );
  }
  return toConfig(result.data, folder);
}

function toConfig(read: z.infer<typeof settings>, folder: string): Config {
  const data = isAbsolute(read.KALLPANCHIS_DATA)
    ? read.KALLPANCHIS_DATA
    : resolve(folder, read.KALLPANCHIS_DATA);
  if (
    read.KALLPANCHIS_CLOCK !== undefined &&
    read.TELEGRAM_BOT_TOKEN !== undefined &&
    !isLoopback(new URL(read.TELEGRAM_API_ROOT).hostname)
  ) {
    throw new OperatorError(
      "KALLPANCHIS_CLOCK is for rehearsals only: remove it, or point TELEGRAM_API_ROOT to a server on this machine.",
    );
  }
  return {
    data,
    databaseUrl: absoluteFile(read.DATABASE_URL ?? `file:${join(data, "kallpanchis.db")}`, folder),
    redisUrl: read.REDIS_URL ?? null,
    host: read.HOST,
    port: read.PORT,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    telegram:
      read.TELEGRAM_BOT_TOKEN === undefined
        ? null
        : {
            token: read.TELEGRAM_BOT_TOKEN,
            apiRoot: read.TELEGRAM_API_ROOT.replace(/\/+$/, ""),
            mode: read.TELEGRAM_MODE,
            secret: read.TELEGRAM_WEBHOOK_SECRET ?? null,
          },
    pace: {
      telegram: { perSecond: read.TELEGRAM_PER_SECOND, underWay: UNDER_WAY },
      whatsapp: { perSecond: 0.25, underWay: 1 },
      simulator: { perSecond: 1000, underWay: 32 },
    },
    watchFlows:
      (read.KALLPANCHIS_FLOWS ??
        (read.TELEGRAM_BOT_TOKEN === undefined ? "watch" : "published")) === "watch",
    logLevel: read.LOG_LEVEL,
    clockStart: read.KALLPANCHIS_CLOCK === undefined ? null : new Date(read.KALLPANCHIS_CLOCK),
  };
}

function absoluteFile(url: string, folder: string): string {
  if (!url.startsWith("file:")) return url;
  return `file:${resolve(folder, url.slice("file:".length).replace(/^\/\//, ""))}`;
}
