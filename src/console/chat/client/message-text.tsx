import type { JSX } from "preact";
import { textPieces } from "./links.ts";

/** The words of a message, never as HTML; web addresses can be followed. */
export function MessageText({ text }: { text: string }): JSX.Element {
  return (
    <span class="text" dir="auto">
      {textPieces(text).map(({ text: words, href }, index) =>
        href === null ? (
          words
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {words}
          </a>
        ),
      )}
    </span>
  );
}
