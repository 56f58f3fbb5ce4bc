import type { LimaDay } from "../../core/lima.ts";
import type { Product, Unit } from "../../core/products.ts";
import { instant, type Connection } from "../../store/connection.ts";

export type OfferKind = "sell" | "want";

/** An offer or a wish as it stands. Quantities in thousandths of `unit`, prices in centimos for one `per`. */
export interface Offer {
  id: string;
  kind: OfferKind;
  personId: string;
  familyId: string;
  product: Product;
  size: string;
  unit: Unit;
  eachGrams: number | null;
  countMilli: number;
  leftMilli: number;
  centimos: number | null;
  per: Unit | "all" | null;
  day: LimaDay | null;
  place: string;
  fileId: string | null;
  associationId: string | null;
  state: "open" | "closed" | "expired" | "silent";
  expiresAt: Date;
}

/** An offer with what others may know of its owner. */
export interface ShownOffer extends Offer {
  ownerName: string;
  /** Community or district of its owner; "" where nobody told. */
  home: string;
}

interface OfferRow {
  id: string;
  kind: OfferKind;
  person_id: string;
  family_id: string;
  product: Product;
  size: string;
  unit: Unit;
  each_grams: number | null;
  count_milli: number;
  left_milli: number;
  centimos: number | null;
  per: Unit | "all" | null;
  day: LimaDay | null;
  place: string;
  file_id: string | null;
  association_id: string | null;
  state: Offer["state"];
  expires_at: string;
  owner_name: string;
  home: string | null;
  group_name: string | null;
}

const SHOWN = `SELECT o.id, o.kind, o.person_id, o.family_id, o.product, o.size, o.unit, o.each_grams, o.count_milli, o.left_milli,
    o.centimos, o.per, o.day, o.place, o.file_id, o.association_id, o.state, o.expires_at, p.name AS owner_name,
    COALESCE(c.name, f.community_told) AS home, a.name AS group_name
  FROM offer o JOIN person p ON p.id = o.person_id JOIN family f ON f.id = o.family_id
    LEFT JOIN community c ON c.id = f.community_id LEFT JOIN association a ON a.id = o.association_id`;

function toShown(row: OfferRow): ShownOffer {
  return {
    id: row.id,
    kind: row.kind,
    personId: row.person_id,
    familyId: row.family_id,
    product: row.product,
    size: row.size,
    unit: row.unit,
    eachGrams: row.each_grams,
    countMilli: row.count_milli,
    leftMilli: row.left_milli,
    centimos: row.centimos,
    per: row.per,
    day: row.day,
    place: row.place,
    fileId: row.file_id,
    associationId: row.association_id,
    state: row.state,
    expiresAt: new Date(row.expires_at),
    ownerName: row.group_name ?? row.owner_name.trim().split(/\s+/)[0] ?? "",
    home: row.home ?? "",
  };
}

/** Publishes an offer; a second try of the same act changes nothing. */
export async function insertOffer(
  tx: Connection,
  offer: Omit<Offer, "leftMilli" | "state"> & { at: Date; actKey: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO offer (id, kind, person_id, family_id, product, size, unit, each_grams, count_milli, left_milli, centimos, per,
       day, place, file_id, association_id, state, created_at, expires_at, unanswered, act_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14, $15, 'open', $16, $17, 0, $18)
     ON CONFLICT (act_key) DO NOTHING`,
    offer.id,
    offer.kind,
    offer.personId,
    offer.familyId,
    offer.product,
    offer.size,
    offer.unit,
    offer.eachGrams,
    offer.countMilli,
    offer.centimos,
    offer.per,
    offer.day,
    offer.place,
    offer.fileId,
    offer.associationId,
    instant(offer.at),
    instant(offer.expiresAt),
    offer.actKey,
  );
}

/** What is searched for; null where it does not matter. */
export interface Search {
  kind: OfferKind;
  product: Product;
  place: string | null;
  /** Nothing of a day before it; offers without a day always fit. */
  from: LimaDay;
  day: LimaDay | null;
  now: Date;
  limit: number;
}

/** Live offers that fit, the newest first; those with nothing left are passed over. */
export async function findOffers(
  connection: Connection,
  { kind, product, place, from, day, now, limit }: Search,
): Promise<ShownOffer[]> {
  const values: (string | number)[] = [kind, product, instant(now), from, limit];
  const also = (column: string, value: string | null): string => {
    if (value === null) return "";
    values.push(value);
    return ` AND ${column} = $${values.length}`;
  };
  const rows = await connection.query<OfferRow>(
    `${SHOWN} WHERE o.state = 'open' AND o.kind = $1 AND o.product = $2 AND o.left_milli > 0 AND o.expires_at > $3
       AND (o.day IS NULL OR o.day >= $4)${also("o.place", place)}${also("o.day", day)} ORDER BY o.id DESC LIMIT $5`,
    ...values,
  );
  return rows.map(toShown);
}

/** Live offers at a place, the newest first. */
export async function offersAt(
  connection: Connection,
  place: string,
  now: Date,
  limit: number,
): Promise<ShownOffer[]> {
  const rows = await connection.query<OfferRow>(
    `${SHOWN} WHERE o.state = 'open' AND o.kind = 'sell' AND o.place = $1 AND o.left_milli > 0 AND o.expires_at > $2
     ORDER BY o.id DESC LIMIT $3`,
    place,
    instant(now),
    limit,
  );
  return rows.map(toShown);
}

/** The open offers of a person, the newest first; of one product, or all. */
export async function offersOf(
  connection: Connection,
  personId: string,
  product: Product | null,
): Promise<ShownOffer[]> {
  const rows = await connection.query<OfferRow>(
    `${SHOWN} WHERE o.person_id = $1 AND o.state = 'open' ORDER BY o.id DESC LIMIT 20`,
    personId,
  );
  return rows.map(toShown).filter((offer) => product === null || offer.product === product);
}

/** One offer; null when there is none of that id. */
export async function offerById(connection: Connection, id: string): Promise<ShownOffer | null> {
  const rows = await connection.query<OfferRow>(`${SHOWN} WHERE o.id = $1`, id);
  return rows[0] === undefined ? null : toShown(rows[0]);
}

/** Takes an open offer of a person from the market; false when it was gone already. */
export async function closeOffer(
  tx: Connection,
  id: string,
  personId: string,
  now: Date,
): Promise<boolean> {
  const changed = await tx.run(
    "UPDATE offer SET state = 'closed', closed_at = $3 WHERE id = $1 AND person_id = $2 AND state = 'open'",
    id,
    personId,
    instant(now),
  );
  return changed === 1;
}

/** Takes offers whose time is over from the market, so many at a time; how many there were. */
export async function expireOffers(tx: Connection, now: Date, limit: number): Promise<number> {
  return tx.run(
    `UPDATE offer SET state = 'expired', closed_at = $1 WHERE id IN
       (SELECT id FROM offer WHERE state = 'open' AND expires_at <= $1 LIMIT $2)`,
    instant(now),
    limit,
  );
}

/** Puts a picture on an offer of a person. */
export async function attachPicture(
  tx: Connection,
  id: string,
  personId: string,
  fileId: string,
): Promise<void> {
  await tx.run(
    "UPDATE offer SET file_id = $3 WHERE id = $1 AND person_id = $2",
    id,
    personId,
    fileId,
  );
}
