import type { MarketAct, MarketReading } from "../core/market-reading.ts";
import { start, type Heard } from "./heard.ts";

/** The flow that a message about prices or sale begins. */
const FLOWS: Record<MarketAct, string> = {
  price: "market_price",
  history: "market_history",
  quote: "market_entry",
  paid: "market_entry",
  alert: "market_alert",
  sell: "market_sell",
  want: "market_want",
  sellers: "market_search",
  buyers: "market_search",
  close: "market_offers",
  detail: "market_price",
};

/** What only asks and changes nothing, so that a waiting question is asked again after it. */
const PEEKED: readonly MarketAct[] = ["price", "history"];

/** Begins what a message about the market is for. */
export function startMarket(reading: MarketReading, above = false): Heard {
  const flow = FLOWS[reading.act];
  return start(flow, flow === "market_offers" ? {} : { draft: { type: "market", reading } }, above);
}

/** True for a message about the market that may be answered in passing. */
export function isPeek({ act }: MarketReading): boolean {
  return PEEKED.includes(act);
}
