import type { ChatMessage, Ticks } from "../protocol.ts";

const ORDER: Ticks[] = ["sending", "sent", "delivered", "read"];

/** The further of two states: ticks never go back, in whatever order the news arrives. */
export function furtherTicks(one: Ticks | null, other: Ticks | null): Ticks | null {
  if (one === null) return other;
  if (other === null) return one;
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}

/** Known messages with others added: one of each seq, in order. */
export function mergeMessages(known: ChatMessage[], incoming: ChatMessage[]): ChatMessage[] {
  const bySeq = new Map(known.map((message) => [message.seq, message]));
  for (const message of incoming) {
    const before = bySeq.get(message.seq);
    bySeq.set(message.seq, {
      ...message,
      ticks: furtherTicks(before?.ticks ?? null, message.ticks),
    });
  }
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

/** The messages with one's ticks moved on. */
export function tickMessages(messages: ChatMessage[], id: string, ticks: Ticks): ChatMessage[] {
  return messages.map((message) =>
    message.id === id && message.direction === "in"
      ? { ...message, ticks: furtherTicks(message.ticks, ticks) }
      : message,
  );
}
