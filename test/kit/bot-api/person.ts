import type { ChatRecord } from "./chats.ts";
import type { BotMessage, Expected } from "./inbox.ts";
import type { Key } from "./markup.ts";
import { findPress } from "./press.ts";
import type { PressTarget } from "./press.ts";
import type { Contact, Entity, FileReference, Message, Update } from "./wire.ts";
import type { World } from "./world.ts";

/** Particulars of something a person sends; chosen by the server when absent. */
export interface SendOptions {
  readonly date?: Date;
  readonly updateId?: number;
  readonly messageId?: number;
  /** The message that is answered, or its number. */
  readonly replyTo?: number | BotMessage;
}

/** What a person's message may hold. */
type MessageContent = Omit<Message, "message_id" | "from" | "chat" | "date">;

/** A person with Telegram on the phone. Each action resolves to the update that it caused. */
export class Person {
  readonly id: number;
  readonly #world: World;
  readonly #chat: ChatRecord;

  constructor(world: World, chat: ChatRecord) {
    this.id = chat.id;
    this.#world = world;
    this.#chat = chat;
  }

  /** What the bot sent, in order; only the last message when the run is not recorded. */
  get inbox(): readonly BotMessage[] {
    return this.#chat.inbox.messages;
  }

  /** The reply keyboard that is showing. */
  get keyboard(): readonly (readonly Key[])[] | undefined {
    return this.#chat.keyboard;
  }

  /** The notices with which the bot answered presses. */
  get notices(): readonly string[] {
    return this.#chat.notices;
  }

  async says(text: string, options: SendOptions = {}): Promise<Update> {
    const entities = commandsIn(text);
    return this.#send(entities.length > 0 ? { text, entities } : { text }, options);
  }

  /**
   * Presses a button: the object from a message, a label, or the number (from 1) on the last
   * message with buttons. A label of the reply keyboard is said, or sends the contact it asks for.
   */
  async presses(target: PressTarget, options: SendOptions = {}): Promise<Update> {
    const press = findPress(this.#chat, target);
    if ("key" in press) {
      if (press.key.asks === "contact") return this.sendsContact(undefined, options);
      if (press.key.asks === "location") return this.sendsLocation(undefined, undefined, options);
      return this.says(press.key.label, options);
    }
    this.#mustBeActive();
    const id = this.#chat.takePressId();
    this.#world.presses.set(id, { chat: this.#chat, at: Date.now() });
    const query = {
      id,
      from: this.#chat.user,
      message: press.message,
      chat_instance: String(-this.id),
      data: press.data,
    };
    return this.#world.updates.send("callback_query", { callback_query: query }, options.updateId);
  }

  /** Shares the person's own contact. */
  async sendsContact(phoneNumber = "+51900000000", options: SendOptions = {}): Promise<Update> {
    const contact: Contact = {
      phone_number: phoneNumber,
      first_name: this.#chat.user.first_name,
      user_id: this.id,
    };
    return this.#send({ contact }, options);
  }

  /** Passes on the contact of somebody else. */
  async forwardsContact(
    contact: { phoneNumber: string; firstName: string; userId?: number },
    options: SendOptions = {},
  ): Promise<Update> {
    const wire: Contact = { phone_number: contact.phoneNumber, first_name: contact.firstName };
    if (contact.userId !== undefined) wire.user_id = contact.userId;
    return this.#send({ contact: wire }, options);
  }

  async sendsLocation(
    latitude = -13.5319,
    longitude = -71.9675,
    options: SendOptions = {},
  ): Promise<Update> {
    return this.#send({ location: { latitude, longitude } }, options);
  }

  async sendsSticker(emoji = "👍", options: SendOptions = {}): Promise<Update> {
    const file = this.#keep("sticker", Buffer.from("local sticker"));
    const size = { width: 512, height: 512, type: "regular", is_animated: false, is_video: false };
    return this.#send({ sticker: { ...file, ...size, emoji } }, options);
  }

  async sendsVoice(
    bytes: Buffer = Buffer.from("OggS local voice note"),
    options: SendOptions & { readonly duration?: number } = {},
  ): Promise<Update> {
    const duration = options.duration ?? 3;
    const voice = { ...this.#keep("voice", bytes), duration, mime_type: "audio/ogg" };
    return this.#send({ voice }, options);
  }

  /** A photo comes in two sizes, the larger one last, as on the real server. */
  async sendsPhoto(
    bytes: Buffer = Buffer.from("local photo"),
    options: SendOptions & { readonly caption?: string } = {},
  ): Promise<Update> {
    const small = { ...this.#keep("photo", Buffer.from("thumbnail")), width: 90, height: 67 };
    const large = { ...this.#keep("photo", bytes), width: 800, height: 600 };
    const { caption } = options;
    const photo = [small, large];
    return this.#send(caption === undefined ? { photo } : { photo, caption }, options);
  }

  /** Changes the text of an own message. */
  async edits(messageId: number, text: string, options: SendOptions = {}): Promise<Update> {
    this.#mustBeActive();
    const stored = this.#chat.messages.get(messageId);
    if (stored?.message.text === undefined || stored.shown !== undefined) {
      throw new Error(`${this.#name} has no text message ${messageId} to edit`);
    }
    const now = Math.floor((options.date?.getTime() ?? Date.now()) / 1000);
    const { entities: _entities, ...rest } = stored.message;
    const entities = commandsIn(text);
    const edited: Message = { ...rest, edit_date: now, text };
    if (entities.length > 0) edited.entities = entities;
    stored.message = edited;
    return this.#world.updates.send("edited_message", { edited_message: edited }, options.updateId);
  }

  async blocksBot(): Promise<Update> {
    return this.#changeMembership("member", "kicked");
  }

  async unblocksBot(): Promise<Update> {
    return this.#changeMembership("kicked", "member");
  }

  /** The account is gone: the bot hears nothing of it and every later message is refused. */
  deactivates(): void {
    this.#chat.standing = "deactivated";
  }

  /** The next not-yet-heard message that matches; the failure lists what came instead. */
  hears(
    expected: Expected = () => true,
    options: { readonly timeoutMs?: number } = {},
  ): Promise<BotMessage> {
    return this.#chat.inbox.hears(expected, options.timeoutMs ?? this.#world.hearTimeoutMs);
  }

  /** Fails if anything came after the last heard message or comes within `ms`. */
  hearsNothing(ms = 200): Promise<void> {
    return this.#chat.inbox.hearsNothing(ms);
  }

  /** Takes everything that came so far as heard, and returns what was not. */
  catchesUp(): BotMessage[] {
    return this.#chat.inbox.catchUp();
  }

  get #name(): string {
    return `${this.#chat.user.first_name} (${this.id})`;
  }

  #mustBeActive(): void {
    const { standing } = this.#chat;
    if (standing === "blocked" || standing === "deactivated") {
      throw new Error(`${this.#name} cannot write: the bot is ${standing}`);
    }
  }

  #send(content: MessageContent, options: SendOptions): Update {
    this.#mustBeActive();
    const chat = this.#chat;
    chat.standing = "open";
    const message: Message = {
      message_id: chat.takeMessageId(options.messageId),
      from: chat.user,
      chat: chat.chat,
      date: Math.floor((options.date?.getTime() ?? Date.now()) / 1000),
      ...content,
    };
    const { replyTo } = options;
    const replyId = typeof replyTo === "object" ? replyTo.messageId : replyTo;
    const reply = replyId === undefined ? undefined : chat.quote(replyId);
    if (reply !== undefined) message.reply_to_message = reply;
    chat.store(message);
    return this.#world.updates.send("message", { message }, options.updateId);
  }

  #keep(kind: "photo" | "voice" | "sticker", bytes: Buffer): FileReference {
    const file = this.#world.files.add(kind, bytes);
    return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size };
  }

  #changeMembership(before: string, after: string): Update {
    const chat = this.#chat;
    chat.standing = after === "kicked" ? "blocked" : "open";
    const member = (
      status: string,
    ): { status: string; user: typeof chat.user; until_date?: number } =>
      status === "kicked"
        ? { status, user: this.#world.bot, until_date: 0 }
        : { status, user: this.#world.bot };
    const change = {
      chat: chat.chat,
      from: chat.user,
      date: Math.floor(Date.now() / 1000),
      old_chat_member: member(before),
      new_chat_member: member(after),
    };
    return this.#world.updates.send("my_chat_member", { my_chat_member: change });
  }
}

/** Telegram marks commands in a text; telegraf finds them by these marks only. */
function commandsIn(text: string): Entity[] {
  return [...text.matchAll(/(?<=^|\s)\/[A-Za-z0-9_]{1,32}(?:@\w+)?/g)].map((found) => ({
    type: "bot_command",
    offset: found.index,
    length: found[0].length,
  }));
}
