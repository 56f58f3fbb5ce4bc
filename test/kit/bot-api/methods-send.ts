import { openChat } from "./chats.ts";
import { readCaption, readMessageText, readReply } from "./compose.ts";
import type { FileKind, StoredFile } from "./files.ts";
import type { FormattedText } from "./html.ts";
import type { BotMessage } from "./inbox.ts";
import { readMarkup } from "./markup.ts";
import { badRequest, readInteger, readText } from "./wire.ts";
import type { FileReference, Message } from "./wire.ts";
import type { Call, Method, World } from "./world.ts";

type MediaKind = Exclude<FileKind, "sticker">;

interface Content {
  readonly words: FormattedText;
  readonly kind: "text" | MediaKind;
  readonly file?: StoredFile;
}

const UPLOAD_LIMITS_BYTES: Readonly<Record<MediaKind, number>> = {
  photo: 10 * 1024 * 1024,
  voice: 50 * 1024 * 1024,
  audio: 50 * 1024 * 1024,
  document: 50 * 1024 * 1024,
};

const MIME_TYPES: Readonly<Record<MediaKind, string>> = {
  photo: "image/jpeg",
  voice: "audio/ogg",
  audio: "audio/mpeg",
  document: "application/octet-stream",
};

/** sendMessage */
export function sendMessage(world: World, call: Call): Message {
  return place(world, call, { kind: "text", words: readMessageText(call.payload) });
}

/** sendPhoto, sendVoice, sendAudio or sendDocument. */
export function sendMedia(kind: MediaKind): Method {
  return (world, call) => {
    const words = readCaption(call.payload);
    // The chat is checked before the file is stored: a refused upload leaves nothing behind.
    openChat(world.chats, call.payload);
    return place(world, call, { kind, words, file: takeFile(world, call, kind) });
  };
}

function place(world: World, call: Call, content: Content): Message {
  const { payload } = call;
  const markup = readMarkup(payload);
  const chat = openChat(world.chats, payload);
  const replyTo = readReply(payload, chat);
  const now = Date.now();
  const message: Message = {
    message_id: chat.takeMessageId(),
    from: world.bot,
    chat: chat.chat,
    date: Math.floor(now / 1000),
  };
  const reply = replyTo === undefined ? undefined : chat.quote(replyTo);
  if (reply !== undefined) message.reply_to_message = reply;
  describeContent(message, content, payload);
  if (markup?.kind === "inline") message.reply_markup = markup.wire;
  if (markup?.kind === "keyboard") chat.keyboard = markup.keys;
  if (markup?.kind === "remove") chat.keyboard = undefined;
  const { words, kind, file } = content;
  const shown: BotMessage = {
    messageId: message.message_id,
    text: kind === "text" ? words.text : "",
    caption: kind === "text" ? "" : words.text,
    entities: words.entities,
    buttons: markup?.kind === "inline" ? markup.buttons : [],
    ...(markup?.kind === "keyboard" && { keyboard: markup.keys }),
    ...(file !== undefined && { fileId: file.id, fileName: file.name, [kind]: file.bytes }),
    ...(replyTo !== undefined && { replyTo }),
    at: now,
    method: call.method,
    deleted: false,
  };
  chat.store(message, shown);
  world.tally.sent += 1;
  const signs = [call.method, words.text, file?.size, replyTo, payload.reply_markup];
  if (chat.isRepeated(JSON.stringify(signs))) world.tally.duplicates += 1;
  chat.show(shown);
  for (const listener of world.listeners) listener(chat.id, shown);
  return message;
}

function describeContent(message: Message, content: Content, payload: Call["payload"]): void {
  const { words, kind, file } = content;
  if (kind === "text") {
    message.text = words.text;
    if (words.entities.length > 0) message.entities = words.entities;
    return;
  }
  if (file === undefined) return;
  const reference: FileReference = {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.size,
  };
  if (kind === "photo") {
    message.photo = [{ ...reference, width: 800, height: 600 }];
  } else {
    reference.mime_type = MIME_TYPES[kind];
    if (kind !== "document") reference.duration = readInteger(payload, "duration") ?? 0;
    if (kind !== "voice") reference.file_name = file.name;
    message[kind] = reference;
  }
  if (words.text !== "") message.caption = words.text;
  if (words.entities.length > 0) message.caption_entities = words.entities;
}

/** The file of a call: uploaded under its own name, attached under another, or known by its id. */
function takeFile(world: World, call: Call, kind: MediaKind): StoredFile {
  const value = readText(call.payload, kind);
  const attached = value?.startsWith("attach://") === true ? value.slice("attach://".length) : kind;
  const upload = call.files.get(attached);
  if (upload !== undefined) {
    if (upload.bytes.length === 0) throw badRequest("file must be non-empty");
    if (upload.bytes.length > UPLOAD_LIMITS_BYTES[kind]) throw badRequest("file is too big");
    return world.files.add(kind, upload.bytes, upload.name);
  }
  if (value === undefined || value === "") throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:/i.test(value)) throw badRequest("failed to get HTTP URL content");
  return world.files.reuse(kind, value);
}
