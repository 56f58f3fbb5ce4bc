import type { InlineKeyboardMarkup } from "telegraf/types";
import type { Parcel } from "../../core/channel.ts";
import { CHANNEL_LIMITS } from "../../core/message.ts";
import { labelOf, textWithChoices } from "../menu.ts";
import { buttonData } from "./read.ts";

/** Bot API limits, in characters. */
const { text: MAX_TEXT, caption: MAX_CAPTION } = CHANNEL_LIMITS.telegram;

/** One call of the Bot API. */
export type TelegramCall =
  | { method: "sendMessage"; chat_id: string; text: string; reply_markup?: InlineKeyboardMarkup }
  | {
      method: "sendPhoto";
      chat_id: string;
      caption: string;
      photo: Uint8Array;
      reply_markup?: InlineKeyboardMarkup;
    };

/** A message as a call: plain text, so that no name or price can break its formatting. */
export function writeCall({ address, content, png }: Parcel): TelegramCall {
  const text = textWithChoices(content);
  const markup = content.several === true ? {} : keyboard(content.question, content.choices);
  if (png !== null) {
    return {
      method: "sendPhoto",
      chat_id: address,
      caption: text.slice(0, MAX_CAPTION),
      photo: png,
      ...markup,
    };
  }
  return { method: "sendMessage", chat_id: address, text: text.slice(0, MAX_TEXT), ...markup };
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
