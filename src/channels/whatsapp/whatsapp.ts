import {
  WAMessageStatus,
  type WACallEvent,
  type WAMessage,
  type WAMessageUpdate,
} from "@whiskeysockets/baileys";
import type { Channel, Receive, Report } from "../../core/channel.ts";
import type { Clock } from "../../core/clock.ts";
import { chance } from "../../core/ids.ts";
import type { Lease } from "../../core/lease.ts";
import { jidOf } from "./addresses.ts";
import { Keeper } from "./keeper.ts";
import type { LineBook } from "./line-book.ts";
import { fetchMedia } from "./media.ts";
import { quietSignal } from "./quiet.ts";
import { readMessage } from "./read.ts";
import { Recent } from "./recent.ts";
import { makeSend, readSent, type SentBook } from "./send.ts";
import type { SocketSettings } from "./socket.ts";

export interface WhatsAppTools {
  book: LineBook & { disconnected(code: number | null): Promise<void> };
  sent: SentBook;
  lease: Lease;
  /** Seals what is saved: 32 bytes. */
  key: Uint8Array;
  settings: SocketSettings;
  clock: Clock;
  /** This process came online with the line, or is not any more. */
  line: (up: boolean) => void;
  trouble: (what: string, error: unknown) => void;
}

/** Ids of messages handed over lately: the library shows each once more. */
const RECENT = 5000;

/** That receipts come is noted no more often than this. */
const RECEIPT_NOTED_MS = 5000;

/**
 * WhatsApp through the baileys client. A message is stored before the library acknowledges it; one that goes
 * out has an id of its own before it leaves, so that a second try cannot show twice.
 */
export function openWhatsApp(tools: WhatsAppTools): Channel {
  const { book, sent, clock, key } = tools;
  quietSignal();
  const handled = new Recent(RECENT);
  let receive: Receive = () => Promise.reject(new Error("not started"));
  let report: Report = () => Promise.reject(new Error("not started"));
  let order = 0;
  let receiptNotedAt = -Infinity;

  const keeper = new Keeper({
    book,
    lease: tools.lease,
    key,
    settings: tools.settings,
    listener: {
      opened,
      batch,
      updates,
      calls,
      sentMessage: ({ id }) => readSent(sent, key, id ?? ""),
    },
    line: tools.line,
    disconnected: (code) => aside("disconnect", book.disconnected(code)),
    trouble: tools.trouble,
    chance,
  });

  function aside(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => tools.trouble(what, error));
  }

  /** Grows with every message, also over restarts. */
  function nextOrder(): number {
    order = Math.max(order + 1, clock.now().getTime() * 1000);
    return order;
  }

  async function take(raw: WAMessage): Promise<void> {
    const read = readMessage(raw, clock.now(), nextOrder());
    if (read.kind !== "message") return;
    await receive([read.message]);
    handled.add(read.message.providerId);
    const jid = raw.key.remoteJid ?? "";
    aside("read mark", keeper.socket().markRead([raw.key]));
    aside("typing", keeper.socket().typing(jid));
  }

  async function opened(raw: WAMessage): Promise<void> {
    if (raw.key.fromMe !== true) await take(raw);
  }

  function batch(messages: WAMessage[]): void {
    for (const raw of messages)
      if (!handled.has(`${raw.key.remoteJid ?? ""}:${raw.key.id ?? ""}`))
        aside("message", take(raw));
  }

  function updates(changes: WAMessageUpdate[]): void {
    for (const { key: of, update } of changes) {
      const state = receiptOf(update.status);
      if (of.fromMe === true && of.id && state !== null)
        aside("receipt", noteReceipt(of.id, state));
    }
  }

  async function noteReceipt(id: string, state: "delivered" | "read"): Promise<void> {
    const parcelId = (await sent.find(id))?.parcelId ?? null;
    await report([{ providerId: id, parcelId, state, at: clock.now(), reason: null }]);
    if (performance.now() - receiptNotedAt < RECEIPT_NOTED_MS) return;
    receiptNotedAt = performance.now();
    await sent.receiptCame();
  }

  function calls(events: WACallEvent[]): void {
    for (const { id, from, status } of events)
      if (status === "offer") aside("call", keeper.socket().rejectCall(id, from));
  }

  return {
    name: "whatsapp",
    ready: () => keeper.online,
    check: () => Promise.resolve(keeper.online),
    start(receiver, reporter) {
      receive = receiver;
      report = reporter;
      keeper.start();
      return Promise.resolve();
    },
    send: makeSend({ sent, key, socket: () => keeper.socket(), trouble: tools.trouble }),
    fetch: fetchMedia,
    async typing(address) {
      const jid = jidOf(address);
      if (jid !== null && keeper.online)
        await keeper
          .socket()
          .typing(jid)
          .catch(() => undefined);
    },
    stop: () => keeper.stop(),
  };
}

/** What a state of the library's tells of a message of ours; null when it tells nothing new. */
function receiptOf(status: WAMessageUpdate["update"]["status"]): "delivered" | "read" | null {
  switch (status) {
    case WAMessageStatus.DELIVERY_ACK:
      return "delivered";
    case WAMessageStatus.READ:
    case WAMessageStatus.PLAYED:
      return "read";
    default:
      return null;
  }
}
