import type { CacheStore } from "@whiskeysockets/baileys";

const MOST = 10_000;

/** How often messages were asked for or sent again; kept over reconnections, so that nothing goes round for ever. */
export function newRetryCounts(): CacheStore {
  const counts = new Map<string, unknown>();
  return {
    get: (key) => counts.get(key) as never,
    set(key, value) {
      counts.set(key, value);
      const [oldest] = counts.keys();
      if (counts.size > MOST && oldest !== undefined) counts.delete(oldest);
    },
    del: (key) => void counts.delete(key),
    flushAll: () => counts.clear(),
  };
}
