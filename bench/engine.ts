import { fork, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Measured, Script, Task } from "./engine/contender.ts";
import { weighSessions, writeScript } from "./engine/ours.ts";

/**
 * Turns a second of our engine and of four others, without I/O: the same conversation of five
 * messages, each contender in a process of its own, one after the other.
 * Options: --conversations 2000  --rounds 3
 */
const AIM_BYTES = 1024;
/** Reports one after the other that a session is weighed over; it remembers the last three. */
const REPORTS = 4;

const root = process.cwd();
const peers = join(root, "bench", "peers");
const built = join(dirname(fileURLToPath(import.meta.url)), "engine");
const conversations = option("conversations", 2000);
const rounds = option("rounds", 3);

interface Entrant {
  name: string;
  module: string;
  variant: string;
  runs: Measured[];
}

const ours = entrant("kallpanchis, session as JSON", join(built, "ours.mjs"), "json");
const entrants: Entrant[] = [
  ours,
  entrant("kallpanchis, engine alone", join(built, "ours.mjs"), "engine"),
  entrant("kallpanchis, with understanding", join(built, "ours.mjs"), "understanding"),
  entrant("grammY conversations", join(peers, "grammy.mjs")),
  entrant("telegraf WizardScene", join(peers, "telegraf.mjs")),
  entrant("builderbot, MemoryDB", join(peers, "builderbot.mjs"), "memory"),
  entrant("builderbot, history by person", join(peers, "builderbot.mjs"), "indexed"),
  entrant("botbuilder-dialogs, TextPrompt", join(peers, "botbuilder.mjs"), "exact"),
  entrant("botbuilder-dialogs, NumberPrompt", join(peers, "botbuilder.mjs"), "recognisers"),
];

installPeers();
const script = await writeScript();
const folder = quietFolder();
try {
  for (let round = 1; round <= rounds; round++) {
    for (const one of entrants) {
      process.stderr.write(`round ${round} of ${rounds}: ${one.name} …\n`);
      one.runs.push(await run(one, script));
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
report();
await reportSessions();

function entrant(name: string, module: string, variant = ""): Entrant {
  return { name, module, variant, runs: [] };
}

/** Measures in a new process; fails with it. */
function run(one: Entrant, script: Script): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(join(built, "child.mjs"), [], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TZ: "UTC",
        NODE_ENV: "production",
        BENCH_ROOT: root,
      },
      execArgv: ["--expose-gc", "--no-warnings"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    let measured: Measured | null = null;
    child.once("message", (message) => (measured = message as Measured));
    child.once("exit", () => {
      if (measured === null) reject(new Error(`${one.name} failed`));
      else resolve(measured);
    });
    child.send({
      module: one.module,
      variant: one.variant,
      conversations,
      script,
    } satisfies Task);
  });
}

function report(): void {
  row(["contender", "turns/s", "CPU µs/turn", "CPU, times ours", "session bytes"]);
  row(["---", "---:", "---:", "---:", "---:"]);
  const base = median(ours.runs.map((one) => one.cpuMicros));
  for (const { name, runs } of entrants) {
    const cpu = median(runs.map((one) => one.cpuMicros));
    row([
      name,
      median(runs.map((one) => one.turnsPerSecond)).toFixed(0),
      cpu.toFixed(1),
      (cpu / base).toFixed(2),
      median(runs.map((one) => one.sessionBytes)).toFixed(0),
    ]);
  }
}

/** The largest session over the whole conversation, and what it consists of when it is too large. */
async function reportSessions(): Promise<void> {
  const sizes = await weighSessions(REPORTS);
  const once = largest(sizes.slice(0, script.says.length));
  const again = largest(sizes);
  for (const [label, one] of [
    ["in one report", once],
    [`in ${REPORTS} reports one after the other`, again],
  ] as const) {
    const bytes = Buffer.byteLength(one.state);
    const verdict = bytes < AIM_BYTES ? "below" : "NOT below";
    process.stdout.write(
      `Largest session of ours ${label}: ${bytes} bytes, after message ${one.turn} (${verdict} the aim of ${AIM_BYTES}).\n`,
    );
    if (bytes >= AIM_BYTES) process.stdout.write(`  ${partsOf(one.state)}\n`);
  }
}

function largest(sizes: { turn: number; state: string }[]): { turn: number; state: string } {
  return sizes.reduce((most, one) =>
    Buffer.byteLength(one.state) > Buffer.byteLength(most.state) ? one : most,
  );
}

/** The bytes of a state's parts, the variables of its frames one by one. */
function partsOf(text: string): string {
  const state = JSON.parse(text) as {
    frames: { variables: object; [part: string]: unknown }[];
    [part: string]: unknown;
  };
  const frames = state.frames.flatMap((frame) => [
    ...Object.entries(frame.variables).map(([name, value]) => [`variable ${name}`, value] as const),
    ["rest of the frame", { ...frame, variables: {} }] as const,
  ]);
  const others = Object.entries(state).filter(([name]) => name !== "frames");
  return [...frames, ...others]
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(JSON.stringify(value)) }))
    .sort((left, right) => right.bytes - left.bytes)
    .map(({ name, bytes }) => `${name} ${bytes}`)
    .join(", ");
}

function row(cells: string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = Number(at < 0 ? fallback : process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number`);
  return value;
}

/** Brings the other engines, which are no part of the service, into their own folder. */
function installPeers(): void {
  const lock = createHash("sha256")
    .update(readFileSync(join(peers, "package-lock.json")))
    .digest("hex");
  const mark = join(peers, "node_modules", ".kallpanchis");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  process.stderr.write("Installing the other engines (about half a minute) …\n");
  const done = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: peers, encoding: "utf8" },
  );
  if (done.status !== 0) {
    process.stderr.write(
      `${done.stdout}${done.stderr}\nnpm ci failed in bench/peers. Check the network and run the same command again.\n`,
    );
    process.exit(1);
  }
  writeFileSync(mark, lock);
}

/** A working folder in which the two log files that builderbot writes at every message go nowhere. */
function quietFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kallpanchis-engine-"));
  for (const name of ["core.class.log", "queue.class.log"])
    symlinkSync("/dev/null", join(folder, name));
  return folder;
}
