import { isCourtesy, itemsOf, LONGEST_ANSWER, withKeycapTen } from "./answer-text.ts";
import type { Lexicon } from "./lexicon.ts";
import { recognise } from "./recognise.ts";
import { tokenise } from "./tokens.ts";

const MOST_TOKENS = 20;

/**
 * The bare number an answer gives, in exact thousandths ("12,5" is 12500), in digits or in words,
 * courtesies aside. Null for anything about, between, below zero or of something, and for "1.234",
 * which may be a thousand.
 */
export function readNumber(text: string, lexicon: Lexicon): number | null {
  if (text.length > LONGEST_ANSWER) return null;
  const tokens = tokenise(withKeycapTen(text));
  if (tokens.length > MOST_TOKENS) return null;
  const [written, ...more] = recognise(tokens, lexicon).filter((item) => !isCourtesy(item));
  const figure = written?.kind === "digits" && more.length === 0 ? plain(written.text) : null;
  if (figure !== null) return figure;
  const [only, ...others] = itemsOf(tokens, lexicon).filter((item) => !isCourtesy(item));
  if (only?.kind !== "number" || others.length > 0) return null;
  const isHalfAlone = only.fraction && only.digits === null && only.spelled;
  return only.denied || only.slip || isHalfAlone ? null : only.milli;
}

/** Digits alone, even as many as a document's, and thousandths after a zero ("0,125"). */
function plain(digits: string): number | null {
  if (/^\d{1,12}$/.test(digits)) return Number(digits) * 1000;
  return /^0+[.,]\d{3}$/.test(digits) ? Number(digits.slice(-3)) : null;
}
