import {
  doubtItem,
  markAt,
  numberAt,
  symbolAt,
  type AmountItem,
  type Item,
  type NumberItem,
  type Rewriting,
} from "./items.ts";

/** Rule: a number and its litres (or millilitres, or "de leche") become an amount of milk. */
export function amountRule(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  if (number === null) return litreFirst(items, at);
  const unit = items[at + 1];
  if (unit?.kind === "word" && unit.mark === "litre") {
    const repeated = markAt(items, at + 2) === "litre";
    // "1l litros" may be eleven.
    if (repeated && unit.text === "l" && !unit.gap && number.digits !== null) {
      return { take: 3, put: [doubtItem("garbled", number.milli * 10 + 1000)] };
    }
    return { take: repeated ? 3 : 2, put: [amount(number, number.milli, "L")] };
  }
  if (unit?.kind === "word" && unit.mark === "millilitre") {
    const whole = Math.round(number.milli / 1000);
    return { take: 2, put: [amount(number, whole, "mL")] };
  }
  const of = markAt(items, at + 1) === "of";
  if (of && number.spelled && markAt(items, at + 2) === "litre") {
    return { take: 3, put: [amount(number, number.milli, "L")] };
  }
  if (of && markAt(items, at + 2) === "milk") {
    return { take: 3, put: [amount(number, number.milli, "L_implied")] };
  }
  return null;
}

/** "litros doce"; "litro y medio". */
function litreFirst(items: readonly Item[], at: number): Rewriting | null {
  const unit = items[at];
  if (unit?.kind !== "word" || unit.mark !== "litre" || numberAt(items, at - 1) !== null)
    return null;
  const joined = markAt(items, at + 1) === "and" ? at + 2 : at + 1;
  const number = numberAt(items, symbolAt(items, joined) === ":" ? joined + 1 : joined);
  if (number === null || markAt(items, joined + 1) === "litre") return null;
  if (number.fraction && joined === at + 2) {
    return { take: 3, put: [amount(number, 1000 + number.milli, "L")] };
  }
  if (number.fraction || joined === at + 2) return null;
  return {
    take: symbolAt(items, joined) === ":" ? 3 : 2,
    put: [amount(number, number.milli, "L")],
  };
}

/** Rule: "un litro y medio", "ocho litros con medio", "2 litros y 300 ml" are one amount. */
export function amountTailRule(items: readonly Item[], at: number): Rewriting | null {
  const first = items[at];
  if (first?.kind !== "amount" || first.unit === "mL") return null;
  if (markAt(items, at + 1) === "half_after") {
    return { take: 2, put: [{ ...first, ml: first.ml + 500 }] };
  }
  const joined = markAt(items, at + 1) === "and" ? at + 2 : at + 1;
  const tail = items[joined];
  if (tail?.kind === "number" && tail.fraction && joined === at + 2) {
    return { take: 3, put: [{ ...first, ml: first.ml + tail.milli }] };
  }
  if (tail?.kind === "amount" && tail.unit === "mL" && tail.ml < 1000 && first.ml % 1000 === 0) {
    return { take: joined - at + 1, put: [{ ...first, ml: first.ml + tail.ml }] };
  }
  return null;
}

/** Rule: a heard number broken in two ("dos e", "tres sé litros") is asked about. */
export function brokenNumberRule(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  const stray = items[at + 1];
  if (number === null || !number.spelled || stray === undefined || !("text" in stray)) return null;
  const next = items[at + 2];
  const ends = next === undefined || markAt(items, at + 2) === "litre";
  if (!ends || !/^(e|se|ce|ze|c|s)$/.test(stray.text)) return null;
  const heard: Record<number, number> = { 1000: 11, 2000: 12, 3000: 13, 4000: 14, 5000: 15 };
  const meant = heard[number.milli];
  return {
    take: 2,
    put: [doubtItem("garbled", meant === undefined ? number.milli : meant * 1000)],
  };
}

/** Rule: words that may be two numbers, and a keycap ten run into another figure. */
export function twoFacedRule(items: readonly Item[], at: number): Rewriting | null {
  const mark = markAt(items, at);
  if (mark === "fifteen_or_three") return { take: 1, put: [doubtItem("garbled", 15_000, 3000)] };
  if (mark !== "keycap_ten") return null;
  const next = items[at + 1];
  if (next?.kind === "digits" && !next.gap && /^\d$/.test(next.text)) {
    return { take: 2, put: [doubtItem("garbled", 10_000 + Number(next.text) * 1000)] };
  }
  return { take: 1, put: [{ kind: "digits", text: "10", gap: true }] };
}

function amount(number: NumberItem, ml: number, unit: string): AmountItem {
  return {
    kind: "amount",
    ml,
    spelled: number.spelled,
    denied: number.denied,
    slip: number.slip,
    unit,
  };
}
