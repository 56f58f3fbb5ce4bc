import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { LineIcon } from "./icons.tsx";
import { keep, recall } from "./memory.ts";
import { useWords } from "./words.ts";

interface ComposerProps {
  address: string;
  /** A text to put in, anew each time `count` rises. */
  suggestion: { text: string; count: number };
  onSend: (text: string) => void;
  /** Why the file could not be sent; null when it was. */
  onFile: (file: File, text: string) => Promise<string | null>;
}

const LONGEST = 4000;
const LONGEST_CAPTION = 1024;
const MOST_ROWS = 6;

/** Where one writes: Enter sends, Shift+Enter begins a line. What is not sent stays for later. */
export function Composer({ address, suggestion, onSend, onFile }: ComposerProps): JSX.Element {
  const words = useWords();
  const draftKey = `draft.${address}`;
  const [text, setText] = useState(() => recall(draftKey, ""));
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  useEffect(() => {
    // On a phone, focusing would raise the keyboard over the conversation one wants to read.
    if (matchMedia("(hover: hover) and (min-width: 760px)").matches) field.current?.focus();
  }, []);
  // Before the next key stroke can come: Enter has to find the text.
  useLayoutEffect(() => {
    if (suggestion.count === 0) return;
    setText(suggestion.text);
    field.current?.focus();
  }, [suggestion]);

  function change(next: string): void {
    setText(next);
    keep(draftKey, next);
  }

  function send(): void {
    const ready = text.trim();
    if (ready === "") return;
    onSend(ready);
    change("");
    field.current?.focus();
  }

  async function sendFile(file: File): Promise<void> {
    const reason = await onFile(file, text.trim().slice(0, LONGEST_CAPTION));
    setTrouble(reason);
    if (reason === null) change("");
  }

  function press(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <input
        ref={chooser}
        type="file"
        hidden
        accept="image/*,audio/*,video/mp4,application/pdf"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void sendFile(file);
          event.currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="plain attach"
        aria-label={words.attach}
        onClick={() => chooser.current?.click()}
      >
        <LineIcon name="attach" />
      </button>
      {trouble !== null && (
        <p class="attach-failed" role="alert">
          {words.failed}: {trouble === "" ? words.offlineFile : trouble}
        </p>
      )}
      <textarea
        ref={field}
        value={text}
        rows={Math.min(MOST_ROWS, text.split("\n").length)}
        maxLength={LONGEST}
        placeholder={words.write}
        aria-label={words.write}
        enterkeyhint="send"
        autocomplete="off"
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={press}
      />
      <button
        type="submit"
        class="send"
        aria-label={words.send}
        disabled={text.trim() === ""}
        // Keeps the focus in the field, and with it the phone's keyboard.
        onPointerDown={(event) => event.preventDefault()}
      >
        <LineIcon name="send" />
      </button>
    </form>
  );
}
