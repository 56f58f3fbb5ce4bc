import { proto } from "@whiskeysockets/baileys";
import type { Channel, Parcel } from "../../core/channel.ts";
import { SendError } from "../../core/errors.ts";
import { jidOf } from "./addresses.ts";
import { refusalError, toSendError } from "./failures.ts";
import { open, seal } from "./seal.ts";
import type { LineSocket } from "./socket.ts";
import { messageIdOf, writeContent } from "./write.ts";

/** Copies of what was sent, and which message of ours each is. */
export interface SentBook {
  /** A message is about to leave; its receipts may come before the send is over. */
  leaving(id: string, parcelId: string, sealed: Uint8Array): Promise<void>;
  find(id: string): Promise<{ parcelId: string; sealed: Uint8Array } | null>;
  receiptCame(): Promise<void>;
}

export interface SendTools {
  sent: SentBook;
  /** Seals the copies. */
  key: Uint8Array;
  /** The socket, or a SendError while there is none. */
  socket: () => LineSocket;
  trouble: (what: string, error: unknown) => void;
}

/**
 * Makes the channel's `send`. A message has its id and its copy before it leaves: a second try shows once, and
 * a phone that could not open it is served also after a restart.
 */
export function makeSend({ sent, key, socket, trouble }: SendTools): Channel["send"] {
  async function prepare(
    line: LineSocket,
    jid: string,
    parcel: Parcel,
    id: string,
  ): Promise<proto.IMessage> {
    try {
      return await line.prepare(jid, await writeContent(parcel), id);
    } catch (error) {
      if (parcel.png === null || parcel.content.text === "") throw error;
      // Without its picture the message still says what matters.
      trouble("upload", error);
      return line.prepare(jid, await writeContent({ ...parcel, png: null }), id);
    }
  }

  return async function send(parcel) {
    const jid = jidOf(parcel.address);
    if (jid === null) throw new SendError("unreachable", "no WhatsApp address");
    try {
      const line = socket();
      const target = jid.endsWith("@lid") ? jid : await line.reach(jid);
      if (target === null) throw new SendError("unreachable", "the number has no WhatsApp");
      const id = messageIdOf(parcel.id);
      const message = await prepare(line, target, parcel, id);
      const copy = seal(key, placeOf(id), proto.Message.encode(message).finish());
      await sent.leaving(id, parcel.id, copy);
      const { refusal, silent } = await line.relay(target, message, id);
      if (refusal !== null) throw refusalError(refusal);
      if (silent) throw new SendError("unknown", "WhatsApp did not confirm in time");
      return { providerId: id };
    } catch (error) {
      throw toSendError(error);
    }
  };
}

/** What was sent under an id of WhatsApp's; null when it is not ours or too old. */
export async function readSent(
  sent: SentBook,
  key: Uint8Array,
  id: string,
): Promise<proto.IMessage | null> {
  const found = await sent.find(id);
  return found === null ? null : proto.Message.decode(open(key, placeOf(id), found.sealed));
}

function placeOf(id: string): string {
  return `sent ${id}`;
}
