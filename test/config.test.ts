import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLoopback, readConfig } from "../src/config.ts";

const TOKEN = "123456:ABC-def";

describe("the settings", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const dotEnv = (text: string): void => writeFileSync(join(folder, ".env"), text);

  it("need nothing", () => {
    expect(readConfig({}, folder)).toEqual({
      data: join(folder, "data"),
      databaseUrl: `file:${join(folder, "data", "kallpanchis.db")}`,
      redisUrl: null,
      host: "127.0.0.1",
      port: 3000,
      publicUrl: null,
      telegram: null,
      whatsapp: null,
      whatsappCloud: null,
      pace: {
        telegram: { perSecond: 28, underWay: 8, jitterMs: 0, perDay: null },
        whatsapp: { perSecond: 0.25, underWay: 1, jitterMs: 2000, perDay: 1000 },
        whatsapp_cloud: { perSecond: 20, underWay: 8, jitterMs: 0, perDay: null },
        simulator: { perSecond: 1000, underWay: 32, jitterMs: 0, perDay: null },
      },
      attention: 3,
      watchFlows: true,
      logLevel: "info",
      clockStart: null,
    });
  });

  it("are read from .env, and the environment wins", () => {
    dotEnv('PORT=4000\nHOST="0.0.0.0"\n# a note\nLOG_LEVEL=debug\n');
    expect(readConfig({ PORT: "5000" }, folder)).toMatchObject({
      port: 5000,
      host: "0.0.0.0",
      logLevel: "debug",
    });
  });

  it("left empty count as not given", () => {
    dotEnv("PORT=\nTELEGRAM_BOT_TOKEN=\n");
    expect(readConfig({ DATABASE_URL: "" }, folder)).toMatchObject({ port: 3000, telegram: null });
  });

  const CLOUD = {
    WHATSAPP_CLOUD_TOKEN: "EAAG-token",
    WHATSAPP_CLOUD_PHONE_ID: "100200300",
    WHATSAPP_CLOUD_APP_SECRET: "0123456789abcdef",
    WHATSAPP_CLOUD_VERIFY_TOKEN: "a-word-of-ours",
  };

  it("make WhatsApp's Cloud API ready, which serves the roster's phones at its own pace", () => {
    const config = readConfig(
      { ...CLOUD, WHATSAPP_CLOUD_TEMPLATES: "reminder:milk_reminder,notice:news" },
      folder,
    );
    expect(config.whatsappCloud).toEqual({
      name: "whatsapp",
      token: "EAAG-token",
      phoneId: "100200300",
      appSecret: "0123456789abcdef",
      verifyToken: "a-word-of-ours",
      apiRoot: "https://graph.facebook.com/v26.0",
      templates: { reminder: "milk_reminder", notice: "news" },
      templateLanguage: "es",
    });
    expect(config.pace.whatsapp).toEqual({
      perSecond: 20,
      underWay: 8,
      jitterMs: 0,
      perDay: null,
    });
  });

  it("of the Cloud API go together", () => {
    const { WHATSAPP_CLOUD_APP_SECRET: _secret, ...rest } = CLOUD;
    expect(() => readConfig(rest, folder)).toThrow("WHATSAPP_CLOUD_APP_SECRET is missing");
    const templates = { ...CLOUD, WHATSAPP_CLOUD_TEMPLATES: "milk_reminder" };
    expect(() => readConfig(templates, folder)).toThrow("reminder:milk_reminder");
  });

  it("make Telegram ready with a token alone", () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: TOKEN }, folder).telegram).toEqual({
      token: TOKEN,
      apiRoot: "https://api.telegram.org",
      mode: "polling",
      secret: null,
    });
  });

  it("lose slashes at the end of addresses", () => {
    const config = readConfig(
      {
        PUBLIC_URL: "https://milk.example/bot//",
        TELEGRAM_BOT_TOKEN: TOKEN,
        TELEGRAM_API_ROOT: "http://127.0.0.1:8081/",
      },
      folder,
    );
    expect(config.publicUrl).toBe("https://milk.example/bot");
    expect(config.telegram?.apiRoot).toBe("http://127.0.0.1:8081");
  });

  it.each([
    ["file:./x.db", (at: string) => `file:${join(at, "x.db")}`],
    ["file:/var/x.db", () => "file:/var/x.db"],
    ["file:///var/x.db", () => "file:/var/x.db"],
    ["postgresql://u:p@host/db", () => "postgresql://u:p@host/db"],
    ["postgres://u:p@host/db", () => "postgres://u:p@host/db"],
  ])("take the database %s", (given, expected) => {
    expect(readConfig({ DATABASE_URL: given }, folder).databaseUrl).toBe(expected(folder));
  });

  it("put the database into the data folder", () => {
    const { data, databaseUrl } = readConfig({ KALLPANCHIS_DATA: "/var/milk" }, folder);
    expect([data, databaseUrl]).toEqual(["/var/milk", "file:/var/milk/kallpanchis.db"]);
  });

  it.each([
    ["DATABASE_URL", "mysql://x", 'must start with "file:" or "postgresql://"'],
    ["REDIS_URL", "http://x", 'must start with "redis://" or "rediss://"'],
    ["PORT", "abc", "expected number"],
    ["PORT", "70000", "65535"],
    ["PORT", "-1", ">=0"],
    ["PORT", "30.5", "int"],
    ["PUBLIC_URL", "milk", "URL"],
    ["TELEGRAM_BOT_TOKEN", "secret", "as BotFather gives it"],
    ["TELEGRAM_API_ROOT", "milk", "URL"],
    ["TELEGRAM_MODE", "carrier pigeon", '"polling"|"webhook"'],
    ["TELEGRAM_WEBHOOK_SECRET", "not a secret!", "letters, digits"],
    ["WHATSAPP", "yes", '"off"|"on"'],
    ["WHATSAPP_WS_URL", "wss://web.whatsapp.com/ws/chat", "a server on this machine"],
    ["WHATSAPP_WS_URL", "ws://127.0.0.1.example.com/", "a server on this machine"],
    ["WHATSAPP_WS_URL", "http://127.0.0.1/", "URL"],
    ["WHATSAPP_ROOT_KEY", "abc", "32 bytes"],
    ["WHATSAPP_STATE_KEY", "abc", "32 bytes"],
    ["WHATSAPP_VERSION", "2", "must look like"],
    ["LOG_LEVEL", "loud", '"fatal"'],
    ["KALLPANCHIS_CLOCK", "tomorrow", "datetime"],
  ])("refuse %s=%s with a line of its own", (name, value, reason) => {
    const read = (): unknown => readConfig({ [name]: value }, folder);
    expect(read).toThrow(expect.objectContaining({ name: "OperatorError" }));
    expect(read).toThrow(new RegExp(`\\n  ${name}: [^\\n]*$`));
    expect(read).toThrow(reason);
    expect(read).toThrow(join(folder, ".env"));
  });

  it("refuse all that is wrong at once, without showing what was given", () => {
    const read = (): unknown =>
      readConfig({ PORT: "abc", REDIS_URL: "x", TELEGRAM_BOT_TOKEN: "hush" }, folder);
    expect(read).toThrow(/REDIS_URL: .*\n {2}PORT: .*\n {2}TELEGRAM_BOT_TOKEN: /);
    expect(read).not.toThrow("hush");
  });
});

describe("the rehearsal clock", () => {
  const KALLPANCHIS_CLOCK = "2026-11-23T18:00:00-05:00";

  it("starts at an hour of its own", () => {
    const { clockStart } = readConfig({ KALLPANCHIS_CLOCK }, "/nowhere");
    expect(clockStart?.toISOString()).toBe("2026-11-23T23:00:00.000Z");
  });

  it.each(["https://api.telegram.org", "https://127.0.0.1.example.com", "http://10.0.0.1"])(
    "is refused with the bot of %s",
    (TELEGRAM_API_ROOT) => {
      const environment = { KALLPANCHIS_CLOCK, TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT };
      expect(() => readConfig(environment, "/nowhere")).toThrow("for rehearsals only");
    },
  );

  it.each(["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"])(
    "goes with a server of this machine, %s",
    (TELEGRAM_API_ROOT) => {
      const environment = { KALLPANCHIS_CLOCK, TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT };
      expect(readConfig(environment, "/nowhere").clockStart).not.toBeNull();
    },
  );
});

describe("loopback", () => {
  it.each(["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])("%s is", (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(["0.0.0.0", "10.0.0.1", "127.example.com", "localhost.example.com", "::", ""])(
    "%s is not",
    (host) => expect(isLoopback(host)).toBe(false),
  );
});
