import { newId } from "../../core/ids.ts";
import type { Store } from "../../store/connection.ts";
import type { ListedPrice } from "./price-file.ts";
import { recordQuote } from "./quotes-store.ts";

/** Prices written in one transaction, so that the running service is never held up for long. */
const PAGE = 200;

/**
 * Keeps the prices of a table; rows that are in the book already are left alone.
 * @returns how many were new and how many were known
 */
export async function importPrices(
  store: Store,
  prices: readonly ListedPrice[],
  now: Date,
): Promise<{ created: number; known: number }> {
  let created = 0;
  for (let from = 0; from < prices.length; from += PAGE) {
    created += await store.transaction(async (tx) => {
      let fresh = 0;
      for (const price of prices.slice(from, from + PAGE)) {
        const isNew = await recordQuote(tx, {
          id: newId(),
          ...price,
          source: "import",
          who: price.source,
          personId: null,
          at: now,
          actKey: price.key,
        });
        if (isNew) fresh += 1;
      }
      return fresh;
    });
  }
  return { created, known: prices.length - created };
}

/** How many of the prices are in the book already. */
export async function knownPrices(store: Store, prices: readonly ListedPrice[]): Promise<number> {
  let known = 0;
  for (const price of prices) {
    const rows = await store.read((connection) =>
      connection.query("SELECT 1 FROM price_quote WHERE act_key = $1", price.key),
    );
    known += rows.length;
  }
  return known;
}
