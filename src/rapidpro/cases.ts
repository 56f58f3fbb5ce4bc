import { isLimaDay } from "../core/lima.ts";
import type { RapidCase, RapidRouter } from "./export-file.ts";

/** What a question of ours asks for. */
export type Form = "choose" | "text" | "number" | "day" | "time";

const WORDS = [
  "has_any_word",
  "has_all_words",
  "has_phrase",
  "has_only_phrase",
  "has_only_text",
  "has_beginning",
];
const NUMBERS = [
  "has_number",
  "has_number_between",
  "has_number_lt",
  "has_number_lte",
  "has_number_eq",
  "has_number_gte",
  "has_number_gt",
];
const DAYS = ["has_date", "has_date_lt", "has_date_eq", "has_date_gt"];

/** Tests that hold for every answer of their kind. */
const WHOLE = ["has_text", "has_number", "has_date", "has_time"];

/** True for a test of words, which an option can stand for. */
export function isOfWords(one: RapidCase): boolean {
  return WORDS.includes(one.type) || one.type === "has_number_eq";
}

/** True for a test that takes every answer of the question's kind. */
export function takesAll(one: RapidCase): boolean {
  return WHOLE.includes(one.type);
}

/** What a wait asks for, by the tests on its answer. */
export function formOf({ cases, default_category_uuid: other }: RapidRouter): Form {
  const types = (cases ?? [])
    .filter((one) => one.category_uuid !== other || takesAll(one))
    .map((one) => one.type);
  const some = (kinds: readonly string[]): boolean => types.some((type) => kinds.includes(type));
  const every = (kinds: readonly string[]): boolean => types.every((type) => kinds.includes(type));
  if (types.length === 0) return "text";
  if (every(["has_time"])) return "time";
  if (every(DAYS)) return "day";
  if (some(["has_text"])) return "text";
  if (every(["has_number_eq"])) return types.length > 1 ? "choose" : "number";
  if (some(NUMBERS) && !every([...WORDS, "has_number_eq"])) return "number";
  return some(WORDS) ? "choose" : "text";
}

/** The words a test of words takes, each a whole answer. */
export function wordsOf(type: string, given: readonly string[]): string[] {
  const text = given.join(" ").trim();
  const words = type === "has_any_word" ? text.split(/[\s,]+/) : [text];
  return words.map((word) => word.slice(0, 60)).filter((word) => word !== "");
}

/** A number as formulas write it; null for anything else. */
export function numberOf(text: string | undefined): string | null {
  const written = (text ?? "").trim();
  return /^-?\d{1,9}(\.\d{1,3})?$/.test(written) ? written : null;
}

/** A day as formulas write it, from `2026-11-23` or `23-11-2026`; null for anything else. */
export function dayOf(text: string | undefined): string | null {
  const written = (text ?? "").trim();
  const turned = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(written);
  const [, day = "", month = "", year = ""] = turned ?? [];
  const iso =
    turned === null
      ? written.slice(0, 10)
      : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isLimaDay(iso) ? iso : null;
}

/** Ends of the numbers a test takes; null for a test that is none of numbers. */
export function boundsOf(one: RapidCase): { min?: string; max?: string } | null {
  const [first, second] = (one.arguments ?? []).map((text) => numberOf(text));
  if (first === undefined || first === null) return null;
  switch (one.type) {
    case "has_number_between":
      return second === undefined || second === null ? null : { min: first, max: second };
    case "has_number_lt":
    case "has_number_lte":
      return { max: first };
    case "has_number_gt":
    case "has_number_gte":
      return { min: first };
    case "has_number_eq":
      return { min: first, max: first };
    default:
      return null;
  }
}
