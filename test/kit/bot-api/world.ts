import type { UploadedFile } from "./body.ts";
import type { ChatRecord } from "./chats.ts";
import type { Faults } from "./faults.ts";
import type { FileStore } from "./files.ts";
import type { BotMessage } from "./inbox.ts";
import type { Tally } from "./tally.ts";
import type { UpdateFlow } from "./updates.ts";
import type { Payload, User } from "./wire.ts";

/** Hears of every message the bot sends, at the moment it is accepted. */
export type SendListener = (chatId: number, message: BotMessage) => void;

/** A command of the bot's menu. */
export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

/** The state of one server: what the methods and the persons work on. */
export interface World {
  readonly token: string;
  readonly bot: User;
  readonly record: boolean;
  readonly callbackTtlMs: number;
  readonly hearTimeoutMs: number;
  readonly chats: Map<number, ChatRecord>;
  readonly files: FileStore;
  readonly updates: UpdateFlow;
  /** Presses not answered yet, by callback query id. */
  readonly presses: Map<string, { readonly chat: ChatRecord; readonly at: number }>;
  /** The menus, by scope and language: "default", "default:qu", "all_private_chats:es". */
  readonly commands: Map<string, readonly BotCommand[]>;
  readonly faults: Faults;
  readonly tally: Tally;
  readonly listeners: Set<SendListener>;
}

/** One call of the bot, read but not checked. */
export interface Call {
  readonly method: string;
  readonly payload: Payload;
  readonly files: ReadonlyMap<string, UploadedFile>;
  /** Registers who wants to know that the client went away. */
  onGone(listener: () => void): void;
}

/** Performs a call: returns the result, perhaps later, or throws an ApiError. */
export type Method = (world: World, call: Call) => unknown;
