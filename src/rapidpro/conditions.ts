import { boundsOf, dayOf, numberOf, wordsOf } from "./cases.ts";
import type { RapidCase } from "./export-file.ts";
import type { Variable } from "./variables.ts";

/** No condition lists more words than this. */
const MOST_WORDS = 12;

/** A test of the export as a condition on a variable; null when it cannot be said. */
export function conditionOf(
  one: RapidCase,
  variable: Variable,
  isCategory: boolean,
): string | null {
  const given = one.arguments ?? [];
  const { name } = variable;
  if (one.type === "has_text" || (one.type === "has_category" && given.length === 0))
    return `known(${name})`;
  switch (variable.holds) {
    case "number":
      return one.type === "has_number" ? `known(${name})` : onNumber(one, name);
    case "day":
      return one.type === "has_date" ? `known(${name})` : onDay(one, name);
    case "time":
      return one.type === "has_time" ? `known(${name})` : null;
    default:
      return onWords(one, variable, isCategory);
  }
}

function onNumber(one: RapidCase, name: string): string | null {
  const [first] = one.arguments ?? [];
  const number = numberOf(first);
  if (number === null) return null;
  const bounds = boundsOf(one);
  if (bounds === null) return one.type.includes("number") ? null : `${name} = ${number}`;
  switch (one.type) {
    case "has_number_lt":
      return `${name} < ${number}`;
    case "has_number_gt":
      return `${name} > ${number}`;
    case "has_number_lte":
      return `${name} <= ${number}`;
    case "has_number_gte":
      return `${name} >= ${number}`;
    case "has_number_eq":
      return `${name} = ${number}`;
    default:
      return `${name} >= ${bounds.min} and ${name} <= ${bounds.max}`;
  }
}

function onDay(one: RapidCase, name: string): string | null {
  const day = dayOf(one.arguments?.[0]);
  const sign = { has_date_lt: "<", has_date_eq: "=", has_date_gt: ">" }[one.type];
  return day === null || sign === undefined ? null : `${name} ${sign} ${day}`;
}

function onWords(one: RapidCase, variable: Variable, isCategory: boolean): string | null {
  const given = one.arguments ?? [];
  if (!/word|phrase|text|category|beginning|number_eq/.test(one.type)) return null;
  const wanted = [...wordsOf(one.type, given), given.join(" ")].map(plain);
  const answers = variable.answers.filter(
    ({ value, category, words }) =>
      wanted.includes(plain(category)) ||
      (!isCategory && [value, ...words].some((word) => wanted.includes(plain(word)))),
  );
  const values =
    answers.length > 0
      ? answers.map((answer) => answer.value)
      : variable.holds === "text" && !isCategory
        ? wordsOf(one.type, given).flatMap(spellings)
        : [];
  const texts = [...new Set(values)].slice(0, MOST_WORDS).map(textLiteral);
  if (texts.length === 0) return null;
  return texts.length === 1
    ? `${variable.name} = ${texts[0]}`
    : `${variable.name} in [${texts.join(", ")}]`;
}

/** Texts are compared letter by letter, so the common spellings stand side by side. */
function spellings(word: string): string[] {
  const lower = word.toLowerCase();
  const [first = "", ...rest] = lower;
  return [word, lower, first.toUpperCase() + rest.join("")].slice(0, 3);
}

function plain(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").trim().toLowerCase();
}

/** A text as formulas write it. */
export function textLiteral(text: string): string {
  return `"${text.replaceAll(/["\\\p{C}]/gu, " ").slice(0, 30)}"`;
}
