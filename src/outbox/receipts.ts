import type { Report } from "../core/channel.ts";
import type { Clock } from "../core/clock.ts";
import type { ChannelName } from "../core/message.ts";
import type { Store } from "../store/connection.ts";
import { setReachable } from "../store/identities.ts";
import { noteReceipt } from "../store/receipts.ts";
import { startTimers } from "../store/timers.ts";

export interface ReportTools {
  store: Store;
  clock: Clock;
  counted(channel: ChannelName, state: "sent" | "delivered" | "read" | "failed"): void;
  /** Wakes whoever sends to this identity: what waited behind a message of unknown outcome may go. */
  waiting(channel: ChannelName, identityId: string): void;
}

/** Takes a channel's receipts: each is stored with all it settles, in one transaction. */
export function makeReport(tools: ReportTools, channel: ChannelName): Report {
  return async function report(receipts) {
    await Promise.all(
      receipts.map(async (receipt) => {
        const news = await tools.store.together(async (tx) => {
          const now = tools.clock.now();
          const told = await noteReceipt(tx, channel, receipt, now);
          const question = told?.left?.question ?? null;
          if (question !== null) await startTimers(tx, question, now);
          if (told !== null && receipt.unreachable === true)
            await setReachable(tx, told.identityId, false);
          return told;
        });
        if (news === null) return;
        tools.counted(channel, receipt.state);
        if (news.left !== null) tools.waiting(channel, news.identityId);
      }),
    );
  };
}
