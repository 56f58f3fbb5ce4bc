import type { LimaDay } from "../../core/lima.ts";
import type { MarketAct, MarketDoubt, MarketReading } from "../../core/market-reading.ts";
import type { Product } from "../../core/products.ts";
import { isQuestion, opensLikeQuestion } from "../intents.ts";
import type { Lexicon } from "../lexicon.ts";
import { tokenise, type Token } from "../tokens.ts";
import { actOf } from "./act.ts";
import { takeDay, type Side } from "./days.ts";
import { measure, type Measures } from "./measures.ts";
import { piecesOf, type Piece } from "./pieces.ts";

/** Reads a message about prices or sale; null when it is none for certain. `today` is the sender's Lima day. */
export function readMarket(
  tokens: readonly Token[],
  today: LimaDay,
  lexicon: Lexicon,
): MarketReading | null {
  const pieces = piecesOf(tokens, lexicon);
  const act = actOf(pieces, isQuestion(tokens) || opensLikeQuestion(tokens, lexicon));
  return act === null ? null : detailsOf(pieces, act, today);
}

/** Reads an answer to a question about the market: whatever it tells, null when that is nothing. */
export function readMarketAnswer(
  text: string,
  today: LimaDay,
  lexicon: Lexicon,
): MarketReading | null {
  const tokens = tokenise(text);
  const pieces = piecesOf(tokens, lexicon);
  if (asksOther(pieces, actOf(pieces, isQuestion(tokens)))) return null;
  const reading = detailsOf(pieces, "detail", today);
  const told = [
    reading.product,
    reading.countMilli,
    reading.unit,
    reading.eachGrams,
    reading.size,
    reading.centimos,
    reading.per,
    reading.bound,
    reading.day,
    reading.place,
    reading.bareMilli,
  ];
  return told.every((one) => one === null) && reading.doubt === null ? null : reading;
}

/** "precio leche", "quién vende queso": another wish, and no answer. */
function asksOther(pieces: readonly Piece[], act: MarketAct | null): boolean {
  const asks = pieces.some(
    (piece) => piece.kind === "mark" && (piece.mark === "price" || piece.mark === "how_much"),
  );
  if (act === "price") return asks;
  return act !== null && ["history", "sellers", "buyers", "alert", "close"].includes(act);
}

function sideOf(act: MarketAct): Side {
  return act === "quote" || act === "paid" || act === "price" ? "past" : "coming";
}

function detailsOf(pieces: readonly Piece[], act: MarketAct, today: LimaDay): MarketReading {
  const dated = takeDay(pieces, today, sideOf(act));
  const kind = act === "alert" ? "bound" : sideOf(act) === "past" ? "price" : "sale";
  const found = measure(dated.rest, kind);
  const products = distinct(pieces, (piece) => (piece.kind === "product" ? piece.product : null));
  const places = distinct(pieces, (piece) => (piece.kind === "place" ? piece.place : null));
  const sizes = distinct(pieces, (piece) => (piece.kind === "size" ? piece.size : null));
  const [count] = found.counts;
  const [price] = found.prices;
  const doubtfulDay = dated.doubt === null ? null : { doubt: dated.doubt, choices: dated.choices };
  const doubt = doubtOf(found, products, places, doubtfulDay, pieces);
  return {
    kind: "market",
    act,
    product: products.length === 1 ? (products[0] ?? null) : null,
    countMilli: count?.milli ?? null,
    unit: count?.unit ?? (count === undefined ? (found.loneUnits[0] ?? null) : null),
    eachGrams: found.eachGrams[0] ?? null,
    size: sizes.length === 1 ? (sizes[0] ?? null) : null,
    centimos: price?.centimos ?? null,
    per: price?.per ?? (act === "detail" ? lonePer(dated.rest) : null),
    bound: boundOf(pieces),
    day: dated.day,
    place: places.length === 1 ? (places[0] ?? null) : null,
    bareMilli: found.bare.length === 1 ? (found.bare[0] ?? null) : null,
    doubt: doubt?.doubt ?? null,
    choices: doubt?.choices ?? [],
  };
}

function doubtOf(
  found: Measures,
  products: Product[],
  places: string[],
  day: { doubt: "which_day" | "past_day"; choices: LimaDay[] } | null,
  pieces: readonly Piece[],
): { doubt: MarketDoubt; choices: (LimaDay | number)[] } | null {
  if (products.length > 1) return { doubt: "two_products", choices: [] };
  if (found.doubt !== null) return { doubt: found.doubt, choices: found.choices };
  if (day !== null) return { doubt: day.doubt, choices: day.choices };
  if (found.prices.length > 1) return { doubt: "two_prices", choices: [] };
  if (found.counts.length > 1 || found.bare.length > 1 || found.eachGrams.length > 1)
    return { doubt: "which_number", choices: [] };
  if (places.length > 1 || (places.length === 0 && namesUnknownPlace(pieces)))
    return { doubt: "unknown_place", choices: [] };
  return null;
}

/** "en Pampamarca": a place we do not know. "para mi casa" and "en buen estado" name none. */
function namesUnknownPlace(pieces: readonly Piece[]): boolean {
  return pieces.some((piece, at) => {
    const next = pieces[at + 1];
    const isIn =
      piece.kind === "mark" && piece.mark === "in" && !/^(?:para|desde)$/.test(piece.text);
    return isIn && next?.kind === "unknown" && (next.capital || piece.text !== "en");
  });
}

/** "cada uno", "todo": the measure of a price, told alone. */
function lonePer(pieces: readonly Piece[]): "unit" | "all" | null {
  const has = (mark: string): boolean =>
    pieces.some((piece) => piece.kind === "mark" && piece.mark === mark);
  return has("each") ? "unit" : has("all") ? "all" : null;
}

function boundOf(pieces: readonly Piece[]): "above" | "below" | null {
  const marks = pieces.flatMap((piece) => (piece.kind === "mark" ? [piece.mark] : []));
  const [above, below] = [marks.includes("above"), marks.includes("below")];
  return above === below ? null : above ? "above" : "below";
}

function distinct<Value>(pieces: readonly Piece[], pick: (piece: Piece) => Value | null): Value[] {
  return [
    ...new Set(
      pieces.flatMap((piece) => {
        const value = pick(piece);
        return value === null ? [] : [value];
      }),
    ),
  ];
}
