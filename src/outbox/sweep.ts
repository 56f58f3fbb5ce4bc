import type { Clock } from "../core/clock.ts";
import { limaDay } from "../core/lima.ts";
import type { ChannelName } from "../core/message.ts";
import type { Store } from "../store/connection.ts";
import { forgetAttention } from "../store/attention.ts";
import { forgetFiles } from "../store/files.ts";
import { forgetHandled, forgottenInbound } from "../store/inbox.ts";
import { forgetNotices } from "../store/notices.ts";
import {
  abandonedSends,
  forgetOver,
  forgottenOutbound,
  markOver,
  markUnknownAgain,
} from "../store/outbox.ts";
import { forgetWhatsApp } from "../store/whatsapp.ts";
import { forgetTimers } from "../store/timers.ts";
import { repeatAfter } from "./deliver.ts";

export interface SweepTools {
  store: Store;
  clock: Clock;
  arrived(identityId: string): void;
  waiting(channel: ChannelName, identityId: string): void;
  /** Counts sends whose outcome a crash left unknown. */
  counted(count: number): void;
}

/** Rows younger than this still have their own job on the way. */
const GRACE_MS = 10_000;

/** A send that takes longer than this belongs to a process that is gone. */
const SEND_LIMIT_MS = 90_000;

/** Handled events are kept this long: beyond any redelivery, and to find the cause of a complaint. */
const INBOX_MS = 7 * 86_400_000;

/** Sent messages are kept this long. */
const OUTBOX_MS = 30 * 86_400_000;

/** Notices are remembered this long, by their once-keys too. */
const NOTICE_MS = 400 * 86_400_000;

const PAGE = 500;

/**
 * Re-creates the jobs of rows that have none, so that an emptied Redis or a killed process loses nothing.
 * @param fresh true at start of the only process: whatever waits or was being sent is nobody's
 */
export async function sweep(tools: SweepTools, fresh: boolean): Promise<void> {
  const now = tools.clock.now();
  const before = new Date(now.getTime() - (fresh ? 0 : GRACE_MS));
  const sendsBefore = new Date(now.getTime() - (fresh ? 0 : SEND_LIMIT_MS));
  const sends = await tools.store.read((connection) =>
    abandonedSends(connection, sendsBefore, PAGE),
  );
  for (const row of sends) {
    await tools.store.together((tx) =>
      repeatAfter(row) !== null
        ? markUnknownAgain(tx, row.id, now)
        : markOver(tx, row.id, "unknown", "the process ended while sending", now),
    );
  }
  if (sends.length > 0) tools.counted(sends.length);
  const inbound = await tools.store.read((connection) =>
    forgottenInbound(connection, before, PAGE),
  );
  for (const identityId of inbound) tools.arrived(identityId);
  const outbound = await tools.store.read((connection) =>
    forgottenOutbound(connection, before, now, PAGE),
  );
  for (const { channel, identityId } of outbound) tools.waiting(channel, identityId);
}

/**
 * Deletes what is over: the tables a turn works on stay small however long the service lives. Needs the
 * machine's own clock, by which ids are made.
 */
export async function forgetOld(tools: Pick<SweepTools, "store" | "clock">): Promise<void> {
  const now = tools.clock.now().getTime();
  await tools.store.transaction(async (tx) => {
    await forgetHandled(tx, new Date(now - INBOX_MS));
    await forgetOver(tx, new Date(now - OUTBOX_MS));
    await forgetTimers(tx, new Date(now - OUTBOX_MS));
    await forgetNotices(tx, new Date(now - NOTICE_MS));
    await forgetFiles(tx, new Date(now));
    await forgetAttention(tx, limaDay(new Date(now - OUTBOX_MS)));
    await forgetWhatsApp(tx, new Date(now));
  });
}
