import { ExpressionFault } from "./fault.ts";
import { readQuantity } from "./quantity.ts";
import type { Literal } from "./tree.ts";

/** A word or sign of an expression. */
export type Token =
  | { kind: "literal"; at: number; value: Literal }
  | { kind: "name"; at: number; name: string }
  /** An operator, a bracket, a comma or a word of the language. */
  | { kind: "mark"; at: number; mark: string }
  | { kind: "end"; at: number };

/** A token and where the next one may start. */
interface Scanned {
  token: Token;
  end: number;
}

const BLANK = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const DEFAULT = /or\s+else(?![\p{L}\p{M}\p{N}_])/uy;
const MARK = /!=|<=|>=|[=<>+\-*()[\],]/y;
const KEYWORDS = new Set(["and", "or", "not", "in", "today"]);

/** What to write for the signs of other languages; longer ones first. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ["==", "write ="],
  ["=<", "write <="],
  ["=>", "write >="],
  ["<>", "write !="],
  ["&&", "write and"],
  ["||", "write or"],
  ["??", "write or else"],
  ["!", "write not"],
  [".", "write a decimal such as 0.5, and a name without points"],
  ["≠", "write !="],
  ["≤", "write <="],
  ["≥", "write >="],
  ["×", "write *"],
  ["−", "write -"],
  ["–", "write -"],
  ["'", 'write text in double quotes: "milk"'],
  ["“", 'write text in straight quotes: "milk"'],
  ["”", 'write text in straight quotes: "milk"'],
  ["«", 'write text in straight quotes: "milk"'],
  ["/", "there is no division; multiply by a decimal instead, such as * 0.5"],
];

/** Splits a text into tokens, closed by an `end`; throws ExpressionFault at the first thing that is none. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = afterBlanks(text, 0);
  while (at < text.length) {
    const { token, end } = scan(text, at);
    tokens.push(token);
    at = afterBlanks(text, end);
  }
  tokens.push({ kind: "end", at: text.length });
  return tokens;
}

function scan(text: string, at: number): Scanned {
  const quantity = readQuantity(text, at);
  if (quantity !== null) {
    return { token: { kind: "literal", at, value: quantity.value }, end: quantity.end };
  }
  if (text[at] === '"') return scanText(text, at);
  const standard = match(DEFAULT, text, at);
  if (standard !== null) {
    return { token: { kind: "mark", at, mark: "or else" }, end: at + standard.length };
  }
  const word = match(WORD, text, at);
  if (word !== null) return { token: wordToken(word, at), end: at + word.length };
  const mark = match(MARK, text, at);
  const foreign = FOREIGN.find(([sign]) => text.startsWith(sign, at));
  if (foreign !== undefined && foreign[0].length > (mark?.length ?? 0)) {
    throw new ExpressionFault(at, `${foreign[0]} is not used here; ${foreign[1]}`);
  }
  if (mark !== null) return { token: { kind: "mark", at, mark }, end: at + mark.length };
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new ExpressionFault(
    at,
    `${sign} is not used here; remove it, or put it in double quotes if it belongs to a text`,
  );
}

function scanText(text: string, at: number): Scanned {
  let written = "";
  for (let place = at + 1; place < text.length; place++) {
    const sign = text[place] ?? "";
    if (sign === '"') {
      const value: Literal = { type: "text", text: written };
      return { token: { kind: "literal", at, value }, end: place + 1 };
    }
    if (sign !== "\\") {
      written += sign;
      continue;
    }
    place++;
    const escaped = text[place];
    if (escaped !== '"' && escaped !== "\\") {
      throw new ExpressionFault(place - 1, 'inside a text write \\" for a quote and \\\\ for \\');
    }
    written += escaped;
  }
  throw new ExpressionFault(at, 'this text has no end; write " after it');
}

function wordToken(word: string, at: number): Token {
  if (word === "yes" || word === "no") {
    return { kind: "literal", at, value: { type: "truth", truth: word === "yes" } };
  }
  if (word === "true" || word === "false") {
    throw new ExpressionFault(
      at,
      `${word} is not used here; write ${word === "true" ? "yes" : "no"}`,
    );
  }
  if (word === "else") throw new ExpressionFault(at, "else stands alone; write or else");
  if (KEYWORDS.has(word)) return { kind: "mark", at, mark: word };
  if (/^[a-z][a-z0-9_]*$/.test(word)) return { kind: "name", at, name: word };
  if (word === "L") throw new ExpressionFault(at, "L has no number before it; write 30 L");
  const lower = word.toLowerCase();
  if (/^[a-z][a-z0-9_]*$/.test(lower)) {
    throw new ExpressionFault(at, `"${word}" has capitals; write ${lower}`);
  }
  throw new ExpressionFault(
    at,
    `"${word}" is no name; names start with a letter and have only a-z, 0-9 and _; put a text in double quotes`,
  );
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function afterBlanks(text: string, at: number): number {
  return at + (match(BLANK, text, at)?.length ?? 0);
}
