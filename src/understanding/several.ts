import { hasMark, markAt, symbolAt, type Item } from "./items.ts";
import { quantitiesIn, sumOf, total, unsure, type Outcome, type Quantity } from "./quantities.ts";

/** Below this much a cow, "3 vacas 4 litros" more likely means four litres each. */
const LEAST_ML_PER_COW = 2000;

/** Reads a stretch about one day in which no milking is named. */
export function readAmounts(items: readonly Item[]): Outcome {
  const quantities = quantitiesIn(items);
  return (
    withUses(items, quantities) ??
    withHerd(items, quantities) ??
    single(quantities) ??
    statedTotal(items, quantities) ??
    added(items, quantities) ??
    cowByCow(items, quantities) ??
    repeated(quantities) ??
    pair(items, quantities)
  );
}

function single(quantities: readonly Quantity[]): Outcome | null {
  const [only, ...others] = quantities;
  return only !== undefined && others.length === 0 ? total(only.ml) : null;
}

/** Sold, drunk or given milk: what was produced counts; deliveries alone and losses are asked about. */
function withUses(items: readonly Item[], quantities: readonly Quantity[]): Outcome | null {
  const [first] = quantities;
  if (first === undefined || !hasMark(items, "use", "loss", "purpose")) return null;
  const sum = sumOf(quantities);
  const firstUse = items.findIndex((_, place) =>
    ["use", "loss"].includes(markAt(items, place) ?? ""),
  );
  const startsWithUse =
    firstUse >= 0 && firstUse < first.place && !hasMark(items, "produce", "give");
  if (hasMark(items, "loss")) return unsure("sum_or_split", first.ml, sum);
  if (startsWithUse) return unsure("sum_or_split", sum, first.ml);
  const purpose = items.findIndex((_, place) => markAt(items, place) === "purpose");
  if (quantities.length === 1) {
    // "2 para el ternero" alone is a use; "12 litros para el queso" too.
    return purpose > first.place && !hasMark(items, "produce", "give", "total")
      ? unsure("sum_or_split", first.ml)
      : total(first.ml);
  }
  const produced = producedOf(items, quantities);
  return produced === null ? unsure("sum_or_split", sum, first.ml) : total(produced.ml);
}

/** The one figure that is not a use, when it comes first and is not smaller than the others. */
function producedOf(items: readonly Item[], quantities: readonly Quantity[]): Quantity | null {
  const [first, ...uses] = quantities;
  if (first === undefined) return null;
  const allUsed = uses.every((use, order) => {
    const from = (uses[order - 1] ?? first).place;
    const until = uses[order + 1]?.place ?? items.length;
    const before = hasMark(items.slice(from, use.place), "use");
    const afterwards = items.slice(use.place, until);
    const isLast = order === uses.length - 1;
    return before || hasMark(afterwards, "purpose") || (isLast && hasMark(afterwards, "use"));
  });
  const ownUse = hasMark(items.slice(first.place, uses[0]?.place), "purpose");
  const isLargest = uses.every((use) => use.ml <= first.ml) && sumOf(uses) <= first.ml;
  return allUsed && !ownUse && isLargest ? first : null;
}

/** Cows counted: a share of each is multiplied, a told total stands, anything else is asked about. */
function withHerd(items: readonly Item[], quantities: readonly Quantity[]): Outcome | null {
  const herds = items.flatMap((item) => (item.kind === "herd" ? [item.count] : []));
  const [only, ...others] = quantities;
  const each = hasMark(items, "each");
  if (only === undefined || (herds.length === 0 && !each)) return null;
  const [cows] = herds;
  if (each) {
    if (cows === undefined || herds.length > 1 || others.length > 0) {
      return unsure("per_cow", others.length === 0 && cows !== undefined ? only.ml * cows : null);
    }
    return total(only.ml * cows);
  }
  if (others.length > 0 || herds.length > 1 || cows === undefined) return null;
  if (cows <= 1) return total(only.ml);
  if (only.ml === 0) return total(0);
  if (hasMark(items, "total")) return total(only.ml);
  const shared = hasMark(items.slice(0, only.place), "to") || only.ml < cows * LEAST_ML_PER_COW;
  return only.withUnit && !shared ? total(only.ml) : unsure("per_cow", only.ml * cows, only.ml);
}

/** "8+5=13", "8 y 5 total 13". */
function statedTotal(items: readonly Item[], quantities: readonly Quantity[]): Outcome | null {
  if (quantities.length < 3) return null;
  const last = quantities[quantities.length - 1];
  const parts = quantities.slice(0, -1);
  const beforeLast = parts[parts.length - 1];
  if (last === undefined || beforeLast === undefined) return null;
  const announced = hasMark(items.slice(beforeLast.place), "total", "is");
  const sum = sumOf(parts);
  if (!announced) return null;
  return last.ml === sum ? total(sum) : unsure("sum_mismatch", sum, last.ml);
}

/** "8 más 5", "5+4+3". */
function added(items: readonly Item[], quantities: readonly Quantity[]): Outcome | null {
  const gaps = gapsBetween(items, quantities);
  return gaps.length > 0 && gaps.every((gap) => hasMark(gap, "plus"))
    ? total(sumOf(quantities))
    : null;
}

/** "la pinta 5 y la negra 4", "una vaca 6 otra 5": each figure has its own cow. */
function cowByCow(items: readonly Item[], quantities: readonly Quantity[]): Outcome | null {
  if (quantities.length < 2) return null;
  const eachHasCow = quantities.every((quantity, order) => {
    const from = order === 0 ? 0 : (quantities[order - 1]?.place ?? 0) + 1;
    return items.slice(from, quantity.place).some((item, place, before) => {
      if (item.kind === "herd") return item.count === 1;
      if (item.kind === "unknown") return markAt(before, place - 1) === "article" || item.capital;
      return item.kind === "word" && item.mark === "another";
    });
  });
  return eachHasCow ? total(sumOf(quantities)) : null;
}

/** "doce litros doce", "12 litros 12 litros": said twice for emphasis. */
function repeated(quantities: readonly Quantity[]): Outcome | null {
  const [first, ...others] = quantities;
  if (first === undefined || !others.every((other) => other.ml === first.ml)) return null;
  const emphasis = quantities.every((quantity) => quantity.spelled || quantity.withUnit);
  const oneWord = quantities.some((quantity) => quantity.spelled);
  return emphasis || oneWord ? total(first.ml) : null;
}

/** Two bare figures: a rising range, two milkings to be added, or digits torn apart. */
function pair(items: readonly Item[], quantities: readonly Quantity[]): Outcome {
  const [first, second, ...more] = quantities;
  if (first === undefined) return unsure("garbled", null);
  const sum = sumOf(quantities);
  if (second === undefined || more.length > 0) return unsure("sum_or_split", sum);
  const gap = items.slice(first.place + 1, second.place);
  const before = items.slice(0, first.place);
  const isRising = first.ml < second.ml;
  const low = Math.min(first.ml, second.ml);
  const high = Math.max(first.ml, second.ml);
  const says = (mark: "or" | "to" | "between"): boolean => hasMark(gap, mark);
  const hyphen = gap.some((_, place) => symbolAt(gap, place) === "-");
  if (says("or") || hasMark(before, "between")) return unsure("range", low, high);
  if ((says("to") || says("between") || hyphen) && isRising) return unsure("range", low, high);
  if (hasMark(items, "minus")) return unsure("sum_or_split", first.ml, first.ml - second.ml);
  if (gap.length === 0 && first.spelled && second.spelled && areNeighbours(first.ml, second.ml)) {
    return unsure("range", low, high);
  }
  const torn = tornDigits(items, first, second);
  if (torn !== null) return unsure("garbled", torn);
  return unsure("sum_or_split", sum);
}

/** "diez once", "sesenta setenta", "pisqa soqta chunka" (50 or 60). */
function areNeighbours(first: number, second: number): boolean {
  const step = second - first;
  const tens = first % 10_000 === 0 && second % 10_000 === 0 && step === 10_000;
  const sharedPower = second === first * 10 + 10_000 && first < 10_000;
  return step === 1000 || tens || sharedPower;
}

/** "1 2" is more likely twelve than one and two. */
function tornDigits(items: readonly Item[], first: Quantity, second: Quantity): number | null {
  const [tens, units] = [items[first.place], items[second.place]];
  if (second.place !== first.place + 1 || tens?.kind !== "number") return null;
  if (units === undefined || (units.kind !== "number" && units.kind !== "amount")) return null;
  const areDigits = /^\d$/.test(tens.digits ?? "") && second.ml % 1000 === 0 && second.ml < 10_000;
  if (!areDigits || second.spelled || (first.ml !== 1000 && second.ml !== 0)) return null;
  return first.ml * 10 + second.ml;
}

function gapsBetween(items: readonly Item[], quantities: readonly Quantity[]): Item[][] {
  return quantities.slice(1).map((quantity, order) => {
    const before = quantities[order];
    return items.slice((before?.place ?? 0) + 1, quantity.place);
  });
}
