import { Worker } from "node:worker_threads";
import type { ChartSpec } from "../core/chart.ts";
import { sha256 } from "../core/ids.ts";
import type { DrawAnswer, DrawRequest, DrawSettings } from "./worker.ts";

/** Draws charts away from the thread that talks to people. */
export interface Charts {
  /** The PNG of a chart. Equal charts share one picture: do not write into it. */
  draw(spec: ChartSpec): Promise<Uint8Array>;
  /** Ends the thread; what waits is refused. */
  stop(): Promise<void>;
}

/** Where the drawing finds its fonts (`assets`) and its bundled thread (`worker`), as paths of the file system. */
export interface ChartsSettings {
  assets: string;
  worker: string;
}

interface Job {
  id: number;
  spec: ChartSpec;
  attempts: number;
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
}

const MOST_PICTURES = 50;
/** One crash may be bad luck, two in a row are the chart's fault. */
const MOST_ATTEMPTS = 2;
const LONGEST_MS = 30_000;

/** Makes the drawing service: one thread, started on first use and again after a crash. */
export function makeCharts(settings: ChartsSettings): Charts {
  /** Oldest use first; holds pictures being drawn too, so that equal charts are drawn once. */
  const pictures = new Map<string, Promise<Uint8Array>>();
  const waiting: Job[] = [];
  let current: Job | null = null;
  let thread: Worker | null = null;
  let watch: NodeJS.Timeout | undefined;
  let lastId = 0;
  let stopped = false;

  function startThread(): Worker {
    const workerData: DrawSettings = { assets: settings.assets };
    const started = new Worker(settings.worker, { workerData });
    let over = false;
    function lose(reason: string): void {
      if (over) return;
      over = true;
      if (thread === started) thread = null;
      retry(reason);
    }
    started.on("message", (reply: DrawAnswer) => finish(reply));
    started.on("error", (error: unknown) => {
      lose(error instanceof Error ? error.message : String(error));
    });
    started.on("exit", (code) => lose(`the drawing thread ended (${code})`));
    return started;
  }

  function next(): void {
    if (current !== null || stopped) return;
    const job = waiting.shift();
    if (job === undefined) {
      // An idle thread must not keep a finished process alive.
      thread?.unref();
      return;
    }
    current = job;
    job.attempts += 1;
    thread ??= startThread();
    thread.ref();
    watch = setTimeout(() => void thread?.terminate(), LONGEST_MS);
    const request: DrawRequest = { id: job.id, spec: job.spec };
    thread.postMessage(request);
  }

  function release(): Job | null {
    clearTimeout(watch);
    const job = current;
    current = null;
    return job;
  }

  function finish(reply: DrawAnswer): void {
    if (current?.id !== reply.id) return;
    const job = release();
    if ("png" in reply) job?.resolve(reply.png);
    else job?.reject(new Error(`The chart could not be drawn: ${reply.error}`));
    next();
  }

  function retry(reason: string): void {
    const job = release();
    if (job !== null && job.attempts < MOST_ATTEMPTS && !stopped) waiting.unshift(job);
    else job?.reject(new Error(`The chart could not be drawn: ${reason}`));
    next();
  }

  function enqueue(spec: ChartSpec): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      lastId += 1;
      waiting.push({ id: lastId, spec, attempts: 0, resolve, reject });
      next();
    });
  }

  function remember(key: string, picture: Promise<Uint8Array>): void {
    pictures.delete(key);
    pictures.set(key, picture);
    if (pictures.size <= MOST_PICTURES) return;
    const [oldest] = pictures.keys();
    if (oldest !== undefined) pictures.delete(oldest);
  }

  return {
    async draw(spec) {
      if (stopped) throw new Error("The charts have been stopped.");
      const key = sha256(contentOf(spec));
      const known = pictures.get(key);
      const picture = known ?? enqueue(spec);
      remember(key, picture);
      try {
        return await picture;
      } catch (error) {
        if (pictures.get(key) === picture) pictures.delete(key);
        throw error;
      }
    },
    async stop() {
      stopped = true;
      const left = [release(), ...waiting.splice(0)];
      for (const job of left) job?.reject(new Error("The charts have been stopped."));
      const last = thread;
      thread = null;
      await last?.terminate();
    },
  };
}

/** The chart's content in a fixed order, whatever order its fields were written in. */
function contentOf(spec: ChartSpec): string {
  return JSON.stringify([
    spec.kind,
    spec.title,
    spec.subtitle,
    spec.unit,
    spec.bars.map((bar) => [bar.label, bar.valueMilli, bar.highlight]),
    spec.line === null ? null : [spec.line.label, spec.line.valueMilli],
  ]);
}
