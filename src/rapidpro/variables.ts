import type { Form } from "./cases.ts";
import { numberOf } from "./cases.ts";
import { slugOf, SlugBook } from "./slugs.ts";

/** What a variable holds, as formulas see it. */
export type Holds = "choice" | "text" | "number" | "day" | "time";

/** An answer a variable may hold: its value, and by which names the export knows it. */
export interface KnownAnswer {
  value: string;
  category: string;
  words: string[];
}

export interface Variable {
  name: string;
  holds: Holds;
  answers: KnownAnswer[];
}

/** Words that mean something in formulas. */
const RESERVED = ["and", "or", "not", "in", "today", "yes", "no", "true", "false", "else", "known"];

/** The variables of one flow, by what the export calls them: `results.cows`, `fields.age`, `contact.name`. */
export class Variables {
  readonly #byReference = new Map<string, Variable>();
  readonly #names = new SlugBook(RESERVED);

  /** A variable for a result; another of that name that holds the same is the same one. */
  declare(result: string, holds: Holds): { variable: Variable; isOther: boolean } {
    const reference = `results.${keyOf(result)}`;
    const known = result === "" ? undefined : this.#byReference.get(reference);
    if (known?.holds === holds) return { variable: known, isOther: false };
    const variable = { name: this.#names.take(keyOf(result)), holds, answers: [] };
    if (known === undefined && result !== "") this.#byReference.set(reference, variable);
    return { variable, isOther: known !== undefined };
  }

  /** What a constant would be kept in: as a number where the variable holds one. */
  holdsFor(result: string, value: string): Holds {
    const known = this.#byReference.get(`results.${keyOf(result)}`)?.holds;
    if (known === "text") return "text";
    return numberOf(value) === null ? "text" : "number";
  }

  /** Lets a field of the contact stand for a variable that was saved into it. */
  alias(reference: string, variable: Variable): void {
    if (!this.#byReference.has(reference)) this.#byReference.set(reference, variable);
  }

  /** A name nothing else has, for a truth. */
  flag(wish: string): string {
    return this.#names.take(RESERVED.includes(wish) ? `is_${wish}` : wish);
  }

  /** The variable an expression such as `results.cows.value` names, and whether its category is meant. */
  find(expression: string): { variable: Variable; isCategory: boolean } | null {
    const parts = expression.trim().toLowerCase().split(".");
    const [root = "", key = "", part = ""] = parts;
    if (parts.length > 3 || (part !== "" && !["value", "category", "text"].includes(part)))
      return null;
    const reference =
      root === "contact" && key === "first_name" ? "contact.name" : `${root}.${keyOf(key)}`;
    const variable = this.#byReference.get(reference);
    return variable === undefined ? null : { variable, isCategory: part === "category" };
  }
}

/** What the answer to a question of a form is kept as. */
export function heldBy(form: Form): Holds {
  return form === "choose" ? "choice" : form;
}

/** A result's or field's name as references write it. */
export function keyOf(name: string): string {
  const slug = slugOf(name, "answer", 99);
  return RESERVED.includes(slug) ? `answer_${slug}` : slug;
}

/** The expression of a text that is nothing but one: `results.cows` of `@results.cows` or `@(results.cows)`. */
export function loneExpression(text: string): string | null {
  const match = /^@\(?\s*([a-z_]+(?:\.\w+)+)\s*\)?$/i.exec(text.trim());
  return match?.[1] ?? null;
}
