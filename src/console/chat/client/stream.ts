import type { ChatEvents } from "../protocol.ts";

/** Whom the events are told to. */
export interface StreamListener {
  /** The seq after which events are wanted. */
  after(): number;
  onOpen(): void;
  onLost(): void;
  onMessage(message: ChatEvents["message"]): void;
  onTicks(news: ChatEvents["ticks"]): void;
  onTyping(news: ChatEvents["typing"]): void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Listens to one conversation until the returned function is called. It connects anew by itself, each time from
 * the last seq: the browser's own reconnecting would ask again from where the first connection began.
 */
export function listen(address: string, listener: StreamListener): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;

  function connect(): void {
    clearTimeout(timer);
    source?.close();
    const query = new URLSearchParams({ address, after: String(listener.after()) });
    const opened = new EventSource(`/chat/events?${query.toString()}`);
    source = opened;
    opened.addEventListener("open", () => {
      pause = FIRST_PAUSE_MS;
      listener.onOpen();
    });
    opened.addEventListener("error", () => {
      if (source !== opened) return;
      opened.close();
      listener.onLost();
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
    opened.addEventListener("message", (event) => listener.onMessage(read("message", event)));
    opened.addEventListener("ticks", (event) => listener.onTicks(read("ticks", event)));
    opened.addEventListener("typing", (event) => listener.onTyping(read("typing", event)));
  }

  function lose(): void {
    listener.onLost();
  }

  connect();
  addEventListener("online", connect);
  addEventListener("offline", lose);
  return () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    removeEventListener("online", connect);
    removeEventListener("offline", lose);
  };
}

/** What an event of that name carries. */
function read<Name extends keyof ChatEvents>(_name: Name, event: MessageEvent): ChatEvents[Name] {
  return JSON.parse(String(event.data)) as ChatEvents[Name];
}
