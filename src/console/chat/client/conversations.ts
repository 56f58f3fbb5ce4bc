import { type Conversation, makeConversation, unreadCount } from "./conversation.ts";
import { recall, recallKeys } from "./memory.ts";
import { addressesWithOutbox } from "./outgoing.ts";
import { makeStore } from "./store.ts";

const POLL_MS = 10_000;
/** More conversations than these are not asked for news; they still show all when opened. */
const MOST_POLLED = 12;

const all = new Map<string, Conversation>();

/** Counts up whenever any conversation changes, for what shows several of them. */
export const conversationsChanged = makeStore(0);

/** The one conversation of an address in this window. */
export function conversationOf(address: string): Conversation {
  const known = all.get(address);
  if (known !== undefined) return known;
  const made = makeConversation(address);
  made.state.subscribe(() => conversationsChanged.set(conversationsChanged.get() + 1));
  all.set(address, made);
  return made;
}

/** The conversations this browser has opened before, latest message first. */
export function startedConversations(): Conversation[] {
  return [...all.values()]
    .filter(({ state }) => state.get().messages.length + state.get().outgoing.length > 0)
    .sort((one, other) => latestAt(other).localeCompare(latestAt(one)));
}

/** Unseen answers in all conversations. */
export function totalUnread(): number {
  return [...all.values()].reduce((total, { state }) => total + unreadCount(state.get()), 0);
}

/** When something was last said; "" when nothing was. */
export function latestAt(conversation: Conversation): string {
  const { messages, outgoing } = conversation.state.get();
  return outgoing.at(-1)?.at ?? messages.at(-1)?.at ?? "";
}

/**
 * Asks now and then for news of conversations that are not open: a browser allows six event streams to a server
 * over all its windows, so only the open conversation has one.
 */
export function watchConversations(): () => void {
  for (const address of addressesWithOutbox()) conversationOf(address);
  const opened = recallKeys("read.").map((address) => ({
    address,
    seq: recall<{ seq: number }>(`read.${address}`, { seq: 0 }).seq,
  }));
  opened.sort((one, other) => other.seq - one.seq);
  for (const { address } of opened.slice(0, MOST_POLLED)) conversationOf(address);

  function poll(): void {
    for (const conversation of all.values()) {
      // Trouble shows in the open conversation; here the next round tries again.
      conversation.refresh().catch(() => undefined);
    }
  }

  poll();
  const timer = setInterval(poll, POLL_MS);
  return () => clearInterval(timer);
}
