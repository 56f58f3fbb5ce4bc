import type { Receive } from "../core/channel.ts";
import type { Clock } from "../core/clock.ts";
import type { ChannelName, InboundContent } from "../core/message.ts";
import type { Connection, Store } from "../store/connection.ts";
import { joinAddresses } from "../store/aliases.ts";
import { ensureIdentity } from "../store/identities.ts";
import { storeInbound } from "../store/inbox.ts";
import { questionOf } from "../store/outbox.ts";

export interface ReceiveTools {
  store: Store;
  clock: Clock;
  /** Wakes whoever handles this identity's events. */
  arrived(identityId: string): void;
  counted(result: "new" | "repeated"): void;
}

/** Stores what a messenger delivered, each event once, and only then returns. */
export function makeReceive(tools: ReceiveTools): Receive {
  return async function receive(messages) {
    const stored = await Promise.all(
      messages.map((message) =>
        tools.store.together(async (tx) => {
          const now = tools.clock.now();
          const { channel, address, alternates = [], quotes } = message;
          const identityId =
            alternates.length === 0
              ? await ensureIdentity(tx, channel, address, now)
              : await joinAddresses(tx, channel, address, alternates, now);
          const content = await withQuestion(tx, channel, message.content, quotes);
          return {
            identityId,
            fresh: await storeInbound(tx, identityId, { ...message, content }, now),
          };
        }),
      ),
    );
    for (const { identityId, fresh } of stored) {
      tools.counted(fresh ? "new" : "repeated");
      if (fresh) tools.arrived(identityId);
    }
  };
}

/** A text that quotes a message of ours is about the question asked there. */
async function withQuestion(
  tx: Connection,
  channel: ChannelName,
  content: InboundContent,
  quotes: string | undefined,
): Promise<InboundContent> {
  if (content.kind !== "text" || quotes === undefined) return content;
  const question = await questionOf(tx, channel, quotes);
  return question === null ? content : { ...content, question };
}
