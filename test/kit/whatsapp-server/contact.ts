import { randomBytes } from "node:crypto";
import type { BinaryNode, proto } from "@whiskeysockets/baileys";
import type { Companion } from "./companion.ts";
import type { OwnerPhone } from "./owner.ts";
import { bigEndian, bundleNodes, SignalDevice } from "./signal-device.ts";

/** How a contact's stanzas name it. */
export type Addressing = "lid" | "lid-only" | "phone" | "phone-only";

export interface ContactSettings {
  phone: string;
  lid: string;
  name: string;
  addressing: Addressing;
  /** Sends receipts for what it got: none, delivered, or read too. */
  receipts: "none" | "delivered" | "read";
}

/** A message as the contact's phone shows it. */
export interface HeardMessage {
  id: string;
  text: string;
  message: proto.IMessage;
  at: Date;
}

export interface SendOptions {
  id?: string;
  at?: Date;
  /** Id of a message of ours that it quotes. */
  quote?: string;
}

const WAIT_MS = 10_000;

/** Somebody with WhatsApp on a phone: real sessions, an id for every message, no message shown twice. */
export class Contact {
  readonly settings: ContactSettings;
  readonly signal = new SignalDevice();
  /** Everything shown, oldest first. */
  readonly heard: HeardMessage[] = [];
  /** Messages that could not be opened. */
  failures = 0;
  /** Messages that came again after they had been shown. */
  repeats = 0;
  readonly #sent = new Map<string, proto.IMessage>();
  readonly #ids = new Set<string>();
  readonly #retries = new Map<string, number>();
  readonly #line: Line;
  readonly #waiting: (() => void)[] = [];
  #looked = 0;
  #garbled = false;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(settings: ContactSettings, line: Line) {
    this.settings = settings;
    this.#line = line;
  }

  get phoneJid(): string {
    return `${this.settings.phone}@s.whatsapp.net`;
  }

  get lidJid(): string {
    return `${this.settings.lid}@lid`;
  }

  /** The JID its stanzas come from. */
  get from(): string {
    return this.settings.addressing.startsWith("lid") ? this.lidJid : this.phoneJid;
  }

  /** Writes a text; resolves to its id. */
  says(text: string, options: SendOptions = {}): Promise<string> {
    const quoted = options.quote;
    return this.sends(
      quoted === undefined
        ? { conversation: text }
        : {
            extendedTextMessage: {
              text,
              contextInfo: {
                stanzaId: quoted,
                participant: this.#line.owner().lidJid(),
                quotedMessage: { conversation: "…" },
              },
            },
          },
      options,
    );
  }

  /** Sends any message; resolves to its id once the server has it. */
  async sends(message: proto.IMessage, options: SendOptions = {}): Promise<string> {
    const id = options.id ?? `3A${randomBytes(9).toString("hex").toUpperCase()}`;
    this.#sent.set(id, message);
    await this.#inTurn(() => this.#deliver(id, message, options.at ?? this.#line.now()));
    return id;
  }

  /** Sends a text whose first copy cannot be opened. */
  async sendsGarbled(text: string): Promise<string> {
    this.#garbled = true;
    return this.says(text);
  }

  /** The next message not yet looked at; fails when none comes in time. */
  async hears(pattern?: RegExp, limitMs = WAIT_MS): Promise<HeardMessage> {
    const until = Date.now() + limitMs;
    for (;;) {
      const next = this.heard[this.#looked];
      if (next !== undefined) {
        this.#looked += 1;
        if (pattern === undefined || pattern.test(next.text)) return next;
        throw new Error(`heard ${JSON.stringify(next.text)} instead of ${String(pattern)}`);
      }
      const left = until - Date.now();
      if (left <= 0) throw new Error(`${this.settings.name} heard nothing in time`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Writes and hears the answer. */
  async asks(text: string, options: SendOptions = {}): Promise<string> {
    await this.says(text, options);
    return (await this.hears()).text;
  }

  /** Takes a message of a linked device's. */
  take(id: string, companion: Companion, type: string, ciphertext: Uint8Array): Promise<void> {
    return this.#inTurn(() => this.#open(id, companion, type, ciphertext));
  }

  /** The linked device could not open a message: it is sent again, with a new session. */
  async resend(id: string, companion: Companion): Promise<void> {
    const message = this.#sent.get(id);
    if (message === undefined) return;
    await this.#inTurn(async () => {
      await this.signal.begin(this.#line.owner().lidJid(companion.device), companion.takeBundle());
      const enc = await this.#enc(companion, message);
      companion.deliver(this.#stanza(id, enc, this.#line.now()));
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #deliver(id: string, message: proto.IMessage, at: Date): Promise<void> {
    for (const companion of this.#line.owner().companions.values())
      companion.deliver(this.#stanza(id, await this.#enc(companion, message), at));
  }

  async #enc(companion: Companion, message: proto.IMessage): Promise<BinaryNode> {
    const jid = this.#line.owner().lidJid(companion.device);
    if (!(await this.signal.hasSession(jid))) await this.signal.begin(jid, companion.takeBundle());
    const { type, ciphertext } = await this.signal.encrypt(jid, message);
    if (this.#garbled) ciphertext[ciphertext.length - 20] = (ciphertext.at(-20) ?? 0) ^ 0xff;
    this.#garbled = false;
    return { tag: "enc", attrs: { v: "2", type }, content: ciphertext };
  }

  #stanza(id: string, enc: BinaryNode, at: Date): BinaryNode {
    const { addressing, name } = this.settings;
    return {
      tag: "message",
      attrs: {
        id,
        from: this.from,
        type: "text",
        t: String(Math.trunc(at.getTime() / 1000)),
        notify: name,
        addressing_mode: addressing.startsWith("lid") ? "lid" : "pn",
        ...(addressing === "lid" && { sender_pn: this.phoneJid }),
        ...(addressing === "phone" && { sender_lid: this.lidJid }),
      },
      content: [enc],
    };
  }

  async #open(
    id: string,
    companion: Companion,
    type: string,
    ciphertext: Uint8Array,
  ): Promise<void> {
    let message: proto.Message;
    try {
      const jid = this.#line.owner().lidJid(companion.device);
      message = await this.signal.decrypt(jid, type, ciphertext);
    } catch {
      if (this.#ids.has(id)) {
        this.repeats += 1;
        return;
      }
      this.failures += 1;
      await this.#askAgain(id, companion);
      return;
    }
    if (this.#ids.has(id)) {
      this.repeats += 1;
      return;
    }
    this.#ids.add(id);
    if (message.protocolMessage || message.senderKeyDistributionMessage) return;
    this.heard.push({ id, text: textOf(message), message, at: new Date() });
    for (const wake of this.#waiting.splice(0)) wake();
    const { receipts } = this.settings;
    if (receipts !== "none") this.#receipt(id, companion);
    if (receipts === "read") this.#receipt(id, companion, "read");
  }

  #receipt(id: string, companion: Companion, type?: "read"): void {
    companion.deliver({
      tag: "receipt",
      attrs: {
        id,
        from: this.from,
        t: String(Math.trunc(Date.now() / 1000)),
        ...(type !== undefined && { type }),
      },
    });
  }

  async #askAgain(id: string, companion: Companion): Promise<void> {
    const count = (this.#retries.get(id) ?? 0) + 1;
    this.#retries.set(id, count);
    const [registration = { tag: "registration", attrs: {} }, ...keys] = bundleNodes(
      await this.signal.bundle(),
    );
    companion.deliver({
      tag: "receipt",
      attrs: { id, from: this.from, type: "retry", t: String(Math.trunc(Date.now() / 1000)) },
      content: [
        { tag: "retry", attrs: { count: String(count), id, t: "1", v: "1" } },
        { ...registration, content: bigEndian(this.signal.creds.registrationId, 4) },
        ...(count > 1 ? [{ tag: "keys", attrs: {}, content: keys }] : []),
      ],
    });
  }
}

/** What a contact needs of the server. */
export interface Line {
  owner(): OwnerPhone;
  now(): Date;
}

/** The words a phone shows. */
export function textOf(message: proto.IMessage): string {
  return (
    message.conversation ??
    message.extendedTextMessage?.text ??
    message.imageMessage?.caption ??
    message.documentMessage?.caption ??
    ""
  );
}
