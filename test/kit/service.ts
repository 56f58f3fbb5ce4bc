import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The real service in a process of its own. */
export interface Service {
  url: string;
  signInUrl: string;
  /** Everything it printed, logs included. */
  output(): string;
  /** Ends it at once, as a power cut would; the data stays. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does; resolves to its exit code. */
  stop(): Promise<number | null>;
}

export interface ServiceSettings {
  /** Folder of its data; use the same again to start it anew on them. */
  data: string;
  environment?: Record<string, string>;
}

const START_LIMIT_MS = 30_000;

/** A folder of its own for a service's data, gone after `remove`. */
export function newDataFolder(): { data: string; remove(): void } {
  const data = mkdtempSync(join(tmpdir(), "kallpanchis-service-"));
  return {
    data,
    remove: () => rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** Starts the service on a free port and waits until it says it is ready. */
export async function startService({ data, environment = {} }: ServiceSettings): Promise<Service> {
  const child = spawn(process.execPath, ["bin/kallpanchis.mjs", "start"], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: "0",
      KALLPANCHIS_DATA: data,
      LOG_LEVEL: "info",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await ready(child, () => output);
  return {
    url: /Chat simulator: (http\S+)\/chat/.exec(output)?.[1] ?? "",
    signInUrl: /opens once: (http\S+)/.exec(output)?.[1] ?? "",
    output: () => output,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    stop() {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (!/^Telegram: /m.test(output())) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the service ended while starting:\n${output()}`);
    if (Date.now() > until) throw new Error(`the service was not ready in time:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs a command of the service's and resolves to what it printed. */
export function runCommand(
  parameters: string[],
  environment: Record<string, string>,
  typed?: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["bin/kallpanchis.mjs", ...parameters], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(typed ?? "");
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.once("exit", (code) => resolve({ code, stdout, stderr }));
  });
}
