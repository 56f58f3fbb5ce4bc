import type { ValueType } from "../../core/action.ts";
import type { FlowValue } from "../../core/value.ts";

/** The values that can be written out in an expression. */
export type Literal = Extract<
  FlowValue,
  { type: "text" | "number" | "truth" | "litres" | "day" | "time" }
>;

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*";
export type Operator = Comparison | Arithmetic | "and" | "or" | "in" | "or else";

/** What each function takes and gives; `known` is apart, since it takes a name and not a value. */
export const FUNCTIONS = {
  count: { inputs: ["choices"], output: "number" },
  days: { inputs: ["day", "day"], output: "number" },
  plus_days: { inputs: ["day", "number"], output: "day" },
} as const satisfies Record<string, { inputs: readonly ValueType[]; output: ValueType }>;

export type FunctionName = keyof typeof FUNCTIONS;

/** A parsed expression: plain JSON; `at` is the position of the node's word or sign in the text. */
export type Expression =
  | { kind: "literal"; at: number; value: Literal }
  | { kind: "today"; at: number }
  | { kind: "variable"; at: number; name: string }
  | { kind: "known"; at: number; name: string }
  | { kind: "not"; at: number; operand: Expression }
  | { kind: "binary"; at: number; operator: Operator; left: Expression; right: Expression }
  /** Membership in a list written out. */
  | { kind: "among"; at: number; item: Expression; texts: string[] }
  | { kind: "call"; at: number; name: FunctionName; inputs: Expression[] };

/** The expressions directly inside one, in the order of the text. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "not":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "among":
      return [expression.item];
    case "call":
      return expression.inputs;
    default:
      return [];
  }
}

/** True for the six signs that compare. */
export function isComparison(operator: Operator): operator is Comparison {
  return ["=", "!=", "<", "<=", ">", ">="].includes(operator);
}
