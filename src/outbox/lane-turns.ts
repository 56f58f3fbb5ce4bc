import { newName } from "../core/ids.ts";
import type { ChannelName } from "../core/message.ts";
import { leaveLane, takeLane } from "../store/lane-lease.ts";
import type { DeliverTools } from "./deliver.ts";

/** A lane that was not kept for this long is another process's. */
const LEASE_MS = 15_000;

/** It is kept again after this long. */
const KEEP_MS = 5000;

/** Which of several processes sends the broadcasts of a channel. */
export interface LaneTurns {
  /** True while it is this process: looked up in the database every few seconds. */
  isMine(): Promise<boolean>;
  leave(): Promise<void>;
}

/**
 * Processes on one database take turns at a channel's lane, so that its pace holds for all of them together.
 * An embedded database has one process, which need not ask.
 */
export function laneTurns(
  channel: ChannelName,
  { store, clock }: Pick<DeliverTools, "store" | "clock">,
): LaneTurns {
  if (store.kind === "sqlite")
    return { isMine: () => Promise.resolve(true), leave: () => Promise.resolve() };
  const holder = newName();
  let keptAt = -Infinity;
  let mine = false;
  return {
    async isMine() {
      const now = clock.now();
      const age = now.getTime() - keptAt;
      if (mine && age >= 0 && age < KEEP_MS) return true;
      const until = new Date(now.getTime() + LEASE_MS);
      mine = await store.transaction((tx) => takeLane(tx, channel, holder, until, now));
      keptAt = now.getTime();
      return mine;
    },
    async leave() {
      if (mine) await store.transaction((tx) => leaveLane(tx, channel, holder));
      mine = false;
    },
  };
}
