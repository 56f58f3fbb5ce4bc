import type { ValueType } from "../../core/action.ts";
import { parseExpression } from "./parse.ts";
import type { Expression, Literal } from "./tree.ts";

const EXAMPLES: Readonly<Partial<Record<ValueType, string>>> = {
  text: '"milk"',
  number: "30",
  truth: "yes or no",
  litres: "30 L",
  day: "2026-11-23",
  time: "08:30",
};

/**
 * How to write a literal so that it has the wanted type: `write 30 L`; null when it is not a literal
 * or the type cannot be written out.
 */
export function adviceFor(wanted: ValueType, given: Expression): string | null {
  const example = EXAMPLES[wanted];
  if (given.kind !== "literal" || example === undefined) return null;
  const written = writtenOut(given.value);
  const rewritten = [written, `${written} L`, `"${written}"`].find((text) =>
    isLiteral(text, wanted),
  );
  return `write ${rewritten ?? example}`;
}

function writtenOut(value: Literal): string {
  if (value.type === "text") return value.text;
  if (value.type === "number") return String(value.milli / 1000);
  return value.type === "litres" ? String(value.ml / 1000) : "";
}

function isLiteral(text: string, wanted: ValueType): boolean {
  try {
    const expression = parseExpression(text);
    return expression.kind === "literal" && expression.value.type === wanted;
  } catch {
    return false;
  }
}
