import type { JSX } from "preact";

const TONES = 8;

/** Two letters on a colour that stays the same for an address. */
export function Avatar({ name, address }: { name: string; address: string }): JSX.Element {
  return (
    <span class={`avatar tone-${toneOf(address)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** First letters of the first and the second word. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? "");
  return letters.join("").toLocaleUpperCase("es") || "?";
}

function toneOf(address: string): number {
  let sum = 0;
  for (const character of address) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % TONES;
}
