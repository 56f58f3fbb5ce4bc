import type { LimaDay } from "./lima.ts";
import type { Product, Size, Unit } from "./products.ts";

/** What somebody wants to do on the market with one message. */
export type MarketAct =
  /** Asks what a product costs. */
  | "price"
  /** Offers something. */
  | "sell"
  /** Looks for something to buy. */
  | "want"
  /** Asks who sells it. */
  | "sellers"
  /** Asks who buys it. */
  | "buyers"
  /** Tells a price seen on a market. */
  | "quote"
  /** Tells what the family was paid. */
  | "paid"
  /** Wants to be told when a price passes a bound. */
  | "alert"
  /** Wants to see how a price changed. */
  | "history"
  /** Has no more of what was offered. */
  | "close"
  /** Only details, as an answer to a question of ours. */
  | "detail";

/** Why a message about the market cannot be taken as it is. */
export const MARKET_DOUBTS = [
  "range",
  "decimal_or_thousand",
  "two_products",
  "two_prices",
  "which_number",
  "which_day",
  "past_day",
  "unknown_place",
] as const;
export type MarketDoubt = (typeof MARKET_DOUBTS)[number];

/** A message about prices or sale as it was understood; nothing in it is guessed, what was not told is null. */
export interface MarketReading {
  kind: "market";
  act: MarketAct;
  product: Product | null;
  /** How much, in thousandths of `unit`. */
  countMilli: number | null;
  /** Null with a count: a number was told without its unit. */
  unit: Unit | null;
  /** Weight of one piece ("quesos de 1 kg"). */
  eachGrams: number | null;
  size: Size | null;
  /** A price, in centimos for one `per`; null `per` where none was told. */
  centimos: number | null;
  per: Unit | "all" | null;
  bound: "above" | "below" | null;
  day: LimaDay | null;
  /** Key of a known place. */
  place: string | null;
  /** A single number that nothing tells the use of, in thousandths: the answer to a question of ours. */
  bareMilli: number | null;
  doubt: MarketDoubt | null;
  /** Readings that a question about the doubt may offer: days, or thousandths of a number. */
  choices: (LimaDay | number)[];
}

/** A message that tells nothing yet. */
export const NOTHING_TOLD: MarketReading = {
  kind: "market",
  act: "price",
  product: null,
  countMilli: null,
  unit: null,
  eachGrams: null,
  size: null,
  centimos: null,
  per: null,
  bound: null,
  day: null,
  place: null,
  bareMilli: null,
  doubt: null,
  choices: [],
};
