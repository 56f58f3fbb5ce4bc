import type { ActionResult } from "../../core/action.ts";
import type { ChartSpec } from "../../core/chart.ts";
import { addDays } from "../../core/lima.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import { PRODUCT_FACTS, type Product } from "../../core/products.ts";
import { placeName } from "../../core/places.ts";
import type { FlowValue } from "../../core/value.ts";
import { draftIn, withDraft, type MarketAction, type MarketCall } from "./calls.ts";
import { paidSince } from "./paid-store.ts";
import { isStale, marketDays, paidMedian } from "./prices.ts";
import { priceHistory, pricesAt, pricesOf, type StandingPrice } from "./quotes-store.ts";
import { line, money, number, priceLine, productName, term, text } from "./words.ts";

/** Places told in one answer. */
const SHOWN = 5;

/** Products told of one place. */
const SHOWN_AT = 8;

/** A year of market days fits a picture. */
const HISTORY_DAYS = 365;
const MOST_BARS = 24;

/** What flows may ask about prices. */
export const priceActions: MarketAction[] = [
  {
    name: "market.price",
    harmless: true,
    inputs: { draft: "market" },
    outputs: { draft: "market", product: "line", place: "text", prices: "lines" },
    outcomes: [
      "fresh",
      "stale",
      "nothing",
      "at_place",
      "nothing_at_place",
      "which_product",
      "unclear",
    ],
    run: (call, inputs) => tellPrice(call, draftIn(inputs)),
  },
  {
    name: "market.history",
    harmless: true,
    inputs: { draft: "market" },
    outputs: { product: "line", place: "text", unit: "term", chart: "chart" },
    outcomes: ["drawn", "too_little", "which_product"],
    run: (call, inputs) => drawHistory(call, draftIn(inputs)),
  },
];

async function tellPrice(call: MarketCall, reading: MarketReading): Promise<ActionResult> {
  const { product, place, doubt } = reading;
  const at = { place: text(place === null ? "" : placeName(place)) };
  if (doubt === "two_products") return withDraft("which_product", { ...reading, doubt: null }, at);
  if (doubt !== null) return withDraft("unclear", reading, at);
  if (product === null) {
    if (place === null) return withDraft("which_product", reading, at);
    return tellPlace(call, reading, place);
  }
  const standing = await pricesOf(call.tx, product, place, SHOWN * 2);
  const ofSize = standing.filter((price) => reading.size === null || price.size === reading.size);
  const fresh = ofSize.filter((price) => !isStale(product, price.day, call.today));
  const families = await familiesLine(call, product);
  const values = { ...at, product: named(product, reading.size) };
  if (fresh.length > 0)
    return withDraft("fresh", reading, { ...values, prices: linesOf(call, fresh, families) });
  if (ofSize.length > 0)
    return withDraft("stale", reading, {
      ...values,
      prices: linesOf(call, ofSize.slice(0, 2), families),
    });
  if (families !== null)
    return withDraft("stale", reading, { ...values, prices: { type: "lines", lines: [families] } });
  return withDraft("nothing", reading, values);
}

async function tellPlace(
  call: MarketCall,
  reading: MarketReading,
  place: string,
): Promise<ActionResult> {
  const all = await pricesAt(call.tx, place, SHOWN_AT);
  const fresh = all.filter((price) => !isStale(price.product, price.day, call.today));
  const values = { place: text(placeName(place)) };
  if (fresh.length === 0) return withDraft("nothing_at_place", reading, values);
  const lines = fresh.map((price) =>
    line("of_product", {
      product: productName(price.product, price.size),
      price: money(price.centimos),
      unit: term(PRODUCT_FACTS[price.product].priced),
      day: { type: "day", day: price.day },
    }),
  );
  return withDraft("at_place", reading, { ...values, prices: { type: "lines", lines } });
}

function linesOf(call: MarketCall, prices: StandingPrice[], families: FlowValue | null): FlowValue {
  const lines = prices
    .slice(0, SHOWN)
    .map((price) => priceLine(price, call.today, isStale(price.product, price.day, call.today)));
  return { type: "lines", lines: families === null ? lines : [...lines, families] };
}

/** What families were paid lately, when enough of them told. */
async function familiesLine(call: MarketCall, product: Product): Promise<FlowValue | null> {
  const { staleDays, priced } = PRODUCT_FACTS[product];
  const told = paidMedian(await paidSince(call.tx, product, addDays(call.today, -staleDays)));
  return told === null
    ? null
    : line("families", {
        count: number(told.families * 1000),
        price: money(told.centimos),
        unit: term(priced),
        days: number(staleDays * 1000),
      });
}

function named(product: Product, size: string | null): FlowValue {
  return line("product", { product: productName(product, size) });
}

async function drawHistory(call: MarketCall, reading: MarketReading): Promise<ActionResult> {
  const { product } = reading;
  if (product === null) return { outcome: "which_product" };
  const place = reading.place ?? (await pricesOf(call.tx, product, null, 1))[0]?.place ?? null;
  const { priced } = PRODUCT_FACTS[product];
  const values = {
    product: named(product, null),
    place: text(place === null ? "" : placeName(place)),
    unit: term(priced),
  };
  if (place === null) return { outcome: "too_little", values };
  const since = addDays(call.today, -HISTORY_DAYS);
  const days = marketDays(await priceHistory(call.tx, product, place, since)).slice(0, MOST_BARS);
  if (days.length < 2) return { outcome: "too_little", values };
  const chart: ChartSpec = {
    kind: "bars",
    title: "",
    subtitle: "",
    unit: "S/",
    bars: days.toReversed().map(({ day, centimos }, index, all) => ({
      label: `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`,
      valueMilli: centimos * 10,
      highlight: index === all.length - 1,
    })),
    line: null,
  };
  return { outcome: "drawn", values: { ...values, chart: { type: "chart", chart } } };
}
