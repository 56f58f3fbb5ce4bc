import type { JSX } from "preact";
import { ServiceIcon } from "./icons.tsx";
import { EXAMPLES, useWords } from "./words.ts";

/** What to try when nothing has been said yet; an example goes to the composer, where it can still be changed. */
export function EmptyState({ onTry }: { onTry: (text: string) => void }): JSX.Element {
  const words = useWords();
  return (
    <div class="messages messages-empty">
      <div class="empty">
        <ServiceIcon />
        <h3>{words.emptyTitle}</h3>
        <p>{words.emptyText}</p>
        <div class="empty-examples">
          {EXAMPLES.map((example) => (
            <button key={example} type="button" class="choice" onClick={() => onTry(example)}>
              {example}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}
