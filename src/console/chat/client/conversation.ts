import type { ChatChoice, ChatMessage, ChatPress, Ticks } from "../protocol.ts";
import { fetchConversation, postFile } from "./api.ts";
import { newMessageId } from "./identifiers.ts";
import { keep, recall } from "./memory.ts";
import { furtherTicks, mergeMessages, tickMessages } from "./merge.ts";
import { makeOutbox, type Outgoing } from "./outgoing.ts";
import { makeStore, type Store } from "./store.ts";
import { listen } from "./stream.ts";

/** What is known of one conversation. */
export interface ConversationState {
  messages: ChatMessage[];
  /** Written, but not taken by the server yet. */
  outgoing: Outgoing[];
  /** True while there are earlier messages to fetch. */
  more: boolean;
  loaded: boolean;
  loadingEarlier: boolean;
  typing: boolean;
  connection: "connecting" | "open" | "lost";
  /** The last message this person has seen in this browser. */
  readSeq: number;
}

/** One person's conversation with the service. */
export interface Conversation {
  readonly address: string;
  readonly state: Store<ConversationState>;
  /** Follows the conversation as it happens, until the returned function is called. */
  follow(): () => void;
  /** Fetches the newest messages, unless they come by themselves anyway. */
  refresh(): Promise<void>;
  loadEarlier(): Promise<void>;
  send(text: string): void;
  /** Sends a file with words under it; why it could not be sent, null when it was. */
  sendFile(file: File, text: string): Promise<string | null>;
  choose(message: ChatMessage, choice: ChatChoice): void;
  retry(id: string): void;
  discard(id: string): void;
  markRead(): void;
}

const TYPING_MS = 20_000;
const RETRY_MS = 3000;

/** Makes the conversation of one address; nothing is fetched before `follow` or `refresh`. */
export function makeConversation(address: string): Conversation {
  const readKey = `read.${address}`;
  const state = makeStore<ConversationState>({
    messages: [],
    outgoing: [],
    more: false,
    loaded: false,
    loadingEarlier: false,
    typing: false,
    connection: "connecting",
    readSeq: recall<{ seq: number }>(readKey, { seq: 0 }).seq,
  });
  /** Ticks that came before the message they belong to. */
  const earlyTicks = new Map<string, Ticks>();
  /** The last seq the server has told us of. Own messages are not counted: others may lie before them. */
  let toldSeq = 0;
  let following = false;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  const outbox = makeOutbox(address, accept, () => change({ outgoing: outbox.waiting() }));
  change({ outgoing: outbox.waiting() });

  function change(part: Partial<ConversationState>): void {
    state.set({ ...state.get(), ...part });
  }

  function accept(item: Outgoing, seq: number): void {
    const { messages } = state.get();
    if (messages.some((message) => message.seq === seq)) return;
    const nothing = { choices: [], question: null, picture: null, audio: null, document: null };
    const ticks = furtherTicks("sent", earlyTicks.get(item.id) ?? null);
    add([{ seq, id: item.id, direction: "in", text: item.text, at: item.at, ticks, ...nothing }]);
  }

  function add(incoming: ChatMessage[]): void {
    const known = incoming.map((message) => {
      const early = message.direction === "in" ? earlyTicks.get(message.id) : undefined;
      return early === undefined
        ? message
        : { ...message, ticks: furtherTicks(message.ticks, early) };
    });
    change({ messages: mergeMessages(state.get().messages, known) });
  }

  function setTyping(on: boolean): void {
    clearTimeout(typingTimer);
    // The word that writing has ended may get lost: nobody writes for ever.
    if (on) typingTimer = setTimeout(() => change({ typing: false }), TYPING_MS);
    if (state.get().typing !== on) change({ typing: on });
  }

  async function fetchNewest(): Promise<void> {
    const page = await fetchConversation(address, null);
    const { messages, loaded, more } = state.get();
    toldSeq = Math.max(toldSeq, page.messages.at(-1)?.seq ?? 0);
    const first = page.messages[0]?.seq ?? 0;
    // So much has come that there would be a hole: start from this page and scroll back from there.
    const hole = loaded && page.more && messages.every((message) => message.seq < first);
    if (hole || !loaded) change({ messages: hole ? [] : messages, more: page.more, loaded: true });
    else change({ more });
    add(page.messages);
  }

  function start(): () => void {
    return listen(address, {
      after: () => toldSeq,
      onOpen() {
        const lost = state.get().connection === "lost";
        change({ connection: "open" });
        outbox.hurry();
        // Ticks that moved on in between are not repeated, so they are read anew.
        if (lost) void fetchNewest().catch(() => undefined);
      },
      onLost() {
        setTyping(false);
        change({ connection: "lost" });
      },
      onMessage(message) {
        toldSeq = Math.max(toldSeq, message.seq);
        if (message.direction === "out") setTyping(false);
        add([message]);
      },
      onTicks({ id, ticks }) {
        earlyTicks.set(id, furtherTicks(ticks, earlyTicks.get(id) ?? null) ?? ticks);
        change({ messages: tickMessages(state.get().messages, id, ticks) });
      },
      onTyping: ({ on }) => setTyping(on),
    });
  }

  function write(text: string, press: ChatPress | null): void {
    const at = new Date().toISOString();
    outbox.add({ id: newMessageId(), text, press, at, refused: null });
  }

  return {
    address,
    state,
    follow() {
      let stop: (() => void) | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let over = false;
      following = true;
      function begin(): void {
        fetchNewest()
          .then(() => {
            if (!over) stop = start();
          })
          .catch(() => {
            if (over) return;
            change({ connection: "lost" });
            timer = setTimeout(begin, RETRY_MS);
          });
      }
      begin();
      return () => {
        over = true;
        following = false;
        clearTimeout(timer);
        stop?.();
        setTyping(false);
        change({ connection: "connecting" });
      };
    },
    async refresh() {
      if (!following) await fetchNewest();
    },
    async loadEarlier() {
      const { messages, more, loadingEarlier } = state.get();
      const first = messages[0];
      if (first === undefined || !more || loadingEarlier) return;
      change({ loadingEarlier: true });
      try {
        const page = await fetchConversation(address, first.seq);
        change({ more: page.more });
        add(page.messages);
      } finally {
        change({ loadingEarlier: false });
      }
    },
    send: (text) => write(text, null),
    async sendFile(file, text) {
      const result = await postFile(address, newMessageId(), file, text);
      if (result.kind === "accepted") return null;
      return result.kind === "refused" ? result.reason : "";
    },
    choose(message, choice) {
      const { question } = message;
      if (question === null) write(String(choice.number ?? choice.label), null);
      else write(choice.label, { question, value: choice.value, label: choice.label });
    },
    retry: (id) => outbox.retry(id),
    discard: (id) => outbox.remove(id),
    markRead() {
      const readSeq = state.get().messages.at(-1)?.seq ?? 0;
      const known = recall<{ seq: number } | null>(readKey, null);
      if (known === null || known.seq < readSeq) keep(readKey, { seq: readSeq });
      if (state.get().readSeq < readSeq) change({ readSeq });
    },
  };
}

/** How many answers of the service have not been seen yet. */
export function unreadCount(state: ConversationState): number {
  return state.messages.filter(({ direction, seq }) => direction === "out" && seq > state.readSeq)
    .length;
}
