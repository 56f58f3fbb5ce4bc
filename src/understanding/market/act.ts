import type { MarketAct } from "../../core/market-reading.ts";
import { measure } from "./measures.ts";
import type { Piece } from "./pieces.ts";
import type { MarketMark } from "./vocabulary.ts";

/** "cuánto" and "hayk'a" alone also ask how much milk somebody gave. */
const WEAK_HOW_MUCH =
  /^(?:cuanto|combien|how much|hayka|haykan|haykata|haykaq|haykataq|jayka|jaykan)$/;

/** What a message wants on the market; null when it does not speak of prices or sale for certain. */
export function actOf(pieces: readonly Piece[], asks: boolean): MarketAct | null {
  const has = (...marks: MarketMark[]): boolean =>
    pieces.some((piece) => piece.kind === "mark" && marks.includes(piece.mark));
  const products = new Set(
    pieces.flatMap((piece) => (piece.kind === "product" ? [piece.product] : [])),
  );
  const isAbout = products.size > 0;
  const isMilk = products.size === 1 && products.has("milk");
  const hasPlace = pieces.some((piece) => piece.kind === "place");
  const hasNumber = pieces.some((piece) => piece.kind === "number" || piece.kind === "unclear");
  if (has("alert")) return isAbout || has("above", "below") ? "alert" : null;
  if (has("history")) return isAbout ? "history" : null;
  if (has("close")) return isMilk || (!isAbout && hasNumber) ? null : "close";
  if (pieces.some((piece) => piece.kind === "no")) return null;
  if (isReportOfMilk(pieces)) return null;
  if (has("sellers")) return isAbout || hasPlace ? "sellers" : null;
  if (has("buyers")) return isAbout ? "buyers" : null;
  const { prices, counts, doubt } = measure(pieces, "price");
  // "de 1.50 a 1.70 soles" tells a price, if not which.
  const isPriced = prices.length > 0 || (doubt === "range" && has("money"));
  if (has("paid")) return isPriced || (isAbout && hasNumber) ? "paid" : null;
  if (has("sold") && isPriced && (isAbout ? !(isMilk && counts.length > 0) : false)) return "paid";
  // "¿puedo vender 12 litros?" wants an answer, not a buyer.
  if (asks && has("sell", "want") && !has("price", "how_much")) return null;
  if (has("sell")) return "sell";
  if (has("want"))
    return isAbout ||
      pieces.some(
        (piece) =>
          piece.kind === "mark" && piece.mark === "want" && /compra|ranti/.test(piece.text),
      )
      ? "want"
      : null;
  if (has("price", "how_much")) return priceAct();
  if (!isAbout) return null;
  if (has("exists")) return asks && !isMilk ? "sellers" : null;
  if (has("sold")) return null;
  const isLitresOfMilk = products.has("milk") && counts.length > 0;
  if (isPriced && !isLitresOfMilk) return counts.length > 0 ? "sell" : "quote";
  if (hasNumber) return null;
  if (hasPlace) return "price";
  return !products.has("milk") && isBare() ? "price" : null;

  function priceAct(): MarketAct | null {
    if (!isAbout && !hasPlace) return null;
    if (isPriced && counts.length === 0) return "quote";
    if (hasNumber && counts.length > 0 && !isPriced && isMilk) return null;
    const isWeak = pieces.every(
      (piece) =>
        piece.kind !== "mark" ||
        (piece.mark !== "price" && piece.mark !== "how_much") ||
        WEAK_HOW_MUCH.test(piece.text),
    );
    return isWeak && isMilk && !hasPlace ? null : "price";
  }

  /** Nothing but the product, little words aside. */
  function isBare(): boolean {
    return pieces.every(
      (piece) =>
        piece.kind === "product" ||
        (piece.kind === "mark" && ["article", "of"].includes(piece.mark)) ||
        (piece.kind === "filler" && piece.mark === "filler"),
    );
  }
}

/** "saqué 12 litros para vender": the milk grammar's business. */
function isReportOfMilk(pieces: readonly Piece[]): boolean {
  return pieces.some(
    (piece) =>
      piece.kind === "filler" && ["produce", "milking", "morning", "evening"].includes(piece.mark),
  );
}
