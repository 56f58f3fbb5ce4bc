import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

interface Room {
  /** Rooms whose files it may import. */
  may: string[];
  /** Packages it may use; `node:*` stands for all of Node's own. */
  uses: string[];
}

/**
 * Who may import whom, and which package lives where. Default is no; type imports count. A room is the
 * longest of these names that begins a file's path; its own files it may always import.
 */
const HOUSE: Record<string, Room> = {
  // Floor 6: signals and commands.
  "main.ts": { may: ["core", "commands"], uses: ["commander", "node:*"] },
  commands: {
    may: [
      "actions.ts",
      "tasks.ts",
      "app.ts",
      "config.ts",
      "log.ts",
      "library.ts",
      "release.ts",
      "core",
      "flow",
    ].concat([
      "store",
      "tables",
      "conversation",
      "broadcast",
      "counting/election.ts",
      "counting/first",
      "evidence",
      "graph",
      "pabulib",
      "rapidpro",
      "flowresults",
      "rehearsal",
      "backup",
      "doctor",
      "jobs",
      "channels/telegram",
      "modules/demonstration",
      "modules/market",
      "modules/milk",
      "modules/people",
      "modules/trainings",
      "documents",
      "console/chat",
      "channels/whatsapp",
    ]),
    uses: ["commander", "qrcode", "node:*"],
  },
  // Floor 5: the only file that knows everybody, and the reader of flows and words from disk.
  "app.ts": {
    may: [
      "library.ts",
      "hearing.ts",
      "actions.ts",
      "tasks.ts",
      "authoring.ts",
      "release.ts",
      "config.ts",
      "log.ts",
      "metrics.ts",
      "whatsapp.ts",
      "core",
      "store",
      "jobs",
      "flow",
    ].concat(
      [
        "charts",
        "understanding",
        "channels/simulator",
        "channels/telegram",
        "channels/whatsapp-cloud",
        "inbox",
        "outbox",
      ],
      ["broadcast", "conversation", "console", "modules/demonstration", "modules/milk"],
    ),
    uses: ["node:*"],
  },
  rehearsal: {
    may: ["library.ts", "hearing.ts", "broadcast", "channels", "core", "conversation"].concat([
      "flow",
      "inbox",
      "outbox",
      "store",
      "understanding",
      "modules/milk",
      "modules/people",
    ]),
    uses: ["zod", "node:*"],
  },
  "whatsapp.ts": {
    may: ["config.ts", "channels/whatsapp", "console", "core", "jobs", "store"],
    uses: [],
  },
  "tasks.ts": {
    may: ["core", "store"].concat([
      "modules/market",
      "modules/people",
      "modules/polls",
      "modules/trainings",
    ]),
    uses: [],
  },
  "actions.ts": {
    may: [
      "announcer.ts",
      "broadcast",
      "core",
      "store",
      "modules/milk",
      "modules/people",
      "modules/polls",
      "modules/trainings",
      "modules/market",
    ],
    uses: [],
  },
  "announcer.ts": { may: ["broadcast", "core", "store"], uses: [] },
  "authoring.ts": {
    may: ["library.ts", "release.ts", "core", "conversation", "console/chat", "flow"],
    uses: [],
  },
  "hearing.ts": { may: ["core", "conversation", "understanding"], uses: [] },
  "release.ts": {
    may: ["library.ts", "log.ts", "core", "conversation", "flow", "store", "understanding"],
    uses: ["node:*"],
  },
  "library.ts": { may: ["core", "flow", "understanding"], uses: ["node:*"] },
  // Floor 4: web pages.
  console: {
    may: ["core", "config.ts", "store", "channels/simulator", "console/chat"].concat([
      "console/broadcasts",
      "modules/trainings",
    ]),
    uses: ["fastify", "@fastify/cookie", "@fastify/helmet", "@fastify/rate-limit"].concat([
      "preact",
      "preact-render-to-string",
      "qrcode",
      "node:*",
    ]),
  },
  "console/chat": {
    may: ["console", "store", "channels/simulator"],
    uses: ["fastify", "preact-render-to-string", "zod"],
  },
  "console/broadcasts": { may: ["broadcast", "console", "core", "store"], uses: ["fastify"] },
  "console/chat/client": { may: ["console/chat"], uses: ["preact"] },
  // Floor 3: workers; none imports another.
  backup: { may: ["core", "store"], uses: ["zod", "node:*"] },
  doctor: { may: ["store", "channels/telegram"], uses: ["node:*"] },
  inbox: { may: ["core", "store"], uses: [] },
  conversation: { may: ["core", "flow", "store"], uses: [] },
  outbox: { may: ["core", "store"], uses: [] },
  flowresults: { may: ["core", "flow", "store", "tables"], uses: ["node:*"] },
  broadcast: { may: ["core", "store"], uses: ["zod", "node:*"] },
  "modules/demonstration": { may: ["core", "store"], uses: [] },
  "modules/market": { may: ["core", "store", "tables"], uses: [] },
  "modules/milk": { may: ["core", "store"], uses: [] },
  "modules/polls": { may: ["core", "store"], uses: [] },
  "modules/trainings": { may: ["core", "store"], uses: [] },
  "modules/people": { may: ["core", "store", "tables"], uses: [] },
  // Floor 2: tools; none imports another.
  channels: { may: ["core"], uses: [] },
  // Exception: the simulator is a messenger of our own, and its server's memory is our database.
  "channels/simulator": { may: ["core", "store"], uses: ["node:*"] },
  "channels/whatsapp-cloud": { may: ["core", "channels"], uses: ["zod", "node:*"] },
  "channels/telegram": { may: ["core", "channels"], uses: ["telegraf", "zod", "node:*"] },
  "channels/whatsapp": {
    may: ["core", "channels"],
    uses: ["@whiskeysockets/baileys", "zod", "node:*"],
  },
  charts: { may: ["core"], uses: ["@resvg/resvg-js", "echarts", "node:*"] },
  documents: { may: [], uses: ["pdfkit", "node:*"] },
  rapidpro: { may: ["core", "flow"], uses: ["zod", "yaml", "node:*"] },
  graph: { may: ["core", "flow"], uses: ["@resvg/resvg-js", "@viz-js/viz"].concat(["node:*"]) },
  // The words of an election are types alone; the two programs of counting share nothing else.
  "counting/election.ts": { may: [], uses: [] },
  "counting/first": { may: ["counting/election.ts"], uses: ["node:*"] },
  "counting/second": { may: ["counting/election.ts"], uses: ["node:*"] },
  counting: {
    may: ["counting/election.ts", "counting/first", "counting/second"],
    uses: ["node:*"],
  },
  pabulib: { may: ["counting/election.ts"], uses: [] },
  // Exception: to check a vote is to count it again, and its verifier must run without the rest of the house.
  evidence: {
    may: ["counting", "counting/election.ts", "counting/first", "pabulib"],
    uses: ["node:*"],
  },
  flow: { may: ["core"], uses: ["yaml", "zod"] },
  jobs: { may: ["core"], uses: ["bullmq", "ioredis", "node:*"] },
  store: {
    may: ["core", "generated"],
    uses: ["@photostructure/sqlite", "@prisma/adapter-pg", "@prisma/driver-adapter-utils"].concat([
      "pg",
      "node:*",
    ]),
  },
  tables: {
    may: ["core"],
    uses: ["csv-parse", "csv-stringify", "read-excel-file", "write-excel-file", "node:*"],
  },
  understanding: { may: ["core"], uses: ["zod"] },
  // Floor 1: words and values.
  core: { may: [], uses: ["uuidv7", "node:crypto"] },
  "config.ts": { may: ["core"], uses: ["zod", "node:*"] },
  "log.ts": { may: [], uses: ["pino"] },
  "metrics.ts": { may: [], uses: ["prom-client"] },
};

/** Words with one home each, and who else may say them, for which reason. */
const HOMES: { what: string; pattern: RegExp; may: Record<string, string> }[] = [
  {
    what: "process.env",
    pattern: /\bprocess\.env\b/,
    may: {
      "commands/backup.ts": "hands the environment to config.ts",
      "commands/demo.ts": "hands the environment to config.ts",
      "commands/doctor.ts": "hands the environment to config.ts",
      "commands/operator-store.ts": "hands the environment to config.ts",
      "commands/chat.ts": "hands the environment to config.ts",
      "commands/export.ts": "hands the environment to config.ts",
      "commands/flows.ts": "hands the environment to config.ts",
      "commands/import.ts": "hands the environment to config.ts",
      "commands/import-attendance.ts": "hands the environment to config.ts",
      "commands/import-prices.ts": "hands the environment to config.ts",
      "commands/start.ts": "hands the environment to config.ts",
      "commands/whatsapp.ts": "hands the environment to config.ts",
      "jobs/redis-server.ts": "PATH tells where redis-server lies; an installer needs it too",
    },
  },
  {
    what: "now",
    pattern: /\bDate\.now\(\)|\bnew Date\(\)/,
    may: {
      "core/clock.ts": "the home of now",
      "commands/backup.ts": "a command's clock is the machine's",
      "commands/demo.ts": "a command's clock is the machine's",
      "commands/export.ts": "a command's clock is the machine's",
      "commands/import.ts": "a command's clock is the machine's",
      "commands/import-prices.ts": "a command's clock is the machine's",
      "console/chat/client/conversation.ts": "runs in the browser",
      "console/chat/client/days.ts": "runs in the browser",
      "jobs/redis-server.ts": "waits in real time for a process",
      "store/migrate.ts": "Prisma's book tells when a migration really ran, rehearsal or not",
    },
  },
  {
    what: "chance and ids",
    pattern: /\bMath\.random\b|\brandomBytes\b|\brandomUUID\(|\bgetRandomValues\b|from "uuidv7"/,
    may: {
      "core/ids.ts": "the home of ids",
      "channels/whatsapp/seal.ts": "each sealed value has a nonce of its own",
      "channels/whatsapp/state-key.ts": "makes the key of a first start",
      "commands/chat.ts": "stands for a phone: makes its messages' ids as the browser does",
      "console/chat/client/identifiers.ts": "runs in the browser",
      "store/migrate.ts": "ids in Prisma's own book, in Prisma's form",
    },
  },
];

type Sources = ReadonlyMap<string, string>;

const FROM = /^\s*(?:import|export)\s[^"';]*?\bfrom\s+["']([^"']+)["']/gm;
const BARE = /^\s*import\s+["']([^"']+)["']/gm;
const INLINE = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

function readSources(): Sources {
  const names = readdirSync("src", { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  return new Map(
    names
      .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("generated/"))
      .sort()
      .map((name) => [name, readFileSync(join("src", name), "utf8")]),
  );
}

function importsOf(text: string): string[] {
  return [FROM, BARE, INLINE].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ""),
  );
}

function roomOf(file: string): string {
  const names = Object.keys(HOUSE).filter((name) => file === name || file.startsWith(`${name}/`));
  return names.sort((one, other) => other.length - one.length)[0] ?? file.split("/")[0] ?? "";
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Every import that the table does not allow. */
function forbidden(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) => {
    const room = HOUSE[roomOf(file)];
    if (room === undefined) return [`${file} is in no room of the table`];
    return importsOf(text).flatMap((specifier) => {
      if (!specifier.startsWith(".")) {
        const allowed =
          room.uses.includes(packageOf(specifier)) ||
          (specifier.startsWith("node:") && room.uses.includes("node:*"));
        return allowed ? [] : [`${file} may not use ${specifier}`];
      }
      const target = join(dirname(file), specifier);
      if (!sources.has(target) && !existsSync(join("src", target)))
        return [`${file} imports ${specifier}, which is no file`];
      const other = roomOf(target);
      return other === roomOf(file) || room.may.includes(other)
        ? []
        : [`${file} may not import ${target}`];
    });
  });
}

/** Files that import each other in a ring, each ring once, as `a → b → a`. */
function circles(sources: Sources): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (path.includes(file) || done.has(file)) return;
    const text = sources.get(file) ?? "";
    for (const specifier of importsOf(text).filter((name) => name.startsWith(".")))
      visit(join(dirname(file), specifier), [...path, file]);
    done.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
}

function barrels(sources: Sources): string[] {
  return [...sources.keys()].filter((file) =>
    /^\s*export\s[^;=()]*?\bfrom\s+["']/m.test(sources.get(file) ?? ""),
  );
}

function badNames(sources: Sources): string[] {
  const good = /^[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/;
  const catchAll = /^(types|utils?|helpers?|common|misc)\.tsx?$/;
  return [...sources.keys()].filter(
    (file) => !good.test(basename(file)) || catchAll.test(basename(file)),
  );
}

function strays(sources: Sources, { pattern, may }: (typeof HOMES)[number]): string[] {
  return [...sources].flatMap(([file, text]) =>
    pattern.test(text) && may[file] === undefined && file !== "config.ts" ? [file] : [],
  );
}

const src = readSources();
const planted = (file: string, text: string): Sources => new Map([...src, [file, text]]);

describe("the house", () => {
  it("was read at all", () => {
    expect(src.size).toBeGreaterThan(100);
    expect([...src.values()].flatMap(importsOf).length).toBeGreaterThan(300);
  });

  it("is imported only as the table allows", () => expect(forbidden(src)).toEqual([]));

  it("has no circles", () => expect(circles(src)).toEqual([]));

  it("has no barrels", () => expect(barrels(src)).toEqual([]));

  it("has plain file names and no catch-all files", () => expect(badNames(src)).toEqual([]));

  it.each(HOMES)("keeps $what in its home", (home) => {
    expect(strays(src, home)).toEqual([]);
    const idle = Object.keys(home.may).filter((file) => !home.pattern.test(src.get(file) ?? ""));
    expect(idle, "exceptions that nobody needs any more").toEqual([]);
  });

  it("has small files", () => {
    const lengths = [...src].map(([file, text]) => ({ file, lines: text.split("\n").length - 1 }));
    lengths.sort((one, other) => one.lines - other.lines);
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]?.lines).toBeLessThanOrEqual(100);
    expect(lengths[Math.floor(lengths.length * 0.9)]?.lines).toBeLessThanOrEqual(250);
  });

  it("names no edge in the table that does not exist", () => {
    const idle = Object.entries(HOUSE).flatMap(([room, { may, uses }]) => {
      const files = [...src].filter(([file]) => roomOf(file) === room);
      const specifiers = files.flatMap(([file, text]) =>
        importsOf(text).map((name) => (name.startsWith(".") ? join(dirname(file), name) : name)),
      );
      const used = specifiers.flatMap((name) => [roomOf(name), packageOf(name)]);
      if (specifiers.some((name) => name.startsWith("node:"))) used.push("node:*");
      return [...may, ...uses].filter((name) => !used.includes(name)).map((name) => [room, name]);
    });
    expect(idle).toEqual([]);
  });
});

describe("the law itself", () => {
  it.each([
    ["flow/new.ts", 'import { openStore } from "../store/open.ts";'],
    ["flow/new.ts", 'import type { Store } from "../store/connection.ts";'],
    ["modules/milk/new.ts", 'import { importFamilies } from "../people/import.ts";'],
    ["channels/telegram/new.ts", 'import { x } from "../simulator/simulator.ts";'],
    ["core/new.ts", 'import {\n  readFileSync,\n} from "node:fs";'],
    ["conversation/new.ts", "import { Redis } from 'ioredis';"],
    ["conversation/new.ts", 'const late = await import("../outbox/deliver.ts");'],
    ["inbox/new.ts", 'type Client = import("../generated/sqlite/client.ts").PrismaClient;'],
    ["outbox/new.ts", 'import "./nowhere.ts";'],
    ["cellar/new.ts", ""],
  ])("refuses in %s: %s", (file, text) => {
    expect(forbidden(planted(file, text))).toHaveLength(1);
  });

  it("sees a planted circle, barrel, name, clock, chance and environment", () => {
    const ring = planted("core/clock.ts", 'import { newId } from "./ids.ts";');
    expect(circles(new Map([...ring, ["core/ids.ts", 'import "./clock.ts";']]))).toHaveLength(1);
    expect(barrels(planted("core/index.ts", 'export * from "./ids.ts";'))).toEqual([
      "core/index.ts",
    ]);
    expect(badNames(planted("core/utils.ts", ""))).toEqual(["core/utils.ts"]);
    expect(badNames(planted("core/newThing.ts", ""))).toEqual(["core/newThing.ts"]);
    const bad = "const at = new Date(); const n = Math.random(); const e = process.env.X;";
    for (const home of HOMES)
      expect(strays(planted("outbox/new.ts", bad), home)).toEqual(["outbox/new.ts"]);
  });
});
