import { Inbox } from "./inbox.ts";
import type { BotMessage } from "./inbox.ts";
import type { Button, Key } from "./markup.ts";
import { ApiError, badRequest, readInteger } from "./wire.ts";
import type { Message, Payload, PrivateChat, User } from "./wire.ts";

/** Who a person is. */
export interface Profile {
  readonly id: number;
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly languageCode?: string;
  /** False: the bot may not write before the person did. True when absent. */
  readonly started?: boolean;
}

/** A message of a chat; `shown` is there when it is the bot's. */
export interface StoredMessage {
  message: Message;
  shown: BotMessage | undefined;
}

/** Whether the bot may write to a person. */
export type Standing = "open" | "not_started" | "blocked" | "deactivated";

/** How many messages of a chat can still be edited or pressed when a run is not recorded. */
const KEPT_WHEN_NOT_RECORDED = 20;

/** The private chat of one person with the bot. */
export class ChatRecord {
  readonly id: number;
  readonly user: User;
  readonly chat: PrivateChat;
  readonly inbox: Inbox;
  readonly messages = new Map<number, StoredMessage>();
  /** The short notices and alerts with which the bot answered presses. */
  readonly notices: string[] = [];
  standing: Standing;
  keyboard: Key[][] | undefined;
  lastMessageId = 0;
  readonly #homes = new WeakMap<Button, number>();
  readonly #deleted = new Set<number>();
  readonly #fingerprints = new Set<string>();
  readonly #record: boolean;
  #pressCount = 0;

  constructor(profile: Profile, record: boolean) {
    this.id = profile.id;
    const name: { first_name: string; last_name?: string; username?: string } = {
      first_name: profile.firstName,
    };
    if (profile.lastName !== undefined) name.last_name = profile.lastName;
    if (profile.username !== undefined) name.username = profile.username;
    this.user = { id: profile.id, is_bot: false, ...name };
    if (profile.languageCode !== undefined) this.user.language_code = profile.languageCode;
    this.chat = { id: profile.id, ...name, type: "private" };
    this.inbox = new Inbox(`${profile.firstName} (${profile.id})`, record);
    this.standing = profile.started === false ? "not_started" : "open";
    this.#record = record;
  }

  /** The next message number, or the wished one, which then moves the count forward. */
  takeMessageId(wished?: number): number {
    const id = wished ?? this.lastMessageId + 1;
    this.lastMessageId = Math.max(this.lastMessageId, id);
    return id;
  }

  store(message: Message, shown?: BotMessage): void {
    this.messages.set(message.message_id, { message, shown });
    if (this.#record || this.messages.size <= KEPT_WHEN_NOT_RECORDED) return;
    const [oldest] = this.messages.keys();
    if (oldest !== undefined) this.messages.delete(oldest);
  }

  /** Lets the person see a message of the bot. */
  show(message: BotMessage): void {
    this.noteButtons(message);
    this.inbox.push(message);
  }

  /** Remembers where buttons belong, for presses that come after they were taken away. */
  noteButtons(message: BotMessage): void {
    for (const row of message.buttons) {
      for (const button of row) this.#homes.set(button, message.messageId);
    }
  }

  /** The number of the message a button was seen under, if this very object was. */
  homeOf(button: Button): number | undefined {
    return this.#homes.get(button);
  }

  /** Whether a message exists, also when it is no longer kept here. */
  has(messageId: number): boolean {
    return messageId > 0 && messageId <= this.lastMessageId && !this.#deleted.has(messageId);
  }

  /** A message as it appears inside a reply to it; the server nests only one deep. */
  quote(messageId: number): Message | undefined {
    const stored = this.messages.get(messageId)?.message;
    if (stored === undefined) return undefined;
    const { reply_to_message: _nested, ...flat } = stored;
    return flat;
  }

  /** An id for a callback query, unique on this server. */
  takePressId(): string {
    this.#pressCount += 1;
    return `${this.id}00${String(this.#pressCount).padStart(8, "0")}`;
  }

  remove(messageId: number): void {
    const stored = this.messages.get(messageId);
    if (stored?.shown !== undefined) stored.shown.deleted = true;
    this.messages.delete(messageId);
    this.#deleted.add(messageId);
  }

  /** Whether the same was said here before; when not recorded, only the last one is compared. */
  isRepeated(fingerprint: string): boolean {
    if (this.#fingerprints.has(fingerprint)) return true;
    if (!this.#record) this.#fingerprints.clear();
    this.#fingerprints.add(fingerprint);
    return false;
  }
}

/** The chat a call is about, whether or not the bot may write there. */
export function findChat(chats: ReadonlyMap<number, ChatRecord>, payload: Payload): ChatRecord {
  if (payload.chat_id === undefined || payload.chat_id === "") throw badRequest("chat_id is empty");
  const id = readInteger(payload, "chat_id");
  const chat = id === undefined ? undefined : chats.get(id);
  if (chat === undefined) throw badRequest("chat not found");
  return chat;
}

/** The chat a call wants to write to; refuses as the real server does when it may not. */
export function openChat(chats: ReadonlyMap<number, ChatRecord>, payload: Payload): ChatRecord {
  const chat = findChat(chats, payload);
  switch (chat.standing) {
    case "open":
      return chat;
    case "not_started":
      throw new ApiError(403, "Forbidden: bot can't initiate conversation with a user");
    case "blocked":
      throw new ApiError(403, "Forbidden: bot was blocked by the user");
    case "deactivated":
      throw new ApiError(403, "Forbidden: user is deactivated");
  }
}
