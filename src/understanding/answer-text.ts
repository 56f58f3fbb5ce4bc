import { assemble } from "./assemble.ts";
import type { Item } from "./items.ts";
import { longestPhrase, type Lexicon, type PhraseIndex } from "./lexicon.ts";
import { recognise } from "./recognise.ts";
import { tokenise, type Token } from "./tokens.ts";

/** Any fixed day: choices and sizes do not depend on the date. */
const SOME_DAY = "2000-01-01";

/** No answer to a question with options is longer. */
export const LONGEST_ANSWER = 200;

/** Words, figures and emoji of an answer, without its signs; none for a text too long to be one. */
export function answerTokens(text: string): Token[] {
  return text.length > LONGEST_ANSWER
    ? []
    : tokenise(withKeycapTen(text)).filter((token) => token.kind !== "symbol");
}

/** The keycap of ten is one emoji, unlike those of the other digits, so it is made a figure here. */
export function withKeycapTen(text: string): string {
  return text.replaceAll("🔟", " 10 ");
}

/** The tokens as they are compared: folded and joined. */
export function joined(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join(" ");
}

/** The tokens put together into figures and amounts, as in a report. */
export function itemsOf(tokens: readonly Token[], lexicon: Lexicon): Item[] {
  return assemble(recognise(tokens, lexicon), SOME_DAY);
}

/** True for what may stand around a figure without changing it: "de 20", "son 20, gracias". */
export function isCourtesy(item: Item): boolean {
  if (item.kind === "symbol") return [".", ",", "!"].includes(item.text);
  const marks = ["article", "of", "is", "filler", "greeting", "in"];
  return item.kind === "word" && marks.includes(item.mark);
}

/** The tokens without the phrases of an index at both ends. */
export function withoutEdges<Value>(
  tokens: readonly Token[],
  index: PhraseIndex<Value>,
): readonly Token[] {
  const texts = tokens.map((token) => token.text);
  let from = 0;
  for (let phrase = longestPhrase(index, texts, from); phrase !== null;) {
    from += phrase.texts.length;
    phrase = longestPhrase(index, texts, from);
  }
  let to = tokens.length;
  for (let length = lengthEnding(to); length > 0; length = lengthEnding(to)) to -= length;
  return tokens.slice(from, to);

  function lengthEnding(end: number): number {
    for (let start = from; start < end; start += 1) {
      const phrase = longestPhrase(index, texts.slice(0, end), start);
      if (phrase !== null && start + phrase.texts.length === end) return phrase.texts.length;
    }
    return 0;
  }
}
