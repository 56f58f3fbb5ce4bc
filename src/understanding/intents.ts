import type { Intent } from "../core/reading.ts";
import { longestPhrase, type Lexicon } from "./lexicon.ts";
import type { Token } from "./tokens.ts";
import { isOneSlip } from "./typo.ts";

/** Intents that a longer message may carry beside other words, when they are said in two words or more. */
const SURE_INSIDE: readonly Intent[] = [
  "stop",
  "person",
  "language",
  "undo",
  "correct",
  "summary",
  "month_summary",
  "help",
  "dont_know",
];

/** The intent that the whole message says, courtesies aside; null when there is more to it. */
export function wholeIntent(tokens: readonly Token[], lexicon: Lexicon): Intent | null {
  if (tokens[0]?.text === "/" && tokens[1]?.text === "start") return "start";
  const texts = tokens.filter((token) => !isPunctuation(token)).map((token) => token.text);
  const asked = tokens.length > 0 && tokens.every((token) => /^[?¿!¡]$/.test(token.text));
  if (asked) return tokens.some((token) => token.text === "?") ? "help" : null;
  const found = coverOf(texts, lexicon);
  if (found === null) return texts.length === 1 ? bySlip(texts[0] ?? "", lexicon) : null;
  const polite: readonly Intent[] = ["greeting", "thanks"];
  const meant = new Set(found.filter((intent) => !polite.includes(intent)));
  if (meant.size > 1) return onlyBeside(meant);
  const [only] = meant;
  return only ?? found[0] ?? null;
}

/** "sí, ayuda": the answer word is only courtesy beside a request. */
function onlyBeside(meant: Set<Intent>): Intent | null {
  const requests = [...meant].filter((intent) => intent !== "yes" && intent !== "no");
  return requests.length === 1 ? (requests[0] ?? null) : null;
}

/** An intent said clearly somewhere in a message that reports nothing. */
export function intentInside(tokens: readonly Token[], lexicon: Lexicon): Intent | null {
  const texts = tokens.map((token) => token.text);
  for (const sure of SURE_INSIDE) {
    for (let at = 0; at < texts.length; at += 1) {
      const phrase = longestPhrase(lexicon.intents, texts, at);
      if (phrase?.value === sure && phrase.texts.length > 1) return sure;
    }
  }
  return null;
}

/** True when the message asks something. */
export function isQuestion(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.text === "?" || token.text === "¿");
}

/** True when it opens like a question even without its sign. */
export function opensLikeQuestion(tokens: readonly Token[], lexicon: Lexicon): boolean {
  const texts = tokens.filter((token) => !isPunctuation(token)).map((token) => token.text);
  return texts.length > 1 && longestPhrase(lexicon.interrogatives, texts, 0) !== null;
}

/** A courtesy at the beginning or end of a message we cannot read otherwise. */
export function courtesyIn(tokens: readonly Token[], lexicon: Lexicon): Intent | null {
  const texts = tokens.filter((token) => !isPunctuation(token)).map((token) => token.text);
  for (let at = 0; at < texts.length; at += 1) {
    const phrase = longestPhrase(lexicon.intents, texts, at);
    if (phrase?.value === "greeting" && at === 0) return "greeting";
    if (phrase?.value === "thanks") return "thanks";
  }
  return null;
}

/** Intents of the phrases that, end to end, make up all the texts; null when something is left over. */
function coverOf(texts: readonly string[], lexicon: Lexicon): Intent[] | null {
  const found: Intent[] = [];
  for (let at = 0; at < texts.length;) {
    const phrase = longestPhrase(lexicon.intents, texts, at);
    if (phrase === null) {
      if (!lexicon.courtesies.has(texts[at] ?? "")) return null;
      at += 1;
      continue;
    }
    found.push(phrase.value);
    at += phrase.texts.length;
  }
  return found.length > 0 ? found : null;
}

/** Answers too weighty to be guessed from a misspelt word. */
const NEVER_BY_SLIP: readonly Intent[] = ["yes", "no", "stop", "undo", "cancel"];

function bySlip(text: string, lexicon: Lexicon): Intent | null {
  if (text.length < 5 || lexicon.meanings.has(text)) return null;
  const close = new Set<Intent>();
  for (const [first, phrases] of lexicon.intents) {
    const alone = phrases.find((phrase) => phrase.texts.length === 1);
    if (alone !== undefined && first.length >= 4 && isOneSlip(text, first)) close.add(alone.value);
  }
  const [only] = close;
  return close.size === 1 && only !== undefined && !NEVER_BY_SLIP.includes(only) ? only : null;
}

function isPunctuation(token: Token): boolean {
  return token.kind === "symbol" && token.text !== "/";
}
