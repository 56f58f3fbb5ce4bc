import { text } from "../../core/acting.ts";
import type { RegularTask } from "../../core/task.ts";
import type { Connection, Store } from "../../store/connection.ts";
import { queueNotice } from "../../store/notices.ts";
import { askedPersons, duePolls, endPoll, stillArriving, type Poll } from "./store.ts";

/** A result that could not be told within a week is old. */
const TOLD_WITHIN_MS = 7 * 24 * 3_600_000;
const PAGE = 20;

/**
 * Closes a poll and queues its result for everybody who was asked.
 * @returns false when it was closed before
 */
export async function closePoll(tx: Connection, poll: Poll, now: Date): Promise<boolean> {
  if (!(await endPoll(tx, poll.id, "closed", now))) return false;
  const asked = poll.broadcastId === null ? [] : await askedPersons(tx, poll.broadcastId);
  for (const personId of new Set([...asked, poll.ownerId]))
    await queueNotice(
      tx,
      {
        personId,
        purpose: "votes",
        flow: "poll_result",
        values: { poll: text(poll.id) },
        dueAt: now,
        expiresAt: new Date(now.getTime() + TOLD_WITHIN_MS),
        onceKey: `poll:${poll.id}:result:${personId}`,
        urgent: false,
      },
      now,
    );
  return true;
}

/** Polls close by themselves, once every answer that came in time is counted. */
const closing: RegularTask<Store> = {
  name: "polls.close",
  everyMs: 15_000,
  async run({ store, clock }) {
    const now = clock.now();
    for (const poll of await store.read((connection) => duePolls(connection, now, PAGE))) {
      if (await store.read((connection) => stillArriving(connection, poll.closesAt))) continue;
      await store.transaction((tx) => closePoll(tx, poll, now));
    }
  },
};

/** What polls do regularly. */
export const pollTasks: readonly RegularTask<Store>[] = [closing];
