import { Fragment, type JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { ChatMessage } from "../protocol.ts";
import { Bubble, WaitingBubble } from "./bubble.tsx";
import type { Conversation, ConversationState } from "./conversation.ts";
import { dayName, dayOf } from "./days.ts";
import { LineIcon } from "./icons.tsx";
import { PictureViewer } from "./picture.tsx";
import { useScrolling } from "./scrolling.ts";
import { LanguageContext, useWords } from "./words.ts";

interface MessageListProps {
  state: ConversationState;
  conversation: Conversation;
}

/** The bubbles of a conversation, with its days. */
export function MessageList({ state, conversation }: MessageListProps): JSX.Element {
  const words = useWords();
  const { messages, outgoing, typing, more, loaded } = state;
  const [picture, setPicture] = useState<string | null>(null);
  const scrolling = useScrolling(state, () => {
    // Without connection, the next scrolling up tries again.
    conversation.loadEarlier().catch(() => undefined);
  });
  const question = openQuestion(
    messages,
    outgoing.some(({ refused }) => refused === null),
  );
  const taken = new Set(messages.map(({ id }) => id));
  const waiting = outgoing.filter(({ id }) => !taken.has(id));

  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={scrolling.list}
        onScroll={scrolling.onScroll}
        role="log"
        aria-live="off"
        aria-label={words.chats}
        tabIndex={0}
      >
        <div class="messages-top" ref={scrolling.top}>
          {!loaded && <span class="day">{words.loading}</span>}
          {loaded && more && <span class="day">{words.earlier}</span>}
        </div>
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const newDay = before === undefined || dayOf(before.at) !== dayOf(message.at);
          return (
            <Fragment key={keyOf(message)}>
              {newDay && <DayMark at={message.at} />}
              <Bubble
                message={message}
                first={newDay || before?.direction !== message.direction}
                prominent={message.seq === question}
                onChoose={(choice) => conversation.choose(message, choice)}
                onPicture={setPicture}
              />
            </Fragment>
          );
        })}
        {waiting.map((item, index) => (
          <WaitingBubble
            key={item.id}
            item={item}
            first={index === 0 && messages.at(-1)?.direction !== "in"}
            onRetry={() => conversation.retry(item.id)}
            onRemove={() => conversation.discard(item.id)}
          />
        ))}
        {typing && <TypingBubble />}
      </div>
      {scrolling.away && (
        <button type="button" class="to-end" aria-label={words.latest} onClick={scrolling.toEnd}>
          <LineIcon name="down" />
          {scrolling.fresh > 0 && <span class="badge">{scrolling.fresh}</span>}
        </button>
      )}
      {picture !== null && <PictureViewer source={picture} onClose={() => setPicture(null)} />}
    </div>
  );
}

function DayMark({ at }: { at: string }): JSX.Element {
  const words = useWords();
  const language = useContext(LanguageContext);
  return (
    <div class="day-mark" role="separator">
      <span class="day">{dayName(at, words, language)}</span>
    </div>
  );
}

function TypingBubble(): JSX.Element {
  const words = useWords();
  return (
    <div class="row row-out row-first">
      <div class="bubble bubble-out typing" aria-label={words.typing} role="img">
        <span />
        <span />
        <span />
      </div>
    </div>
  );
}

/** The newest question, as long as nothing was said after it: earlier answers stay, but step back. */
function openQuestion(messages: ChatMessage[], answering: boolean): number | null {
  if (answering) return null;
  for (const message of messages.toReversed()) {
    if (message.direction === "in") return null;
    if (message.choices.length > 0) return message.seq;
  }
  return null;
}

function keyOf(message: ChatMessage): string {
  return message.direction === "in" ? message.id : `out-${message.seq}`;
}
