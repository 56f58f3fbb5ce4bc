import { fdatasync, openSync, closeSync } from "node:fs";

/** Makes what is written survive a power cut, without holding up the thread that talks to people. */
export interface Durable {
  /** Resolves once everything committed before the call is on the disk; calls of the same moment share one write. */
  reached(): Promise<void>;
  close(): void;
}

/**
 * Watches over a SQLite write-ahead log whose commits do not wait for the disk themselves
 * (synchronous=NORMAL). The log is appended in order of commit, so flushing it keeps every commit
 * before; SQLite flushes it too before it moves its content on.
 * @param path the log's file, which exists as long as a connection is open
 */
export function openDurable(path: string): Durable {
  const file = openSync(path, "r+");
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function flush(): Promise<void> {
    return new Promise((resolve, reject) =>
      fdatasync(file, (error) => (error === null ? resolve() : reject(error))),
    );
  }

  function begin(): Promise<void> {
    const flushed = flush();
    running = flushed;
    const over = (): void => {
      if (running === flushed) running = null;
    };
    flushed.then(over, over);
    return flushed;
  }

  return {
    reached() {
      if (running === null) return begin();
      // The flush under way may have begun before our commit; the one after it holds it for certain.
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null;
          return begin();
        });
      return next;
    },
    close: () => closeSync(file),
  };
}
