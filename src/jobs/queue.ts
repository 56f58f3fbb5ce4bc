import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

/** A job is only a nudge: "look at this identity". The database holds the truth. */
export interface Jobs {
  /** Nudges; adds of the same moment travel together. Never throws: a lost nudge is found by the sweeper. */
  nudge(queue: string, key: string, delayMs?: number): void;
  /** Begins to work on a queue's keys. A handler that throws is tried again. */
  work(queue: string, concurrency: number, handle: (key: string) => Promise<void>): QueueWork;
  /** True while Redis answers. */
  ready(): boolean;
  /** Takes no more jobs and waits for those in hand. */
  close(): Promise<void>;
}

/** Work on a queue, which may rest while other processes go on. */
export interface QueueWork {
  pause(): void;
  resume(): void;
}

/** Most keys that travel in one job. */
const KEYS_PER_JOB = 32;

/** Tries of one nudge, with growing pauses; afterwards the sweeper nudges again. */
const TRIES = 4;

/** Connects to Redis, BullMQ carrying the nudges. */
export function openJobs(url: string, trouble: (queue: string, error: Error) => void): Jobs {
  const connection = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(tries * 100, 2000),
  });
  connection.on("error", (error) => trouble("redis", error));
  const queues = new Map<string, { queue: Queue; pending: { key: string; delayMs: number }[] }>();
  const workers: Worker[] = [];

  function queueOf(name: string): { queue: Queue; pending: { key: string; delayMs: number }[] } {
    let open = queues.get(name);
    if (open === undefined) {
      const queue = new Queue(name, {
        connection,
        defaultJobOptions: {
          attempts: TRIES,
          backoff: { type: "exponential", delay: 250 },
          removeOnComplete: true,
          removeOnFail: true,
        },
      });
      queue.on("error", (error) => trouble(name, error));
      open = { queue, pending: [] };
      queues.set(name, open);
    }
    return open;
  }

  async function flush(name: string): Promise<void> {
    const { queue, pending } = queueOf(name);
    const batch = pending.splice(0);
    const jobs = grouped(batch).map(({ keys, delayMs }) => ({
      name: "look",
      data: keys,
      opts: delayMs > 0 ? { delay: delayMs } : {},
    }));
    try {
      await queue.addBulk(jobs);
    } catch (error) {
      trouble(name, error as Error);
    }
  }

  return {
    nudge(name, key, delayMs = 0) {
      const { pending } = queueOf(name);
      pending.push({ key, delayMs });
      if (pending.length === 1) setImmediate(() => void flush(name));
    },
    work(name, concurrency, handle) {
      const worker = new Worker<string[]>(name, (job) => handleAll(job.data, handle), {
        connection: connection.duplicate(),
        concurrency,
        stalledInterval: 15_000,
      });
      worker.on("error", (error) => trouble(name, error));
      worker.on("failed", (_job, error) => trouble(name, error));
      workers.push(worker);
      return {
        pause: () => void worker.pause(true).catch((error: Error) => trouble(name, error)),
        resume: () => void worker.resume(),
      };
    },
    ready: () => connection.status === "ready",
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map(({ queue }) => queue.close()));
      connection.disconnect();
    },
  };
}

/** Whether a Redis answers within five seconds. */
export async function redisAnswers(url: string): Promise<boolean> {
  const probe = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  probe.on("error", () => undefined);
  try {
    await probe.connect();
    return (await probe.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    probe.disconnect();
  }
}

/** Nudges of one moment share jobs; delayed ones keep their own. */
function grouped(batch: { key: string; delayMs: number }[]): { keys: string[]; delayMs: number }[] {
  const jobs = batch
    .filter(({ delayMs }) => delayMs > 0)
    .map(({ key, delayMs }) => ({ keys: [key], delayMs }));
  const now = [...new Set(batch.filter(({ delayMs }) => delayMs <= 0).map(({ key }) => key))];
  for (let start = 0; start < now.length; start += KEYS_PER_JOB) {
    jobs.push({ keys: now.slice(start, start + KEYS_PER_JOB), delayMs: 0 });
  }
  return jobs;
}

/** Each key for itself: one that fails does not keep the others waiting, but the job is tried again. */
async function handleAll(keys: string[], handle: (key: string) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(keys.map(handle));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
