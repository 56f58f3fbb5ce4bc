/** The parameters of one call, as they came: JSON values, or strings from a form. */
export type Payload = Record<string, unknown>;

/** A Telegram user, person or bot. */
export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

/** A private chat; its id is the person's id. */
export interface PrivateChat {
  id: number;
  type: "private";
  first_name: string;
  last_name?: string;
  username?: string;
}

/** A formatted stretch of a text, counted in UTF-16 units. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

/** A stored file as it appears inside a message. */
export interface FileReference {
  file_id: string;
  file_unique_id: string;
  file_size: number;
  width?: number;
  height?: number;
  duration?: number;
  mime_type?: string;
  file_name?: string;
  emoji?: string;
  type?: string;
  is_animated?: boolean;
  is_video?: boolean;
}

/** A shared contact; `user_id` is missing when the contact has no Telegram account. */
export interface Contact {
  phone_number: string;
  first_name: string;
  user_id?: number;
}

/** A message in a private chat, from the person or from the bot. */
export interface Message {
  message_id: number;
  from: User;
  chat: PrivateChat;
  date: number;
  edit_date?: number;
  reply_to_message?: Message;
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  photo?: FileReference[];
  voice?: FileReference;
  audio?: FileReference;
  document?: FileReference;
  sticker?: FileReference;
  contact?: Contact;
  location?: { latitude: number; longitude: number };
  reply_markup?: unknown;
}

/** A pressed inline button. */
export interface CallbackQuery {
  id: string;
  from: User;
  message: Message;
  chat_instance: string;
  data: string;
}

/** The person blocked or unblocked the bot. */
export interface ChatMemberUpdated {
  chat: PrivateChat;
  from: User;
  date: number;
  old_chat_member: { status: string; user: User; until_date?: number };
  new_chat_member: { status: string; user: User; until_date?: number };
}

/** What the bot receives: an id and exactly one of the other fields. */
export interface Update {
  update_id: number;
  message?: Message;
  edited_message?: Message;
  callback_query?: CallbackQuery;
  my_chat_member?: ChatMemberUpdated;
}

/** The kinds of update this server makes. */
export type UpdateKind = Exclude<keyof Update, "update_id">;

/** A refusal as the Bot API words it: HTTP status and `error_code` are the same number. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: { retry_after?: number } | undefined;

  constructor(code: number, description: string, parameters?: { retry_after?: number }) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

/** A 400 with the usual prefix. */
export function badRequest(reason: string): ApiError {
  return new ApiError(400, `Bad Request: ${reason}`);
}

/** JSON as the real server writes it: pure ASCII, other letters as \uXXXX. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text parameter; numbers are taken as their digits, as the real server does. */
export function readText(payload: Payload, key: string): string | undefined {
  const value = payload[key];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A whole-number parameter, given as a number or as digits. */
export function readInteger(payload: Payload, key: string): number | undefined {
  const value = payload[key];
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string" || !/^-?\d{1,16}$/.test(value)) return undefined;
  return Number(value);
}

/** A yes/no parameter; absent is no. */
export function readFlag(payload: Payload, key: string): boolean {
  const value = payload[key];
  return (
    value === true || value === 1 || (typeof value === "string" && /^(true|yes|1)$/i.test(value))
  );
}

/** A structured parameter: an object or array, or its JSON text (forms send it so). */
export function readStructure(payload: Payload, key: string): unknown {
  const value = payload[key];
  if (typeof value !== "string") return value ?? undefined;
  if (value === "") return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw badRequest(`can't parse ${key.replaceAll("_", " ")} JSON object`);
  }
}

/** Whether a value is a plain JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
