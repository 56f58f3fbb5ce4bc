import { Worker } from "node:worker_threads";
import type { Election, Rule } from "./election.ts";
import type { CountAnswer, CountRequest, Counted, RefusalReason, Shortfall } from "./worker.ts";

/** There is no result, and why; `message` names the projects or says what to do. */
export class CountRefusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = "CountRefusal";
    this.reason = reason;
  }
}

/** Counts away from the thread that talks to people, one election after the other. */
export interface Counting {
  /** Both programs' result with every project explained. Rejects with CountRefusal. */
  count(election: Election, rule: Rule): Promise<Counted>;
  /** How near a project was that was not bought; counts anew some twenty times. */
  shortfall(election: Election, rule: Rule, project: string): Promise<Shortfall>;
  /** Ends the thread; what waits is refused. */
  stop(): Promise<void>;
}

interface Job {
  request: CountRequest;
  resolve(answer: CountAnswer): void;
  reject(error: Error): void;
}

/** Makes the counting service: one thread, started on first use. `worker` is the absolute path of its bundled file. */
export function makeCounting(worker: string): Counting {
  const jobs = new Map<number, Job>();
  let thread: Worker | null = null;
  let lastId = 0;
  let stopped = false;

  function startThread(): Worker {
    const started = new Worker(worker);
    started.on("message", (answer: CountAnswer) => {
      const job = jobs.get(answer.id);
      jobs.delete(answer.id);
      // An idle thread must not keep a finished process alive.
      if (jobs.size === 0) started.unref();
      job?.resolve(answer);
    });
    const lose = (reason: string): void => {
      if (thread === started) thread = null;
      refuseAll(`The counting thread ended (${reason}).`);
    };
    started.on("error", (error) => lose(error instanceof Error ? error.message : String(error)));
    started.on("exit", (code) => lose(String(code)));
    return started;
  }

  function refuseAll(message: string): void {
    for (const job of jobs.values()) job.reject(new CountRefusal("broken", message));
    jobs.clear();
  }

  function ask(make: (id: number) => CountRequest): Promise<CountAnswer> {
    if (stopped) return Promise.reject(new CountRefusal("broken", "Counting has been stopped."));
    return new Promise((resolve, reject) => {
      lastId += 1;
      const request = make(lastId);
      jobs.set(request.id, { request, resolve, reject });
      thread ??= startThread();
      thread.ref();
      thread.postMessage(request);
    });
  }

  return {
    async count(election, rule) {
      const answer = await ask((id) => ({ id, ask: "count", election, rule }));
      if ("counted" in answer) return answer.counted;
      throw refusalOf(answer);
    },
    async shortfall(election, rule, project) {
      const answer = await ask((id) => ({ id, ask: "shortfall", election, rule, project }));
      if ("shortfall" in answer) return answer.shortfall;
      throw refusalOf(answer);
    },
    async stop() {
      stopped = true;
      refuseAll("Counting has been stopped.");
      const last = thread;
      thread = null;
      await last?.terminate();
    },
  };
}

function refusalOf(answer: CountAnswer): CountRefusal {
  return "reason" in answer
    ? new CountRefusal(answer.reason, answer.message)
    : new CountRefusal("broken", "The counting thread answered something else.");
}
