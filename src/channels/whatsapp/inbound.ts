import type { WACallEvent, WAMessage } from "@whiskeysockets/baileys";
import type { Receive } from "../../core/channel.ts";
import type { Clock } from "../../core/clock.ts";
import type { InboundMessage } from "../../core/message.ts";
import { addressOf } from "./addresses.ts";
import { readMessage } from "./read.ts";
import { Recent } from "./recent.ts";
import type { LineSocket } from "./socket.ts";

export interface InboundTools {
  clock: Clock;
  receive: Receive;
  /** Null while nothing is connected. */
  socket: () => LineSocket | null;
  trouble: (what: string, error: unknown) => void;
  /** How long a message that could not be opened is waited for. */
  againMs: number;
}

/** Ids of messages handed over lately: the library shows each once more. */
const RECENT = 5000;

/** Messages waited for at a time; beyond it the oldest is not waited for any more. */
const MOST_UNREADABLE = 1000;

/** Everything that comes in: each message is stored before the library acknowledges it. */
export class Inbound {
  readonly #tools: InboundTools;
  readonly #handled = new Recent(RECENT);
  /** Messages that could not be opened, until they come again. */
  readonly #unreadable = new Map<string, NodeJS.Timeout>();
  #order = 0;

  constructor(tools: InboundTools) {
    this.#tools = tools;
  }

  /** A message was opened; once this resolves it may be acknowledged. */
  async opened(raw: WAMessage): Promise<void> {
    if (raw.key.fromMe === true) return;
    await this.#take(raw);
    const jid = raw.key.remoteJid ?? "";
    this.#aside("typing", this.#tools.socket()?.typing(jid));
  }

  /** Messages as the library shows them after it acknowledged them: those opened are stored already. */
  batch(messages: WAMessage[]): void {
    const read = messages.filter(({ key }) => this.#handled.has(nameOf(key)));
    if (read.length > 0)
      this.#aside("read mark", this.#tools.socket()?.markRead(read.map(({ key }) => key)));
    for (const raw of messages)
      if (!this.#handled.has(nameOf(raw.key))) this.#aside("message", this.#take(raw));
  }

  calls(events: WACallEvent[]): void {
    for (const { id, from, callerPn, status, isGroup } of events) {
      if (status !== "offer") continue;
      this.#aside("call", this.#tools.socket()?.rejectCall(id, from));
      const address = addressOf(callerPn) ?? addressOf(from);
      if (address === null || isGroup === true) continue;
      const message: InboundMessage = {
        channel: "whatsapp",
        providerId: `call:${id}`,
        address,
        sentAt: this.#tools.clock.now(),
        sequence: this.#nextOrder(),
        content: { kind: "call" },
        languageHint: null,
      };
      this.#aside("call", this.#tools.receive([message]));
    }
  }

  stop(): void {
    for (const timer of this.#unreadable.values()) clearTimeout(timer);
    this.#unreadable.clear();
  }

  async #take(raw: WAMessage): Promise<void> {
    const read = readMessage(raw, this.#tools.clock.now(), this.#nextOrder());
    if (read.kind === "unreadable") this.#waitFor(nameOf(raw.key), read.message);
    if (read.kind !== "message") return;
    await this.#tools.receive([read.message]);
    this.#handled.add(read.message.providerId);
    clearTimeout(this.#unreadable.get(read.message.providerId));
    this.#unreadable.delete(read.message.providerId);
  }

  /** The library asks for it again; when that does not help either, the person is told. */
  #waitFor(name: string, message: InboundMessage): void {
    if (this.#unreadable.has(name)) return;
    const [oldest] = this.#unreadable.keys();
    if (this.#unreadable.size >= MOST_UNREADABLE && oldest !== undefined) {
      clearTimeout(this.#unreadable.get(oldest));
      this.#unreadable.delete(oldest);
    }
    const timer = setTimeout(() => {
      this.#unreadable.delete(name);
      this.#aside("message", this.#tools.receive([message]));
    }, this.#tools.againMs);
    this.#unreadable.set(name, timer.unref());
  }

  /** Grows with every message, also over restarts. */
  #nextOrder(): number {
    this.#order = Math.max(this.#order + 1, this.#tools.clock.now().getTime() * 1000);
    return this.#order;
  }

  #aside(what: string, work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => this.#tools.trouble(what, error));
  }
}

function nameOf(key: WAMessage["key"]): string {
  return `${key.remoteJid ?? ""}:${key.id ?? ""}`;
}
