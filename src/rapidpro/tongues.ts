import { LANGUAGES, type Language } from "../core/language.ts";
import type { RapidFlow } from "./export-file.ts";

/** A text in the languages it was written in; Spanish is always there. */
export type Said = { es: string } & Partial<Record<Language, string>>;

const CODES: Readonly<Record<string, Language>> = {
  spa: "es",
  es: "es",
  que: "qu",
  quz: "qu",
  qu: "qu",
  fra: "fr",
  fre: "fr",
  fr: "fr",
  eng: "en",
  en: "en",
};

/** The texts of one flow in all languages we speak. */
export class Tongues {
  /** Language the flow was written in; null for one we do not speak. */
  readonly base: Language | null;
  /** Our languages there are texts in, besides Spanish. */
  readonly others: Language[];
  /** Codes of languages that we do not speak. */
  readonly foreign: string[];
  /** Texts without Spanish words, which stand in the flow as they are. */
  readonly untranslated = new Set<string>();
  readonly #codes: [string, Language][];
  readonly #flow: RapidFlow;

  constructor(flow: RapidFlow) {
    this.#flow = flow;
    const code = flow.language ?? "";
    const codes = Object.keys(flow.localization ?? {});
    // Flows whose language was never said are taken as Spanish.
    this.base = ["", "base", "und"].includes(code) ? "es" : languageOf(code);
    this.#codes = codes.flatMap((one): [string, Language][] => {
      const language = languageOf(one);
      return language === null || language === this.base ? [] : [[one, language]];
    });
    this.foreign = [code, ...codes].filter(
      (one) => !["", "base", "und"].includes(one) && languageOf(one) === null,
    );
    const spoken = new Set([this.base, ...this.#codes.map(([, language]) => language)]);
    this.others = LANGUAGES.filter((language) => language !== "es" && spoken.has(language));
  }

  /** The localised list of a thing's field, in one of our languages; null where nothing is written. */
  list(uuid: string, field: string, language: Language): string[] | null {
    for (const [code, spoken] of this.#codes) {
      if (spoken !== language) continue;
      const all = this.#flow.localization?.[code] ?? {};
      const thing = Object.hasOwn(all, uuid) ? all[uuid] : undefined;
      const value = thing !== undefined && Object.hasOwn(thing, field) ? thing[field] : undefined;
      const texts = Array.isArray(value) ? value : [value];
      if (texts.every((text) => typeof text === "string") && texts.some((text) => text !== ""))
        return texts.map(clean);
    }
    return null;
  }

  /**
   * One text of a thing in every language; null when it is empty.
   * @param isSpoken false for names that people may never read
   */
  said(uuid: string, field: string, raw: string, index = 0, isSpoken = true): Said | null {
    const base = clean(raw);
    const said: Partial<Record<Language, string>> = {};
    for (const language of LANGUAGES) {
      const text = this.list(uuid, field, language)?.[index] ?? "";
      const own = language === this.base ? base : text;
      if (own !== "") said[language] = own;
    }
    const es = said.es ?? base;
    if (es === "") return null;
    if (said.es === undefined && isSpoken) this.untranslated.add(`${uuid} ${field} ${index}`);
    return { ...said, es };
  }
}

function languageOf(code: string): Language | null {
  return Object.hasOwn(CODES, code) ? (CODES[code] ?? null) : null;
}

/** A text without signs that are no letters; braces of placeholders are ours alone. */
export function clean(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (sign) => (sign === "\n" || sign === "\t" ? sign : ""))
    .replaceAll(/\{([a-z_][a-z0-9_]*)\}/g, "($1)")
    .trim();
}

/** Several texts as one, each language with its own words where it has them. */
export function together(parts: readonly Said[]): Said {
  const joined = (language: Language): string =>
    parts.map((part) => part[language] ?? part.es).join("\n");
  const said: Said = { es: joined("es") };
  for (const language of LANGUAGES)
    if (parts.some((part) => part[language] !== undefined)) said[language] = joined(language);
  return said;
}
