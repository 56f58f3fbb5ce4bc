import type { ValueType } from "../../core/action.ts";
import type { FlowValue } from "../../core/value.ts";
import type { Comparison } from "./tree.ts";

/** True for types with an order, which `<` and its kin compare. */
export function isOrdered(type: ValueType): boolean {
  return ["number", "litres", "day", "time", "moment"].includes(type);
}

/** True for types that `=` and `!=` compare. */
export function isComparable(type: ValueType): boolean {
  return isOrdered(type) || type === "truth" || isWorded(type);
}

/** True for types compared by their words: a text by itself, a choice by its key. */
export function isWorded(type: ValueType): boolean {
  return type === "text" || type === "choice";
}

/** The word that stands for a text or a choice; null for other types. */
export function wordOf(value: FlowValue): string | null {
  if (value.type === "text") return value.text;
  return value.type === "choice" ? value.choice.key : null;
}

/** Whether a comparison holds; null when the two values cannot be compared in that way. */
export function compare(operator: Comparison, left: FlowValue, right: FlowValue): boolean | null {
  const bothWorded = isWorded(left.type) && isWorded(right.type);
  if (left.type !== right.type && !bothWorded) return null;
  const one = measure(left);
  const other = measure(right);
  if (one === null || other === null) return null;
  if (operator === "=") return one === other;
  if (operator === "!=") return one !== other;
  if (!isOrdered(left.type)) return null;
  if (operator === "<") return one < other;
  if (operator === "<=") return one <= other;
  if (operator === ">") return one > other;
  return one >= other;
}

function measure(value: FlowValue): number | string | null {
  switch (value.type) {
    case "number":
      return value.milli;
    case "litres":
      return value.ml;
    case "truth":
      return Number(value.truth);
    case "day":
      return value.day;
    case "time":
      return value.minute;
    case "moment":
      return `${value.day} ${String(value.minute).padStart(4, "0")}`;
    default:
      return wordOf(value);
  }
}
