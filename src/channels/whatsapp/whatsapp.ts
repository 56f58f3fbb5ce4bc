import { WAMessageStatus, type WAMessageUpdate } from "@whiskeysockets/baileys";
import type { Channel, Receive, Report } from "../../core/channel.ts";
import type { Clock } from "../../core/clock.ts";
import { chance } from "../../core/ids.ts";
import type { Lease } from "../../core/lease.ts";
import { jidOf } from "./addresses.ts";
import { Inbound } from "./inbound.ts";
import { Keeper } from "./keeper.ts";
import type { LineBook } from "./line-book.ts";
import { fetchMedia } from "./media.ts";
import { quietSignal } from "./quiet.ts";
import { makeSend, readSent, type SentBook } from "./send.ts";
import type { SocketSettings } from "./socket.ts";
import { surviveStrays } from "./strays.ts";

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

/** A message that could not be opened is waited for so long, then the person is told. */
const AGAIN_MS = 60_000;

/** That receipts come is noted no more often than this. */
const RECEIPT_NOTED_MS = 5000;

/**
 * WhatsApp through the baileys client. A message is stored before the library acknowledges it; one that goes
 * out has an id of its own before it leaves, so that a second try cannot show twice.
 */
export function openWhatsApp(tools: WhatsAppTools): Channel {
  const { book, sent, clock, key } = tools;
  quietSignal();
  const forgetStrays = surviveStrays(tools.trouble);
  let receive: Receive = () => Promise.reject(new Error("not started"));
  let report: Report = () => Promise.reject(new Error("not started"));
  let receiptNotedAt = -Infinity;

  const keeper = new Keeper({
    book,
    lease: tools.lease,
    key,
    settings: tools.settings,
    listener: {
      opened: (raw) => inbound.opened(raw),
      batch: (messages) => inbound.batch(messages),
      calls: (events) => inbound.calls(events),
      updates,
      sentMessage: ({ id }) => readSent(sent, key, id ?? ""),
    },
    line: tools.line,
    disconnected: (code) => aside("disconnect", book.disconnected(code)),
    trouble: tools.trouble,
    chance,
  });

  const inbound = new Inbound({
    clock,
    receive: (messages) => receive(messages),
    socket: () => keeper.connected(),
    trouble: tools.trouble,
    againMs: AGAIN_MS,
  });

  function aside(what: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => tools.trouble(what, error));
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
    async stop() {
      inbound.stop();
      await keeper.stop();
      forgetStrays();
    },
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
