import type { InlineKeyboardMarkup } from "telegraf/types";
import type { Parcel, ParcelFile } from "../../core/channel.ts";
import { CHANNEL_LIMITS } from "../../core/message.ts";
import { labelOf, textWithChoices } from "../menu.ts";
import { buttonData } from "./read.ts";

/** Bot API limits, in characters. */
const { text: MAX_TEXT, caption: MAX_CAPTION } = CHANNEL_LIMITS.telegram;

/** Types that sendPhoto and sendVoice take; what else comes goes as a document or a recording. */
const PHOTOS = ["image/jpeg", "image/png", "image/webp"];
const VOICES = ["audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4"];

/** One call of the Bot API; a file goes into the field of its name. */
export interface TelegramCall {
  method: "sendMessage" | "sendPhoto" | "sendVoice" | "sendAudio" | "sendDocument";
  payload: {
    chat_id: string;
    text?: string;
    caption?: string;
    reply_markup?: InlineKeyboardMarkup;
  };
  upload: TelegramUpload | null;
}

export interface TelegramUpload {
  field: "photo" | "voice" | "audio" | "document";
  name: string;
  /** Telegram's own id of the file from an earlier send. */
  remoteId: string | null;
  bytes(): Promise<Uint8Array>;
}

/** A message as a call: plain text, so that no name or price can break its formatting. */
export function writeCall({ address, content, png, file }: Parcel): TelegramCall {
  const text = textWithChoices(content);
  const markup = content.several === true ? {} : keyboard(content.question, content.choices);
  const upload = png === null ? (file === null ? null : uploadOf(file)) : chart(png);
  if (upload === null) {
    const payload = { chat_id: address, text: text.slice(0, MAX_TEXT), ...markup };
    return { method: "sendMessage", payload, upload };
  }
  const caption = text === "" ? {} : { caption: text.slice(0, MAX_CAPTION) };
  return {
    method: METHODS[upload.field],
    payload: { chat_id: address, ...caption, ...markup },
    upload,
  };
}

const METHODS = {
  photo: "sendPhoto",
  voice: "sendVoice",
  audio: "sendAudio",
  document: "sendDocument",
} as const;

function chart(png: Uint8Array): TelegramUpload {
  return {
    field: "photo",
    name: "chart.png",
    remoteId: null,
    bytes: () => Promise.resolve(png),
  };
}

function uploadOf(file: ParcelFile): TelegramUpload {
  const { kind, mime, name, remoteId } = file;
  const field = fieldFor(kind, mime.split(";")[0] ?? mime);
  return { field, name, remoteId, bytes: () => file.bytes() };
}

function fieldFor(kind: ParcelFile["kind"], mime: string): TelegramUpload["field"] {
  switch (kind) {
    case "picture":
      return PHOTOS.includes(mime) ? "photo" : "document";
    case "voice":
      return VOICES.includes(mime) ? "voice" : "audio";
    case "audio":
    case "document":
      return kind;
  }
}

function keyboard(
  question: string | null,
  choices: Parcel["content"]["choices"],
): { reply_markup?: InlineKeyboardMarkup } {
  if (question === null || choices.length === 0) return {};
  const buttons = choices.map((choice) => ({
    text: labelOf(choice),
    callback_data: buttonData(question, choice.value),
  }));
  // Short labels share a row; long ones need the width.
  const perRow = buttons.every((button) => button.text.length <= 14) ? 3 : 1;
  const rows = Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) =>
    buttons.slice(row * perRow, (row + 1) * perRow),
  );
  return { reply_markup: { inline_keyboard: rows } };
}
