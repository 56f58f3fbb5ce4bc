import { z } from "zod";
import { LANGUAGES, type Language } from "../../core/language.ts";
import { PLACES, type Place } from "../../core/places.ts";
import { PRODUCTS, SIZES, UNITS, type Product, type Size, type Unit } from "../../core/products.ts";
import { tokenise } from "../tokens.ts";

/** What other words do in a message about prices or sale; each is a key under `market.marks` in words.yaml. */
export const MARKET_MARKS = [
  "sell",
  "want",
  "price",
  "how_much",
  "paid",
  "sold",
  "alert",
  "history",
  "above",
  "below",
  "sellers",
  "buyers",
  "exists",
  "close",
  "each",
  "all",
  "per",
  "at",
  "money",
  "cents",
  "and",
  "or",
  "to",
  "of",
  "in",
  "article",
  "today",
  "tomorrow",
  "after_tomorrow",
  "yesterday",
  "before_yesterday",
  "next",
  "last",
] as const;
export type MarketMark = (typeof MARKET_MARKS)[number];

const phrases = z.array(z.string().min(1));

/** The part `market` of locales/<language>/words.yaml. */
export const marketWordsSchema = z.strictObject({
  products: z.record(z.enum(PRODUCTS), phrases),
  units: z.record(z.enum(UNITS), phrases),
  sizes: z.record(z.enum(SIZES), phrases),
  /** Markets, fairs and districts; what is known of them stands in core/places.ts. */
  places: z.partialRecord(z.enum(Object.keys(PLACES) as [Place, ...Place[]]), phrases),
  marks: z.record(z.enum(MARKET_MARKS), phrases),
});
export type MarketWords = z.infer<typeof marketWordsSchema>;

/** What a word or phrase stands for on the market. */
export type Term =
  | { kind: "product"; product: Product }
  | { kind: "unit"; unit: Unit }
  | { kind: "size"; size: Size }
  | { kind: "place"; place: string }
  | { kind: "mark"; mark: MarketMark };

/** Phrases as folded token texts by their first one, longest first; a phrase may stand for several things. */
export interface MarketVocabulary {
  terms: ReadonlyMap<string, readonly { texts: string[]; term: Term }[]>;
}

/** Indexes the market's words of all languages; where two share a phrase, the earlier in LANGUAGES wins. */
export function buildMarketVocabulary(words: Record<Language, MarketWords>): MarketVocabulary {
  const terms = new Map<string, { texts: string[]; term: Term }[]>();
  const add = (spelling: string, term: Term): void => {
    const texts = tokenise(spelling).map((token) => token.text);
    const [first] = texts;
    if (first === undefined) return;
    const list = terms.get(first) ?? [];
    if (list.some((known) => known.texts.join(" ") === texts.join(" "))) return;
    terms.set(first, [...list, { texts, term }]);
  };
  for (const language of LANGUAGES) {
    const { products, units, sizes, places, marks } = words[language];
    for (const product of PRODUCTS)
      for (const word of products[product]) add(word, { kind: "product", product });
    for (const [place, spellings] of Object.entries(places)) {
      for (const word of spellings) add(word, { kind: "place", place });
    }
    for (const unit of UNITS) for (const word of units[unit]) add(word, { kind: "unit", unit });
    for (const size of SIZES) for (const word of sizes[size]) add(word, { kind: "size", size });
    for (const mark of MARKET_MARKS)
      for (const word of marks[mark]) add(word, { kind: "mark", mark });
  }
  for (const list of terms.values()) list.sort((a, b) => b.texts.length - a.texts.length);
  return { terms };
}
