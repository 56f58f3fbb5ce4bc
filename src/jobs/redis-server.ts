import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { Redis } from "ioredis";
import { OperatorError } from "../core/errors.ts";

export interface PrivateRedis {
  url: string;
  stop(): Promise<void>;
}

/** Ends Redis when its standard input ends: whatever kills the service, Redis follows. */
const GUARD = '"$@" & server=$!; cat >/dev/null; kill -TERM $server 2>/dev/null; wait $server';

const START_LIMIT_MS = 10_000;

/** Starts a Redis of our own on loopback, keeping an append-only file in the folder. */
export async function startPrivateRedis(folder: string): Promise<PrivateRedis> {
  const program = findRedis() ?? installRedis();
  mkdirSync(folder, { recursive: true });
  await formerGone(join(folder, "redis.pid"));
  const port = await freePort();
  const guard = spawn(
    "sh",
    [
      "-c",
      GUARD,
      "sh",
      program,
      "--bind",
      "127.0.0.1",
      "--port",
      String(port),
      "--dir",
      folder,
      "--pidfile",
      join(folder, "redis.pid"),
      "--appendonly",
      "yes",
      "--appendfsync",
      "everysec",
      "--save",
      "",
      "--maxmemory-policy",
      "noeviction",
      "--logfile",
      join(folder, "redis.log"),
    ],
    // A session of its own, so that Ctrl-C reaches us first and what is in hand can be finished.
    { stdio: ["pipe", "ignore", "ignore"], detached: true },
  );
  await answering(port, guard, folder);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop() {
      return new Promise((resolve) => {
        if (guard.exitCode !== null) return resolve();
        guard.once("exit", () => resolve());
        guard.stdin?.end();
      });
    },
  };
}

/** The redis-server on PATH; null when there is none. */
export function findRedis(): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, "redis-server");
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

function installRedis(): string {
  const ways: [string, string[]][] = [
    ["apt-get", ["install", "-y", "--no-install-recommends", "redis-server"]],
    ["brew", ["install", "redis"]],
  ];
  for (const [command, parameters] of ways) {
    if (spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0) continue;
    process.stderr.write(`Installing redis-server with ${command} …\n`);
    if (command === "apt-get") spawnSync(command, ["update", "-qq"], { stdio: "ignore" });
    spawnSync(command, parameters, {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    const found = findRedis();
    if (found !== null) return found;
  }
  throw new OperatorError(
    "redis-server was not found and could not be installed. Install it (Debian: sudo apt-get install redis-server; macOS: brew install redis), or set REDIS_URL to a Redis you already run.",
  );
}

/** Waits for the Redis of a killed service to write its file and go. */
async function formerGone(pidFile: string): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (existsSync(pidFile) && Date.now() < until) {
    const pid = Number(readFileSync(pidFile, "utf8").trim());
    if (!Number.isInteger(pid) || pid <= 0 || !isRedis(pid)) return;
    await pause(50);
  }
}

function isRedis(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const command = `/proc/${pid}/cmdline`;
    return !existsSync(command) || readFileSync(command, "utf8").includes("redis-server");
  } catch {
    return false;
  }
}

async function answering(port: number, guard: ChildProcess, folder: string): Promise<void> {
  const probe = new Redis(port, "127.0.0.1", {
    lazyConnect: true,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  probe.on("error", () => undefined);
  const failed = new Promise<never>((_resolve, reject) => {
    const fail = (): void =>
      reject(
        new OperatorError(
          `The private Redis did not start; its log is ${join(folder, "redis.log")}. Correct what it says, or set REDIS_URL.`,
        ),
      );
    guard.once("exit", fail);
    setTimeout(fail, START_LIMIT_MS).unref();
  });
  try {
    await Promise.race([loaded(probe), failed]);
  } finally {
    probe.disconnect();
  }
}

/** While Redis reads its file it answers LOADING. */
async function loaded(probe: Redis): Promise<void> {
  for (;;) {
    try {
      await probe.ping();
      return;
    } catch {
      await pause(20);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
