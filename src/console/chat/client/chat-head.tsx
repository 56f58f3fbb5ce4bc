import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ChatPerson } from "../protocol.ts";
import { Avatar } from "./avatar.tsx";
import { LineIcon, ServiceIcon } from "./icons.tsx";
import { isOwn, renamePerson } from "./people.ts";
import { LanguageTag } from "./person-row.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { useWords } from "./words.ts";

interface ChatHeadProps {
  service: string;
  person: ChatPerson;
  typing: boolean;
  onBack: () => void;
  /** The author's view stands open. */
  authoring: boolean;
  onAuthoring: () => void;
}

/** Whom one talks to (the service), and as whom. */
export function ChatHead(props: ChatHeadProps): JSX.Element {
  const { service, person, typing, onBack, authoring, onAuthoring } = props;
  const words = useWords();
  const [renaming, setRenaming] = useState(false);
  return (
    <header class="chat-head weave">
      <button type="button" class="plain back" aria-label={words.back} onClick={onBack}>
        <LineIcon name="back" />
      </button>
      <ServiceIcon />
      <div class="chat-names">
        <h2>{service}</h2>
        <p class={typing ? "chat-status chat-status-typing" : "chat-status"}>
          {typing ? words.typing : words.online}
          {!typing && <span class="chat-as"> · {person.name}</span>}
        </p>
      </div>
      <button
        type="button"
        class={authoring ? "plain author-toggle author-toggle-on" : "plain author-toggle"}
        aria-label={words.author}
        title={words.author}
        aria-pressed={authoring}
        onClick={onAuthoring}
      >
        <LineIcon name="author" />
      </button>
      <div class="self" title={`${words.you} ${person.name}`}>
        <span class="unseen">{words.you}</span>
        <span class="self-name">
          {person.name} <LanguageTag language={person.language} />
        </span>
        {isOwn(person.address) && (
          <button
            type="button"
            class="plain"
            aria-label={words.rename}
            onClick={() => setRenaming(true)}
          >
            <LineIcon name="pencil" />
          </button>
        )}
        <Avatar name={person.name} address={person.address} />
      </div>
      {renaming && (
        <RenameDialog
          name={person.name}
          onClose={(name) => {
            if (name !== null) renamePerson(person.address, name);
            setRenaming(false);
          }}
        />
      )}
    </header>
  );
}
