import type { MarketReading } from "../../src/core/market-reading.ts";
import type { Reading } from "../../src/core/reading.ts";
import {
  judgeAlert,
  judgeOffer,
  judgeQuote,
  type Missing,
} from "../../src/modules/market/judge.ts";

/** One annotated message of market-utterances.jsonl; every message was written on Monday 2026-11-23. */
export interface MarketRow {
  text: string;
  lang: string;
  /** What it means, as `describe` writes it; "none" when it is not about prices or sale. */
  read: string;
  /** What must be asked before anything is kept; absent when nothing. */
  asks?: Missing;
}

/** A reading on one line: `sell cheese; 10 unit; 1000 g each; 18.00 per unit; 2026-11-28; huancaro`. */
export function describe(reading: Reading): string {
  if (reading.kind !== "market") return "none";
  const { countMilli, unit, eachGrams, size, centimos, per, bound, day, place, doubt } = reading;
  if (doubt !== null) return `${reading.act} ${reading.product ?? "?"}; ? ${doubt}`;
  const parts = [
    `${reading.act} ${reading.product ?? "?"}`,
    countMilli === null
      ? unit === null
        ? null
        : `? ${unit}`
      : `${countMilli / 1000} ${unit ?? "?"}`,
    eachGrams === null ? null : `${eachGrams} g each`,
    size,
    centimos === null ? null : `${(centimos / 100).toFixed(2)}${per === null ? "" : ` per ${per}`}`,
    bound,
    day,
    place,
    reading.bareMilli === null ? null : `bare ${reading.bareMilli / 1000}`,
  ];
  return parts.filter((part) => part !== null).join("; ");
}

/** What the market's rules ask about a reading; null when it may be kept (after its echo is confirmed). */
export function askedOf(reading: MarketReading): Missing | null {
  switch (reading.act) {
    case "sell":
      return judgeOffer(reading, "sell").ask;
    case "want":
      return judgeOffer(reading, "want").ask;
    case "quote":
      return judgeQuote(reading, true).ask;
    case "paid":
      return judgeQuote(reading, false).ask;
    case "alert":
      return judgeAlert(reading).ask;
    default:
      return reading.doubt;
  }
}
