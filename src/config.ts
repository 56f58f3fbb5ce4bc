import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import { OperatorError } from "./core/errors.ts";
import { keyOf } from "./core/keys.ts";
import type { ChannelName, OutboxKind } from "./core/message.ts";

/** True for `127.0.0.0/8`, `localhost` and `[::1]`. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

/** Broadcast messages under way at a time: so many may be lost sight of when a messenger falls silent. */
const UNDER_WAY = 8;

const key = z.string().refine((text) => keyOf(text) !== null, "must be 32 bytes in hex or base64");

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
  WHATSAPP: z
    .enum(["off", "on"])
    .default("off")
    .describe("on: serve a WhatsApp number, linked with `kallpanchis whatsapp link`"),
  WHATSAPP_STATE_KEY: key
    .optional()
    .describe("32 bytes in hex or base64 that seal the saved link; a file in the data folder"),
  WHATSAPP_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "must look like 2.3000.1043857760")
    .optional()
    .describe("version of WhatsApp Web to name, when WhatsApp refuses the built-in one"),
  WHATSAPP_WS_URL: z
    .url({ protocol: /^wss?$/ })
    .refine((url) => isLoopback(new URL(url).hostname), "may only name a server on this machine")
    .optional()
    .describe("tests only: a WhatsApp server on this machine"),
  WHATSAPP_ROOT_KEY: key
    .optional()
    .describe("tests only: root key of the server on this machine, 32 bytes in hex or base64"),
  WHATSAPP_CLOUD_TOKEN: z
    .string()
    .optional()
    .describe(
      "token of a system user of Meta's Cloud API; WhatsApp's official interface is off without it",
    ),
  WHATSAPP_CLOUD_PHONE_ID: z
    .string()
    .regex(
      /^\d+$/,
      "must be the phone number ID that Meta shows, digits only; not the number itself",
    )
    .optional()
    .describe("phone number ID of the Cloud API"),
  WHATSAPP_CLOUD_APP_SECRET: z
    .string()
    .min(8, "must be the app secret that Meta shows under Basic settings")
    .optional()
    .describe("app secret, with which Meta signs each webhook call"),
  WHATSAPP_CLOUD_VERIFY_TOKEN: z
    .string()
    .min(8, "must be at least 8 letters that nobody can guess")
    .optional()
    .describe("a word of your own that you also enter in Meta's webhook form"),
  WHATSAPP_CLOUD_API_ROOT: z
    .url()
    .default("https://graph.facebook.com/v26.0")
    .describe("Graph API server with its version"),
  WHATSAPP_CLOUD_TEMPLATES: z
    .string()
    .regex(
      /^(reply|nudge|reminder|broadcast|notice):[a-z0-9_]+(,(reply|nudge|reminder|broadcast|notice):[a-z0-9_]+)*$/,
      "must look like reminder:milk_reminder,notice:news,broadcast:news",
    )
    .optional()
    .describe("approved templates for what goes out more than 24 hours after somebody wrote"),
  WHATSAPP_CLOUD_TEMPLATE_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, "must look like es or es_PE")
    .default("es")
    .describe("language of the templates"),
  WHATSAPP_CLOUD_PER_SECOND: z.coerce
    .number()
    .min(0.1)
    .max(1000)
    .default(20)
    .describe("broadcast messages and answers a second; WhatsApp allows 80 a number"),
  TELEGRAM_PER_SECOND: z.coerce
    .number()
    .min(0.1)
    .max(10_000)
    .default(28)
    .describe(
      "broadcast messages and answers a second that Telegram lets through; it allows about 30",
    ),
  WHATSAPP_SECONDS_APART: z.coerce
    .number()
    .min(1)
    .max(3600)
    .default(4)
    .describe("seconds from one broadcast message on WhatsApp to the next"),
  WHATSAPP_JITTER_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3600)
    .default(2)
    .describe("up to so many seconds more, by chance, so that it does not look like a machine"),
  WHATSAPP_PER_DAY: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(1000)
    .describe("broadcast messages a day on WhatsApp; what is left over goes out the next morning"),
  KALLPANCHIS_ATTENTION: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(3)
    .describe("messages a day that a person gets without having written, of all senders together"),
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
  whatsapp: {
    /** Null: WhatsApp's own. */
    url: string | null;
    rootKey: Uint8Array | null;
    /** Null: the client's own. */
    version: [number, number, number] | null;
    /** Null: the key of `stateKeyFile`. */
    stateKey: Uint8Array | null;
    stateKeyFile: string;
  } | null;
  /** WhatsApp's official interface; null: off. */
  whatsappCloud: {
    name: "whatsapp" | "whatsapp_cloud";
    token: string;
    phoneId: string;
    appSecret: string;
    verifyToken: string;
    apiRoot: string;
    templates: Partial<Record<OutboxKind, string>>;
    templateLanguage: string;
  } | null;
  /** How fast each messenger may be written to. */
  pace: Record<
    ChannelName,
    { perSecond: number; underWay: number; jitterMs: number; perDay: number | null }
  >;
  /** Messages a day that a person gets without having written. */
  attention: number;
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
  checkRehearsal(read);
  if (read.WHATSAPP_ROOT_KEY !== undefined && read.WHATSAPP_WS_URL === undefined)
    throw new OperatorError(
      "WHATSAPP_ROOT_KEY is for tests only: remove it, or point WHATSAPP_WS_URL to a server on this machine.",
    );
  const whatsappCloud = cloudOf(read);
  const cloudPace = {
    perSecond: read.WHATSAPP_CLOUD_PER_SECOND,
    underWay: UNDER_WAY,
    jitterMs: 0,
    perDay: null,
  };
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
    whatsapp: read.WHATSAPP === "off" ? null : whatsappOf(read, data),
    whatsappCloud,
    pace: {
      telegram: {
        perSecond: read.TELEGRAM_PER_SECOND,
        underWay: UNDER_WAY,
        jitterMs: 0,
        perDay: null,
      },
      whatsapp:
        whatsappCloud?.name === "whatsapp"
          ? cloudPace
          : {
              perSecond: 1 / read.WHATSAPP_SECONDS_APART,
              underWay: 1,
              jitterMs: read.WHATSAPP_JITTER_SECONDS * 1000,
              perDay: read.WHATSAPP_PER_DAY,
            },
      whatsapp_cloud: cloudPace,
      simulator: { perSecond: 1000, underWay: 32, jitterMs: 0, perDay: null },
    },
    attention: read.KALLPANCHIS_ATTENTION,
    watchFlows:
      (read.KALLPANCHIS_FLOWS ??
        (read.TELEGRAM_BOT_TOKEN === undefined && read.WHATSAPP === "off" && whatsappCloud === null
          ? "watch"
          : "published")) === "watch",
    logLevel: read.LOG_LEVEL,
    clockStart: read.KALLPANCHIS_CLOCK === undefined ? null : new Date(read.KALLPANCHIS_CLOCK),
  };
}

/** A clock of one's own goes only with messengers of one's own. */
function checkRehearsal(read: z.infer<typeof settings>): void {
  if (read.KALLPANCHIS_CLOCK === undefined) return;
  const roots: [string, string, unknown][] = [
    ["TELEGRAM_API_ROOT", read.TELEGRAM_API_ROOT, read.TELEGRAM_BOT_TOKEN],
    ["WHATSAPP_CLOUD_API_ROOT", read.WHATSAPP_CLOUD_API_ROOT, read.WHATSAPP_CLOUD_TOKEN],
  ];
  for (const [name, root, token] of roots) {
    if (token !== undefined && !isLoopback(new URL(root).hostname))
      throw new OperatorError(
        `KALLPANCHIS_CLOCK is for rehearsals only: remove it, or point ${name} to a server on this machine.`,
      );
  }
  if (read.WHATSAPP === "on" && read.WHATSAPP_WS_URL === undefined)
    throw new OperatorError(
      "KALLPANCHIS_CLOCK is for rehearsals only: remove it, or point WHATSAPP_WS_URL to a server on this machine.",
    );
}

function whatsappOf(read: z.infer<typeof settings>, data: string): NonNullable<Config["whatsapp"]> {
  const [major = 0, minor = 0, patch = 0] = read.WHATSAPP_VERSION?.split(".").map(Number) ?? [];
  return {
    url: read.WHATSAPP_WS_URL ?? null,
    rootKey: keyOf(read.WHATSAPP_ROOT_KEY ?? ""),
    version: read.WHATSAPP_VERSION === undefined ? null : [major, minor, patch],
    stateKey: keyOf(read.WHATSAPP_STATE_KEY ?? ""),
    stateKeyFile: join(data, "whatsapp.key"),
  };
}

/** The four settings of the Cloud API go together. */
function cloudOf(read: z.infer<typeof settings>): Config["whatsappCloud"] {
  const given = {
    WHATSAPP_CLOUD_TOKEN: read.WHATSAPP_CLOUD_TOKEN,
    WHATSAPP_CLOUD_PHONE_ID: read.WHATSAPP_CLOUD_PHONE_ID,
    WHATSAPP_CLOUD_APP_SECRET: read.WHATSAPP_CLOUD_APP_SECRET,
    WHATSAPP_CLOUD_VERIFY_TOKEN: read.WHATSAPP_CLOUD_VERIFY_TOKEN,
  };
  const missing = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (missing.length === 4) return null;
  if (missing.length > 0)
    throw new OperatorError(
      `WhatsApp's Cloud API needs all of its settings; ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing.`,
    );
  const pairs = (read.WHATSAPP_CLOUD_TEMPLATES ?? "").split(",").filter((pair) => pair !== "");
  return {
    name: read.WHATSAPP === "off" ? "whatsapp" : "whatsapp_cloud",
    token: given.WHATSAPP_CLOUD_TOKEN ?? "",
    phoneId: given.WHATSAPP_CLOUD_PHONE_ID ?? "",
    appSecret: given.WHATSAPP_CLOUD_APP_SECRET ?? "",
    verifyToken: given.WHATSAPP_CLOUD_VERIFY_TOKEN ?? "",
    apiRoot: read.WHATSAPP_CLOUD_API_ROOT.replace(/\/+$/, ""),
    templates: Object.fromEntries(pairs.map((pair) => pair.split(":"))) as Partial<
      Record<OutboxKind, string>
    >,
    templateLanguage: read.WHATSAPP_CLOUD_TEMPLATE_LANGUAGE,
  };
}

function absoluteFile(url: string, folder: string): string {
  if (!url.startsWith("file:")) return url;
  return `file:${resolve(folder, url.slice("file:".length).replace(/^\/\//, ""))}`;
}
