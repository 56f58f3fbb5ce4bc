import type { Lexicon, Meaning } from "./lexicon.ts";
import { readAdditive, type AdditiveWord } from "./numerals-es.ts";
import { readMultiplicative, type MultiplicativeWord } from "./numerals-qu.ts";
import { bonesOf, splitHaving } from "./quechua.ts";

interface Part {
  value: number;
  quechua: boolean;
  having: boolean;
}

const LONGEST_PART = 16;

/**
 * Reads number words typed without spaces ("treintaycinco", "chunkaiskayniyuq"); null unless the
 * whole word is made of number words that together name one number.
 */
export function readRunTogether(
  word: string,
  lexicon: Lexicon,
): { value: number; quechua: boolean } | null {
  if (word.length < 6 || word.length > 60) return null;
  const parts = split(word, lexicon);
  if (parts === null || parts.length < 2) return null;
  const numerals = parts.filter((part) => part !== "and");
  if (numerals.every((part) => !part.quechua)) {
    const additive: AdditiveWord[] = parts;
    const read = readAdditive(additive, 0);
    return read?.length === parts.length ? { value: read.value, quechua: false } : null;
  }
  if (numerals.length < parts.length || !numerals.every((part) => part.quechua)) return null;
  const multiplicative: MultiplicativeWord[] = numerals;
  const read = readMultiplicative(multiplicative, 0);
  return read?.length === parts.length ? { value: read.value, quechua: true } : null;
}

/** Longest part first, from the left, remembering dead ends so the work stays linear. */
function split(word: string, lexicon: Lexicon): (Part | "and")[] | null {
  const dead = new Set<number>();
  const from = (start: number): (Part | "and")[] | null => {
    if (start === word.length) return [];
    if (dead.has(start)) return null;
    for (let end = Math.min(word.length, start + LONGEST_PART); end > start; end -= 1) {
      const part = partFor(word.slice(start, end), start > 0, lexicon);
      const rest = part === null ? null : from(end);
      if (part !== null && rest !== null) return [part, ...rest];
    }
    dead.add(start);
    return null;
  };
  return from(0);
}

function partFor(piece: string, inside: boolean, lexicon: Lexicon): Part | "and" | null {
  if (piece === "y" || piece === "i") return inside ? "and" : null;
  if (piece.length < 3) return null;
  const phrase = lexicon.meanings.get(piece)?.find((candidate) => candidate.texts.length === 1);
  const meaning: Meaning | undefined = phrase?.value;
  if (meaning?.kind === "numeral") {
    return { value: meaning.value, quechua: meaning.language === "qu", having: false };
  }
  const { base, having } = splitHaving(bonesOf(piece));
  const value = lexicon.bones.get(base) ?? (having ? lexicon.bones.get(`${base}+`) : undefined);
  return value === undefined ? null : { value, quechua: true, having };
}
