import type { JSX } from "preact";
import type { ChatChoice, ChatMessage } from "../protocol.ts";
import { AudioPlayer } from "./audio-player.tsx";
import { Choices } from "./choices.tsx";
import { hourOf } from "./days.ts";
import { LineIcon } from "./icons.tsx";
import { MessageText } from "./message-text.tsx";
import type { Outgoing } from "./outgoing.ts";
import { PictureThumbnail } from "./picture.tsx";
import { Ticks } from "./ticks.tsx";
import { useWords } from "./words.ts";

interface BubbleProps {
  message: ChatMessage;
  /** The first of several from the same side, which carries the tail. */
  first: boolean;
  /** Its answers are the ones to press now. */
  prominent: boolean;
  onChoose: (choice: ChatChoice) => void;
  onPicture: (source: string) => void;
}

/** One message. */
export function Bubble(props: BubbleProps): JSX.Element {
  const { message, first, prominent } = props;
  const { picture } = message;
  const side = message.direction;
  const kind = picture === null ? "" : " bubble-picture";
  return (
    <div class={`row row-${side}${first ? " row-first" : ""}`}>
      <div class={`bubble bubble-${side}${kind}`}>
        {picture !== null && (
          <PictureThumbnail
            source={picture}
            about={message.text}
            onOpen={() => props.onPicture(picture)}
          />
        )}
        {message.audio !== null && <AudioPlayer source={message.audio} />}
        {message.document !== null && (
          <a class="document" href={message.document.source} download={message.document.name}>
            {message.document.name}
          </a>
        )}
        {message.text !== "" && <MessageText text={message.text} />}
        <span class="meta">
          <time dateTime={message.at}>{hourOf(message.at)}</time>
          {message.ticks !== null && <Ticks state={message.ticks} />}
        </span>
      </div>
      {message.choices.length > 0 && (
        <Choices choices={message.choices} prominent={prominent} onChoose={props.onChoose} />
      )}
    </div>
  );
}

interface WaitingBubbleProps {
  item: Outgoing;
  first: boolean;
  onRetry: () => void;
  onRemove: () => void;
}

/** Something written that is still on its way, or that the server did not want. */
export function WaitingBubble({ item, first, ...on }: WaitingBubbleProps): JSX.Element {
  const words = useWords();
  return (
    <div class={`row row-in${first ? " row-first" : ""}`}>
      <div class={`bubble bubble-in${item.refused === null ? "" : " bubble-failed"}`}>
        <MessageText text={item.text} />
        <span class="meta">
          <time dateTime={item.at}>{hourOf(item.at)}</time>
          {item.refused === null ? <Ticks state="sending" /> : <LineIcon name="alert" />}
        </span>
      </div>
      {item.refused !== null && (
        <div class="failure" role="alert">
          <span>
            {words.failed}: {item.refused}
          </span>
          <button type="button" onClick={on.onRetry}>
            {words.again}
          </button>
          <button type="button" onClick={on.onRemove}>
            {words.remove}
          </button>
        </div>
      )}
    </div>
  );
}
