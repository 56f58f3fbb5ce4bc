import { ExpressionFault } from "./fault.ts";
import { tokenize, type Token } from "./tokens.ts";
import { FUNCTIONS, partsOf, type Expression, type FunctionName, type Operator } from "./tree.ts";

const MAX_LENGTH = 500;
const MAX_COST = 200;
const MAX_DEPTH = 20;

/** How tightly each operator binds; `not` stands between `and` and the comparisons. */
const BINDING: Readonly<Record<Operator, number>> = {
  or: 1,
  and: 2,
  "=": 4,
  "!=": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  in: 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "or else": 7,
};
const NOT = 3;
const COMPARING = 4;

/**
 * Reads an expression such as `litres > 30 L and not asked`.
 *
 * From the tightest to the loosest: `or else`; `*`; `+` and `-`; comparisons and `in`, which do not
 * chain; `not`; `and`; `or`. Throws ExpressionFault for anything else, and for an expression of more
 * than 500 characters, 200 tree nodes (a list's texts count) or 20 levels.
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) throw tooLong(MAX_LENGTH, `${MAX_LENGTH} characters`);
  const expression = new Parser(tokenize(text)).whole();
  if (cost(expression) > MAX_COST) throw tooLong(0, `${MAX_COST} parts`);
  if (depth(expression) > MAX_DEPTH) throw tooLong(0, `${MAX_DEPTH} levels`);
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    if (this.#peek().kind === "end") {
      throw new ExpressionFault(0, "nothing is written; write a condition such as litres > 30 L");
    }
    const expression = this.#expression(0);
    const rest = this.#peek();
    if (rest.kind !== "end") throw new ExpressionFault(rest.at, leftOver(rest));
    return expression;
  }

  #expression(minimum: number): Expression {
    let left = this.#operand(minimum);
    for (;;) {
      const operator = operatorOf(this.#peek());
      if (operator === null || BINDING[operator] < minimum) return left;
      const { at } = this.#take();
      left = this.#join(left, operator, at);
      if (BINDING[operator] === COMPARING) this.#refuseChain();
    }
  }

  #join(left: Expression, operator: Operator, at: number): Expression {
    if (operator === "in" && this.#accept("[")) {
      return { kind: "among", at, item: left, texts: this.#texts() };
    }
    const right = this.#expression(BINDING[operator] + 1);
    return { kind: "binary", at, operator, left, right };
  }

  #refuseChain(): void {
    const token = this.#peek();
    const operator = operatorOf(token);
    if (operator !== null && BINDING[operator] === COMPARING) {
      throw new ExpressionFault(
        token.at,
        `comparisons do not chain; join two with and, such as a < b and b < c`,
      );
    }
  }

  #operand(minimum: number): Expression {
    const token = this.#take();
    if (token.kind === "literal") return token;
    if (token.kind === "name") return this.#name(token.name, token.at);
    const { at } = token;
    const mark = token.kind === "mark" ? token.mark : "";
    if (mark === "today") return { kind: "today", at };
    if (mark === "not") {
      if (minimum > NOT) {
        throw new ExpressionFault(at, "put this not and what follows in parentheses: (not …)");
      }
      return { kind: "not", at, operand: this.#expression(NOT) };
    }
    if (mark === "(") {
      const inside = this.#expression(0);
      this.#close(")", "write ) after it; a list is written in square brackets");
      return inside;
    }
    if (mark === "-") return this.#negative(at);
    if (mark === "[") {
      throw new ExpressionFault(at, 'a list stands only after in: topic in ["milk", "cheese"]');
    }
    const found = token.kind === "end" ? "the end" : mark;
    throw new ExpressionFault(
      at,
      `a value is missing before ${found}; write one or remove ${mark === "" ? "the last operator" : mark}`,
    );
  }

  #negative(at: number): Expression {
    const token = this.#take();
    if (token.kind === "literal" && token.value.type === "number") {
      return { kind: "literal", at, value: { type: "number", milli: 0 - token.value.milli } };
    }
    if (token.kind === "literal" && token.value.type === "litres") {
      return { kind: "literal", at, value: { type: "litres", ml: 0 - token.value.ml } };
    }
    throw new ExpressionFault(
      at,
      "- before a value goes only with a number; write 0 - … or 0 L - …",
    );
  }

  #name(name: string, at: number): Expression {
    if (!this.#accept("(")) return { kind: "variable", at, name };
    if (name === "known") {
      const token = this.#take();
      if (token.kind !== "name") {
        throw new ExpressionFault(token.at, "known takes a variable; write known(name)");
      }
      this.#close(")", "known takes one variable; write known(name)");
      return { kind: "known", at, name: token.name };
    }
    if (!isFunction(name)) {
      throw new ExpressionFault(
        at,
        `there is no function "${name}"; there are ${Object.keys(FUNCTIONS).join(", ")} and known`,
      );
    }
    const usage = `write ${name}(${FUNCTIONS[name].inputs.join(", ")})`;
    const inputs: Expression[] = [];
    for (const [index] of FUNCTIONS[name].inputs.entries()) {
      const token = this.#peek();
      if (token.kind === "mark" && token.mark === ")") throw new ExpressionFault(token.at, usage);
      if (index > 0) this.#close(",", usage);
      inputs.push(this.#expression(0));
    }
    this.#close(")", usage);
    return { kind: "call", at, name, inputs };
  }

  #texts(): string[] {
    const texts: string[] = [];
    do {
      const token = this.#take();
      if (token.kind !== "literal" || token.value.type !== "text") {
        throw new ExpressionFault(
          token.at,
          'a list has texts in double quotes; write ["milk", "cheese"]',
        );
      }
      texts.push(token.value.text);
    } while (this.#accept(","));
    this.#close("]", 'write , between texts and ] after the last: ["milk", "cheese"]');
    return texts;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: this.#tokens.at(-1)?.at ?? 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #accept(mark: string): boolean {
    const token = this.#peek();
    if (token.kind !== "mark" || token.mark !== mark) return false;
    this.#next++;
    return true;
  }

  #close(mark: string, advice: string): void {
    const { at } = this.#peek();
    if (!this.#accept(mark)) throw new ExpressionFault(at, `${mark} is missing; ${advice}`);
  }
}

function leftOver(token: Exclude<Token, { kind: "end" }>): string {
  if (token.kind === "mark" && token.mark === ")") return ") closes nothing; remove it";
  if (token.kind === "mark" && token.mark === "not") {
    return 'not comes first; write not topic in ["milk"]';
  }
  return "an operator is missing here; write =, !=, <, >, in, +, -, *, and, or, or else; put a text in double quotes";
}

function operatorOf(token: Token): Operator | null {
  return token.kind === "mark" && Object.hasOwn(BINDING, token.mark)
    ? (token.mark as Operator)
    : null;
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

function cost(expression: Expression): number {
  const own = expression.kind === "among" ? 1 + expression.texts.length : 1;
  return partsOf(expression).reduce((sum, part) => sum + cost(part), own);
}

function depth(expression: Expression): number {
  return 1 + Math.max(0, ...partsOf(expression).map(depth));
}

function tooLong(at: number, limit: string): ExpressionFault {
  return new ExpressionFault(at, `too long, over ${limit}; split it over two nodes`);
}
