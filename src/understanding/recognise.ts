import type { Item } from "./items.ts";
import { longestPhrase, type Lexicon, type Meaning } from "./lexicon.ts";
import type { Mark } from "./marks.ts";
import { bonesOf, isDenied, splitHaving, withoutSuffixes } from "./quechua.ts";
import { readRunTogether } from "./run-together.ts";
import type { Token } from "./tokens.ts";
import { isChangedLetter, isOneSlip } from "./typo.ts";

/** Words worth guessing behind a slip; a mistaken guess at any other could turn a report around. */
const MENDED_MARKS: readonly Mark[] = [
  "litre",
  "millilitre",
  "kilo",
  "arroba",
  "milk",
  "cow",
  "produce",
  "morning",
  "ambiguous_morning",
  "evening",
  "yesterday",
  "before_yesterday",
  "last_night",
  "total",
  "money",
  "greeting",
  "pending",
];

/** Gives every token its meaning, longest phrases first; what nobody knows stays unknown. */
export function recognise(tokens: readonly Token[], lexicon: Lexicon): Item[] {
  const texts = tokens.map((token) => token.text);
  const items: Item[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    if (token === undefined) break;
    const phrase = longestPhrase(lexicon.meanings, texts, at);
    if (phrase !== null) {
      items.push(itemFor(phrase.value, phrase.texts.join(" "), token.gap));
      at += phrase.texts.length;
      continue;
    }
    const next = tokens[at + 1];
    const mended = next === undefined ? null : mendDigitInWord(token, next, lexicon);
    if (mended !== null) {
      items.push(mended);
      at += 2;
      continue;
    }
    items.push(recogniseAlone(token, lexicon));
    at += 1;
  }
  return items;
}

function recogniseAlone(token: Token, lexicon: Lexicon): Item {
  const { text, gap } = token;
  switch (token.kind) {
    case "digits":
      return { kind: "digits", text, gap };
    case "symbol":
      return { kind: "symbol", text, gap };
    case "emoji":
      return { kind: "word", mark: "filler", text, gap };
    case "word":
      return (
        byStemOrSuffix(text, gap, lexicon) ??
        byBones(text, gap, lexicon) ??
        byRunTogether(text, gap, lexicon) ??
        bySlip(text, gap, lexicon) ?? { kind: "unknown", text, capital: token.capital, gap }
      );
  }
}

function byStemOrSuffix(text: string, gap: boolean, lexicon: Lexicon): Item | null {
  for (const form of [text, ...withoutSuffixes(text)]) {
    const phrase = lexicon.meanings.get(form)?.find((candidate) => candidate.texts.length === 1);
    if (phrase !== undefined) {
      const item = itemFor(phrase.value, form, gap);
      return item.kind === "numeral" ? { ...item, denied: isDenied(text) } : item;
    }
    const stem = lexicon.stems.find((candidate) => form.startsWith(candidate.stem));
    if (stem !== undefined) return itemFor(stem.meaning, form, gap);
  }
  const singular = text.replace(/e?s$/, "");
  const plural = [text.replace(/s$/, ""), singular]
    .map((form) => lexicon.meanings.get(form)?.find((candidate) => candidate.texts.length === 1))
    .find((phrase) => phrase?.value.kind === "container" || phrase?.value.kind === "product");
  return plural === undefined ? null : itemFor(plural.value, text, gap);
}

function byBones(text: string, gap: boolean, lexicon: Lexicon): Item | null {
  for (const form of [text, ...withoutSuffixes(text)]) {
    const { base, having } = splitHaving(bonesOf(form));
    const value = lexicon.bones.get(base) ?? (having ? lexicon.bones.get(`${base}+`) : undefined);
    if (value !== undefined) {
      const denied = isDenied(text);
      return { kind: "numeral", value, quechua: true, having, slip: false, denied, gap };
    }
  }
  return null;
}

function byRunTogether(text: string, gap: boolean, lexicon: Lexicon): Item | null {
  const read = readRunTogether(text, lexicon);
  if (read === null) return null;
  return { kind: "numeral", ...read, having: true, slip: false, denied: false, gap };
}

/** One typing slip away from a single known word of four letters or more. */
function bySlip(text: string, gap: boolean, lexicon: Lexicon): Item | null {
  if (text.length < 4) return null;
  const close = new Map<string, Meaning>();
  for (const [first, phrases] of lexicon.meanings) {
    if (first.length < 4 || !isOneSlip(text, first)) continue;
    const phrase = phrases.find((candidate) => candidate.texts.length === 1);
    if (phrase !== undefined && mayBeSlip(text, first, phrase.value)) {
      close.set(meaningKey(phrase.value), phrase.value);
    }
  }
  const only = [...close.values()];
  const numerals = only.filter((meaning) => meaning.kind === "numeral");
  if (numerals.length > 1) return { kind: "doubt", doubt: "garbled", guessMl: null, otherMl: null };
  const meaning = numerals[0] ?? only[0];
  if (meaning === undefined || only.length > 1) return null;
  const item = itemFor(meaning, text, gap);
  return item.kind === "numeral" ? { ...item, slip: true } : item;
}

function mayBeSlip(text: string, known: string, meaning: Meaning): boolean {
  switch (meaning.kind) {
    case "numeral":
      return known.length >= 5 || !isChangedLetter(text, known);
    case "mark":
      return MENDED_MARKS.includes(meaning.mark) && (known.length >= 5 || meaning.mark === "litre");
    case "container":
    case "product":
    case "weekday":
    case "month":
      return known.length >= 5;
  }
}

function meaningKey(meaning: Meaning): string {
  return meaning.kind === "numeral" ? `numeral ${meaning.value}` : JSON.stringify(meaning);
}

function itemFor(meaning: Meaning, text: string, gap: boolean): Item {
  switch (meaning.kind) {
    case "numeral":
      return {
        kind: "numeral",
        value: meaning.value,
        quechua: meaning.language === "qu",
        having: false,
        slip: false,
        denied: false,
        gap,
      };
    case "mark":
      return { kind: "word", mark: meaning.mark, text, gap };
    case "container":
    case "product":
    case "weekday":
    case "month":
      return { ...meaning, gap };
  }
}

/** "8cho": a digit typed for the beginning of its own name. */
function mendDigitInWord(digit: Token, rest: Token, lexicon: Lexicon): Item | null {
  if (digit.kind !== "digits" || rest.kind !== "word" || rest.gap || digit.text.length > 1)
    return null;
  for (const [first, phrases] of lexicon.meanings) {
    const named = phrases.find((phrase) => phrase.texts.length === 1)?.value;
    if (named?.kind !== "numeral" || rest.text.length < 2) continue;
    const ownName = named.value === Number(digit.text) && first.slice(1) === rest.text;
    const letterO = digit.text === "0" && first === `o${rest.text}`;
    if (ownName || letterO) return itemFor(named, first, digit.gap);
  }
  return null;
}
