import { hasMark, markAt, doubtItem, type Item, type Rewriting } from "./items.ts";
import { quantitiesIn, sumOf, unsure, type Outcome } from "./quantities.ts";

type Side = "morning" | "evening";

/** Rule: words for the two milkings; whether "mañana", "paqarin" or "ch'isi" is one depends on the rest. */
export function milkingRule(items: readonly Item[], at: number): Rewriting | null {
  const side = sideAt(items, at);
  if (side === null) return null;
  return {
    take: 1,
    put: [side === "morning" || side === "evening" ? { kind: "milking", side } : side],
  };
}

function sideAt(items: readonly Item[], at: number): Side | Item | null {
  switch (markAt(items, at)) {
    case "morning":
    case "am":
    case "first":
      return "morning";
    case "evening":
    case "pm":
    case "second":
      return "evening";
    case "ambiguous_morning":
      return hasMark(items, "future", "morning") ? doubtItem("future", null) : "morning";
    case "tomorrow_or_morning":
      if (hasMark(items, "future")) return doubtItem("future", null);
      return hasSide(items, "evening") || hasMark(items, "evening_or_last_night")
        ? "morning"
        : doubtItem("which_date", null);
    case "evening_or_last_night":
      return hasSide(items, "morning") || hasMark(items, "tomorrow_or_morning", "ambiguous_morning")
        ? "evening"
        : doubtItem("which_date", null);
    default:
      return null;
  }
}

function hasSide(items: readonly Item[], side: Side): boolean {
  const marks =
    side === "morning"
      ? (["morning", "am", "first"] as const)
      : (["evening", "pm", "second"] as const);
  return (
    hasMark(items, ...marks) || items.some((item) => item.kind === "milking" && item.side === side)
  );
}

/** One step of a told day: a milking's name, a quantity, "not yet", or a word announcing the total. */
type Step = { code: "L"; side: Side } | { code: "Q"; ml: number } | { code: "P" } | { code: "T" };

/** Reads a stretch in which milkings are named: every name needs its quantity, before or after it. */
export function readMilkings(items: readonly Item[]): Outcome {
  const { steps, pending } = withoutPending(mergeNames(items.flatMap(stepOf)));
  const { rest, statedMl } = takeTotal(steps);
  const order = rest.map((step) => step.code).join("");
  const guess = sumOf(rest.filter((step) => step.code === "Q"));
  if (order === "Q" && pending) {
    return { kind: "entry", totalMl: guess, morningMl: null, eveningMl: null, partial: true };
  }
  if (!/^(LQ|QL)+$/.test(order))
    return unsure(guess === 0 ? "garbled" : "sum_or_split", guess || null);
  const sides = new Map<Side, number>();
  rest.forEach((step, place) => {
    const beside = rest[place % 2 === 0 ? place + 1 : place - 1];
    if (step.code !== "L" || beside?.code !== "Q") return;
    sides.set(step.side, (sides.get(step.side) ?? 0) + beside.ml);
  });
  // The same milking told twice may be a correction or a slip.
  if (sides.size * 2 < rest.length) return unsure("garbled", guess);
  const morningMl = sides.get("morning") ?? null;
  const eveningMl = sides.get("evening") ?? null;
  if (statedMl !== null && statedMl !== guess) {
    return {
      kind: "doubt",
      doubt: "sum_mismatch",
      guessMl: guess,
      otherMl: statedMl,
      morningMl,
      eveningMl,
    };
  }
  return { kind: "entry", totalMl: guess, morningMl, eveningMl, partial: sides.size === 1 };
}

function stepOf(item: Item, place: number, items: readonly Item[]): Step[] {
  if (item.kind === "milking") return [{ code: "L", side: item.side }];
  const [quantity] = quantitiesIn([item]);
  if (quantity !== undefined) return [{ code: "Q", ml: quantity.ml }];
  const mark = markAt(items, place);
  if (mark === "pending") return [{ code: "P" }];
  return mark === "total" || mark === "is" ? [{ code: "T" }] : [];
}

/** "ordeño de la mañana temprano" names one milking twice. */
function mergeNames(steps: readonly Step[]): Step[] {
  return steps.filter((step, place) => {
    const before = steps[place - 1];
    return !(step.code === "L" && before?.code === "L" && before.side === step.side);
  });
}

/** "la tarde todavía": that milking is still to come. */
function withoutPending(steps: readonly Step[]): { steps: Step[]; pending: boolean } {
  const left = [...steps];
  for (;;) {
    const place = left.findIndex((step) => step.code === "P");
    if (place < 0) return { steps: left, pending: left.length < steps.length };
    const isAfterName = left[place - 1]?.code === "L";
    const from = isAfterName ? place - 1 : place;
    left.splice(from, isAfterName || left[place + 1]?.code === "L" ? 2 : 1);
  }
}

/** Sets apart a stated total: announced ("total 13", "= 13"), or an extra figure at either end. */
function takeTotal(steps: readonly Step[]): { rest: Step[]; statedMl: number | null } {
  const plain = steps.filter((step) => step.code !== "T");
  const names = plain.filter((step) => step.code === "L").length;
  const figures = plain.filter((step) => step.code === "Q").length;
  const first = plain[0];
  const last = plain[plain.length - 1];
  if (names < 2 || figures !== names + 1) return { rest: plain, statedMl: null };
  const announcedLast =
    steps[steps.length - 2]?.code === "T" || steps[steps.length - 1]?.code === "T";
  if (last?.code === "Q") {
    const rest = plain.slice(0, -1);
    const isSum = last.ml === sumOf(rest.filter((step) => step.code === "Q"));
    if (announcedLast || isSum || first?.code !== "Q") return { rest, statedMl: last.ml };
  }
  if (first?.code === "Q") return { rest: plain.slice(1), statedMl: first.ml };
  return { rest: plain, statedMl: null };
}
