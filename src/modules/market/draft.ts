import type { LimaDay } from "../../core/lima.ts";
import type { MarketReading } from "../../core/market-reading.ts";
import { PRODUCT_FACTS, type Unit } from "../../core/products.ts";
import { judgeAlert, judgeOffer, judgeQuote, type Missing, type PriceChoice } from "./judge.ts";

/** Heavier than this no cheese is; a bare number above it means grams. */
const MOST_KILOS = 25;
const FEWEST_GRAMS = 100;

/** What must still be asked about a message, by what it wants; null when nothing. */
export function missingOf(reading: MarketReading): { ask: Missing | null; choices: PriceChoice[] } {
  const judged =
    reading.act === "sell" || reading.act === "want"
      ? judgeOffer(reading, reading.act)
      : reading.act === "alert"
        ? judgeAlert(reading)
        : judgeQuote(reading, reading.act === "quote");
  return judged.ask === null ? { ask: null, choices: [] } : judged;
}

/** The message with what an answer told; `asked` says what a bare number is. */
export function filled(
  reading: MarketReading,
  answer: MarketReading,
  asked: Missing,
): MarketReading {
  const told: MarketReading = {
    ...reading,
    product: mayName(asked, reading) ? (answer.product ?? reading.product) : reading.product,
    size: answer.size ?? reading.size,
    day: answer.day ?? reading.day,
    place: answer.place ?? reading.place,
    bound: answer.bound ?? reading.bound,
    doubt: answer.doubt,
    choices: answer.choices,
  };
  const bare = answer.bareMilli;
  switch (asked) {
    case "weight":
      return { ...told, eachGrams: gramsOf(answer) ?? reading.eachGrams };
    case "price":
    case "scale":
      return {
        ...told,
        centimos: answer.centimos ?? (bare === null ? reading.centimos : Math.round(bare / 10)),
        per:
          answer.per ??
          (answer.unit !== null && answer.countMilli === null ? answer.unit : reading.per),
        bareMilli: null,
      };
    case "per":
      return { ...told, per: answer.per ?? answer.unit ?? reading.per };
    case "unit":
      return { ...told, unit: answer.unit ?? reading.unit };
    case "quantity":
      return withQuantity(told, answer);
    default:
      // A message told anew may hold everything.
      return withQuantity(
        {
          ...told,
          eachGrams: answer.eachGrams ?? reading.eachGrams,
          centimos: answer.centimos ?? reading.centimos,
          per: answer.per ?? reading.per,
        },
        answer,
      );
  }
}

/** Only where a product was asked for, or nothing was told yet, an answer may name another one. */
function mayName(asked: Missing, { product }: MarketReading): boolean {
  return product === null || ["product", "two_products", "which_number", "range"].includes(asked);
}

function withQuantity(told: MarketReading, answer: MarketReading): MarketReading {
  const counted = told.product !== null && countedIn(told.product);
  const bare = answer.bareMilli;
  const isPlain = bare !== null && answer.countMilli === null;
  return {
    ...told,
    countMilli: answer.countMilli ?? (isPlain ? bare : told.countMilli),
    unit: answer.unit ?? (isPlain ? (told.unit ?? (counted ? "unit" : null)) : told.unit),
    eachGrams: answer.eachGrams ?? told.eachGrams,
    centimos: answer.centimos ?? told.centimos,
    per: answer.per ?? told.per,
  };
}

function countedIn(product: keyof typeof PRODUCT_FACTS): boolean {
  const { weighed, priced } = PRODUCT_FACTS[product];
  return weighed || priced === "unit";
}

/** "1 kg", "800 gramos", "1.3", "800": the weight of one piece in grams. */
function gramsOf(answer: MarketReading): number | null {
  if (answer.eachGrams !== null) return answer.eachGrams;
  const milli = answer.countMilli ?? answer.bareMilli;
  if (milli === null) return answer.unit === "kg" ? 1000 : null;
  if (answer.unit === "gram") return Math.round(milli / 1000);
  if (answer.unit === "kg") return milli;
  if (milli <= MOST_KILOS * 1000) return milli;
  return milli >= FEWEST_GRAMS * 1000 ? Math.round(milli / 1000) : null;
}

/** The message with the price that was chosen among readings of it. */
export function withPrice(reading: MarketReading, choice: PriceChoice): MarketReading {
  return { ...reading, centimos: choice.centimos, per: choice.per, bareMilli: null };
}

/** The message with its cans told in litres, each of which holds so many millilitres. */
export function withContainer(reading: MarketReading, sizeMl: number): MarketReading {
  const isCan = (unit: Unit | "all" | null): boolean => unit === "porongo" || unit === "balde";
  const { countMilli, unit, centimos, per } = reading;
  return {
    ...reading,
    ...(isCan(unit) && {
      unit: "litre" as const,
      countMilli: countMilli === null ? null : Math.round((countMilli * sizeMl) / 1000),
    }),
    ...(isCan(per) && {
      per: "litre" as const,
      centimos: centimos === null ? null : Math.round((centimos * 1000) / sizeMl),
    }),
  };
}

/** The can a message speaks of. */
export function containerIn({ unit, per }: MarketReading): "porongo" | "balde" {
  return unit === "balde" || (unit !== "porongo" && per === "balde") ? "balde" : "porongo";
}

/** The day a price was seen: today when none was told. */
export function dayOf(reading: MarketReading, today: LimaDay): LimaDay {
  return reading.day ?? today;
}
