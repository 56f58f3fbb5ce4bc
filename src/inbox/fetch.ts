import type { Channel } from "../core/channel.ts";
import type { Clock } from "../core/clock.ts";
import { FetchError, type FetchOutcome } from "../core/errors.ts";
import type { ChannelName } from "../core/message.ts";
import type { Store } from "../store/connection.ts";
import {
  claimExpected,
  MAX_FILE_BYTES,
  putOffFetch,
  settleFetched,
  type ExpectedFile,
} from "../store/files.ts";

export interface FetchTools {
  store: Store;
  clock: Clock;
  channels: ReadonlyMap<ChannelName, Channel>;
  counted(channel: ChannelName, result: "kept" | "waiting" | "lost"): void;
  /** Somebody's file could not be had and never will be. */
  lost(file: ExpectedFile, reason: Exclude<FetchOutcome, "retry">): Promise<void>;
}

/** Files fetched at a time: each is held in memory whole. */
const UNDER_WAY = 3;

/** A fetch that takes longer belongs to a process that is gone. */
const FETCH_LIMIT_MS = 180_000;

/** Tries before a file is given up; the pauses add up to a day, beyond which messengers let go of it. */
const MAX_TRIES = 12;
const FIRST_PAUSE_MS = 5000;
const MAX_PAUSE_MS = 4 * 3_600_000;

/** Fetches files that people sent and that are worth keeping, until none is due. */
export async function fetchFiles(tools: FetchTools): Promise<void> {
  for (let more = true; more;) {
    const now = tools.clock.now();
    const until = new Date(now.getTime() + FETCH_LIMIT_MS);
    const names = [...tools.channels.keys()];
    const files = await tools.store.transaction((tx) =>
      claimExpected(tx, names, UNDER_WAY, now, until),
    );
    await Promise.all(files.map((file) => fetchOne(tools, file)));
    more = files.length === UNDER_WAY;
  }
}

async function fetchOne(tools: FetchTools, file: ExpectedFile): Promise<void> {
  try {
    const fetched = await tools.channels.get(file.channel)?.fetch(file.handle);
    if (fetched === undefined) throw new FetchError("retry", "the channel is off");
    if (fetched.bytes.length > MAX_FILE_BYTES) throw new FetchError("too_large", "too large");
    if (fetched.bytes.length === 0) throw new FetchError("gone", "empty");
    await tools.store.together((tx) => settleFetched(tx, file.id, fetched));
    tools.counted(file.channel, "kept");
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    await putOff(tools, file, error);
  }
}

async function putOff(tools: FetchTools, file: ExpectedFile, error: FetchError): Promise<void> {
  const isOver = error.outcome !== "retry" || file.tries >= MAX_TRIES;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 3 ** (file.tries - 1), MAX_PAUSE_MS);
  const dueAt = isOver ? null : new Date(tools.clock.now().getTime() + pauseMs);
  await tools.store.together((tx) => putOffFetch(tx, file.id, dueAt, error.message));
  tools.counted(file.channel, isOver ? "lost" : "waiting");
  if (isOver) await tools.lost(file, error.outcome === "retry" ? "gone" : error.outcome);
}
