import type { LimaDay } from "../../core/lima.ts";
import type { MarketDoubt, MarketReading } from "../../core/market-reading.ts";
import { PRODUCT_FACTS, type Product, type Size, type Unit } from "../../core/products.ts";
import { isPlausible, rounded, unitPrice } from "./units.ts";

/** What has to be asked before something may be kept. */
export type Missing =
  | MarketDoubt
  | "product"
  | "quantity"
  | "unit"
  | "weight"
  | "container"
  | "price"
  | "per"
  | "scale"
  | "place"
  | "bound";

/** A price somebody may have meant. */
export interface PriceChoice {
  centimos: number;
  per: Unit | "all";
}

export type Judgement<Terms> =
  | { ask: Missing; choices: PriceChoice[] }
  | { ask: null; terms: Terms };

/** An offer or a wish with nothing left to ask. */
export interface OfferTerms {
  product: Product;
  countMilli: number;
  unit: Unit;
  eachGrams: number | null;
  size: Size | null;
  /** Null only for what somebody looks for. */
  centimos: number | null;
  per: Unit | "all" | null;
  day: LimaDay | null;
  place: string | null;
}

/** A price with nothing left to ask. */
export interface QuoteTerms {
  product: Product;
  size: Size | null;
  /** Price of one `per` as told. */
  centimos: number;
  per: Unit;
  eachGrams: number | null;
  /** Whole centimos for the unit in which the product's prices are compared. */
  perPriced: number;
  day: LimaDay | null;
  place: string | null;
}

/** What has to be known of an offer ("sell") or a wish ("want") before it is shown to anybody. */
export function judgeOffer(reading: MarketReading, kind: "sell" | "want"): Judgement<OfferTerms> {
  const { product, countMilli, unit, eachGrams, size, centimos, day, place } = reading;
  if (reading.doubt !== null) return ask(reading.doubt);
  if (product === null) return ask("product");
  if (countMilli === null || countMilli <= 0) return ask("quantity");
  if (unit === null) return ask("unit");
  const isCan = unit === "porongo" || unit === "balde";
  if (isCan) return ask("container");
  const isWeighed = PRODUCT_FACTS[product].weighed;
  if (kind === "sell" && isWeighed && unit === "unit" && eachGrams === null) return ask("weight");
  const terms = { product, countMilli, unit, eachGrams, size, day, place };
  if (centimos === null)
    return kind === "sell" ? ask("price") : { ask: null, terms: { ...terms, centimos, per: null } };
  if (reading.per === "porongo" || reading.per === "balde") return ask("container");
  const judged = judgePrice(reading, product, { countMilli, unit }, eachGrams);
  return "ask" in judged ? judged : { ask: null, terms: { ...terms, ...judged } };
}

/** The price for one `per`; what "a 18" means without a unit is what was counted, if that is believable. */
function judgePrice(
  { centimos, per }: MarketReading,
  product: Product,
  counted: { countMilli: number; unit: Unit },
  eachGrams: number | null,
): PriceChoice | { ask: Missing; choices: PriceChoice[] } {
  const told = centimos ?? 0;
  const fits = (choice: PriceChoice): boolean | null => {
    const measure = choice.per === "all" ? counted : { unit: choice.per, countMilli: 1000 };
    const price = unitPrice(product, choice.centimos, measure, eachGrams);
    return price === null ? null : isPlausible(product, price);
  };
  const meant: PriceChoice = { centimos: told, per: per ?? counted.unit };
  if (told <= 0) return ask("price");
  const good = fits(meant);
  if (good === true) return meant;
  // A sack or a bunch has no weight to judge by; what was said is what is shown.
  if (good === null)
    return per === null || per === counted.unit || per === "all" ? meant : ask("per");
  const asWhole: PriceChoice[] = per === null ? [{ centimos: told, per: "all" }] : [];
  return {
    ask: "scale",
    choices: [...asWhole, ...shifted(meant)].filter((one) => fits(one) === true),
  };
}

/** The same figure with its point elsewhere: "180" for 1.80, "18" for 1.80. */
function shifted({ centimos, per }: PriceChoice): PriceChoice[] {
  const lower = [100, 10].filter((by) => centimos % by === 0).map((by) => centimos / by);
  return [...lower, centimos * 10].map((one) => ({ centimos: one, per }));
}

/** What has to be known of a price before it is kept; `needsPlace` for prices seen on a market. */
export function judgeQuote(reading: MarketReading, needsPlace: boolean): Judgement<QuoteTerms> {
  const { product, size, eachGrams, day, place } = reading;
  if (reading.doubt !== null) return ask(reading.doubt);
  if (product === null) return ask("product");
  const facts = PRODUCT_FACTS[product];
  const told =
    reading.centimos ?? (reading.bareMilli === null ? null : Math.round(reading.bareMilli / 10));
  if (told === null || told <= 0) return ask("price");
  const per = reading.per ?? perWhenSilent(product, eachGrams);
  if (per === null) return ask("per");
  if (per === "porongo" || per === "balde") return ask("container");
  if (per === "all") return ask("per");
  if (facts.weighed && isPiece(per) && eachGrams === null) return ask("weight");
  const price = unitPrice(product, told, { unit: per, countMilli: 1000 }, eachGrams);
  if (price === null) return ask("per");
  const fits = ({ centimos }: PriceChoice): boolean => {
    const one = unitPrice(product, centimos, { unit: per, countMilli: 1000 }, eachGrams);
    return one !== null && isPlausible(product, one);
  };
  if (!isPlausible(product, price))
    return { ask: "scale", choices: shifted({ centimos: told, per }).filter(fits) };
  if (needsPlace && place === null) return ask("place");
  const perPriced = rounded(price);
  return {
    ask: null,
    terms: { product, size, centimos: told, per, eachGrams, perPriced, day, place },
  };
}

/** Milk goes by the litre and animals by the piece; a cheese may be meant by the kilo or by the piece. */
function perWhenSilent(product: Product, eachGrams: number | null): Unit | null {
  const { priced, weighed } = PRODUCT_FACTS[product];
  if (weighed) return eachGrams === null ? null : "unit";
  return priced === "kg" ? null : priced;
}

function isPiece(unit: Unit): boolean {
  return unit === "unit" || unit === "dozen" || unit === "pair" || unit === "hundred";
}

/** What has to be known of "tell me when milk passes 1.80". */
export function judgeAlert(reading: MarketReading): Judgement<{
  product: Product;
  bound: "above" | "below";
  centimos: number;
  place: string | null;
}> {
  const { product, bound, place, centimos } = reading;
  if (reading.doubt !== null) return ask(reading.doubt);
  if (product === null) return ask("product");
  if (centimos === null) return ask("price");
  const { priced } = PRODUCT_FACTS[product];
  const per = reading.per ?? priced;
  const price =
    per === "all" ? null : unitPrice(product, centimos, { unit: per, countMilli: 1000 }, null);
  if (price === null) return ask("per");
  if (!isPlausible(product, price)) {
    const choices = shifted({ centimos, per }).filter((one) => {
      const other = unitPrice(product, one.centimos, { unit: priced, countMilli: 1000 }, null);
      return per === priced && other !== null && isPlausible(product, other);
    });
    return { ask: "scale", choices };
  }
  if (bound === null) return ask("bound");
  const perPriced = rounded(price);
  return { ask: null, terms: { product, bound, centimos: perPriced, place } };
}

function ask(missing: Missing): { ask: Missing; choices: PriceChoice[] } {
  return { ask: missing, choices: [] };
}
