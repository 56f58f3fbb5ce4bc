import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatPerson } from "../protocol.ts";
import { AuthorView } from "./author-view.tsx";
import { ConnectionBanner } from "./banner.tsx";
import { ChatHead } from "./chat-head.tsx";
import { Composer } from "./composer.tsx";
import type { Conversation, ConversationState } from "./conversation.ts";
import { EmptyState } from "./empty-state.tsx";
import { keep, recall } from "./memory.ts";
import { MessageList } from "./message-list.tsx";
import { useStore } from "./store.ts";
import { useWords } from "./words.ts";

interface ChatViewProps {
  service: string;
  person: ChatPerson;
  conversation: Conversation;
  onBack: () => void;
}

/** A hidden window keeps its event stream this long: six streams are all a browser has for a server. */
const HIDDEN_MS = 60_000;

/** One open conversation. */
export function ChatView({ service, person, conversation, onBack }: ChatViewProps): JSX.Element {
  const state = useStore(conversation.state);
  const [suggestion, setSuggestion] = useState({ text: "", count: 0 });
  useFollowing(conversation);
  useReading(conversation, state.messages.length);
  const words = useWords();
  const empty = state.messages.length + state.outgoing.length === 0;
  const [authoring, setAuthoring] = useState(() => recall("author", false));

  function toggleAuthoring(): void {
    keep("author", !authoring);
    setAuthoring(!authoring);
  }

  return (
    <section
      class={authoring ? "chat chat-authoring" : "chat"}
      aria-label={`${words.you} ${person.name}`}
    >
      <ChatHead
        service={service}
        person={person}
        typing={state.typing}
        onBack={onBack}
        authoring={authoring}
        onAuthoring={toggleAuthoring}
      />
      <ConnectionBanner connection={state.connection} />
      {empty && state.loaded ? (
        <EmptyState onTry={(text) => setSuggestion(({ count }) => ({ text, count: count + 1 }))} />
      ) : (
        <MessageList state={state} conversation={conversation} />
      )}
      <Announcer state={state} />
      <Composer
        key={person.address}
        address={person.address}
        suggestion={suggestion}
        onSend={(text) => conversation.send(text)}
        onFile={(file, text) => conversation.sendFile(file, text)}
      />
      {authoring && <AuthorView address={person.address} latest={latestOf(state)} />}
    </section>
  );
}

/** Grows with everything that happens, so that the author's view looks again. */
function latestOf({ messages }: ConversationState): string {
  const last = messages.at(-1);
  return `${last?.seq ?? 0} ${last?.ticks ?? ""}`;
}

function useFollowing(conversation: Conversation): void {
  useEffect(() => {
    let stop: (() => void) | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function adapt(): void {
      clearTimeout(timer);
      if (!document.hidden) stop ??= conversation.follow();
      else timer = setTimeout(end, HIDDEN_MS);
    }
    function end(): void {
      clearTimeout(timer);
      stop?.();
      stop = null;
    }
    adapt();
    document.addEventListener("visibilitychange", adapt);
    return () => {
      document.removeEventListener("visibilitychange", adapt);
      end();
    };
  }, [conversation]);
}

function useReading(conversation: Conversation, count: number): void {
  useEffect(() => {
    function see(): void {
      if (!document.hidden) conversation.markRead();
    }
    see();
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, [conversation, count]);
}

/** Reads out what has just come in, and not the history that is scrolled to. */
function Announcer({ state }: { state: ConversationState }): JSX.Element {
  const latest = state.messages.at(-1);
  const known = useRef<number | null>(null);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    if (!state.loaded) return;
    const before = known.current;
    known.current = latest?.seq ?? 0;
    if (before === null || latest === undefined || latest.seq <= before) return;
    if (latest.direction === "out") {
      setSpoken([latest.text, ...latest.choices.map(({ label }) => label)].join(". "));
    }
  }, [latest?.seq, state.loaded]);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {spoken}
    </p>
  );
}
