import { fold, normalise } from "./normalise.ts";

/** One piece of a message: a word, a figure as typed, an emoji or another sign. */
export interface Token {
  kind: "word" | "digits" | "emoji" | "symbol";
  /** Folded: lower case, no accents or apostrophes. */
  text: string;
  /** As it was typed. */
  written: string;
  /** The word was typed with a capital first letter. */
  capital: boolean;
  /** White space stands before it (also true for the first token). */
  gap: boolean;
}

const PIECE =
  /(?<digits>\d+(?:[.,']\d+)*)|(?<word>\p{L}[\p{L}\p{M}']*)|(?<emoji>\p{Extended_Pictographic}|\p{Regional_Indicator}+)|(?<symbol>[^\s\p{L}\d])|\n/gu;

/** Texts cut lately: a message is read several ways, and the labels of answers come again and again. */
const recent = new Map<string, readonly Token[]>();
const MOST_RECENT = 500;
const LONGEST_RECENT = 200;

/** Cuts raw text into tokens. A line break becomes the symbol "\n". */
export function tokenise(text: string): readonly Token[] {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const tokens = cut(text);
  if (text.length <= LONGEST_RECENT) {
    if (recent.size >= MOST_RECENT) recent.clear();
    recent.set(text, tokens);
  }
  return tokens;
}

function cut(text: string): Token[] {
  const plain = normalise(text);
  const tokens: Token[] = [];
  let end = 0;
  for (const match of plain.matchAll(PIECE)) {
    const raw = match[0];
    const gap = match.index > end || tokens.length === 0;
    end = match.index + raw.length;
    tokens.push({
      kind: kindOf(match.groups),
      text: match.groups?.["digits"] ?? fold(raw),
      written: raw,
      capital: /^\p{Lu}/u.test(raw),
      gap,
    });
  }
  return tokens;
}

function kindOf(groups: Record<string, string> | undefined): Token["kind"] {
  if (groups?.["digits"] !== undefined) return "digits";
  if (groups?.["word"] !== undefined) return "word";
  return groups?.["emoji"] === undefined ? "symbol" : "emoji";
}
