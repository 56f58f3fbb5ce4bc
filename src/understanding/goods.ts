import {
  doubtItem,
  hasMark,
  markAt,
  numberAt,
  symbolAt,
  type Item,
  type Rewriting,
} from "./items.ts";

const CUP: Record<"cheese" | "guinea_pig" | "other", string> = {
  cheese: "molde",
  guinea_pig: "cuy",
  other: "unidad",
};

/** Rule: prices ("S/ 1.80", "2 soles", "12 litros a 1.80") in centimos. */
export function priceRule(items: readonly Item[], at: number): Rewriting | null {
  const item = items[at];
  const opensWithSign = item?.kind === "word" && item.mark === "money" && item.text.startsWith("s");
  if (opensWithSign && item.text.includes("/")) return priceAt(items, at + 1, 1);
  if (markAt(items, at) === "price_word") return priceWord(items, at);
  const number = numberAt(items, at);
  if (number !== null && markAt(items, at + 1) === "money") {
    return { take: 2, put: [price(number.milli)] };
  }
  if (markAt(items, at) !== "to") return null;
  const asked = numberAt(items, at + 1);
  if (asked === null || markAt(items, at + 2) === "litre") return null;
  if (markAt(items, at + 2) === "money") return { take: 3, put: [price(asked.milli)] };
  const eachLitre = markAt(items, at + 2) === "article" && markAt(items, at + 3) === "litre";
  if (eachLitre) return { take: 4, put: [price(asked.milli)] };
  const looksLikePrice =
    /^[0-4][.,]\d{2}$/.test(asked.digits ?? "") || isSmallDecimal(asked.digits);
  const follows = items.slice(0, at).some((before) => before.kind === "number");
  return looksLikePrice && follows ? { take: 2, put: [price(asked.milli)] } : null;
}

function priceWord(items: readonly Item[], at: number): Rewriting | null {
  for (let step = at + 1; step <= at + 4; step += 1) {
    const read = priceAt(items, step, step - at);
    if (read !== null) return read;
    const mark = markAt(items, step);
    if (
      mark === null ||
      !["of", "milk", "article", "is", "to", "money", "filler", "litre"].includes(mark)
    ) {
      return null;
    }
  }
  return null;
}

function priceAt(items: readonly Item[], at: number, before: number): Rewriting | null {
  const number = numberAt(items, at);
  if (number === null) return null;
  const unit = markAt(items, at + 1) === "money" ? 1 : 0;
  return { take: before + 1 + unit, put: [price(number.milli)] };
}

function price(milli: number): Item {
  return { kind: "price", centimos: Math.round(milli / 10) };
}

function isSmallDecimal(digits: string | null): boolean {
  return /^[0-4][.,]\d$/.test(digits ?? "");
}

/** Rule: counted cows are the herd, not milk ("3 vacas", "iskay wakamanta", "mis vacas son 4"). */
export function herdRule(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  if (markAt(items, at) === "cow") return cowsFirst(items, at);
  if (number === null || markAt(items, at + 1) !== "cow" || number.milli % 1000 !== 0) return null;
  return { take: 2, put: [{ kind: "herd", count: number.milli / 1000 }] };
}

function cowsFirst(items: readonly Item[], at: number): Rewriting | null {
  const cow = items[at];
  const is = markAt(items, at + 1) === "is" ? 1 : 0;
  const number = numberAt(items, at + 1 + is);
  const isCount = number !== null && number.milli % 1000 === 0 && !hasUnit(items, at + 2 + is);
  const isMany = cow?.kind === "word" && /(s|kuna)$/.test(cow.text);
  if (!isCount || !isMany) return null;
  return { take: 2 + is, put: [{ kind: "herd", count: number.milli / 1000 }] };
}

function hasUnit(items: readonly Item[], at: number): boolean {
  const mark = markAt(items, at);
  return (
    items[at]?.kind === "container" || mark === "litre" || mark === "millilitre" || mark === "kilo"
  );
}

/** Rule: other products ("3 quesos", "2 arrobas de papa") and counted things that are not milk. */
export function goodsRule(items: readonly Item[], at: number): Rewriting | null {
  const number = numberAt(items, at);
  if (number === null) return null;
  const counted = items[at + 1];
  if (counted?.kind === "product") {
    const { product } = counted;
    return { take: 2, put: [{ kind: "goods", product, milli: number.milli, unit: CUP[product] }] };
  }
  const unit = unitName(counted);
  const of = markAt(items, at + 2) === "of" ? 1 : 0;
  const thing = items[at + 2 + of];
  if (unit !== null && thing?.kind === "product") {
    return {
      take: 3 + of,
      put: [{ kind: "goods", product: thing.product, milli: number.milli, unit }],
    };
  }
  if (markAt(items, at + 1) === "foreign") {
    const standsAlone = !hasMark(items, "litre");
    return { take: 2, put: standsAlone ? [doubtItem("not_a_report", null)] : [] };
  }
  const isForeign = markAt(items, at + 2 + of) === "foreign" && symbolAt(items, at + 2) === null;
  if (unit !== null && isForeign) return { take: 3 + of, put: [doubtItem("not_a_report", null)] };
  return null;
}

function unitName(item: Item | undefined): string | null {
  if (item?.kind === "container") return item.unit;
  if (item?.kind !== "word") return null;
  if (item.mark === "kilo") return "kg";
  // "1 saco de papa" is a sack; "saco 12 litros" is a verb.
  if (/^sacos?$/.test(item.text)) return "saco";
  return item.mark === "arroba" || item.mark === "litre" ? item.mark : null;
}
