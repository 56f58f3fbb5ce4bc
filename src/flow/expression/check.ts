import type { ValueType } from "../../core/action.ts";
import { adviceFor } from "./advice.ts";
import { isComparable, isOrdered, isWorded } from "./compare.ts";
import { ExpressionFault } from "./fault.ts";
import { nearestWord } from "./nearest.ts";
import { FUNCTIONS, isComparison, partsOf, type Comparison, type Expression } from "./tree.ts";

/** Types of the variables that an expression may read. */
export type KnownTypes = ReadonlyMap<string, ValueType>;

type Binary = Extract<Expression, { kind: "binary" }>;

const LISTED = 20;

/** The type of an expression; throws ExpressionFault for unknown variables and types that do not go together. */
export function typeOfExpression(expression: Expression, known: KnownTypes): ValueType {
  switch (expression.kind) {
    case "literal":
      return expression.value.type;
    case "today":
      return "day";
    case "variable":
      return typeOfVariable(expression.name, expression.at, known);
    case "known":
      typeOfVariable(expression.name, expression.at, known);
      return "truth";
    case "not":
      requireTruth("not", expression.operand, known);
      return "truth";
    case "among":
      requireWorded(expression.item, known);
      return "truth";
    case "binary":
      return typeOfBinary(expression, known);
    case "call":
      return typeOfCall(expression, known);
  }
}

/** The variables that an expression reads, each once, in the order of the text. */
export function variablesOf(expression: Expression): string[] {
  const own =
    expression.kind === "variable" || expression.kind === "known" ? [expression.name] : [];
  return [...new Set([...own, ...partsOf(expression).flatMap(variablesOf)])];
}

function typeOfVariable(name: string, at: number, known: KnownTypes): ValueType {
  const type = known.get(name);
  if (type !== undefined) return type;
  const names = [...known.keys()].sort();
  const near = nearestWord(name, names);
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  const list = names.length === 0 ? "none" : names.slice(0, LISTED).join(", ") + more;
  throw new ExpressionFault(
    at,
    `there is no variable "${name}"; ${near === null ? "write a text in double quotes" : `did you mean ${near}?`} (known: ${list})`,
  );
}

function typeOfBinary(expression: Binary, known: KnownTypes): ValueType {
  const { operator, left, right } = expression;
  if (operator === "and" || operator === "or") {
    requireTruth(operator, left, known);
    requireTruth(operator, right, known);
    return "truth";
  }
  if (operator === "in") {
    requireWorded(left, known);
    const type = typeOfExpression(right, known);
    if (type === "choices") return "truth";
    throw new ExpressionFault(
      right.at,
      `in looks into choices, and this is ${type}; write a variable of choices or a list such as ["milk", "cheese"]`,
    );
  }
  const one = typeOfExpression(left, known);
  const other = typeOfExpression(right, known);
  if (isComparison(operator)) return typeOfComparison(operator, expression, one, other);
  if (operator !== "or else") return typeOfArithmetic(expression, one, other);
  if (one === other) return one;
  throw new ExpressionFault(
    expression.at,
    `${one} or else ${other}; ${adviceFor(one, right) ?? "write two values of one type"}`,
  );
}

function typeOfComparison(
  operator: Comparison,
  { at, left, right }: Binary,
  one: ValueType,
  other: ValueType,
): ValueType {
  const odd = [one, other].find((type) => !isComparable(type));
  if (odd !== undefined) {
    const instead =
      odd === "choices" ? 'write "milk" in … or count(…)' : "only known(…) and or else read it";
    throw new ExpressionFault(at, `${odd} cannot be compared; ${instead}`);
  }
  if (one !== other && !(isWorded(one) && isWorded(other))) {
    const advice = adviceFor(writable(one), right) ?? adviceFor(writable(other), left);
    throw new ExpressionFault(
      at,
      `${one} compared with ${other}; ${advice ?? "compare two values of one type"}`,
    );
  }
  if (operator !== "=" && operator !== "!=" && !isOrdered(one)) {
    throw new ExpressionFault(at, `${one} has no order; write = or != instead of ${operator}`);
  }
  return "truth";
}

function typeOfArithmetic(
  { at, operator, left, right }: Binary,
  one: ValueType,
  other: ValueType,
): ValueType {
  const types = new Set([one, other]);
  if (types.has("day")) {
    const instead = one === other ? "days(from, to)" : "plus_days(day, number)";
    throw new ExpressionFault(at, `days are not counted with ${operator}; write ${instead}`);
  }
  if (!isCounted(one) || !isCounted(other)) {
    const [odd, operand, wanted] = isCounted(one) ? [other, right, one] : [one, left, other];
    const advice = isCounted(wanted) ? adviceFor(wanted, operand) : null;
    throw new ExpressionFault(
      operand.at,
      `${operator} takes numbers and litres, and this is ${odd}; ${advice ?? "write a number or litres"}`,
    );
  }
  if (operator === "*") {
    if (!types.has("number")) {
      throw new ExpressionFault(at, "litres times litres; write litres * number");
    }
    return types.has("litres") ? "litres" : "number";
  }
  if (one === other) return one;
  const advice = adviceFor(one, right) ?? adviceFor(other, left) ?? "write two values of one type";
  throw new ExpressionFault(at, `${one} ${operator} ${other}; ${advice}`);
}

function typeOfCall(
  { name, inputs }: Extract<Expression, { kind: "call" }>,
  known: KnownTypes,
): ValueType {
  const wanted: readonly ValueType[] = FUNCTIONS[name].inputs;
  for (const [index, input] of inputs.entries()) {
    const type = typeOfExpression(input, known);
    const right = wanted[index];
    if (right === undefined || type === right) continue;
    throw new ExpressionFault(
      input.at,
      `${name} takes ${right} here, and this is ${type}; ${adviceFor(right, input) ?? `write ${name}(${wanted.join(", ")})`}`,
    );
  }
  return FUNCTIONS[name].output;
}

function isCounted(type: ValueType): boolean {
  return type === "number" || type === "litres";
}

function writable(type: ValueType): ValueType {
  return type === "choice" ? "text" : type;
}

function requireTruth(word: string, operand: Expression, known: KnownTypes): void {
  const type = typeOfExpression(operand, known);
  if (type === "truth") return;
  throw new ExpressionFault(
    operand.at,
    `${word} takes yes or no, and this is ${type}; write a comparison such as litres > 30 L, or known(…)`,
  );
}

function requireWorded(item: Expression, known: KnownTypes): void {
  const type = typeOfExpression(item, known);
  if (isWorded(type)) return;
  throw new ExpressionFault(
    item.at,
    `in looks for a text or a choice, and this is ${type}; write a text such as "milk" before in`,
  );
}
