import type { ChatPress, PostedMessage } from "../protocol.ts";
import { postMessage } from "./api.ts";
import { keep, onKept, recall, recallKeys } from "./memory.ts";

/** Something written that the server has not taken yet. */
export interface Outgoing {
  id: string;
  text: string;
  press: ChatPress | null;
  at: string;
  /** Why the server refused it; null while it is still to be sent. */
  refused: string | null;
}

/** The messages of one person that wait to be sent, kept over reloads. */
export interface Outbox {
  waiting(): Outgoing[];
  add(item: Outgoing): void;
  remove(id: string): void;
  retry(id: string): void;
  /** Tries at once what waits for its next attempt. */
  hurry(): void;
}

const KEY = "outbox.";
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Addresses with something left to send from an earlier visit. */
export function addressesWithOutbox(): string[] {
  return recallKeys(KEY).filter((address) => recall<Outgoing[]>(KEY + address, []).length > 0);
}

/** Makes the outbox of one person; it sends in order, one after the other, and goes on until all is taken. */
export function makeOutbox(
  address: string,
  onAccepted: (item: Outgoing, seq: number) => void,
  onChange: () => void,
): Outbox {
  const key = KEY + address;
  let pause = FIRST_PAUSE_MS;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // Read from the storage each time: other windows of the same person add and take away too.
  function waiting(): Outgoing[] {
    return recall<Outgoing[]>(key, []);
  }

  function change(items: Outgoing[]): void {
    keep(key, items);
    onChange();
  }

  async function flush(): Promise<void> {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    for (;;) {
      const item = waiting().find((candidate) => candidate.refused === null);
      if (item === undefined) break;
      const result = await postMessage(parcel(address, item));
      if (result.kind === "later") {
        timer = setTimeout(() => void flush(), pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        break;
      }
      pause = FIRST_PAUSE_MS;
      if (result.kind === "accepted") {
        onAccepted(item, result.seq);
        change(waiting().filter((candidate) => candidate.id !== item.id));
      } else {
        mark(item.id, result.reason);
      }
    }
    busy = false;
  }

  function mark(id: string, refused: string | null): void {
    change(waiting().map((item) => (item.id === id ? { ...item, refused } : item)));
  }

  onKept(key, onChange);
  void flush();
  return {
    waiting,
    add(item) {
      change([...waiting(), item]);
      void flush();
    },
    remove(id) {
      change(waiting().filter((item) => item.id !== id));
    },
    retry(id) {
      mark(id, null);
      void flush();
    },
    hurry() {
      pause = FIRST_PAUSE_MS;
      void flush();
    },
  };
}

function parcel(address: string, item: Outgoing): PostedMessage {
  const head = { address, id: item.id };
  return item.press === null ? { ...head, text: item.text } : { ...head, press: item.press };
}
