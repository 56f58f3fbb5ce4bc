import { longestPhrase, type Lexicon, type Meaning, type Phrase } from "./lexicon.ts";
import type { MomentRole } from "./moment-roles.ts";
import { spokenNumberAt } from "./number-words.ts";
import { withoutCase } from "./quechua.ts";
import { tokenise, type Token } from "./tokens.ts";
import { isOneSlip } from "./typo.ts";

/** One piece of an answer to "when?"; `glued` when it touches the piece before it. */
export type Part =
  /** A whole number; `digits` as typed, null when it was said in words. */
  | { kind: "number"; value: number; digits: string | null; glued: boolean }
  /** Digits with points or commas inside: "15.12.2026", "8.30". */
  | { kind: "figure"; text: string; glued: boolean }
  | { kind: "weekday"; weekday: number }
  /** `month` is 1 to 12. */
  | { kind: "month"; month: number }
  | { kind: "word"; role: MomentRole; text: string }
  | { kind: "sign"; text: string; glued: boolean };

const LONGEST_TEXT = 200;
const MOST_TOKENS = 40;

/** "manaña" (no longer) loses its tilde with all others and would look like "mañana". */
const NO_LONGER = /(?<!\p{L})mana\u00F1a/iu;

/** Roles whose words are too small or too weighty to be guessed behind a typing slip. */
const NEVER_BY_SLIP: readonly MomentRole[] = [
  "filler",
  "and",
  "or",
  "of",
  "article",
  "this",
  "ahead",
  "ago",
  "minus",
  "at",
];

/** Cuts an answer into its pieces; null when it holds a word that says nothing about days or hours. */
export function momentParts(text: string, lexicon: Lexicon): Part[] | null {
  if (text.length > LONGEST_TEXT || NO_LONGER.test(text.normalize("NFC"))) return null;
  const tokens = tokenise(text);
  if (tokens.length > MOST_TOKENS) return null;
  const parts: Part[] = [];
  for (let at = 0; at < tokens.length;) {
    const found = partAt(tokens, at, lexicon);
    if (found === null) return null;
    if (found.part !== null) parts.push(found.part);
    at += found.take;
  }
  return parts;
}

function partAt(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { part: Part | null; take: number } | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const texts = tokens.map((each) => each.text);
  const phrase = longestPhrase(lexicon.moments, texts, at);
  if (phrase !== null) {
    const isEnding = phrase.value === "ending";
    if (isEnding && (token.gap || tokens[at - 1]?.kind !== "digits")) return null;
    const part: Part = { kind: "word", role: phrase.value, text: phrase.texts.join(" ") };
    return { part: isEnding ? null : part, take: phrase.texts.length };
  }
  const ordinal = longestPhrase(lexicon.ordinals, texts, at);
  if (ordinal?.value === 1) {
    const part: Part = { kind: "number", value: 1, digits: null, glued: false };
    return { part, take: ordinal.texts.length };
  }
  if (token.kind === "symbol") return { part: sign(token), take: 1 };
  const number = numberFrom(tokens, at, lexicon);
  if (number !== null) return number;
  const part = token.kind === "word" ? wordPart(token.text, lexicon) : null;
  return part === null ? null : { part, take: 1 };
}

function sign(token: Token): Part {
  return { kind: "sign", text: token.text, glued: !token.gap };
}

/** A figure, or the number words from here on as far as they make one number. */
function numberFrom(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { part: Part; take: number } | null {
  const first = tokens[at];
  if (first?.kind === "digits") return { part: figure(first), take: 1 };
  const spoken = spokenNumberAt(tokens, at, lexicon);
  return spoken === null
    ? null
    : {
        part: { kind: "number", value: spoken.value, digits: null, glued: false },
        take: spoken.take,
      };
}

function figure(token: Token): Part {
  if (!/^\d{1,4}$/.test(token.text)) {
    return { kind: "figure", text: token.text, glued: !token.gap };
  }
  return { kind: "number", value: Number(token.text), digits: token.text, glued: !token.gap };
}

function wordPart(text: string, lexicon: Lexicon): Part | null {
  for (const form of [text, ...withoutCase(text)]) {
    const part = momentWord(form, lexicon) ?? calendarName(form, lexicon);
    if (part !== null) return part;
  }
  return bySlip(text, lexicon);
}

function momentWord(text: string, lexicon: Lexicon): Part | null {
  const phrase = alone(lexicon.moments.get(text));
  return phrase === null || phrase.value === "ending"
    ? null
    : { kind: "word", role: phrase.value, text };
}

function calendarName(text: string, lexicon: Lexicon): Part | null {
  const meaning: Meaning | undefined = alone(lexicon.meanings.get(text))?.value;
  return meaning?.kind === "weekday" || meaning?.kind === "month" ? meaning : null;
}

/** The role of the word at a place, or null. */
export function roleAt(parts: readonly Part[], at: number): MomentRole | null {
  const part = parts[at];
  return part?.kind === "word" ? part.role : null;
}

/** The whole number at a place, or null. */
export function wholeAt(parts: readonly Part[], at: number): number | null {
  const part = parts[at];
  return part?.kind === "number" ? part.value : null;
}

/** The sign at a place, or null. */
export function signAt(parts: readonly Part[], at: number): string | null {
  const part = parts[at];
  return part?.kind === "sign" ? part.text : null;
}

function alone<Value>(phrases: readonly Phrase<Value>[] | undefined): Phrase<Value> | null {
  return phrases?.find((phrase) => phrase.texts.length === 1) ?? null;
}

/** One slip away from a single name of a day, a month or an hour of five letters or more. */
function bySlip(text: string, lexicon: Lexicon): Part | null {
  const isKnown = lexicon.meanings.has(text) || lexicon.intents.has(text);
  if (text.length < 5 || isKnown) return null;
  const close = new Map<string, Part>();
  for (const known of [...lexicon.moments.keys(), ...lexicon.meanings.keys()]) {
    // A plural ("sábados") is more than one day, not a slip.
    if (known.length < 5 || text === `${known}s` || !isOneSlip(text, known)) continue;
    const part = momentWord(known, lexicon) ?? calendarName(known, lexicon);
    if (part === null || (part.kind === "word" && NEVER_BY_SLIP.includes(part.role))) continue;
    close.set(JSON.stringify(part.kind === "word" ? part.role : part), part);
  }
  const [only] = close.values();
  return close.size === 1 ? (only ?? null) : null;
}
