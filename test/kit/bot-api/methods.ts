import {
  deleteMyCommands,
  deleteWebhook,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  setMyCommands,
  setWebhook,
} from "./methods-bot.ts";
import {
  answerCallbackQuery,
  deleteMessage,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  sendChatAction,
  setChatMenuButton,
} from "./methods-edit.ts";
import { sendMedia, sendMessage } from "./methods-send.ts";
import type { Method } from "./world.ts";

/** Every method this server knows, by its proper name. */
const METHODS: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  sendAudio: sendMedia("audio"),
  sendChatAction,
  sendDocument: sendMedia("document"),
  sendMessage,
  sendPhoto: sendMedia("photo"),
  sendVoice: sendMedia("voice"),
  setChatMenuButton,
  setMyCommands,
  setWebhook,
};

const BY_LOWER_CASE = new Map(
  Object.entries(METHODS).map(([name, perform]) => [name.toLowerCase(), { name, perform }]),
);

/** The method of a name; capital letters do not matter, as on the real server. */
export function findMethod(name: string): { name: string; perform: Method } | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}
