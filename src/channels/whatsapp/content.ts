import { normalizeMessageContent, type proto } from "@whiskeysockets/baileys";
import type { InboundContent, Medium } from "../../core/message.ts";
import { writeHandle, type MediaHandle } from "./media.ts";

type Message = proto.IMessage;

/** What a message says; null when it says nothing to us (receipts of the app, reactions, keys). */
export function contentOf(message: Message, senderPhone: string | null): InboundContent | null {
  const inner = normalizeMessageContent(message) ?? message;
  const text = textOf(inner);
  if (text !== null) return { kind: "text", text };
  const media = mediaOf(inner);
  if (media !== null) return media;
  const { contactMessage, contactsArrayMessage, locationMessage, stickerMessage } = inner;
  const card = contactMessage ?? contactsArrayMessage?.contacts?.[0];
  if (card) {
    const phone = phoneOf(card.vcard ?? "");
    return { kind: "contact", phone, own: phone !== null && phone === senderPhone };
  }
  const place = locationMessage ?? inner.liveLocationMessage;
  if (place)
    return {
      kind: "location",
      latitude: place.degreesLatitude ?? 0,
      longitude: place.degreesLongitude ?? 0,
    };
  if (stickerMessage) return { kind: "sticker", emoji: "" };
  // A poll, an order, an event: nothing we can read, but somebody sent it.
  return Object.keys(inner).some((name) => !SILENT.has(name))
    ? { kind: "media", media: "document", caption: "", file: "" }
    : null;
}

/** Parts of a message that are no words of the person's. */
const SILENT = new Set([
  "messageContextInfo",
  "senderKeyDistributionMessage",
  "fastRatchetKeySenderKeyDistributionMessage",
  "protocolMessage",
  "reactionMessage",
  "encReactionMessage",
  "pinInChatMessage",
  "keepInChatMessage",
  "pollUpdateMessage",
  "deviceSentMessage",
  "stickerSyncRmrMessage",
  "chat",
  "call",
  "bcallMessage",
  "callLogMesssage",
  "placeholderMessage",
]);

/** Words typed, or the label of something tapped: official apps show buttons that others sent. */
function textOf(inner: Message): string | null {
  const row = inner.listResponseMessage;
  const tapped = inner.buttonsResponseMessage;
  const template = inner.templateButtonReplyMessage;
  return (
    given(inner.conversation) ??
    given(inner.extendedTextMessage?.text) ??
    given(tapped?.selectedDisplayText) ??
    given(row?.title) ??
    given(template?.selectedDisplayText) ??
    given(inner.interactiveResponseMessage?.body?.text)
  );
}

function given(text: string | null | undefined): string | null {
  return text === undefined || text === null || text === "" ? null : text;
}

function mediaOf(inner: Message): InboundContent | null {
  const { imageMessage, audioMessage, videoMessage, documentMessage, ptvMessage } = inner;
  const video = videoMessage ?? ptvMessage;
  if (imageMessage) return media("picture", "image", imageMessage, imageMessage.caption);
  if (audioMessage) return media("voice", "audio", audioMessage, null);
  if (video) return media("video", "video", video, video.caption);
  if (documentMessage)
    return media("document", "document", documentMessage, documentMessage.caption);
  return null;
}

interface Downloadable {
  url?: string | null;
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  fileSha256?: Uint8Array | null;
  fileLength?: number | { toNumber(): number } | null;
  mimetype?: string | null;
  fileName?: string | null;
}

function media(
  kind: Medium,
  type: MediaHandle["type"],
  part: Downloadable,
  caption: string | null | undefined,
): InboundContent {
  const file = writeHandle({
    type,
    url: part.url ?? null,
    directPath: part.directPath ?? null,
    mediaKey: Buffer.from(part.mediaKey ?? []).toString("base64"),
    sha256: Buffer.from(part.fileSha256 ?? []).toString("base64"),
    mime: part.mimetype ?? "application/octet-stream",
    name: part.fileName ?? null,
  });
  const size = Number(part.fileLength ?? 0);
  return { kind: "media", media: kind, caption: caption ?? "", file, ...(size > 0 && { size }) };
}

/** The number in a contact card, as `+51984000001`. */
function phoneOf(vcard: string): string | null {
  const waId = /waid=(\d{6,15})/i.exec(vcard)?.[1];
  if (waId !== undefined) return `+${waId}`;
  const typed = /^TEL[^:]*:([+\d ()-]+)/im.exec(vcard)?.[1]?.replaceAll(/[^\d+]/g, "");
  return typed === undefined || !/^\+?\d{6,15}$/.test(typed) ? null : typed;
}
