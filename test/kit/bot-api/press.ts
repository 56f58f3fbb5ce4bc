import type { ChatRecord, StoredMessage } from "./chats.ts";
import type { Button, Key } from "./markup.ts";
import type { Message } from "./wire.ts";

/** A button object, a label, or the number (from 1) of a button on the last message with some. */
export type PressTarget = Button | string | number;

/** What a press comes down to: data under a message, or a key of the reply keyboard. */
export type Press = { readonly message: Message; readonly data: string } | { readonly key: Key };

/** Finds what the person means; throws with what could be pressed when there is no such button. */
export function findPress(chat: ChatRecord, target: PressTarget): Press {
  const withButtons = [...chat.messages.values()]
    .filter((stored) => (stored.shown?.buttons.length ?? 0) > 0)
    .reverse();
  if (typeof target === "number") {
    const newest = withButtons[0];
    return pressOf(newest, buttonsOf(newest)[target - 1], chat, `number ${target}`);
  }
  if (typeof target === "string") {
    for (const stored of withButtons) {
      const button = buttonsOf(stored).find((each) => each.label === target);
      if (button !== undefined) return pressOf(stored, button, chat, target);
    }
    const key = chat.keyboard?.flat().find((each) => each.label === target);
    if (key !== undefined) return { key };
    throw missing(chat, JSON.stringify(target), withButtons);
  }
  // A phone may still show buttons that the bot has taken away, so the object itself is enough.
  const home = chat.homeOf(target);
  const stored =
    home === undefined
      ? withButtons.find((each) => buttonsOf(each).some((button) => button.data === target.data))
      : chat.messages.get(home);
  return pressOf(stored, target, chat, JSON.stringify(target.label));
}

function buttonsOf(stored: StoredMessage | undefined): Button[] {
  return stored?.shown?.buttons.flat() ?? [];
}

function pressOf(
  stored: StoredMessage | undefined,
  button: Button | undefined,
  chat: ChatRecord,
  what: string,
): Press {
  if (stored === undefined || button === undefined) throw missing(chat, what, [stored]);
  if (button.data === undefined) {
    throw new Error(`button ${what} opens ${button.url ?? "something"} and tells the bot nothing`);
  }
  return { message: stored.message, data: button.data };
}

function missing(
  chat: ChatRecord,
  what: string,
  candidates: readonly (StoredMessage | undefined)[],
): Error {
  const labels = candidates.flatMap(buttonsOf).map((button) => button.label);
  const keys = chat.keyboard?.flat().map((key) => key.label) ?? [];
  const choice = JSON.stringify([...labels, ...keys]);
  return new Error(
    `${chat.user.first_name} (${chat.id}) finds no button ${what}; there are ${choice}`,
  );
}
