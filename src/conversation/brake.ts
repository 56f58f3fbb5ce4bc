import { sha256 } from "../core/ids.ts";
import type { OutgoingContent } from "../core/message.ts";
import type { SessionState } from "../flow/session.ts";

/** The same text leaves this often in an hour; then somebody who answers by machine would hear it for ever. */
const MAX_IDENTICAL = 10;

const HOUR_MS = 3_600_000;

/** Different texts that are counted at a time: those said last, for a machine goes round in a few. */
const MAX_COUNTED = 4;

type Echoes = NonNullable<SessionState["echoes"]>;

/**
 * Holds back texts that went out again and again within the hour. `paused` is true for the first one
 * held back, which the person is told about once.
 */
export function brake(
  said: OutgoingContent[],
  before: Echoes | undefined,
  now: Date,
): { kept: OutgoingContent[]; paused: boolean; echoes: Echoes } {
  const isFresh =
    before === undefined || now.getTime() - new Date(before.since).getTime() > HOUR_MS;
  const counts = new Map(isFresh ? [] : before.counts);
  let paused = false;
  const kept = said.filter((content) => {
    const name = sha256(content.text).slice(0, 6);
    const count = (counts.get(name) ?? 0) + 1;
    // Said last, it stands last.
    counts.delete(name);
    counts.set(name, count);
    paused ||= count === MAX_IDENTICAL + 1;
    return count <= MAX_IDENTICAL;
  });
  return {
    kept,
    paused,
    echoes: {
      since: isFresh ? now.toISOString() : before.since,
      counts: [...counts].slice(-MAX_COUNTED),
    },
  };
}
