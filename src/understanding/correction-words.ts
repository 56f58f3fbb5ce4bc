import { tokenise } from "./tokens.ts";

/** Words that take an answer back, before or after the right one; no, in any language, is one of them too. */
const CORRECTING = new Set(
  (
    "perdon disculpe disculpa mejor dicho era eran fue fueron es son quise decir en realidad digo sino " +
    "pampachaykuway karqan karan aswanpas pardon plutot etait sorry was were rather actually mean i"
  ).split(" "),
);

const NO = new Set("no nop mana manan manam manas ama non".split(" "));

/** What is left of "no, era 9" or "manan, 9 karqan" without the words that take back; null when none does. */
export function readCorrection(text: string): string | null {
  if (text.length > 200) return null;
  const tokens = tokenise(text);
  const isTaking = (index: number): boolean => {
    const token = tokens[index];
    return token !== undefined && (NO.has(token.text) || CORRECTING.has(token.text));
  };
  const isMark = (index: number): boolean => /^[,.:;!-]$/.test(tokens[index]?.text ?? "");
  let from = 0;
  let to = tokens.length;
  let taken = 0;
  while (from < to && (isTaking(from) || isMark(from))) taken += isTaking(from++) ? 1 : 0;
  while (to > from && (isTaking(to - 1) || isMark(to - 1))) taken += isTaking(--to) ? 1 : 0;
  if (taken === 0 || from >= to) return null;
  return tokens
    .slice(from, to)
    .map((token, index) => (token.gap && index > 0 ? ` ${token.text}` : token.text))
    .join("");
}
