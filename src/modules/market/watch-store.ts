import type { LimaDay } from "../../core/lima.ts";
import type { Product } from "../../core/products.ts";
import { instant, type Connection } from "../../store/connection.ts";

/** What somebody wants to be told. */
export interface Watch {
  id: string;
  personId: string;
  kind: "digest" | "alert";
  product: Product;
  /** "" for any place. */
  place: string;
  bound: "above" | "below" | "";
  /** Centimos for the product's priced unit; 0 for a digest. */
  centimos: number;
}

/** Keeps a wish to be told; the same wish with another bound takes its place. */
export async function addWatch(tx: Connection, watch: Watch & { at: Date }): Promise<void> {
  await tx.run(
    `INSERT INTO price_watch (id, person_id, kind, product, place, bound, centimos, armed, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (person_id, kind, product, place, bound) DO UPDATE SET centimos = excluded.centimos, armed = excluded.armed`,
    watch.id,
    watch.personId,
    watch.kind,
    watch.product,
    watch.place,
    watch.bound,
    watch.centimos,
    true,
    instant(watch.at),
  );
}

/** All that a person wants to be told, oldest first. */
export async function watchesOf(connection: Connection, personId: string): Promise<Watch[]> {
  const rows = await connection.query<{
    id: string;
    kind: Watch["kind"];
    product: Product;
    place: string;
    bound: Watch["bound"];
    centimos: number;
  }>(
    "SELECT id, kind, product, place, bound, centimos FROM price_watch WHERE person_id = $1 ORDER BY id",
    personId,
  );
  return rows.map((row) => ({ ...row, personId }));
}

/** Ends all that a person wanted to be told. */
export async function removeWatches(tx: Connection, personId: string): Promise<void> {
  await tx.run("DELETE FROM price_watch WHERE person_id = $1", personId);
}

/** An alert whose price has passed its bound. */
export interface PassedWatch extends Watch {
  now: number;
  at: { place: string; day: LimaDay };
}

const PASSED = `(w.bound = 'above' AND n.centimos > w.centimos OR w.bound = 'below' AND n.centimos < w.centimos)`;
const SAME = `n.product = w.product AND n.size = '' AND (w.place = '' OR n.place = w.place) AND n.day >= $1`;

/** Armed alerts whose price passed their bound on a market day from `since` on. */
export async function passedWatches(
  connection: Connection,
  since: LimaDay,
  limit: number,
): Promise<PassedWatch[]> {
  const rows = await connection.query<{
    id: string;
    person_id: string;
    product: Product;
    place: string;
    bound: "above" | "below";
    centimos: number;
    now: number;
    now_place: string;
    day: LimaDay;
  }>(
    `SELECT w.id, w.person_id, w.product, w.place, w.bound, w.centimos, n.centimos AS now, n.place AS now_place, n.day
     FROM price_watch w JOIN price_now n ON ${SAME}
     WHERE w.kind = 'alert' AND w.armed AND ${PASSED} ORDER BY w.id, n.day DESC LIMIT $2`,
    since,
    limit,
  );
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    kind: "alert",
    product: row.product,
    place: row.place,
    bound: row.bound,
    centimos: row.centimos,
    now: row.now,
    at: { place: row.now_place, day: row.day },
  }));
}

/** Waits no longer, until the price has come back. */
export async function disarm(tx: Connection, id: string): Promise<void> {
  await tx.run("UPDATE price_watch SET armed = $2 WHERE id = $1", id, false);
}

/** Arms the alerts again whose price has come back inside its bound everywhere. */
export async function rearm(tx: Connection, since: LimaDay): Promise<void> {
  await tx.run(
    `UPDATE price_watch AS w SET armed = $2 WHERE w.kind = 'alert' AND NOT w.armed
       AND NOT EXISTS (SELECT 1 FROM price_now n WHERE ${SAME} AND ${PASSED})`,
    since,
    true,
  );
}

/** The next people with a weekly summary, by person, and the products they follow. */
export async function digestsAfter(
  connection: Connection,
  personId: string,
  limit: number,
): Promise<{ personId: string; products: { product: Product; place: string }[] }[]> {
  const people = await connection.query<{ person_id: string }>(
    "SELECT DISTINCT person_id FROM price_watch WHERE kind = 'digest' AND person_id > $1 ORDER BY person_id LIMIT $2",
    personId,
    limit,
  );
  const digests = [];
  for (const row of people) {
    const products = await connection.query<{ product: Product; place: string }>(
      "SELECT product, place FROM price_watch WHERE person_id = $1 AND kind = 'digest' ORDER BY id",
      row.person_id,
    );
    digests.push({ personId: row.person_id, products });
  }
  return digests;
}
