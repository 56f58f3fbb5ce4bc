import { findChat, openChat } from "./chats.ts";
import type { ChatRecord, StoredMessage } from "./chats.ts";
import { readCaption, readMessageText } from "./compose.ts";
import { readMarkup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { badRequest, readFlag, readInteger, readText } from "./wire.ts";
import type { Message, Payload } from "./wire.ts";
import type { BotMessage } from "./inbox.ts";
import type { Call, World } from "./world.ts";

const NOTICE_LIMIT = 200;

const CHAT_ACTIONS = new Set([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

const NOT_MODIFIED =
  "message is not modified: specified new message content and reply markup are exactly the same " +
  "as a current content and reply markup of the message";

/** editMessageText: the person hears the new text as a further message with the old number. */
export function editMessageText(world: World, call: Call): Message {
  const words = readMessageText(call.payload);
  const markup = readInlineMarkup(call.payload);
  const { chat, stored, shown } = findEditable(world, call.payload);
  const old = stored.message;
  if (old.text === undefined) throw badRequest("there is no text in the message to edit");
  const { entities: _entities, ...rest } = old;
  const edited: Message = { ...rest, text: words.text };
  if (words.entities.length > 0) edited.entities = words.entities;
  return replace(chat, stored, edited, markup, {
    ...shown,
    text: words.text,
    entities: words.entities,
    method: call.method,
  });
}

/** editMessageCaption */
export function editMessageCaption(world: World, call: Call): Message {
  const words = readCaption(call.payload);
  const markup = readInlineMarkup(call.payload);
  const { chat, stored, shown } = findEditable(world, call.payload);
  const old = stored.message;
  if (old.text !== undefined) throw badRequest("there is no caption in the message to edit");
  const { caption: _caption, caption_entities: _entities, ...rest } = old;
  const edited: Message = { ...rest };
  if (words.text !== "") edited.caption = words.text;
  if (words.entities.length > 0) edited.caption_entities = words.entities;
  return replace(chat, stored, edited, markup, {
    ...shown,
    caption: words.text,
    entities: words.entities,
    method: call.method,
  });
}

/** editMessageReplyMarkup: changes the buttons in place; nothing new to hear. */
export function editMessageReplyMarkup(world: World, call: Call): Message {
  const markup = readInlineMarkup(call.payload);
  const { chat, stored, shown } = findEditable(world, call.payload);
  const edited = withMarkup(stored.message, markup);
  if (sameContent(edited, stored.message)) throw badRequest(NOT_MODIFIED);
  stored.message = edited;
  shown.buttons = markup?.buttons ?? [];
  chat.noteButtons(shown);
  return edited;
}

/** deleteMessage */
export function deleteMessage(world: World, call: Call): true {
  const chat = openChat(world.chats, call.payload);
  const id = readInteger(call.payload, "message_id");
  if (id === undefined || !chat.has(id)) throw badRequest("message to delete not found");
  chat.remove(id);
  return true;
}

/** answerCallbackQuery: once for each press, and soon. */
export function answerCallbackQuery(world: World, call: Call): true {
  const id = readText(call.payload, "callback_query_id") ?? "";
  const press = world.presses.get(id);
  if (press === undefined || Date.now() - press.at > world.callbackTtlMs) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  const text = readText(call.payload, "text") ?? "";
  if (text.length > NOTICE_LIMIT) throw badRequest("MESSAGE_TOO_LONG");
  world.presses.delete(id);
  if (text !== "" && world.record) press.chat.notices.push(text);
  return true;
}

/** sendChatAction */
export function sendChatAction(world: World, call: Call): true {
  openChat(world.chats, call.payload);
  const action = readText(call.payload, "action") ?? "";
  if (!CHAT_ACTIONS.has(action)) throw badRequest("wrong parameter action in request");
  return true;
}

/** getChat */
export function getChat(world: World, call: Call): unknown {
  return findChat(world.chats, call.payload).chat;
}

/** setChatMenuButton */
export function setChatMenuButton(world: World, call: Call): true {
  if (readInteger(call.payload, "chat_id") !== undefined) findChat(world.chats, call.payload);
  return true;
}

type InlineMarkup = Extract<Markup, { kind: "inline" }>;

function readInlineMarkup(payload: Payload): InlineMarkup | undefined {
  const markup = readMarkup(payload);
  if (markup === undefined || markup.kind === "inline") return markup;
  throw badRequest("inline keyboard expected");
}

function findEditable(
  world: World,
  payload: Payload,
): { chat: ChatRecord; stored: StoredMessage; shown: BotMessage } {
  if (readFlag(payload, "inline_message_id")) throw badRequest("inline messages are unknown here");
  const chat = openChat(world.chats, payload);
  const id = readInteger(payload, "message_id");
  const stored = id === undefined ? undefined : chat.messages.get(id);
  if (stored === undefined) throw badRequest("message to edit not found");
  if (stored.shown === undefined) throw badRequest("message can't be edited");
  return { chat, stored, shown: stored.shown };
}

function withMarkup(message: Message, markup: InlineMarkup | undefined): Message {
  const { reply_markup: _old, ...rest } = message;
  const edited: Message = { ...rest, edit_date: Math.floor(Date.now() / 1000) };
  if (markup !== undefined && markup.buttons.length > 0) edited.reply_markup = markup.wire;
  return edited;
}

/** An edit without buttons takes the old ones away, as on the real server. */
function replace(
  chat: ChatRecord,
  stored: StoredMessage,
  content: Message,
  markup: InlineMarkup | undefined,
  shown: BotMessage,
): Message {
  const edited = withMarkup(content, markup);
  if (sameContent(edited, stored.message)) throw badRequest(NOT_MODIFIED);
  shown = { ...shown, buttons: markup?.buttons ?? [], at: Date.now() };
  stored.message = edited;
  stored.shown = shown;
  chat.show(shown);
  return edited;
}

function sameContent(a: Message, b: Message): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf(message: Message): string {
  const { text, entities, caption, caption_entities: captionEntities } = message;
  return JSON.stringify([text, entities, caption, captionEntities, message.reply_markup]);
}
