import { createHash } from "node:crypto";
import type { AnyMessageContent } from "@whiskeysockets/baileys";
import type { Parcel, ParcelFile } from "../../core/channel.ts";
import { textWithChoices } from "../menu.ts";

/** A message as the library takes it: numbered text, since its buttons do not show on every phone. */
export async function writeContent({ content, png, file }: Parcel): Promise<AnyMessageContent> {
  const text = textWithChoices(content);
  if (png !== null) return { image: Buffer.from(png), caption: text, mimetype: "image/png" };
  return file === null ? { text } : writeFile(file, Buffer.from(await file.bytes()), text);
}

function writeFile(
  { kind, mime, name }: ParcelFile,
  bytes: Buffer,
  text: string,
): AnyMessageContent {
  switch (kind) {
    case "picture":
      return { image: bytes, caption: text, mimetype: mime };
    case "voice":
      // What iPhones play as a voice note.
      return { audio: bytes, ptt: true, mimetype: "audio/ogg; codecs=opus" };
    case "audio":
      return { audio: bytes, mimetype: mime };
    case "document":
      return { document: bytes, fileName: name, mimetype: mime, caption: text };
  }
}

/**
 * WhatsApp's id of a message, made from ours: a second try has the same one, and a phone that had the first
 * drops it.
 */
export function messageIdOf(parcelId: string): string {
  const digest = createHash("sha256").update(parcelId).digest("hex").slice(0, 18).toUpperCase();
  return `3EB0${digest}`;
}
