import { z } from "zod";

import { LANGUAGES, type Language } from "../core/language.ts";
import { INTENTS, type Intent } from "../core/reading.ts";
import {
  buildMarketVocabulary,
  marketWordsSchema,
  type MarketVocabulary,
} from "./market/vocabulary.ts";
import { MARKS, type Mark } from "./marks.ts";
import { MOMENT_ROLES, type MomentRole } from "./moment-roles.ts";
import { numeralBones } from "./quechua.ts";
import { tokenise } from "./tokens.ts";

const phrases = z.array(z.string().min(1));

/** What a word does in an answer to a question of ours, beside numbers and the names of options. */
const ANSWER_ROLES = [
  "yes",
  "no",
  "all",
  "none",
  "except",
  "last",
  "filler",
  "joining",
  // What takes an earlier answer back: "no", "perdón", "era".
  "denying",
  "correcting",
  "being",
] as const;

type AnswerRole = (typeof ANSWER_ROLES)[number];

/** The shape of locales/<language>/words.yaml, once parsed. */
export const wordsSchema = z.strictObject({
  /** Whole values as text ("12") with their spellings. */
  numbers: z.record(z.string().regex(/^\d+$/), phrases),
  containers: z.record(z.string(), phrases),
  products: z.strictObject({ cheese: phrases, guinea_pig: phrases, other: phrases }),
  /** Sunday first. */
  weekday_words: z.array(phrases).length(7),
  month_words: z.array(phrases).length(12),
  marks: z.partialRecord(z.enum(MARKS), phrases),
  intents: z.partialRecord(z.enum(INTENTS), phrases),
  /** Words that mean this only where we asked for an answer. */
  answers: z.partialRecord(z.enum(ANSWER_ROLES), phrases),
  /** Places in a row ("2") with their spellings. */
  ordinals: z.record(z.string().regex(/^\d+$/), phrases),
  /** Words of days and hours in an answer to "when?". */
  moments: z.partialRecord(z.enum(MOMENT_ROLES), phrases),
  interrogatives: phrases,
  /** Single words of address or politeness that may stand around any request. */
  courtesies: phrases,
  /** Prices and sale. */
  market: marketWordsSchema,
});

export type Words = z.infer<typeof wordsSchema>;

/** What a word or phrase stands for inside a report. */
export type Meaning =
  | { kind: "numeral"; value: number; language: Language }
  | { kind: "container"; unit: string }
  | { kind: "product"; product: "cheese" | "guinea_pig" | "other" }
  | { kind: "weekday"; weekday: number }
  /** `month` is 1 to 12. */
  | { kind: "month"; month: number }
  | { kind: "mark"; mark: Mark };

/** A phrase as folded token texts, with what it stands for. */
export interface Phrase<Value> {
  texts: string[];
  value: Value;
}

/** Phrases by their first token, longest first. */
export type PhraseIndex<Value> = ReadonlyMap<string, readonly Phrase<Value>[]>;

/** All vocabulary, indexed once when the service starts. */
export interface Lexicon {
  meanings: PhraseIndex<Meaning>;
  /** Beginnings of words ("ch'awa*"), without the asterisk. */
  stems: readonly { stem: string; meaning: Meaning }[];
  /** Quechua numerals by their bare bones, blind to spelling habits. */
  bones: ReadonlyMap<string, number>;
  intents: PhraseIndex<Intent>;
  answers: Record<AnswerRole, PhraseIndex<true>>;
  ordinals: PhraseIndex<number>;
  moments: PhraseIndex<MomentRole>;
  interrogatives: PhraseIndex<true>;
  courtesies: ReadonlySet<string>;
  market: MarketVocabulary;
}

/** Indexes the words of all languages; where two languages share a word, the earlier in LANGUAGES wins. */
export function buildLexicon(words: Record<Language, Words>): Lexicon {
  const meanings = new Map<string, Phrase<Meaning>[]>();
  const intents = new Map<string, Phrase<Intent>[]>();
  const answers = Object.fromEntries(
    ANSWER_ROLES.map((role) => [role, new Map<string, Phrase<true>[]>()]),
  ) as Record<AnswerRole, Map<string, Phrase<true>[]>>;
  const ordinals = new Map<string, Phrase<number>[]>();
  const moments = new Map<string, Phrase<MomentRole>[]>();
  const interrogatives = new Map<string, Phrase<true>[]>();
  const stems: { stem: string; meaning: Meaning }[] = [];
  for (const language of LANGUAGES) {
    for (const [spelling, meaning] of meaningsOf(words[language], language)) {
      const texts = textsOf(spelling);
      if (spelling.length > 1 && spelling.endsWith("*")) {
        stems.push({ stem: texts.slice(0, -1).join(""), meaning });
      } else add(meanings, texts, meaning);
    }
    addRoles(intents, INTENTS, words[language].intents);
    for (const role of ANSWER_ROLES) {
      for (const phrase of words[language].answers[role] ?? []) {
        add(answers[role], textsOf(phrase), true);
      }
    }
    addRoles(moments, MOMENT_ROLES, words[language].moments);
    for (const [place, spellings] of Object.entries(words[language].ordinals)) {
      for (const spelling of spellings) add(ordinals, textsOf(spelling), Number(place));
    }
    for (const phrase of words[language].interrogatives) {
      add(interrogatives, textsOf(phrase), true);
    }
  }
  for (const index of [
    meanings,
    intents,
    ordinals,
    moments,
    interrogatives,
    ...Object.values(answers),
  ]) {
    for (const list of index.values()) list.sort((a, b) => b.texts.length - a.texts.length);
  }
  return {
    meanings,
    stems,
    bones: numeralBones(words.qu.numbers),
    intents,
    answers,
    ordinals,
    moments,
    interrogatives,
    courtesies: new Set(
      LANGUAGES.flatMap((language) => words[language].courtesies.flatMap(textsOf)),
    ),
    market: buildMarketVocabulary({
      es: words.es.market,
      qu: words.qu.market,
      fr: words.fr.market,
      en: words.en.market,
    }),
  };
}

/** The longest phrase that the texts hold from `at` on, or null. */
export function longestPhrase<Value>(
  index: PhraseIndex<Value>,
  texts: readonly string[],
  at: number,
): Phrase<Value> | null {
  const candidates = index.get(texts[at] ?? "") ?? [];
  return (
    candidates.find((phrase) => phrase.texts.every((text, step) => texts[at + step] === text)) ??
    null
  );
}

function textsOf(phrase: string): string[] {
  return tokenise(phrase).map((token) => token.text);
}

function addRoles<Role extends string>(
  index: Map<string, Phrase<Role>[]>,
  roles: readonly Role[],
  phrasesOf: Partial<Record<Role, readonly string[]>>,
): void {
  for (const role of roles) {
    for (const phrase of phrasesOf[role] ?? []) add(index, textsOf(phrase), role);
  }
}

function add<Value>(index: Map<string, Phrase<Value>[]>, texts: string[], value: Value): void {
  const first = texts[0];
  if (first === undefined) return;
  const list = index.get(first) ?? [];
  const known = list.some((phrase) => phrase.texts.join(" ") === texts.join(" "));
  if (!known) list.push({ texts, value });
  index.set(first, list);
}

function meaningsOf(words: Words, language: Language): [string, Meaning][] {
  const pairs: [string, Meaning][] = [];
  const addAll = (spellings: readonly string[], meaning: Meaning): void => {
    for (const spelling of spellings) pairs.push([spelling, meaning]);
  };
  for (const [value, spellings] of Object.entries(words.numbers)) {
    addAll(spellings, { kind: "numeral", value: Number(value), language });
  }
  for (const [unit, spellings] of Object.entries(words.containers)) {
    addAll(spellings, { kind: "container", unit });
  }
  for (const product of ["cheese", "guinea_pig", "other"] as const) {
    addAll(words.products[product], { kind: "product", product });
  }
  words.weekday_words.forEach((spellings, day) =>
    addAll(spellings, { kind: "weekday", weekday: day }),
  );
  words.month_words.forEach((spellings, month) => {
    addAll(spellings, { kind: "month", month: month + 1 });
  });
  for (const mark of MARKS) addAll(words.marks[mark] ?? [], { kind: "mark", mark });
  return pairs;
}
