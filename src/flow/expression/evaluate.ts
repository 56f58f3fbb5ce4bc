import type { LimaDay } from "../../core/lima.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import { calculate, days, plusDays, wholeNumber } from "./arithmetic.ts";
import { compare, wordOf } from "./compare.ts";
import { isComparison, type Expression, type Operator } from "./tree.ts";

/** What an expression may know besides the variables. */
interface Facts {
  today: LimaDay;
}

/**
 * The value of an expression; null when it has none. Never throws.
 *
 * An unset variable makes every comparison and every `in` with it false, `!=` too; `and`, `or` and
 * `not` read it as no; anything else done with it gives null, which `or else` fills. Values of a
 * type that the expression was not written for, and results beyond what an integer holds, give null.
 */
export function evaluate(
  expression: Expression,
  values: FlowValues,
  facts: Facts,
): FlowValue | null {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "today":
      return { type: "day", day: facts.today };
    case "variable":
      return valueOf(expression.name, values);
    case "known":
      return truth(valueOf(expression.name, values) !== null);
    case "not":
      return truth(negated(readTruth(evaluate(expression.operand, values, facts))));
    case "among":
      return truth(isAmong(evaluate(expression.item, values, facts), expression.texts));
    case "binary":
      return join(
        expression.operator,
        evaluate(expression.left, values, facts),
        evaluate(expression.right, values, facts),
      );
    case "call":
      return call(
        expression.name,
        expression.inputs.map((input) => evaluate(input, values, facts)),
      );
  }
}

/** True only for a value that is yes. */
export function isTrue(value: FlowValue | null): boolean {
  return value?.type === "truth" && value.truth;
}

function join(
  operator: Operator,
  left: FlowValue | null,
  right: FlowValue | null,
): FlowValue | null {
  if (operator === "or else") return left ?? right;
  if (operator === "and" || operator === "or") {
    const one = readTruth(left);
    const other = readTruth(right);
    if (one === null || other === null) return null;
    return truth(operator === "and" ? one && other : one || other);
  }
  if (operator === "in") return truth(isMember(left, right));
  if (isComparison(operator)) {
    return truth(left === null || right === null ? false : compare(operator, left, right));
  }
  return left === null || right === null ? null : calculate(operator, left, right);
}

function call(name: string, inputs: readonly (FlowValue | null)[]): FlowValue | null {
  const [first = null, second = null] = inputs;
  if (first === null) return null;
  if (name === "count") {
    return first.type === "choices" ? wholeNumber(first.choices.length) : null;
  }
  if (second === null) return null;
  return name === "days" ? days(first, second) : plusDays(first, second);
}

function isMember(item: FlowValue | null, list: FlowValue | null): boolean | null {
  if (list === null) return false;
  if (list.type !== "choices") return null;
  return isAmong(
    item,
    list.choices.map((choice) => choice.key),
  );
}

function isAmong(item: FlowValue | null, words: readonly string[]): boolean | null {
  if (item === null) return false;
  const word = wordOf(item);
  return word === null ? null : words.includes(word);
}

function valueOf(name: string, values: FlowValues): FlowValue | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

function readTruth(value: FlowValue | null): boolean | null {
  if (value === null) return false;
  return value.type === "truth" ? value.truth : null;
}

function negated(held: boolean | null): boolean | null {
  return held === null ? null : !held;
}

function truth(held: boolean | null): FlowValue | null {
  return held === null ? null : { type: "truth", truth: held };
}
