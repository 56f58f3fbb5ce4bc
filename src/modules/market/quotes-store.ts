import type { LimaDay } from "../../core/lima.ts";
import type { Product, Size, Unit } from "../../core/products.ts";
import { instant, type Connection } from "../../store/connection.ts";
import { marketDays } from "./prices.ts";

/** A price seen on a market, on its way into the book. */
export interface NewQuote {
  id: string;
  product: Product;
  size: Size | null;
  place: string;
  day: LimaDay;
  centimos: number;
  unit: Unit;
  eachGrams: number | null;
  perPriced: number;
  source: "survey" | "import";
  who: string;
  personId: string | null;
  at: Date;
  actKey: string;
}

/** What stands at a market now; prices in centimos for the product's priced unit. */
export interface StandingPrice {
  product: Product;
  size: string;
  place: string;
  day: LimaDay;
  centimos: number;
  low: number;
  high: number;
  quotes: number;
  source: string;
  who: string;
  beforeDay: LimaDay | null;
  beforeCentimos: number | null;
}

/** Quotes looked at for the newest two market days. */
const RECENT = 60;

/**
 * Writes a quote into the book and puts its market day in force.
 * @returns false when an act of that key is in the book already
 */
export async function recordQuote(tx: Connection, quote: NewQuote): Promise<boolean> {
  const changed = await tx.run(
    `INSERT INTO price_quote (id, product, size, place, day, centimos, unit, each_grams, per_priced, source, who, person_id, created_at, act_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (act_key) DO NOTHING`,
    quote.id,
    quote.product,
    quote.size ?? "",
    quote.place,
    quote.day,
    quote.centimos,
    quote.unit,
    quote.eachGrams,
    quote.perPriced,
    quote.source,
    quote.who,
    quote.personId,
    instant(quote.at),
    quote.actKey,
  );
  if (changed === 0) return false;
  await refreshPrice(tx, quote.product, quote.size ?? "", quote.place);
  return true;
}

/** Withdraws a person's newest quote since an instant; what it was, or null. */
export async function withdrawQuote(
  tx: Connection,
  personId: string,
  since: Date,
  now: Date,
): Promise<{ product: Product; place: string; perPriced: number } | null> {
  const [row] = await tx.query<{
    id: string;
    product: Product;
    size: string;
    place: string;
    per_priced: number;
  }>(
    `SELECT id, product, size, place, per_priced FROM price_quote
     WHERE person_id = $1 AND created_at >= $2 AND withdrawn_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1`,
    personId,
    instant(since),
  );
  if (row === undefined) return null;
  await tx.run("UPDATE price_quote SET withdrawn_at = $2 WHERE id = $1", row.id, instant(now));
  await refreshPrice(tx, row.product, row.size, row.place);
  return { product: row.product, place: row.place, perPriced: row.per_priced };
}

/** Works out anew what stands of a product at a place. */
async function refreshPrice(
  tx: Connection,
  product: Product,
  size: string,
  place: string,
): Promise<void> {
  const rows = await tx.query<{ day: LimaDay; per_priced: number; source: string; who: string }>(
    `SELECT day, per_priced, source, who FROM price_quote
     WHERE product = $1 AND place = $2 AND size = $3 AND withdrawn_at IS NULL ORDER BY day DESC, id DESC LIMIT ${RECENT}`,
    product,
    place,
    size,
  );
  const [now, before] = marketDays(rows.map((row) => ({ day: row.day, centimos: row.per_priced })));
  const newest = rows[0];
  if (now === undefined || newest === undefined) {
    await tx.run(
      "DELETE FROM price_now WHERE product = $1 AND place = $2 AND size = $3",
      product,
      place,
      size,
    );
    return;
  }
  await tx.run(
    `INSERT INTO price_now (product, size, place, day, centimos, low, high, quotes, source, who, before_day, before_centimos)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (product, place, size) DO UPDATE SET day = excluded.day, centimos = excluded.centimos, low = excluded.low,
       high = excluded.high, quotes = excluded.quotes, source = excluded.source, who = excluded.who,
       before_day = excluded.before_day, before_centimos = excluded.before_centimos`,
    product,
    size,
    place,
    now.day,
    now.centimos,
    now.low,
    now.high,
    now.quotes,
    newest.source,
    newest.who,
    before?.day ?? null,
    before?.centimos ?? null,
  );
}

interface NowRow {
  product: Product;
  size: string;
  place: string;
  day: LimaDay;
  centimos: number;
  low: number;
  high: number;
  quotes: number;
  source: string;
  who: string;
  before_day: LimaDay | null;
  before_centimos: number | null;
}

const NOW = `SELECT product, size, place, day, centimos, low, high, quotes, source, who, before_day, before_centimos FROM price_now`;

function toStanding(row: NowRow): StandingPrice {
  const { before_day: beforeDay, before_centimos: beforeCentimos, ...rest } = row;
  return { ...rest, beforeDay, beforeCentimos };
}

/** What stands of a product, the newest first; at one place, or everywhere. */
export async function pricesOf(
  connection: Connection,
  product: Product,
  place: string | null,
  limit: number,
): Promise<StandingPrice[]> {
  const rows = await connection.query<NowRow>(
    place === null
      ? `${NOW} WHERE product = $1 ORDER BY day DESC, quotes DESC, place LIMIT $2`
      : `${NOW} WHERE product = $1 AND place = $3 ORDER BY day DESC, size LIMIT $2`,
    product,
    limit,
    ...(place === null ? [] : [place]),
  );
  return rows.map(toStanding);
}

/** What stands at a place, the newest first. */
export async function pricesAt(
  connection: Connection,
  place: string,
  limit: number,
): Promise<StandingPrice[]> {
  const rows = await connection.query<NowRow>(
    `${NOW} WHERE place = $1 ORDER BY day DESC, product LIMIT $2`,
    place,
    limit,
  );
  return rows.map(toStanding);
}

/** Market days of a product at a place since a day, newest first. */
export async function priceHistory(
  connection: Connection,
  product: Product,
  place: string,
  since: LimaDay,
): Promise<{ day: LimaDay; centimos: number }[]> {
  return connection.query<{ day: LimaDay; centimos: number }>(
    `SELECT day, per_priced AS centimos FROM price_quote
     WHERE product = $1 AND place = $2 AND day >= $3 AND withdrawn_at IS NULL ORDER BY day DESC LIMIT 400`,
    product,
    place,
    since,
  );
}
