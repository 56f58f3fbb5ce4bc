import {
  doubtItem,
  isGlued,
  madeNumber,
  markAt,
  numberAt,
  symbolAt,
  type Item,
  type NumberItem,
  type Rewriting,
} from "./items.ts";

/** Rule: "1/2", "medio", "tres cuartos", "una docena" as numbers of their own. */
export function fractionWordRule(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  if (number !== null) return slashed(items, at, number) ?? quarters(items, at, number);
  const item = items[at];
  if (item?.kind !== "word") return null;
  if (item.mark === "half") {
    if (markAt(items, at + 1) === "dozen")
      return dozens(items, at, 2, fraction(6000, item.gap, false));
    return { take: 1, put: [fraction(500, item.gap, true)] };
  }
  if (item.mark === "dozen") return dozens(items, at, 1, fraction(12_000, item.gap, false));
  if (item.mark !== "quarter") return null;
  // "cuarto litros" may be a slip for "cuatro litros".
  const next = items[at + 1];
  if (next?.kind === "word" && next.mark === "litre" && next.text.endsWith("s")) {
    return { take: 1, put: [doubtItem("garbled", 4000, 250)] };
  }
  return { take: 1, put: [fraction(250, item.gap, true)] };
}

/** Rule: a number and its fraction or decimals become one number. */
export function wholeAndFractionRule(items: readonly Item[], at: number): Rewriting | null {
  const whole = numberAt(items, at);
  if (whole === null || whole.fraction || whole.milli % 1000 !== 0) return null;
  if (markAt(items, at + 1) === "half_after") {
    return { take: 2, put: [madeNumber(whole, whole.milli + 500)] };
  }
  const joined = markAt(items, at + 1) === "and" ? at + 2 : at + 1;
  const part = numberAt(items, joined);
  if (part?.fraction === true) {
    if (joined === at + 1 && part.spelled) {
      return { take: 2, put: [doubtItem("garbled", whole.milli + part.milli)] };
    }
    return { take: joined - at + 1, put: [madeNumber(whole, whole.milli + part.milli)] };
  }
  return decimals(items, at, whole);
}

/** "doce coma cinco", "12 punto 5", "dos punto dos cinco". */
function decimals(items: readonly Item[], at: number, whole: NumberItem): Rewriting | null {
  if (markAt(items, at + 1) !== "decimal") return null;
  const written: string[] = [];
  let end = at + 2;
  for (;;) {
    const number = numberAt(items, end);
    if (number === null || number.fraction || number.milli % 1000 !== 0) break;
    if (written.length > 0 && (number.milli > 9000 || !number.spelled)) break;
    written.push(number.digits ?? String(number.milli / 1000));
    end += 1;
  }
  const digits = written.join("");
  if (digits === "") return null;
  const milli = whole.milli + Number(digits.slice(0, 3).padEnd(3, "0"));
  if (digits.length > 2) return { take: end - at, put: [doubtItem("decimal_or_thousand", milli)] };
  return { take: end - at, put: [madeNumber(whole, milli)] };
}

const SLASHED: Record<string, number> = { "1/2": 500, "1/4": 250, "3/4": 750 };

function slashed(items: readonly Item[], at: number, above: NumberItem): Rewriting | null {
  const below = numberAt(items, at + 2);
  if (symbolAt(items, at + 1) !== "/" || below === null || !isGlued(items, at + 2)) return null;
  const milli = SLASHED[`${above.digits ?? ""}/${below.digits ?? ""}`];
  if (milli === undefined || symbolAt(items, at + 3) === "/") return null;
  // "1/2 10 litros" may be a date; the day rules decide.
  const opensReport = numberAt(items, at - 1) === null && numberAt(items, at + 3) !== null;
  if (opensReport) return null;
  return { take: 3, put: [{ ...fraction(milli, above.gap, true), spelled: false }] };
}

function quarters(items: readonly Item[], at: number, number: NumberItem): Rewriting | null {
  if (markAt(items, at + 1) === "dozen") {
    return dozens(items, at, 2, madeNumber(number, number.milli * 12));
  }
  if (markAt(items, at + 1) !== "quarter" || (number.milli !== 1000 && number.milli !== 3000)) {
    return null;
  }
  return { take: 2, put: [fraction(number.milli / 4, number.gap, true)] };
}

/** A dozen of nothing named is more likely eggs than litres. */
function dozens(items: readonly Item[], at: number, take: number, number: NumberItem): Rewriting {
  const of = markAt(items, at + take) === "of" ? 1 : 0;
  const counted = items[at + take + of];
  const isNamed = counted?.kind === "product" || counted?.kind === "word";
  return { take, put: [isNamed ? number : doubtItem("garbled", number.milli)] };
}

function fraction(milli: number, gap: boolean, isPart: boolean): NumberItem {
  return {
    kind: "number",
    milli,
    spelled: true,
    quechua: false,
    slip: false,
    denied: false,
    fraction: isPart,
    gap,
    digits: null,
  };
}
