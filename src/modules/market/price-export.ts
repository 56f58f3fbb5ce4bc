import type { LimaDay } from "../../core/lima.ts";
import { placeName } from "../../core/places.ts";
import { PRODUCT_FACTS, type Product } from "../../core/products.ts";
import type { Store } from "../../store/connection.ts";

/** The columns of `export prices`, in their order. */
export const PRICE_COLUMNS = [
  "date",
  "product",
  "size",
  "place",
  "place_name",
  "price",
  "unit",
  "each_g",
  "price_compared",
  "unit_compared",
  "source",
  "who",
  "noted_at",
] as const;

/** One quote, all as texts: soles with two decimals, `noted_at` an instant in UTC; withdrawn ones are left out. */
export type PriceRow = Record<(typeof PRICE_COLUMNS)[number], string>;

const PAGE = 1000;

/** Quotes from one Lima day to another, both included, by day; families' private reports are not among them. */
export async function* exportPrices(
  store: Store,
  range: { from: LimaDay; to: LimaDay },
): AsyncGenerator<PriceRow> {
  let key = { day: range.from, id: "" };
  for (;;) {
    const page = await store.read((connection) =>
      connection.query<{
        id: string;
        product: Product;
        size: string;
        place: string;
        day: LimaDay;
        centimos: number;
        unit: string;
        each_grams: number | null;
        per_priced: number;
        source: string;
        who: string;
        created_at: string;
      }>(
        `SELECT id, product, size, place, day, centimos, unit, each_grams, per_priced, source, who, created_at FROM price_quote
         WHERE withdrawn_at IS NULL AND day <= $1 AND (day, id) > ($2, $3) ORDER BY day, id LIMIT ${PAGE}`,
        range.to,
        key.day,
        key.id,
      ),
    );
    for (const row of page)
      yield {
        date: row.day,
        product: row.product,
        size: row.size,
        place: row.place,
        place_name: placeName(row.place),
        price: soles(row.centimos),
        unit: row.unit,
        each_g: row.each_grams === null ? "" : String(row.each_grams),
        price_compared: soles(row.per_priced),
        unit_compared: PRODUCT_FACTS[row.product].priced,
        source: row.source,
        who: row.who,
        noted_at: new Date(row.created_at).toISOString(),
      };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    key = { day: last.day, id: last.id };
  }
}

/** Soles with two decimals, exactly. */
export function soles(centimos: number): string {
  return `${Math.trunc(centimos / 100)}.${String(centimos % 100).padStart(2, "0")}`;
}
