import { longestPhrase, type Lexicon, type PhraseIndex } from "./lexicon.ts";
import { tokenise, type Token } from "./tokens.ts";

/** No correction of an earlier answer is longer. */
const LONGEST_CORRECTION = 200;

/** What is said to take an earlier answer back. */
export interface SaidAnew {
  /** The words without those that take back: the 9 of "no, era 9" and of "manan, 9 karqan". */
  rest: string;
  /** It begins as nothing but a correction does: with a no and a pause, or an apology. */
  certain: boolean;
}

/** Reads words that take an answer back and say another; null when none does. */
export function readCorrection(text: string, { answers }: Lexicon): SaidAnew | null {
  if (text.length > LONGEST_CORRECTION) return null;
  const tokens = tokenise(text);
  const texts = tokens.map((token) => token.text);
  const taking = [answers.denying, answers.correcting, answers.being];
  let from = 0;
  for (let length = lengthAt(texts, from, taking); length > 0;) {
    from += length;
    while (isPause(tokens[from])) from += 1;
    length = lengthAt(texts, from, taking);
  }
  let to = tokens.length;
  for (let length = lengthBefore(texts, to, taking); to > from && length > 0;) {
    to -= length;
    while (to > from && isPause(tokens[to - 1])) to -= 1;
    length = lengthBefore(texts, to, taking);
  }
  if (from >= to || (from === 0 && to === tokens.length)) return null;
  const denied = lengthAt(texts, 0, [answers.denying]);
  const isDenied = denied > 0 && isPause(tokens[denied]);
  return {
    rest: tokens
      .slice(from, to)
      .map((token, index) => (token.gap && index > 0 ? ` ${token.written}` : token.written))
      .join(""),
    certain: isDenied || lengthAt(texts, 0, [answers.correcting]) > 0,
  };
}

function isPause(token: Token | undefined): boolean {
  return /^[,.:;!-]$/.test(token?.text ?? "");
}

/** Words of the longest phrase that begins here; 0 for none. */
function lengthAt(texts: string[], at: number, indexes: PhraseIndex<true>[]): number {
  const found = indexes.map((index) => longestPhrase(index, texts, at)?.texts.length ?? 0);
  return Math.max(...found);
}

/** Words of the phrase that ends before this place; 0 for none. */
function lengthBefore(texts: string[], end: number, indexes: PhraseIndex<true>[]): number {
  for (let start = Math.max(0, end - 3); start < end; start++)
    if (lengthAt(texts.slice(0, end), start, indexes) === end - start) return end - start;
  return 0;
}
