import type { LimaDay } from "../core/lima.ts";
import type { MilkDoubt, MilkEntry, MilkQuestion, MilkReading } from "../core/reading.ts";
import { weightGuessMl } from "./containers.ts";
import { settleCorrections } from "./corrections.ts";
import { namesPeriod } from "./days.ts";
import { hasMark, isGlued, markAt, symbolAt, type CansItem, type Item } from "./items.ts";
import { readMilkings } from "./milkings.ts";
import { quantitiesIn, sumOf, unsure, type Outcome, type Quantity } from "./quantities.ts";
import { readAmounts } from "./several.ts";
import { splitByDay } from "./segments.ts";
import { hasUnsafeStrangers } from "./strangers.ts";

/** More litres than any household could mean, in ml. */
const SANE_ML = 100_000_000;

/** What is known of a message besides its outcome. */
interface Told {
  items: Item[];
  today: LimaDay;
  correction: boolean;
}

/** Reads assembled items as a milk report; null when there is none in them. */
export function readMilk(
  assembled: readonly Item[],
  today: LimaDay,
  context: { afterReport: boolean; asks: boolean; opensLikeQuestion: boolean },
): MilkReading | MilkQuestion | null {
  const { items, correction, unclear } = settleCorrections(assembled, context.afterReport);
  const told: Told = { items, today, correction };
  const quantities = quantitiesIn(items);
  const [first] = quantities;
  const doubtful = doubted(told);
  if (doubtful !== null) return doubtful;
  // "La vecina sacó 12": here only the family's own milk is noted.
  if (hasMark(items, "neighbour"))
    return question(told, "whose", { guessMl: first === undefined ? null : sumOf(quantities) });
  if (items.some((item) => item.kind === "cans")) return askSize(told);
  if (first === undefined) return withoutFigure(told, context.opensLikeQuestion);
  // "no ordeñé todavía" is not yet a day without milk, and "no hay señal" is none at all.
  const unsafe = hasUnsafeStrangers(items);
  if (sumOf(quantities) === 0 && (isLonePending(items) || unsafe)) return null;
  const guessMl = quantities.length === 1 ? first.ml : sumOf(quantities);
  const ask = (doubt: MilkDoubt, offer: number | null = guessMl): MilkQuestion =>
    question(told, doubt, { guessMl: offer });
  if (hasMark(items, "future")) return ask("future", null);
  if (namesPeriod(items) || mayBeDate(items)) return ask("which_date");
  if (isNegative(items, first.place)) return ask("negative", first.ml);
  if (isVague(items, quantities.length)) return ask("approximate", first.ml);
  if (unclear || unsafe || isOpenQuestion(context, items)) return ask("garbled");
  // Cheese told in the same breath must not vanish in silence.
  if (items.some((item) => item.kind === "goods")) return ask("garbled");
  if (isWeakAlone(items) || isLonePending(items)) return ask("garbled");
  if (quantities.some((quantity) => quantity.ml > SANE_ML)) return ask("out_of_range", null);
  if (isOnlyAdded(items, first.place)) return ask("sum_or_split", first.ml);
  return report(told);
}

function report(told: Told): MilkReading | MilkQuestion {
  const { items, today, correction } = told;
  const parts = splitByDay(items, today);
  if (parts === null) return question(told, "which_date", { guessMl: null });
  const outcomes = parts.map((part) => ({ day: part.day, outcome: outcomeOf(part.items) }));
  const entries: MilkEntry[] = [];
  let partial = false;
  for (const { day, outcome } of outcomes) {
    if (outcome.kind === "doubt") return question(told, outcome.doubt, outcome, day);
    const { totalMl, morningMl, eveningMl } = outcome;
    entries.push({ day, totalMl, morningMl, eveningMl });
    partial ||= outcome.partial;
  }
  entries.sort((a, b) => a.day.localeCompare(b.day));
  const price = items.find((item) => item.kind === "price");
  return {
    kind: "milk",
    entries,
    approximate: hasMark(items, "approximate", "approximate_after"),
    partial,
    correction,
    dayNamed: items.some((item) => item.kind === "day"),
    explicit: isExplicit(items),
    unit: unitOf(items),
    centimosPerLitre: price?.kind === "price" ? price.centimos : null,
  };
}

function outcomeOf(items: readonly Item[]): Outcome {
  if (!items.some((item) => item.kind === "milking")) return readAmounts(items);
  const sum = sumOf(quantitiesIn(items));
  if (hasMark(items, "each")) return unsure("per_cow", null);
  return hasMark(items, "use", "loss") ? unsure("sum_or_split", sum) : readMilkings(items);
}

/** "día 12", "noviembre 12": the figure may be the date rather than the milk. */
function mayBeDate(items: readonly Item[]): boolean {
  const named = hasMark(items, "day", "ago") || items.some((item) => item.kind === "month");
  return named && quantitiesIn(items).some((quantity) => !quantity.withUnit && quantity.ml > 0);
}

/** Doubts that the grammar itself raised; the day's doubts offer the figure told beside them. */
function doubted(told: Told): MilkQuestion | null {
  const doubts = told.items.flatMap((item) => (item.kind === "doubt" ? [item] : []));
  const worst =
    doubts.find((item) => item.doubt === "future") ??
    doubts.find((item) => item.doubt !== "which_date" && item.doubt !== "not_a_report") ??
    doubts[0];
  if (worst === undefined) return null;
  const quantities = quantitiesIn(told.items);
  const speaksOfMilk = quantities.length > 0 || told.items.some((item) => item.kind === "cans");
  if ((worst.doubt === "which_date" || worst.doubt === "future") && !speaksOfMilk) return null;
  const milk = withoutDate(quantities, told.items.indexOf(worst));
  const guessMl = worst.guessMl ?? (worst.doubt === "which_date" ? sumOf(milk) || null : null);
  return question(told, worst.doubt, { guessMl, otherMl: worst.otherMl });
}

/** "lunes 22 12 litros": the bare number between the day in doubt and the litres is its date, not milk. */
function withoutDate(quantities: readonly Quantity[], day: number): readonly Quantity[] {
  const [date, milk] = quantities;
  const isDate = date?.place === day + 1 && !date.withUnit;
  return isDate && milk?.place === day + 2 && milk.withUnit ? quantities.slice(1) : quantities;
}

/** Containers whose size the message does not tell. */
function askSize(told: Told): MilkQuestion {
  const cans = told.items.flatMap((item) => (item.kind === "cans" ? [item] : []));
  const [first] = cans;
  const unit = first?.unit ?? "porongo";
  const sameKind = cans.every((item) => item.unit === unit && item.sizeMl === null);
  const extras = quantitiesIn(told.items);
  const extraMl = sumOf(extras);
  const isJoined =
    extras.length === 0 || (extras.length === 1 && hasMark(told.items, "and", "plus"));
  const countMilli = cans.reduce((sum, item) => sum + item.countMilli, 0);
  // Anything but "and" between them ("2 baldes, no 3") is too unclear to offer a sum.
  const isClear =
    sameKind &&
    isJoined &&
    !hasMark(told.items, "no", "minus", "or", "to", "instead", "use", "loss");
  const whole: CansItem = { kind: "cans", unit, countMilli, sizeMl: null };
  return {
    ...question(told, "unit_size", {
      guessMl: isClear && extraMl === 0 ? weightGuessMl(whole) : null,
    }),
    container: isClear ? { unit, countMilli, extraMl } : null,
    unit,
  };
}

/** No figure at all: an estimate in words, cows without litres, or a unit without a number. */
function withoutFigure(told: Told, opensLikeQuestion: boolean): MilkQuestion | null {
  const { items } = told;
  const strangers = items.filter((item) => item.kind === "unknown").length;
  if (strangers > 0) {
    const isBroken = hasMark(items, "litre") && strangers <= 3 && !opensLikeQuestion;
    return isBroken ? question(told, "garbled", {}) : null;
  }
  if (hasMark(items, "same", "vague")) return question(told, "approximate", {});
  if (items.some((item) => item.kind === "herd") && !hasMark(items, "own")) {
    return question(told, hasMark(items, "each") ? "per_cow" : "not_a_report", {});
  }
  if (items.some((item) => item.kind === "clock")) return question(told, "not_a_report", {});
  return hasMark(items, "litre") ? question(told, "garbled", {}) : null;
}

/** "-5", "menos 5": a minus with nothing before it to take from. */
function isNegative(items: readonly Item[], place: number): boolean {
  if (markAt(items, place - 1) === "minus") return quantitiesIn(items).length === 1;
  if (symbolAt(items, place - 1) !== "-") return false;
  return place === 1 || (!isGlued(items, place - 1) && isGlued(items, place));
}

/** "más de 10", "chunka mas", "igual, 12". */
function isVague(items: readonly Item[], figures: number): boolean {
  if (hasMark(items, "more_than", "less_than")) return true;
  if (figures > 1) return false;
  const place = quantitiesIn(items)[0]?.place ?? 0;
  const more = [place + 1, place + 2].some((at) => markAt(items, at) === "plus");
  return (
    more ||
    (hasMark(items, "same", "vague") && !hasMark(items, "litre") && items[place]?.kind === "number")
  );
}

/** "+5": something to add, but to what? */
function isOnlyAdded(items: readonly Item[], place: number): boolean {
  return markAt(items, place - 1) === "plus" && quantitiesIn(items).length === 1;
}

/** "¿12?" may be a question of theirs rather than a report. */
function isOpenQuestion(context: { asks: boolean }, items: readonly Item[]): boolean {
  return context.asks && !quantitiesIn(items).every((quantity) => quantity.ml === 0);
}

/**
 * Without a unit, a misspelt number may be another word altogether, "huk" may be "another", and a
 * half may be half of anything.
 */
function isWeakAlone(items: readonly Item[]): boolean {
  const quantities = quantitiesIn(items);
  const standsAlone = quantities.length === 1 && !items.some((item) => item.kind === "milking");
  return items.some((item) => {
    if (item.kind !== "number") return false;
    const isAnother = standsAlone && item.quechua && item.milli === 1000;
    return item.slip || isAnother || (item.fraction && item.spelled);
  });
}

/** "todavía 12": what is still to come is not clear. */
function isLonePending(items: readonly Item[]): boolean {
  return hasMark(items, "pending") && !items.some((item) => item.kind === "milking");
}

function isExplicit(items: readonly Item[]): boolean {
  return (
    hasMark(items, "milk", "produce", "give", "litre") ||
    items.some((item) => ["amount", "nothing", "milking"].includes(item.kind))
  );
}

function unitOf(items: readonly Item[]): string {
  const units = items.flatMap((item) =>
    item.kind === "amount" || item.kind === "nothing" ? [item.unit] : [],
  );
  return units.find((unit) => unit !== "L_implied") ?? "L_implied";
}

function question(
  told: Told,
  doubt: MilkDoubt,
  offers: Partial<Pick<MilkQuestion, "guessMl" | "otherMl" | "morningMl" | "eveningMl">>,
  day: LimaDay | null = null,
): MilkQuestion {
  const named = told.items.flatMap((item) => (item.kind === "day" ? [item.day] : []));
  const unclearDay = doubt === "which_date" || doubt === "future" || named.length > 1;
  return {
    kind: "milk_question",
    doubt,
    day: day ?? (unclearDay ? null : (named[0] ?? told.today)),
    guessMl: offers.guessMl ?? null,
    otherMl: offers.otherMl ?? null,
    container: null,
    morningMl: offers.morningMl ?? null,
    eveningMl: offers.eveningMl ?? null,
    correction: told.correction,
    unit: unitOf(told.items),
  };
}
