import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { LANGUAGES, type Language } from "../../src/core/language.ts";
import {
  buildLexicon,
  wordsSchema,
  type Lexicon,
  type Words,
} from "../../src/understanding/lexicon.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** The shipped words of a language, checked against their schema. */
export function wordsOf(language: Language): Words {
  const text = readFileSync(join(ROOT, "locales", language, "words.yaml"), "utf8");
  return wordsSchema.parse(parse(text));
}

/** The lexicon of the shipped words. */
export function shippedLexicon(): Lexicon {
  const words = Object.fromEntries(LANGUAGES.map((language) => [language, wordsOf(language)]));
  return buildLexicon(words as Record<Language, Words>);
}

/** Lines of a file in test/understanding/data. */
export function dataLines(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "data", name), "utf8");
  return text.split("\n").filter((line) => line !== "");
}
