import type { Item } from "./items.ts";
import { longestPhrase, type Lexicon } from "./lexicon.ts";
import { numberRule } from "./numbers.ts";
import { recognise } from "./recognise.ts";
import type { Token } from "./tokens.ts";

/** Suffixes that make another answer of a number: until, from, not yet, also, with. */
const TURNING = /(?:kama|manta|raq|pas|wan)$/;

/**
 * The whole number that the words from a place on say, as far as they make one number; null for
 * digits, for a misspelt number and for a denied one.
 */
export function spokenNumberAt(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { value: number; take: number } | null {
  const items: Item[] = [];
  const ends: number[] = [];
  for (let step = at; step < tokens.length;) {
    const numeral = numeralAt(tokens, step, lexicon);
    const joins = ["y", "e", "i"].includes(tokens[step]?.text ?? "") && items.length > 0;
    if (numeral === null && !joins) break;
    items.push(numeral?.item ?? { kind: "word", mark: "and", text: "y", gap: true });
    step += numeral?.take ?? 1;
    ends.push(step);
  }
  const read = numberRule(items, 0);
  const number = read?.put[0];
  const end = read === null ? undefined : ends[read.take - 1];
  if (number?.kind !== "number" || number.denied || number.slip || end === undefined) return null;
  return { value: number.milli / 1000, take: end - at };
}

function numeralAt(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): { item: Item; take: number } | null {
  const token = tokens[at];
  if (token?.kind !== "word") return null;
  const texts = tokens.map((each) => each.text);
  const phrase = longestPhrase(lexicon.meanings, texts, at);
  const take = phrase?.value.kind === "numeral" ? phrase.texts.length : 1;
  const read = recognise(tokens.slice(at, at + take), lexicon);
  const [item] = read;
  if (item?.kind !== "numeral" || read.length > 1) return null;
  return phrase === null && TURNING.test(token.text) ? null : { item, take };
}
