/** What is traded, as data: how it is measured, what a price may plausibly be and how long one is worth telling. */
export const PRODUCTS = [
  "milk",
  "cheese",
  "paria",
  "quesillo",
  "butter",
  "yogurt",
  "manjar",
  "guinea_pig",
  "egg",
  "chicken",
  "sheep",
  "cattle",
  "wool",
  "potato",
  "chuno",
  "maize",
  "barley",
  "broad_bean",
  "quinoa",
  "fodder",
] as const;
export type Product = (typeof PRODUCTS)[number];

/** Units in which people count and price; what they hold stands in `UNIT_CONTENT`. */
export const UNITS = [
  "litre",
  "kg",
  "gram",
  "arroba",
  "quintal",
  "unit",
  "dozen",
  "pair",
  "hundred",
  "porongo",
  "balde",
  "sack",
  "bale",
] as const;
export type Unit = (typeof UNITS)[number];

/** Sizes of live animals, which make their price. */
export const SIZES = ["small", "medium", "large"] as const;
export type Size = (typeof SIZES)[number];

/**
 * What one unit holds, exactly: millilitres, grams or pieces. Null where every family's own differs (a can, a
 * bucket, a sack), so that it has to be asked. Arroba of 11.5 kg and quintal of 46 kg as used for potatoes in Cusco.
 */
export const UNIT_CONTENT: Readonly<
  Record<Unit, { of: "ml" | "g" | "piece"; amount: number } | null>
> = {
  litre: { of: "ml", amount: 1000 },
  kg: { of: "g", amount: 1000 },
  gram: { of: "g", amount: 1 },
  arroba: { of: "g", amount: 11_500 },
  quintal: { of: "g", amount: 46_000 },
  unit: { of: "piece", amount: 1 },
  dozen: { of: "piece", amount: 12 },
  pair: { of: "piece", amount: 2 },
  hundred: { of: "piece", amount: 100 },
  porongo: null,
  balde: null,
  sack: null,
  bale: null,
};

interface ProductFacts {
  /** The unit in which its prices are compared. */
  priced: Unit;
  /** It is counted in pieces whose weight makes the price, which has to be told ("quesos de 1 kg"). */
  weighed: boolean;
  /** Lowest and highest believable price of one `priced` unit, in centimos; outside it is asked. */
  plausible: readonly [number, number];
  /** A price older than this many days is not quoted as today's. */
  staleDays: number;
}

/**
 * Bounds of milk: S/ 0.80 to 4.00 a litre (domain study §3). The others are wide guesses that a technician should
 * tighten; they only decide when to ask.
 */
export const PRODUCT_FACTS: Readonly<Record<Product, ProductFacts>> = {
  milk: { priced: "litre", weighed: false, plausible: [80, 400], staleDays: 14 },
  cheese: { priced: "kg", weighed: true, plausible: [700, 4500], staleDays: 14 },
  paria: { priced: "kg", weighed: true, plausible: [900, 6000], staleDays: 14 },
  quesillo: { priced: "kg", weighed: true, plausible: [500, 3500], staleDays: 14 },
  butter: { priced: "kg", weighed: true, plausible: [1000, 6000], staleDays: 21 },
  yogurt: { priced: "litre", weighed: false, plausible: [300, 1800], staleDays: 21 },
  manjar: { priced: "kg", weighed: true, plausible: [800, 5000], staleDays: 30 },
  guinea_pig: { priced: "unit", weighed: false, plausible: [600, 8000], staleDays: 14 },
  egg: { priced: "unit", weighed: false, plausible: [20, 200], staleDays: 14 },
  chicken: { priced: "unit", weighed: false, plausible: [1000, 12_000], staleDays: 21 },
  sheep: { priced: "unit", weighed: false, plausible: [8000, 120_000], staleDays: 30 },
  cattle: { priced: "unit", weighed: false, plausible: [40_000, 1_500_000], staleDays: 30 },
  wool: { priced: "kg", weighed: false, plausible: [100, 6000], staleDays: 60 },
  potato: { priced: "kg", weighed: false, plausible: [30, 800], staleDays: 10 },
  chuno: { priced: "kg", weighed: false, plausible: [200, 2500], staleDays: 30 },
  maize: { priced: "kg", weighed: false, plausible: [80, 1500], staleDays: 21 },
  barley: { priced: "kg", weighed: false, plausible: [60, 800], staleDays: 30 },
  broad_bean: { priced: "kg", weighed: false, plausible: [80, 1500], staleDays: 21 },
  quinoa: { priced: "kg", weighed: false, plausible: [200, 3000], staleDays: 30 },
  fodder: { priced: "kg", weighed: false, plausible: [5, 500], staleDays: 21 },
};
