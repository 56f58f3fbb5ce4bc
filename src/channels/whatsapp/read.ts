import {
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  normalizeMessageContent,
  WAMessageStubType,
  type WAMessage,
} from "@whiskeysockets/baileys";
import type { InboundMessage } from "../../core/message.ts";
import { addressOf } from "./addresses.ts";
import { contentOf } from "./content.ts";

/** What a message of the library's is to us. */
export type ReadMessage =
  | { kind: "message"; message: InboundMessage }
  /** Somebody's message that could not be opened; the library asks for it again, and failing that the person is told. */
  | { kind: "unreadable"; message: InboundMessage }
  /** Sent from the linked phone itself. */
  | { kind: "own"; to: string; id: string }
  | { kind: "passed"; because: string };

/** A messenger's clock may run ahead by so much; beyond it a date is taken for a mistake. */
const AHEAD_MS = 60_000;

/**
 * Reads one message of any batch, live or waiting from before.
 * @param receivedAt instant of the reading: nothing is dated later
 * @param sequence order of what is read within a second
 */
export function readMessage(raw: WAMessage, receivedAt: Date, sequence: number): ReadMessage {
  const { key } = raw;
  const chat = key.remoteJid ?? "";
  const id = key.id ?? "";
  if (isJidBroadcast(chat)) return { kind: "passed", because: "a status or a broadcast list" };
  if (isJidNewsletter(chat)) return { kind: "passed", because: "a newsletter" };
  if (isJidGroup(chat)) return { kind: "passed", because: "a group" };
  const address = addressOf(chat);
  if (address === null || id === "") return { kind: "passed", because: "from nobody we know" };
  if (key.fromMe === true) return { kind: "own", to: address, id };
  const alternate = addressOf(key.remoteJidAlt);
  // A number is what rosters know; a LID stands for it where the messenger hides it.
  const phone = [address, alternate].find((one) => one?.startsWith("+")) ?? null;
  const others = [address, alternate].flatMap((one) =>
    one === null || one === phone ? [] : [one],
  );
  const message = {
    channel: "whatsapp" as const,
    providerId: `${chat}:${id}`,
    address: phone ?? address,
    ...(phone !== null && others.length > 0 && { alternates: others }),
    sentAt: writtenAt(raw, receivedAt),
    sequence,
    languageHint: null,
  };
  if (raw.messageStubType === WAMessageStubType.CIPHERTEXT) {
    const providerId = `${message.providerId}:unreadable`;
    return { kind: "unreadable", message: { ...message, providerId, content: UNREADABLE } };
  }
  if (!raw.message) return { kind: "passed", because: "nothing inside" };
  const content = contentOf(raw.message, phone);
  if (content === null) return { kind: "passed", because: "no words of a person" };
  const quoted = quotedId(raw);
  return {
    kind: "message",
    message: { ...message, ...(quoted !== null && { quotes: quoted }), content },
  };
}

const UNREADABLE = { kind: "unreadable" as const };

function writtenAt(raw: WAMessage, receivedAt: Date): Date {
  const at = Number(raw.messageTimestamp ?? 0) * 1000;
  const plausible = at > 0 && at <= receivedAt.getTime() + AHEAD_MS;
  return plausible ? new Date(Math.min(at, receivedAt.getTime())) : receivedAt;
}

/** The id of the message that this one quotes. */
function quotedId(raw: WAMessage): string | null {
  const inner = normalizeMessageContent(raw.message);
  for (const part of Object.values(inner ?? {})) {
    const context = (part as { contextInfo?: { stanzaId?: string | null } } | null)?.contextInfo;
    if (context?.stanzaId) return context.stanzaId;
  }
  return null;
}
