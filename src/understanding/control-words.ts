import type { Intent } from "../core/reading.ts";
import { answerTokens, joined } from "./answer-text.ts";
import type { Lexicon } from "./lexicon.ts";
import { tokenise } from "./tokens.ts";

/** What a person may always say, whatever was asked. */
const CONTROLS: readonly Intent[] = [
  "stop",
  "help",
  "menu",
  "language",
  "person",
  "repeat",
  "back",
  "cancel",
];

/** The control that a whole text means in any language, by its exact phrase; null for anything else. */
export function controlWordOf(text: string, lexicon: Lexicon): Intent | null {
  const all = tokenise(text);
  const withoutSigns = all.filter((token) => token.kind !== "symbol");
  for (const tokens of [all, withoutSigns]) {
    const written = joined(tokens);
    const phrases = lexicon.intents.get(tokens[0]?.text ?? "") ?? [];
    const meant = phrases.find((phrase) => phrase.texts.join(" ") === written)?.value;
    if (meant !== undefined) return CONTROLS.includes(meant) ? meant : null;
  }
  return null;
}

/** The form in which answers and the names of options are compared; empty for no answer at all. */
export function normalisedAnswer(text: string): string {
  return joined(answerTokens(text));
}
