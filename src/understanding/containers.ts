import {
  doubtItem,
  markAt,
  numberAt,
  symbolAt,
  type CansItem,
  type Item,
  type Rewriting,
} from "./items.ts";

/** Litres of a kilogram of milk: divide by 1.03. An arroba is 11.5 kg. */
const GRAMS_PER_LITRE = 1030;
const ARROBA_GRAMS = 11_500;

/** Rule: so many containers, with their size when told ("2 porongos de 20", "porongo lleno de 25"). */
export function cansRule(items: readonly Item[], at: number): Rewriting | null {
  const count = numberAt(items, at);
  let step = count === null ? at : at + 1;
  let isFull = false;
  while (markAt(items, step) === "full" || (markAt(items, step) === "of" && count?.fraction)) {
    isFull ||= markAt(items, step) === "full";
    step += 1;
  }
  const container = items[step];
  if (container?.kind !== "container" || (step > at && count === null && !isFull)) return null;
  if (isWhereItWasKept(items, at)) return { take: step - at + 1, put: [] };
  step += 1;
  let countMilli = count?.milli ?? 1000;
  if (markAt(items, step) === "and" && numberAt(items, step + 1)?.fraction === true) {
    countMilli += numberAt(items, step + 1)?.milli ?? 0;
    step += 2;
  }
  const size = sizeAfter(items, step, countMilli);
  step = size.end;
  if (markAt(items, step) === "half_full" && countMilli === 1000) {
    countMilli = 500;
    step += 1;
  }
  if (markAt(items, step) === "full") step += 1;
  if (markAt(items, step) === "of" && markAt(items, step + 1) === "milk") step += 2;
  const cans: CansItem = { kind: "cans", unit: container.unit, countMilli, sizeMl: size.ml };
  return { take: step - at, put: [cans] };
}

/** "12 litros en un porongo": the can is only where the milk went. */
function isWhereItWasKept(items: readonly Item[], at: number): boolean {
  const before = items.slice(0, at);
  const told = before.some(
    (item, place) => item.kind === "number" && markAt(before, place + 1) === "litre",
  );
  return told && markAt(items, at - 1) === "in";
}

function sizeAfter(
  items: readonly Item[],
  from: number,
  countMilli: number,
): { ml: number | null; end: number } {
  let step = from;
  if (markAt(items, step) === "full") step += 1;
  const bracket = symbolAt(items, step) === "(";
  const named = markAt(items, step) === "of" || bracket;
  const number = numberAt(items, named ? step + 1 : step);
  if (number === null) return { ml: null, end: from };
  const litreAt = step + (named ? 2 : 1);
  const litres = markAt(items, litreAt) === "litre";
  // "un porongo 20 litros" tells the size; "2 porongos 40 litros" might tell the total.
  if (!named && !(litres && countMilli === 1000)) return { ml: null, end: from };
  let end = litres ? litreAt + 1 : litreAt;
  if (bracket && symbolAt(items, end) === ")") end += 1;
  return { ml: number.milli, end };
}

/** Rule: kilograms and arrobas of milk, to be asked about with their litres as a guess. */
export function weightRule(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  const mark = markAt(items, at + 1);
  if (number === null || (mark !== "kilo" && mark !== "arroba")) return null;
  const half = markAt(items, at + 2) === "and" && numberAt(items, at + 3)?.fraction === true;
  const countMilli = number.milli + (half ? (numberAt(items, at + 3)?.milli ?? 0) : 0);
  const unit = mark === "kilo" ? "kg" : "arroba";
  return { take: half ? 4 : 2, put: [{ kind: "cans", unit, countMilli, sizeMl: null }] };
}

/** Litres to offer for a weight, rounded to a tenth, in ml; null for containers. */
export function weightGuessMl(cans: CansItem): number | null {
  if (cans.unit !== "kg" && cans.unit !== "arroba") return null;
  const grams =
    cans.unit === "kg" ? cans.countMilli : Math.round((cans.countMilli * ARROBA_GRAMS) / 1000);
  return Math.round((grams * 10) / GRAMS_PER_LITRE) * 100;
}

/** Milk in containers of a told size, in ml; null when the message does not tell it. */
function cansMl(cans: CansItem): number | null {
  return cans.sizeMl === null ? null : Math.round((cans.countMilli * cans.sizeMl) / 1000);
}

/** Rule: "un porongo menos 2 litros" is arithmetic nobody should guess at. */
export function cansMinusRule(items: readonly Item[], at: number): Rewriting | null {
  const cans = items[at];
  if (cans?.kind !== "cans" || markAt(items, at + 1) !== "minus") return null;
  return { take: 2, put: [doubtItem("garbled", null)] };
}

/** Rule: sized containers become litres, with what is said to come on top ("y 5 litros"). */
export function sizedCansRule(items: readonly Item[], at: number): Rewriting | null {
  const first = items[at];
  if (first?.kind !== "cans") return null;
  let ml = cansMl(first);
  if (ml === null) return null;
  let end = at + 1;
  while (markAt(items, end) === "and" || markAt(items, end) === "plus") {
    const more = items[end + 1];
    const moreMl = more?.kind === "amount" ? more.ml : more?.kind === "cans" ? cansMl(more) : null;
    if (moreMl === null) break;
    ml += moreMl;
    end += 2;
    if (markAt(items, end) === "plus") end += 1;
  }
  const unit = first.unit;
  return {
    take: end - at,
    put: [{ kind: "amount", ml, spelled: false, denied: false, slip: false, unit }],
  };
}
