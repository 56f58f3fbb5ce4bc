import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";

/** What the service counts; labels hold no person. */
export interface Metrics {
  received: Counter<"result">;
  turns: Counter<"result">;
  sends: Counter<"channel" | "result">;
  receipts: Counter<"channel" | "state">;
  files: Counter<"channel" | "result">;
  stopped: Counter<"flow" | "reason">;
  outbox: Gauge<"state">;
  ready: Gauge<"part">;
  /** All metrics as Prometheus text. */
  text(): Promise<string>;
  contentType: string;
}

/** Makes the counters of one process. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "kallpanchis_" });
  const registers = [registry];
  return {
    received: new Counter({
      name: "kallpanchis_received_total",
      help: "Events stored, and repeated ones passed over",
      labelNames: ["result"],
      registers,
    }),
    turns: new Counter({
      name: "kallpanchis_turns_total",
      help: "Turns by what became of them",
      labelNames: ["result"],
      registers,
    }),
    sends: new Counter({
      name: "kallpanchis_sends_total",
      help: "Sends by channel and outcome",
      labelNames: ["channel", "result"],
      registers,
    }),
    receipts: new Counter({
      name: "kallpanchis_receipts_total",
      help: "What messengers told about messages sent, by channel and state",
      labelNames: ["channel", "state"],
      registers,
    }),
    files: new Counter({
      name: "kallpanchis_files_total",
      help: "Files fetched from messengers, by channel and result",
      labelNames: ["channel", "result"],
      registers,
    }),
    stopped: new Counter({
      name: "kallpanchis_stopped_total",
      help: "Conversations a brake stopped, by flow and reason",
      labelNames: ["flow", "reason"],
      registers,
    }),
    outbox: new Gauge({
      name: "kallpanchis_outbox",
      help: "Messages in the outbox by state",
      labelNames: ["state"],
      registers,
    }),
    ready: new Gauge({
      name: "kallpanchis_ready",
      help: "1 while a part is well",
      labelNames: ["part"],
      registers,
    }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
