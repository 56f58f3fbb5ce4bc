import { badRequest, isObject, readStructure } from "./wire.ts";
import type { Payload } from "./wire.ts";

/** A button under a message. */
export interface Button {
  readonly label: string;
  readonly data?: string;
  readonly url?: string;
}

/** A key in the place of the letter keyboard. */
export interface Key {
  readonly label: string;
  readonly asks?: "contact" | "location";
}

/** A checked `reply_markup`. */
export type Markup =
  | { readonly kind: "inline"; readonly buttons: Button[][]; readonly wire: unknown }
  | { readonly kind: "keyboard"; readonly keys: Key[][] }
  | { readonly kind: "remove" }
  | { readonly kind: "force_reply" };

const DATA_LIMIT_BYTES = 64;
const BUTTON_LIMIT = 100;

const BUTTON_ACTIONS = [
  "callback_data",
  "url",
  "login_url",
  "web_app",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "callback_game",
  "copy_text",
  "pay",
] as const;

/** Checks the `reply_markup` of a call the way the real server would. */
export function readMarkup(payload: Payload): Markup | undefined {
  const value = readStructure(payload, "reply_markup");
  if (value === undefined) return undefined;
  if (!isObject(value)) throw badRequest("object expected as reply markup");
  if (value.inline_keyboard !== undefined) {
    const buttons = readRows(value.inline_keyboard, "inline keyboard", readButton);
    return { kind: "inline", buttons, wire: { inline_keyboard: value.inline_keyboard } };
  }
  if (value.keyboard !== undefined) {
    return { kind: "keyboard", keys: readRows(value.keyboard, "reply keyboard", readKey) };
  }
  if (value.remove_keyboard === true) return { kind: "remove" };
  if (value.force_reply === true) return { kind: "force_reply" };
  if (Object.keys(value).length === 0) return undefined;
  throw badRequest("can't parse reply markup: unknown kind of markup");
}

function readRows<T>(value: unknown, what: string, read: (cell: unknown) => T): T[][] {
  if (!Array.isArray(value)) throw badRequest(`Field "${what}" must be of type Array`);
  let count = 0;
  const rows = value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(`Field "${what}" must be an Array of Arrays`);
    count += row.length;
    return row.map(read);
  });
  if (count > BUTTON_LIMIT) throw badRequest("reply markup is too long");
  return rows.filter((row) => row.length > 0);
}

function readLabel(value: unknown, what: string): string {
  if (typeof value !== "string") {
    throw badRequest(`can't parse ${what}: Field "text" must be of type String`);
  }
  if (value.trim() === "") throw badRequest(`can't parse ${what}: Text must be non-empty`);
  return value;
}

function readButton(value: unknown): Button {
  const what = "inline keyboard button";
  if (!isObject(value)) throw badRequest(`can't parse ${what}: Object expected`);
  const label = readLabel(value.text, what);
  const actions = BUTTON_ACTIONS.filter((action) => value[action] !== undefined);
  if (actions.length === 0) {
    throw badRequest(`can't parse ${what}: Text buttons are unallowed in the inline keyboard`);
  }
  if (actions.length > 1) throw badRequest(`can't parse ${what}: more than one kind of action`);
  if (actions[0] === "callback_data") return { label, data: readData(value.callback_data) };
  if (actions[0] === "url") return { label, url: readUrl(value.url) };
  return { label };
}

function readData(value: unknown): string {
  // The limit is in bytes: a letter like "ñ" takes two.
  if (typeof value !== "string" || value === "" || Buffer.byteLength(value) > DATA_LIMIT_BYTES) {
    throw badRequest("BUTTON_DATA_INVALID");
  }
  return value;
}

function readUrl(value: unknown): string {
  const wrong = badRequest(
    `inline keyboard button URL '${String(value)}' is invalid: Wrong HTTP URL`,
  );
  if (typeof value !== "string") throw wrong;
  const link = /^[a-z]+:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(link) || !/^(https?|tg):/i.test(link)) throw wrong;
  return value;
}

function readKey(value: unknown): Key {
  const what = "keyboard button";
  if (typeof value === "string") return { label: readLabel(value, what) };
  if (!isObject(value)) throw badRequest(`can't parse ${what}: Object expected`);
  const label = readLabel(value.text, what);
  if (value.request_contact === true) return { label, asks: "contact" };
  if (value.request_location === true) return { label, asks: "location" };
  return { label };
}
