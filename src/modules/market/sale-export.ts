import { limaInstant, addDays, type LimaDay } from "../../core/lima.ts";
import { placeName } from "../../core/places.ts";
import { instant, type Store } from "../../store/connection.ts";
import { soles } from "./price-export.ts";

/** The columns of `export offers`, in their order. */
export const OFFER_COLUMNS = [
  "offered_at",
  "kind",
  "family_code",
  "person_name",
  "product",
  "size",
  "quantity",
  "unit",
  "each_g",
  "left",
  "price",
  "per",
  "delivery_date",
  "place",
  "place_name",
  "state",
  "expires_at",
  "closed_at",
  "offer_id",
] as const;
export type OfferExportRow = Record<(typeof OFFER_COLUMNS)[number], string>;

/** The columns of `export deliveries`, in their order. */
export const DELIVERY_COLUMNS = [
  "asked_at",
  "state",
  "kind",
  "owner_family_code",
  "asker_family_code",
  "product",
  "quantity",
  "unit",
  "price",
  "per",
  "answered_at",
  "settled_at",
  "feedback",
  "offer_id",
  "reservation_id",
] as const;
export type DeliveryExportRow = Record<(typeof DELIVERY_COLUMNS)[number], string>;

const PAGE = 1000;

interface Range {
  from: LimaDay;
  to: LimaDay;
}

interface OfferRow {
  id: string;
  created_at: string;
  kind: string;
  code: string;
  name: string;
  product: string;
  size: string;
  count_milli: number;
  unit: string;
  each_grams: number | null;
  left_milli: number;
  centimos: number | null;
  per: string | null;
  day: string | null;
  place: string;
  state: string;
  expires_at: string;
  closed_at: string | null;
}

/** Everything offered or looked for from one Lima day to another, both included, in the order of publishing. */
export async function* exportOffers(store: Store, range: Range): AsyncGenerator<OfferExportRow> {
  const until = instant(limaInstant(addDays(range.to, 1), 0));
  let key = { at: instant(limaInstant(range.from, 0)), id: "" };
  for (;;) {
    const page = await store.read((connection) =>
      connection.query<OfferRow>(
        `SELECT o.id, o.created_at, o.kind, f.code, p.name, o.product, o.size, o.count_milli, o.unit, o.each_grams, o.left_milli,
           o.centimos, o.per, o.day, o.place, o.state, o.expires_at, o.closed_at
         FROM offer o JOIN family f ON f.id = o.family_id JOIN person p ON p.id = o.person_id
         WHERE o.created_at < $1 AND (o.created_at, o.id) > ($2, $3) ORDER BY o.created_at, o.id LIMIT ${PAGE}`,
        until,
        key.at,
        key.id,
      ),
    );
    for (const row of page)
      yield {
        offered_at: moment(row.created_at),
        kind: row.kind,
        family_code: row.code,
        person_name: row.name,
        product: row.product,
        size: row.size,
        quantity: thousandths(row.count_milli),
        unit: row.unit,
        each_g: row.each_grams === null ? "" : String(row.each_grams),
        left: thousandths(row.left_milli),
        price: row.centimos === null ? "" : soles(row.centimos),
        per: row.per ?? "",
        delivery_date: row.day ?? "",
        place: row.place,
        place_name: row.place === "" ? "" : placeName(row.place),
        state: row.state,
        expires_at: moment(row.expires_at),
        closed_at: row.closed_at === null ? "" : moment(row.closed_at),
        offer_id: row.id,
      };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    key = { at: moment(last.created_at), id: last.id };
  }
}

interface DeliveryRow {
  id: string;
  asked_at: string;
  state: string;
  kind: string;
  owner_code: string;
  asker_code: string;
  product: string;
  count_milli: number;
  unit: string;
  centimos: number | null;
  per: string | null;
  answered_at: string | null;
  settled_at: string | null;
  feedback: string;
  offer_id: string;
}

/** What was asked for and what became of it, by when it was asked; phones and names stay out. */
export async function* exportDeliveries(
  store: Store,
  range: Range,
): AsyncGenerator<DeliveryExportRow> {
  const until = instant(limaInstant(addDays(range.to, 1), 0));
  let key = { at: instant(limaInstant(range.from, 0)), id: "" };
  for (;;) {
    const page = await store.read((connection) =>
      connection.query<DeliveryRow>(
        `SELECT r.id, r.asked_at, r.state, o.kind, fo.code AS owner_code, fa.code AS asker_code, o.product, r.count_milli, o.unit,
           o.centimos, o.per, r.answered_at, r.settled_at, r.feedback, r.offer_id
         FROM reservation r JOIN offer o ON o.id = r.offer_id
           JOIN person po ON po.id = r.owner_id JOIN family fo ON fo.id = po.family_id
           JOIN person pa ON pa.id = r.asker_id JOIN family fa ON fa.id = pa.family_id
         WHERE r.asked_at < $1 AND (r.asked_at, r.id) > ($2, $3) ORDER BY r.asked_at, r.id LIMIT ${PAGE}`,
        until,
        key.at,
        key.id,
      ),
    );
    for (const row of page)
      yield {
        asked_at: moment(row.asked_at),
        state: row.state,
        kind: row.kind,
        owner_family_code: row.owner_code,
        asker_family_code: row.asker_code,
        product: row.product,
        quantity: thousandths(row.count_milli),
        unit: row.unit,
        price: row.centimos === null ? "" : soles(row.centimos),
        per: row.per ?? "",
        answered_at: row.answered_at === null ? "" : moment(row.answered_at),
        settled_at: row.settled_at === null ? "" : moment(row.settled_at),
        feedback: row.feedback,
        offer_id: row.offer_id,
        reservation_id: row.id,
      };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    key = { at: moment(last.asked_at), id: last.id };
  }
}

function moment(stored: string): string {
  return new Date(stored).toISOString();
}

/** Exact: whole thousandths never become a binary fraction. */
function thousandths(milli: number): string {
  const rest = String(milli % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${Math.floor(milli / 1000)}${rest === "" ? "" : `.${rest}`}`;
}
