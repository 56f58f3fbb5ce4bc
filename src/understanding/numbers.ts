import { readFigure } from "./figures.ts";
import { isGlued, markAt, symbolAt, type Item, type NumberItem, type Rewriting } from "./items.ts";
import { readAdditive, type AdditiveWord } from "./numerals-es.ts";
import { readMultiplicative, type MultiplicativeWord } from "./numerals-qu.ts";

/** Rule: digits and number words, in Spanish, Quechua or mixed, become numbers. */
export function numberRule(items: readonly Item[], at: number): Rewriting | null {
  const item = items[at];
  if (item?.kind === "digits") return readDigits(items, at, item);
  if (item?.kind !== "numeral") return null;
  return item.quechua ? readQuechua(items, at, item) : readSpanish(items, at, item);
}

/** Rule: telephone numbers and identity documents, which are never amounts. */
export function identityRule(items: readonly Item[], at: number): Rewriting | null {
  const item = items[at];
  if (item?.kind !== "digits") return null;
  if (/^(\d{8}|9\d{8}|519\d{8})$/.test(item.text)) {
    return { take: 1, put: [{ kind: "identity", digits: item.text }] };
  }
  const group = [item, items[at + 1], items[at + 2]].map((part) =>
    part?.kind === "digits" && /^\d{3}$/.test(part.text) ? part.text : null,
  );
  if (group.includes(null) || !item.text.startsWith("9")) return null;
  return { take: 3, put: [{ kind: "identity", digits: group.join("") }] };
}

function readDigits(
  items: readonly Item[],
  at: number,
  item: { text: string; gap: boolean },
): Rewriting {
  const slipped = doubleSeparator(items, at, item.text);
  if (slipped !== null) return slipped;
  const exponent = items[at + 1];
  const hasExponent = exponent?.kind === "word" && exponent.text === "e" && !exponent.gap;
  if (hasExponent && items[at + 2]?.kind === "digits" && isGlued(items, at + 2)) {
    return { take: 3, put: [{ kind: "doubt", doubt: "garbled", guessMl: null, otherMl: null }] };
  }
  const figure = readFigure(item.text);
  if (figure.kind === "doubt") {
    return { take: 1, put: [{ ...figure, otherMl: null }] };
  }
  const next = items[at + 1];
  const isThousands = next?.kind === "numeral" && (next.value === 1000 || next.value === 1_000_000);
  const made: NumberItem = {
    kind: "number",
    milli: isThousands ? figure.milli * next.value : figure.milli,
    spelled: false,
    quechua: false,
    slip: false,
    denied: false,
    fraction: false,
    gap: item.gap,
    digits: isThousands ? null : item.text,
  };
  return { take: isThousands ? 2 : 1, put: [made] };
}

/** "12,,5": two separators where one was meant. */
function doubleSeparator(items: readonly Item[], at: number, text: string): Rewriting | null {
  let end = at + 1;
  while (/^[.,]$/.test(symbolAt(items, end) ?? "") && isGlued(items, end)) end += 1;
  const last = items[end];
  if (end - at < 3 || last?.kind !== "digits" || last.gap) return null;
  const meant = readFigure(`${text}.${last.text}`);
  const guessMl = meant.kind === "number" ? meant.milli : null;
  return { take: end - at + 1, put: [{ kind: "doubt", doubt: "garbled", guessMl, otherMl: null }] };
}

function readSpanish(
  items: readonly Item[],
  at: number,
  first: Extract<Item, { kind: "numeral" }>,
): Rewriting | null {
  const words: AdditiveWord[] = [];
  const used: Extract<Item, { kind: "numeral" }>[] = [];
  for (let step = at; step < items.length; step += 1) {
    const item = items[step];
    if (item?.kind === "numeral" && !item.quechua) {
      words.push({ value: item.value });
      used.push(item);
    } else if (item?.kind === "word" && item.text === "y") words.push("and");
    else break;
  }
  const read = readAdditive(words, 0);
  if (read === null) return null;
  return withForeignUnit(
    items,
    at,
    read.length,
    made(first, read.value, used.slice(0, read.length)),
  );
}

function readQuechua(
  items: readonly Item[],
  at: number,
  first: Extract<Item, { kind: "numeral" }>,
): Rewriting | null {
  const words: MultiplicativeWord[] = [];
  const used: Extract<Item, { kind: "numeral" }>[] = [];
  /** Place after each word, since hyphens and loose suffixes stand between words. */
  const ends: number[] = [];
  for (let step = at; step < items.length;) {
    const item = items[step];
    if (item?.kind === "numeral" && item.quechua) {
      const loose = looseHaving(items, step + 1);
      words.push({ value: item.value, having: item.having || loose > 0 });
      used.push(item);
      step += 1 + loose;
      ends.push(step);
    } else if (symbolAt(items, step) === "-" && words.length > 0 && isGlued(items, step)) step += 1;
    else break;
  }
  const read = readMultiplicative(words, 0);
  const end = read === null ? undefined : ends[read.length - 1];
  if (read === null || end === undefined) return null;
  return withForeignUnit(items, at, end - at, made(first, read.value, used.slice(0, read.length)));
}

/** How many items a -yuq or -niyuq written apart takes ("iskay ni yuq", "iskay-niyuq"). */
function looseHaving(items: readonly Item[], at: number): number {
  let end = at;
  let letters = "";
  while (letters.length < 5) {
    const item = items[end];
    if (symbolAt(items, end) === "-" && isGlued(items, end)) end += 1;
    else if (item?.kind === "unknown" || (item?.kind === "word" && item.text === "ni")) {
      letters += item.text;
      end += 1;
      if (/^(ni)?y[uo][qjkcxh]h?$/.test(letters)) return end - at;
      if (letters !== "ni") return 0;
    } else return 0;
  }
  return 0;
}

/** "chunka y cinco": tens of one language and a unit of the other. */
function withForeignUnit(
  items: readonly Item[],
  at: number,
  take: number,
  number: NumberItem,
): Rewriting {
  const tens = number.milli / 1000;
  const unit = items[at + take + 1];
  const isUnit = unit?.kind === "numeral" && unit.value >= 1 && unit.value <= 9;
  const joins = markAt(items, at + take) === "and" && isUnit && unit.quechua !== number.quechua;
  if (!joins || tens % 10 !== 0 || tens < 10 || tens > 90) return { take, put: [number] };
  return { take: take + 2, put: [{ ...number, milli: number.milli + unit.value * 1000 }] };
}

function made(
  first: Extract<Item, { kind: "numeral" }>,
  value: number,
  used: readonly Extract<Item, { kind: "numeral" }>[],
): NumberItem {
  return {
    kind: "number",
    milli: value * 1000,
    spelled: true,
    quechua: first.quechua,
    slip: used.some((item) => item.slip),
    denied: used.some((item) => item.denied),
    fraction: false,
    gap: first.gap,
    digits: null,
  };
}
