import type { Receive } from "../core/channel.ts";
import type { Clock } from "../core/clock.ts";
import type { Store } from "../store/connection.ts";
import { joinAddresses } from "../store/aliases.ts";
import { ensureIdentity } from "../store/identities.ts";
import { storeInbound } from "../store/inbox.ts";

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
          const { channel, address, alternates = [] } = message;
          const identityId =
            alternates.length === 0
              ? await ensureIdentity(tx, channel, address, now)
              : await joinAddresses(tx, channel, address, alternates, now);
          return { identityId, fresh: await storeInbound(tx, identityId, message, now) };
        }),
      ),
    );
    for (const { identityId, fresh } of stored) {
      tools.counted(fresh ? "new" : "repeated");
      if (fresh) tools.arrived(identityId);
    }
  };
}
