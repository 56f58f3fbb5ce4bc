import type { LimaDay } from "../../core/lima.ts";
import type { Product, Size, Unit } from "../../core/products.ts";
import { brokenNumberRule, twoFacedRule } from "../amounts.ts";
import { fractionWordRule, wholeAndFractionRule } from "../fractions.ts";
import { rewrite, type Item } from "../items.ts";
import type { Lexicon } from "../lexicon.ts";
import { identityRule, numberRule } from "../numbers.ts";
import { withoutCase, withoutSuffixes } from "../quechua.ts";
import { recognise } from "../recognise.ts";
import type { Token } from "../tokens.ts";
import type { MarketMark, Term } from "./vocabulary.ts";

/** A message about the market as a row of what its words stand for. */
export type Piece =
  | { kind: "product"; product: Product }
  | { kind: "unit"; unit: Unit }
  | { kind: "size"; size: Size }
  | { kind: "place"; place: string }
  | { kind: "mark"; mark: MarketMark; text: string }
  | NumberPiece
  /** 1.250: a decimal or a thousand. */
  | { kind: "unclear"; milli: number | null }
  | { kind: "weekday"; weekday: number }
  | { kind: "month"; month: number }
  | { kind: "day"; day: LimaDay }
  | { kind: "symbol"; text: string }
  /** A word that only the milk grammar knows, by its mark there; "" for none. */
  | { kind: "filler"; mark: string }
  | { kind: "no" }
  | { kind: "unknown"; text: string; capital: boolean };

export interface NumberPiece {
  kind: "number";
  /** Thousandths. */
  milli: number;
  spelled: boolean;
  fraction: boolean;
  /** As typed; null for words. */
  digits: string | null;
}

/** Cuts a message into pieces: the market's own phrases first, then numbers and days as anywhere else. */
export function piecesOf(tokens: readonly Token[], lexicon: Lexicon): Piece[] {
  const texts = tokens.map((token) => token.text);
  const pieces: Piece[] = [];
  let rest: Token[] = [];
  const flush = (): void => {
    if (rest.length > 0) pieces.push(...plainPieces(rest, lexicon));
    rest = [];
  };
  for (let at = 0; at < tokens.length;) {
    const found = termAt(tokens, texts, at, lexicon);
    if (found === null) {
      rest.push(tokens[at] as Token);
      at += 1;
      continue;
    }
    flush();
    pieces.push(
      found.term.kind === "mark"
        ? { ...found.term, text: texts.slice(at, at + found.take).join(" ") }
        : found.term,
    );
    at += found.take;
  }
  flush();
  return pieces;
}

function termAt(
  tokens: readonly Token[],
  texts: readonly string[],
  at: number,
  lexicon: Lexicon,
): { term: Term; take: number } | null {
  const text = texts[at] ?? "";
  const exact = phraseAt(texts, at, lexicon);
  if (exact !== null) return exact;
  if (tokens[at]?.kind !== "word" || text.length < 3) return null;
  // A phrase whose last word carries a suffix: "santo tomaspi", "huancaro mercadopi".
  for (let length = 3; length >= 1; length -= 1) {
    const last = texts[at + length - 1];
    if (last === undefined || tokens[at + length - 1]?.kind !== "word" || last.length < 4) continue;
    for (const form of formsOf(last)) {
      const changed = [...texts.slice(at, at + length - 1), form];
      const found = phraseAt(changed, 0, lexicon);
      if (found !== null && found.take === length && mayBeBent(found.term)) return found;
    }
  }
  // A phrase whose first word is many: "quesos paria".
  for (const form of formsOf(text)) {
    const found = phraseAt([form, ...texts.slice(at + 1)], 0, lexicon);
    if (found !== null && found.take > 1 && mayBeBent(found.term)) return found;
  }
  return null;
}

const DAY_MARKS: readonly MarketMark[] = ["today", "tomorrow", "after_tomorrow", "yesterday"];

/** Things and days keep their meaning under plural and case; a verb may turn into another. */
function mayBeBent(term: Term): boolean {
  return term.kind !== "mark" || DAY_MARKS.includes(term.mark);
}

function phraseAt(
  texts: readonly string[],
  at: number,
  lexicon: Lexicon,
): { term: Term; take: number } | null {
  const list = lexicon.market.terms.get(texts[at] ?? "") ?? [];
  const found = list.find((one) => one.texts.every((text, step) => texts[at + step] === text));
  return found === undefined ? null : { term: found.term, take: found.texts.length };
}

/** The word without plural or Quechua suffixes, least changed first. */
function formsOf(word: string): string[] {
  const plurals = [
    word.replace(/q$/, ""),
    word.replace(/s$/, ""),
    word.replace(/es$/, ""),
    word.replace(/kuna.*$/, ""),
  ];
  const forms = [...plurals, ...withoutCase(word), ...withoutSuffixes(word)].flatMap((form) => [
    form,
    form.replace(/(?:kuna|niyki|yki|yku|nchis|cha|y)$/, ""),
  ]);
  return [...new Set(forms)].filter((form) => form !== word && form.length >= 3);
}

const NUMBER_RULES = [
  twoFacedRule,
  identityRule,
  numberRule,
  brokenNumberRule,
  fractionWordRule,
  wholeAndFractionRule,
];

function plainPieces(tokens: readonly Token[], lexicon: Lexicon): Piece[] {
  const items = NUMBER_RULES.reduce<Item[]>(
    (row, rule) => rewrite(row, rule),
    recognise(tokens, lexicon),
  );
  return items.flatMap((item): Piece[] => {
    switch (item.kind) {
      case "number":
        return item.slip || item.denied
          ? [{ kind: "unclear", milli: item.milli }]
          : [
              {
                kind: "number",
                milli: item.milli,
                spelled: item.spelled,
                fraction: item.fraction,
                digits: item.digits,
              },
            ];
      case "doubt":
        return [{ kind: "unclear", milli: item.guessMl }];
      case "weekday":
        return [{ kind: "weekday", weekday: item.weekday }];
      case "month":
        return [{ kind: "month", month: item.month }];
      case "symbol":
        return [{ kind: "symbol", text: item.text }];
      case "unknown":
        return [{ kind: "unknown", text: item.text, capital: item.capital }];
      case "word":
        return [item.mark === "no" ? { kind: "no" } : wordPiece(item.text, item.mark)];
      default:
        return [{ kind: "filler", mark: "" }];
    }
  });
}

/** Words that the milk grammar knows and that are also little words of a sale. */
const SHARED: Partial<Record<string, MarketMark>> = {
  to: "at",
  of: "of",
  in: "in",
  and: "and",
  or: "or",
  money: "money",
  article: "article",
  each: "each",
};

function wordPiece(text: string, mark: string): Piece {
  const shared = SHARED[mark];
  return shared === undefined ? { kind: "filler", mark } : { kind: "mark", mark: shared, text };
}
