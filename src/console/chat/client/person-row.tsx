import type { JSX } from "preact";
import type { ChatPerson } from "../protocol.ts";
import { Avatar } from "./avatar.tsx";
import { type ConversationState, unreadCount } from "./conversation.ts";
import { latestAt, startedConversations } from "./conversations.ts";
import { rowTime } from "./days.ts";
import { LineIcon } from "./icons.tsx";
import { Ticks } from "./ticks.tsx";
import { useWords, type Words } from "./words.ts";

interface PersonRowProps {
  person: ChatPerson;
  current: boolean;
  onOpen: (address: string) => void;
}

/** One person in the list, with the last thing said when there is one. */
export function PersonRow({ person, current, onOpen }: PersonRowProps): JSX.Element {
  const words = useWords();
  const conversation = startedConversations().find(({ address }) => address === person.address);
  const state = conversation?.state.get();
  const unread = state === undefined ? 0 : unreadCount(state);
  const about = [person.family, person.association].filter((part) => part !== "").join(" · ");
  return (
    <button
      type="button"
      class={current ? "person person-current" : "person"}
      aria-current={current ? "true" : undefined}
      onClick={() => onOpen(person.address)}
    >
      <Avatar name={person.name} address={person.address} />
      <span class="person-words">
        <span class="person-line">
          <span class="person-name">{person.name}</span>
          <LanguageTag language={person.language} />
          {conversation !== undefined && (
            <time class={unread > 0 ? "person-time person-time-new" : "person-time"}>
              {rowTime(latestAt(conversation), words)}
            </time>
          )}
        </span>
        <span class="person-line">
          <span class="person-more">{state === undefined ? about : <Last state={state} />}</span>
          {unread > 0 && (
            <span class="badge">
              {unread}
              <span class="unseen"> {words.unread}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
}

/** The short code of the language a person speaks. */
export function LanguageTag({ language }: { language: string }): JSX.Element | null {
  if (language === "") return null;
  return <span class={`tag tag-${language}`}>{language}</span>;
}

function Last({ state }: { state: ConversationState }): JSX.Element {
  const words = useWords();
  if (state.typing) return <span class="person-typing">{words.typing}</span>;
  const waiting = state.outgoing.at(-1);
  if (waiting !== undefined) {
    return (
      <>
        {waiting.refused === null ? <Ticks state="sending" /> : <LineIcon name="alert" />}{" "}
        {waiting.text}
      </>
    );
  }
  const message = state.messages.at(-1);
  return (
    <>
      {message?.ticks != null && <Ticks state={message.ticks} />}{" "}
      {message && lastWords(message, words)}
    </>
  );
}

function lastWords(message: ConversationState["messages"][number], words: Words): string {
  if (message.text !== "") return message.text;
  if (message.document !== null) return message.document.name;
  return message.picture === null ? words.audio : words.picture;
}
