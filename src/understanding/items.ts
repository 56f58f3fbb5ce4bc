import type { LimaDay } from "../core/lima.ts";
import type { MilkDoubt } from "../core/reading.ts";
import type { Mark } from "./marks.ts";

/** A figure: thousandths of whatever is counted (so millilitres when litres are meant). */
export interface NumberItem {
  kind: "number";
  milli: number;
  /** Said in words, not digits. */
  spelled: boolean;
  quechua: boolean;
  /** A word with a typing slip was taken for a number. */
  slip: boolean;
  /** Carries -chu: "chunkachu", not ten. */
  denied: boolean;
  /** A half or a quarter still looking for its whole. */
  fraction: boolean;
  /** White space stands before it. */
  gap: boolean;
  /** The digits as typed; null for words and for figures already put together. */
  digits: string | null;
}

/** Milk with its unit. */
export interface AmountItem {
  kind: "amount";
  ml: number;
  spelled: boolean;
  denied: boolean;
  slip: boolean;
  /** As in the record: "L", "mL" or "L_implied" ("9 de leche"). */
  unit: string;
}

/** So many containers; `sizeMl` is one container's size when the message tells it. */
export interface CansItem {
  kind: "cans";
  unit: string;
  countMilli: number;
  sizeMl: number | null;
}

/** A message is a row of items; rules put smaller ones together into larger ones. */
export type Item =
  | { kind: "word"; mark: Mark; text: string; gap: boolean }
  | {
      kind: "numeral";
      value: number;
      quechua: boolean;
      having: boolean;
      slip: boolean;
      denied: boolean;
      gap: boolean;
    }
  | { kind: "digits"; text: string; gap: boolean }
  | { kind: "symbol"; text: string; gap: boolean }
  | { kind: "unknown"; text: string; capital: boolean; gap: boolean }
  | { kind: "container"; unit: string; gap: boolean }
  | { kind: "product"; product: "cheese" | "guinea_pig" | "other"; gap: boolean }
  | { kind: "weekday"; weekday: number; gap: boolean }
  | { kind: "month"; month: number; gap: boolean }
  | NumberItem
  | AmountItem
  | CansItem
  /** No milk: "nada", "no ordeñé". */
  | { kind: "nothing"; unit: string }
  | { kind: "clock" }
  | { kind: "day"; day: LimaDay }
  | { kind: "milking"; side: "morning" | "evening" }
  | { kind: "herd"; count: number }
  | { kind: "price"; centimos: number }
  | { kind: "goods"; product: "cheese" | "guinea_pig" | "other"; milli: number; unit: string }
  /** A phone number or identity document. */
  | { kind: "identity"; digits: string }
  | { kind: "doubt"; doubt: MilkDoubt; guessMl: number | null; otherMl: number | null };

/** What a rule found at a place: how many items it takes and what stands there instead. */
export interface Rewriting {
  take: number;
  put: Item[];
}

export type Rule = (items: readonly Item[], at: number) => Rewriting | null;

/** Applies a rule once along the row, left to right. */
export function rewrite(items: readonly Item[], rule: Rule): Item[] {
  const result: Item[] = [];
  for (let at = 0; at < items.length;) {
    const found = rule(items, at);
    if (found === null || found.take === 0) {
      const item = items[at];
      if (item !== undefined) result.push(item);
      at += 1;
    } else {
      result.push(...found.put);
      at += found.take;
    }
  }
  return result;
}

/** The mark of the word at a place, or null. */
export function markAt(items: readonly Item[], at: number): Mark | null {
  const item = items[at];
  return item?.kind === "word" ? item.mark : null;
}

/** The symbol at a place, or null. */
export function symbolAt(items: readonly Item[], at: number): string | null {
  const item = items[at];
  return item?.kind === "symbol" ? item.text : null;
}

/** The number at a place, or null. */
export function numberAt(items: readonly Item[], at: number): NumberItem | null {
  const item = items[at];
  return item?.kind === "number" ? item : null;
}

/** True when the item touches the one before it. */
export function isGlued(items: readonly Item[], at: number): boolean {
  const item = items[at];
  return item !== undefined && "gap" in item && !item.gap;
}

/** True when any word of the row has one of the marks. */
export function hasMark(items: readonly Item[], ...marks: Mark[]): boolean {
  return items.some((item) => item.kind === "word" && marks.includes(item.mark));
}

/** A doubt item. */
export function doubtItem(
  doubt: MilkDoubt,
  guessMl: number | null,
  otherMl: number | null = null,
): Item {
  return { kind: "doubt", doubt, guessMl, otherMl };
}

/** A whole or decimal number made from others. */
export function madeNumber(model: NumberItem, milli: number): NumberItem {
  return { ...model, milli, fraction: false, digits: null };
}
