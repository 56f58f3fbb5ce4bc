import { EventEmitter } from "node:events";
import type { Channel, Receive } from "../../core/channel.ts";
import type { Clock } from "../../core/clock.ts";
import { FetchError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { InboundContent, Medium } from "../../core/message.ts";
import type { Store } from "../../store/connection.ts";
import {
  appendMessage,
  CHART,
  fileIn,
  markRead,
  messagesAfter,
  messagesBefore,
  type SimulatorFile,
  type SimulatorRow,
} from "./history.ts";

/** How far a person's message has come. */
export type Ticks = "sent" | "delivered" | "read";

/** What a window of the simulator is told. */
export type SimulatorEvent =
  | { kind: "message"; row: SimulatorRow }
  | { kind: "ticks"; id: string; ticks: Ticks }
  | { kind: "typing"; on: boolean };

export interface WrittenMessage {
  /** Made by the window: the same id sent twice is one message. */
  id: string;
  address: string;
  text: string;
  press: { question: string; value: string } | null;
  /** A picture, recording or document, with the text as its caption. */
  file: { bytes: Uint8Array; mime: string; name: string } | null;
}

/** A messenger of our own, for trying the service out without a phone: it keeps its history as a server would. */
export interface SimulatorChannel extends Channel {
  /** A person writes or presses; resolves once stored, to the message's place in the history. */
  write(message: WrittenMessage): Promise<number>;
  /** The newest messages before a place, oldest first. */
  history(address: string, before: number | null, limit: number): Promise<SimulatorRow[]>;
  /** Everything after a place, and then what happens, until the signal aborts. */
  follow(address: string, after: number, signal: AbortSignal): AsyncIterable<SimulatorEvent>;
  /** The file of a message; null when it has none. */
  file(id: string): Promise<(SimulatorFile & { bytes: Uint8Array }) | null>;
}

/** How often a window looks into the history for what another process wrote. */
const LOOK_MS = 2000;

/** Opens the simulator on the service's database. */
export function openSimulator(store: Store, clock: Clock): SimulatorChannel {
  const events = new EventEmitter().setMaxListeners(0);
  let receive: Receive = () => Promise.reject(new Error("not started"));
  let running = false;

  function tell(address: string, event: SimulatorEvent): void {
    events.emit(address, event);
  }

  return {
    name: "simulator",
    ready: () => running,
    check: () => Promise.resolve(running),
    start(receiver) {
      receive = receiver;
      running = true;
      return Promise.resolve();
    },
    stop() {
      running = false;
      events.emit("stop");
      return Promise.resolve();
    },
    async write({ id, address, text, press, file }) {
      const at = clock.now();
      const kept = `in-${id}`;
      const sent = file === null ? null : { ...file, kind: mediumOf(file.mime) };
      const row = await appendMessage(store, {
        id: kept,
        address,
        direction: "in",
        content: { text, choices: [], question: null, ...(sent !== null && { file: about(sent) }) },
        bytes: file?.bytes ?? null,
        ticks: "sent",
        at,
      });
      tell(address, { kind: "message", row });
      const content: InboundContent =
        sent !== null
          ? { kind: "media", media: sent.kind, caption: text, file: kept, size: sent.bytes.length }
          : press === null
            ? { kind: "text", text }
            : { kind: "press", ...press };
      await receive([
        {
          channel: "simulator",
          providerId: id,
          address,
          sentAt: row.at,
          sequence: row.seq,
          content,
          languageHint: null,
        },
      ]);
      await markRead(store, row.id, "delivered");
      tell(address, { kind: "ticks", id: row.id, ticks: "delivered" });
      tell(address, { kind: "typing", on: true });
      return row.seq;
    },
    async send({ address, content: { text, choices, question }, png, file }) {
      const shown = png !== null ? CHART : file !== null ? about(file) : null;
      const row = await appendMessage(store, {
        id: newId(),
        address,
        direction: "out",
        content: { text, choices, question, ...(shown !== null && { file: shown }) },
        bytes: png ?? (await file?.bytes()) ?? null,
        ticks: "read",
        at: clock.now(),
      });
      for (const id of await markRead(store, address, "read"))
        tell(address, { kind: "ticks", id, ticks: "read" });
      tell(address, { kind: "typing", on: false });
      tell(address, { kind: "message", row });
      return { providerId: row.id };
    },
    typing(address) {
      tell(address, { kind: "typing", on: true });
      return Promise.resolve();
    },
    history: (address, before, limit) => messagesBefore(store, address, before, limit),
    async *follow(address, after, signal) {
      const queue: SimulatorEvent[] = [];
      let wake = (): void => undefined;
      const listener = (event: SimulatorEvent): void => {
        queue.push(event);
        wake();
      };
      events.on(address, listener);
      let seen = after;
      try {
        while (running && !signal.aborted) {
          for (const row of await messagesAfter(store, address, seen)) {
            seen = row.seq;
            yield { kind: "message", row };
          }
          for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
            if (event.kind === "message") {
              if (event.row.seq <= seen) continue;
              seen = event.row.seq;
            }
            yield event;
          }
          if (queue.length > 0) continue;
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, LOOK_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
      } finally {
        events.off(address, listener);
      }
    },
    file: (id) => fileIn(store, id),
    async fetch(id) {
      const file = await fileIn(store, id);
      if (file === null) throw new FetchError("gone", "no such file");
      return { bytes: file.bytes, mime: file.mime, name: file.name };
    },
  };
}

/** What a file is to the person, by its type. */
function mediumOf(mime: string): Medium {
  const kinds: Record<string, Medium> = { image: "picture", audio: "voice", video: "video" };
  return kinds[mime.split("/")[0] ?? ""] ?? "document";
}

function about({ kind, mime, name }: SimulatorFile): SimulatorFile {
  return { kind, mime, name };
}
