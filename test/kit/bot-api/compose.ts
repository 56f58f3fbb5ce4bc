import type { ChatRecord } from "./chats.ts";
import { parseHtml } from "./html.ts";
import type { FormattedText } from "./html.ts";
import { badRequest, isObject, readFlag, readInteger, readStructure, readText } from "./wire.ts";
import type { Entity, Payload } from "./wire.ts";

const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;

/** The checked text of a message. */
export function readMessageText(payload: Payload): FormattedText {
  const formatted = readFormatted(payload, "text", "entities");
  if (formatted.text === "") throw badRequest("message text is empty");
  if (formatted.text.length > TEXT_LIMIT) throw badRequest("message is too long");
  return formatted;
}

/** The checked caption of a photo, voice note or file; empty when there is none. */
export function readCaption(payload: Payload): FormattedText {
  const formatted = readFormatted(payload, "caption", "caption_entities");
  if (formatted.text.length > CAPTION_LIMIT) throw badRequest("message caption is too long");
  return formatted;
}

/** The number of the message to reply to, checked against the chat. */
export function readReply(payload: Payload, chat: ChatRecord): number | undefined {
  const parameters = readStructure(payload, "reply_parameters");
  const source = isObject(parameters) ? parameters : payload;
  const key = source === payload ? "reply_to_message_id" : "message_id";
  const id = readInteger(source, key);
  if (id === undefined || id === 0) return undefined;
  if (chat.has(id)) return id;
  if (readFlag(source, "allow_sending_without_reply")) return undefined;
  throw badRequest("message to be replied not found");
}

function readFormatted(payload: Payload, textKey: string, entitiesKey: string): FormattedText {
  const source = readText(payload, textKey) ?? "";
  const mode = (readText(payload, "parse_mode") ?? "").toLowerCase();
  if (mode === "html") return trimmed(parseHtml(source));
  if (mode === "markdown" || mode === "markdownv2") {
    throw badRequest("can't parse entities: this local server reads parse_mode HTML only");
  }
  if (mode !== "" && mode !== "none") throw badRequest("unsupported parse_mode");
  const given = readStructure(payload, entitiesKey);
  const entities = Array.isArray(given) ? (given as Entity[]) : [];
  return trimmed({ text: source, entities });
}

/** The real server takes the blank space off both ends. */
function trimmed(formatted: FormattedText): FormattedText {
  const text = formatted.text.trim();
  if (text.length === formatted.text.length) return formatted;
  const cut = formatted.text.length - formatted.text.trimStart().length;
  const entities = formatted.entities
    .map((entity) => {
      const start = Math.max(0, entity.offset - cut);
      const end = Math.min(text.length, entity.offset + entity.length - cut);
      return { ...entity, offset: start, length: end - start };
    })
    .filter((entity) => entity.length > 0);
  return { text, entities };
}
