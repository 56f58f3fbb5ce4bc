import type { Channel, ParcelFile, Sent } from "../core/channel.ts";
import type { ChartSpec } from "../core/chart.ts";
import type { Clock } from "../core/clock.ts";
import { SendError } from "../core/errors.ts";
import type { Attachment, ChannelName } from "../core/message.ts";
import type { Connection, Store } from "../store/connection.ts";
import { bytesOf, copyOf, fileOf, noteCopy } from "../store/files.ts";
import { setReachable } from "../store/identities.ts";
import {
  claimNext,
  markOver,
  markSent,
  markUnknownAgain,
  markWaiting,
  type OutboxRow,
} from "../store/outbox.ts";
import { startTimers } from "../store/timers.ts";

export interface DeliverTools {
  store: Store;
  clock: Clock;
  channel(name: ChannelName): Channel | null;
  draw(chart: ChartSpec): Promise<Uint8Array>;
  /** Waits for the turn of a message that is no broadcast, which broadcasts make room for. */
  turn(channel: ChannelName): Promise<void>;
  /** Looks at this identity again after a pause. */
  later(channel: ChannelName, identityId: string, delayMs: number): void;
  counted(
    channel: ChannelName,
    result: "sent" | "waiting" | "failed" | "unknown" | "expired",
  ): void;
}

/** How long a message waits for a channel that is switched off. */
const CHANNEL_OFF_MS = 60_000;

/** Tries of a message that surely was not sent, before it counts as failed. */
const MAX_TRIES = 8;

/**
 * Pauses before an answer of unknown outcome is sent again: a repeated answer is better than none, and
 * a short outage must not swallow it. Then it is left to the operator.
 */
const REPEAT_AFTER_MS = [2000, 15_000];

/**
 * What to do when nobody knows whether a message was sent: the pause after which it may go again, in
 * milliseconds, or null for never. Answers only; what nobody asked for is never risked twice.
 */
export function repeatAfter(row: Pick<OutboxRow, "kind" | "unknowns">): number | null {
  return row.kind === "reply" ? (REPEAT_AFTER_MS[row.unknowns] ?? null) : null;
}

/**
 * Makes the deliverer of a process: an identity's messages go out one after the other, in order.
 * Each is claimed before it leaves, so that a crash cannot repeat it unseen.
 */
export function makeDeliver(tools: DeliverTools): (identityId: string) => Promise<void> {
  /** Identities being served; true when a nudge came meanwhile. */
  const busy = new Map<string, boolean>();
  return async function deliver(identityId) {
    if (busy.has(identityId)) {
      busy.set(identityId, true);
      return;
    }
    try {
      do {
        busy.set(identityId, false);
        let row = await claim(tools, identityId);
        while (row !== null) row = await sendAndClaim(tools, row);
      } while (busy.get(identityId) === true);
    } finally {
      busy.delete(identityId);
    }
  };
}

/** Takes the identity's next message; null when none may go now. */
function claim(tools: DeliverTools, identityId: string): Promise<OutboxRow | null> {
  return tools.store.together((tx) => claimNext(tx, identityId, tools.clock.now()));
}

/** Sends a claimed message, settles what became of it, and takes the next. */
async function sendAndClaim(tools: DeliverTools, row: OutboxRow): Promise<OutboxRow | null> {
  const now = tools.clock.now();
  const channel = tools.channel(row.channel);
  if (channel === null) {
    const later = new Date(now.getTime() + CHANNEL_OFF_MS);
    await tools.store.together((tx) => markWaiting(tx, row, later, false, "channel is off"));
    return null;
  }
  if (row.expiresAt !== null && row.expiresAt <= now) {
    await tools.store.together((tx) => markOver(tx, row.id, "expired", "too late", now));
    tools.counted(row.channel, "expired");
    return claim(tools, row.identityId);
  }
  await tools.turn(row.channel);
  const sent = await send(tools, channel, row);
  if (sent instanceof SendError) {
    return (await settle(tools, row, sent)) ? claim(tools, row.identityId) : null;
  }
  tools.counted(row.channel, "sent");
  return tools.store.together(async (tx) => {
    const at = tools.clock.now();
    await noteSent(tx, row, sent, at);
    return claimNext(tx, row.identityId, at);
  });
}

/** The message left: timers of its question run from now. */
export async function noteSent(
  tx: Connection,
  row: OutboxRow,
  sent: Sent,
  at: Date,
): Promise<void> {
  const isNews = await markSent(tx, row, sent.providerId, at);
  const { question, attachment } = row.content;
  if (isNews && question !== null) await startTimers(tx, question, at);
  if (sent.copy !== undefined && attachment !== undefined && attachment !== null)
    await noteCopy(tx, attachment.fileId, row.channel, sent.copy);
}

/** Sends a message by its channel; every failure comes back as a SendError. */
export async function send(
  tools: DeliverTools,
  channel: Channel,
  row: OutboxRow,
): Promise<Sent | SendError> {
  const { id, kind, address, content } = row;
  try {
    // Without its picture the message still says what matters.
    const png =
      content.picture === null ? null : await tools.draw(content.picture).catch(() => null);
    const file =
      content.attachment === undefined || content.attachment === null
        ? null
        : await fileFor(tools, row.channel, content.attachment);
    return await channel.send({ id, kind, address, content, png, file });
  } catch (error) {
    return error instanceof SendError ? error : new SendError("unknown", "unexpected failure");
  }
}

/**
 * The file as it goes into a parcel; null when it is kept no more, and what is said leaves without it.
 * A file that is still on its way to us is waited for.
 */
async function fileFor(
  { store, clock }: DeliverTools,
  channel: ChannelName,
  { kind, fileId }: Attachment,
): Promise<ParcelFile | null> {
  const found = await store.read(async (connection) => ({
    file: await fileOf(connection, fileId),
    remoteId: await copyOf(connection, fileId, channel, clock.now()),
  }));
  if (found.file === null || found.file.state === "lost") return null;
  if (found.file.state === "expected") throw new SendError("retry", "its file is on the way");
  const { mime, name, size } = found.file;
  return {
    kind,
    mime,
    size,
    name: name === "" ? kind : name,
    remoteId: found.remoteId,
    async bytes() {
      const bytes = await store.read((connection) => bytesOf(connection, fileId));
      if (bytes === null) throw new SendError("refused", "its file is kept no more");
      return bytes;
    },
  };
}

/** Acts on a send that did not succeed; true when the next message may go. */
export async function settle(
  tools: DeliverTools,
  row: OutboxRow,
  error: SendError,
): Promise<boolean> {
  const now = tools.clock.now();
  switch (error.outcome) {
    case "retry": {
      if (error.retryAfterMs === null && row.tries >= MAX_TRIES) {
        await tools.store.together((tx) => markOver(tx, row.id, "failed", error.message, now));
        tools.counted(row.channel, "failed");
        return true;
      }
      const delayMs = error.retryAfterMs ?? Math.min(500 * 2 ** row.tries, 60_000);
      const at = new Date(now.getTime() + delayMs);
      await tools.store.together((tx) =>
        markWaiting(tx, row, at, error.retryAfterMs === null, error.message),
      );
      tools.later(row.channel, row.identityId, delayMs + 20);
      tools.counted(row.channel, "waiting");
      return false;
    }
    case "unreachable":
      await tools.store.together(async (tx) => {
        await markOver(tx, row.id, "failed", error.message, now);
        await setReachable(tx, row.identityId, false);
      });
      tools.counted(row.channel, "failed");
      return true;
    case "refused":
      await tools.store.together((tx) => markOver(tx, row.id, "failed", error.message, now));
      tools.counted(row.channel, "failed");
      return true;
    case "unknown": {
      const pauseMs = repeatAfter(row);
      tools.counted(row.channel, "unknown");
      if (pauseMs === null) {
        await tools.store.together((tx) => markOver(tx, row.id, "unknown", error.message, now));
        return true;
      }
      const at = new Date(now.getTime() + pauseMs);
      await tools.store.together((tx) => markUnknownAgain(tx, row.id, at));
      tools.later(row.channel, row.identityId, pauseMs + 20);
      return false;
    }
  }
}
