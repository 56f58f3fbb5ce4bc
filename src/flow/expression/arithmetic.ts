import { addDays, daysBetween, isLimaDay } from "../../core/lima.ts";
import type { FlowValue } from "../../core/value.ts";
import type { Arithmetic } from "./tree.ts";

/** More days than lie between the first and the last day that can be written. */
const MAX_DAYS = 4_000_000;

/**
 * Adds, subtracts or multiplies exactly in thousandths; null for types that do not go together and
 * for results beyond what an integer holds.
 *
 * A product is rounded to a thousandth, and half a thousandth goes up.
 */
export function calculate(
  operator: Arithmetic,
  left: FlowValue,
  right: FlowValue,
): FlowValue | null {
  const one = thousandths(left);
  const other = thousandths(right);
  if (one === null || other === null) return null;
  const litres = left.type === "litres" || right.type === "litres";
  if (operator === "*") {
    if (left.type === "litres" && right.type === "litres") return null;
    return quantity(litres, product(one, other));
  }
  if (left.type !== right.type) return null;
  return quantity(litres, operator === "+" ? one + other : one - other);
}

/** A whole number of a flow. */
export function wholeNumber(count: number): FlowValue | null {
  return quantity(false, count * 1000);
}

/** `days(from, to)`: days from one day to another, negative when the second is earlier. */
export function days(from: FlowValue, to: FlowValue): FlowValue | null {
  if (from.type !== "day" || to.type !== "day") return null;
  return wholeNumber(daysBetween(from.day, to.day));
}

/** `plus_days(day, number)`: null for a part of a day and beyond the years 0 to 9999. */
export function plusDays(from: FlowValue, count: FlowValue): FlowValue | null {
  if (from.type !== "day" || !isLimaDay(from.day) || count.type !== "number") return null;
  const shift = count.milli / 1000;
  if (!Number.isInteger(shift) || Math.abs(shift) > MAX_DAYS) return null;
  const day = addDays(from.day, shift);
  return isLimaDay(day) ? { type: "day", day } : null;
}

function thousandths(value: FlowValue): number | null {
  const amount =
    value.type === "number" ? value.milli : value.type === "litres" ? value.ml : Number.NaN;
  return Number.isSafeInteger(amount) ? amount : null;
}

function product(one: number, other: number): number {
  const exact = BigInt(one) * BigInt(other) + 500n;
  const truncated = exact / 1000n;
  return Number(exact % 1000n < 0n ? truncated - 1n : truncated);
}

function quantity(litres: boolean, amount: number): FlowValue | null {
  if (!Number.isSafeInteger(amount)) return null;
  return litres ? { type: "litres", ml: amount } : { type: "number", milli: amount };
}
