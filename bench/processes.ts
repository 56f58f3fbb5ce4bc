import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A bot under measurement: a process and what it started. */
export interface Measured {
  process: ChildProcess;
  pid: number;
  /** What it printed so far. */
  said(): string;
}

/** Starts a process and waits for a line of its output. */
export function startUntil(
  parameters: string[],
  environment: Record<string, string>,
  line: RegExp,
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (line.test(output)) resolve({ process: child, pid: child.pid ?? 0, said: () => output });
    });
    child.once("exit", () => reject(new Error(`ended while starting:\n${output}`)));
  });
}

/** Ends it and waits. */
export function end(measured: Measured): Promise<void> {
  return new Promise((resolve) => {
    measured.process.once("exit", () => resolve());
    measured.process.kill("SIGTERM");
  });
}

/** CPU milliseconds a process has used so far (user and system), and of its children that live. */
export function cpuMs(pid: number): { own: number; children: number } {
  const ticksMs = 10;
  let own = 0;
  let children = 0;
  const parents = new Map<number, number>();
  const used = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      parents.set(Number(name), Number(fields[1]));
      used.set(Number(name), (Number(fields[11]) + Number(fields[12])) * ticksMs);
    } catch {
      continue;
    }
  }
  for (const [candidate, ms] of used) {
    if (candidate === pid) own = ms;
    else if (descends(candidate, pid, parents)) children += ms;
  }
  return { own, children };
}

function descends(
  candidate: number,
  ancestor: number,
  parents: ReadonlyMap<number, number>,
): boolean {
  for (
    let parent = parents.get(candidate);
    parent !== undefined && parent > 1;
    parent = parents.get(parent)
  ) {
    if (parent === ancestor) return true;
  }
  return false;
}

/** Resident memory of a process in megabytes. */
export function residentMb(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(found?.[1] ?? 0) / 1024);
}
