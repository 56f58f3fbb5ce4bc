import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useWords } from "./words.ts";

/** Asks for another name; null when nothing is to change. */
export function RenameDialog(props: {
  name: string;
  onClose: (name: string | null) => void;
}): JSX.Element {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(props.name);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);

  function save(event: Event): void {
    event.preventDefault();
    props.onClose(name.trim() === "" ? null : name.trim());
  }

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onClose={() => props.onClose(null)}>
      <form onSubmit={save}>
        <label id={id} for={`${id}-name`}>
          {words.renameQuestion}
        </label>
        <input
          id={`${id}-name`}
          value={name}
          maxLength={60}
          autocomplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <div class="sheet-buttons">
          <button type="button" class="pill" onClick={() => props.onClose(null)}>
            {words.cancel}
          </button>
          <button type="submit" class="pill pill-strong">
            {words.save}
          </button>
        </div>
      </form>
    </dialog>
  );
}
