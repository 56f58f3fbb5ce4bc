import { daysBetween, type LimaDay } from "../../core/lima.ts";
import { placeName } from "../../core/places.ts";
import { PRODUCT_FACTS, type Product, type Unit } from "../../core/products.ts";
import type { FlowValue } from "../../core/value.ts";
import type { PriceChoice } from "./judge.ts";
import { changeOf } from "./prices.ts";
import type { StandingPrice } from "./quotes-store.ts";

/** A word of ours by its key. */
export function term(key: string): FlowValue {
  return { type: "term", term: key };
}

/** Soles. */
export function money(centimos: number): FlowValue {
  return { type: "money", centimos };
}

/** Plain words that need no translation. */
export function text(words: string): FlowValue {
  return { type: "text", text: words };
}

/** A whole or decimal number in thousandths. */
export function number(milli: number): FlowValue {
  return { type: "number", milli };
}

/** One line that every language words its own way. */
export function line(name: string, values: Record<string, FlowValue>): FlowValue {
  return { type: "line", line: name, values };
}

/** A product with its size, where the size makes the price. */
export function productName(product: Product, size: string | null): FlowValue {
  return size === null || size === ""
    ? term(product)
    : line("sized", { product: term(product), size: term(size) });
}

/** What a standing price says: where, how much, since when, from whom, and how it changed. */
export function priceLine(price: StandingPrice, today: LimaDay, isOld: boolean): FlowValue {
  const values = {
    product: productName(price.product, price.size),
    place: text(placeName(price.place)),
    price: money(price.centimos),
    unit: term(PRODUCT_FACTS[price.product].priced),
    low: money(price.low),
    high: money(price.high),
    day: { type: "day" as const, day: price.day },
    age: number(daysBetween(price.day, today) * 1000),
    source: line(price.source, { who: text(price.who) }),
    change: { type: "change" as const, percent: changeOf(price.beforeCentimos, price.centimos) },
    before: money(price.beforeCentimos ?? 0),
  };
  if (isOld) return line("stale", values);
  const name = price.low === price.high ? "price" : "price_spread";
  return line(price.beforeCentimos === null ? name : `${name}_change`, values);
}

/** "10 kg", "10 de 1 kg". */
export function quantity(countMilli: number, unit: Unit, eachGrams: number | null): FlowValue {
  return eachGrams === null
    ? line("quantity", { count: number(countMilli), unit: term(unit) })
    : line("weighed", { count: number(countMilli), kilos: number(eachGrams) });
}

/** A price that may have been meant, as an option to choose. */
export function choiceLine({ centimos, per }: PriceChoice): FlowValue {
  return line("choice", { price: money(centimos), unit: term(per) });
}

/** The price of an option that was chosen. */
export function chosenPrice(value: FlowValue | undefined): PriceChoice | null {
  if (value?.type !== "line") return null;
  const { price, unit } = value.values;
  return price?.type === "money" && unit?.type === "term"
    ? { centimos: price.centimos, per: unit.term as PriceChoice["per"] }
    : null;
}
