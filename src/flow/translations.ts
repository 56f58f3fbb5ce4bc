import { LANGUAGES, type Language } from "../core/language.ts";
import { sha256 } from "../core/ids.ts";
import type { FlowDraft } from "./draft.ts";
import type { NodeWords, Program } from "./program.ts";
import { KEYWORDS, localeFile, type LocaleFile, type NodeTranslation } from "./schema.ts";
import { Source, type FileText, type Problem } from "./source.ts";

export interface Translation {
  language: Language;
  source: Source;
  file: LocaleFile;
}

/** Reads `locales/<lang>/<area>.yaml`. */
export function readLocale(language: Language, text: FileText): Translation {
  const source = new Source(text.file, text.text);
  const data = source.data();
  return {
    language,
    source,
    file: (data === undefined ? null : source.read(localeFile, data ?? {}, [], "")) ?? {},
  };
}

/** The hash by which a translation remembers the Spanish words it was made from. */
export function wordsHash(words: NodeWords | string[]): string {
  const said = Array.isArray(words)
    ? words
    : [
        words.say,
        words.left,
        words.nudges,
        words.retry,
        words.options,
        words.title,
        words.subtitle,
        words.outside,
        words.unusual,
      ];
  return sha256(JSON.stringify(said)).slice(0, 8);
}

/** Notes what is stale, foreign or wrong in a locale. */
export function checkLocale(
  { source, file }: Translation,
  flows: ReadonlyMap<string, FlowDraft>,
): void {
  for (const [flow, nodes] of Object.entries(file)) {
    const draft = flows.get(flow);
    if (draft === undefined) {
      source.report([flow], "", `no flow is called "${flow}"; correct the name or remove it`);
      continue;
    }
    for (const [slug, translation] of Object.entries(nodes)) {
      const where = `node ${flow}.${slug}`;
      const spanish = slug === KEYWORDS ? draft.keywords : draft.spanish[slug];
      if (spanish === undefined) {
        source.report(
          [flow, slug],
          where,
          "the flow has no such node with words; correct the name or remove it",
        );
        continue;
      }
      checkFresh(source, [flow, slug], where, wordsHash(spanish), translation, draft);
      const severity = draft.critical === true ? "error" : "warning";
      if (!Array.isArray(spanish))
        compare(source, [flow, slug], where, spanish, translation, severity);
      else if (translation.words === undefined)
        source.report(
          [flow, slug],
          where,
          "the words that start the flow are missing; write words: […]",
          severity,
        );
    }
  }
}

function checkFresh(
  source: Source,
  path: string[],
  where: string,
  hash: string,
  translation: NodeTranslation,
  draft: FlowDraft,
): void {
  if (translation.of === hash) return;
  source.report(
    [...path, "of"],
    where,
    `stale: the Spanish changed; check the words and write of: "${hash}"`,
    draft.critical === true ? "error" : "warning",
  );
}

/** Words that not every node has. */
const OPTIONAL_WORDS = ["left", "title", "subtitle", "outside", "unusual"] as const;

function compare(
  source: Source,
  path: string[],
  where: string,
  spanish: NodeWords,
  other: NodeTranslation,
  severity: "error" | "warning",
): void {
  const nudges = nudgesOf(other);
  const texts = [
    ...(["say", ...OPTIONAL_WORDS] as const).map((key) => [key, spanish[key], other[key]] as const),
    ...spanish.nudges.map((nudge, index) => ["nudge", nudge, nudges[index]] as const),
  ];
  for (const [key, ours, theirs] of texts) {
    if ((ours ?? "") !== "" && theirs === undefined) {
      // Missing nudges are told below, by their number.
      if (key !== "nudge")
        source.report(
          path,
          where,
          `"${key}" is missing, so it is said in Spanish; write it`,
          severity,
        );
      continue;
    }
    const left = placeholders(ours ?? "");
    const right = placeholders(theirs ?? "");
    if (left !== right)
      source.report(
        [...path, key],
        where,
        `"${key}" must have the placeholders ${left || "(none)"}, it has ${right || "(none)"}`,
      );
  }
  const options = Object.keys(spanish.options).sort().join(", ");
  const translated = Object.keys(other.options ?? {})
    .sort()
    .join(", ");
  if (options !== translated)
    source.report(
      [...path, "options"],
      where,
      `must have the options ${options || "(none)"}, it has ${translated || "(none)"}`,
    );
  for (const text of [...(other.retry ?? []), ...labelsOf(other)]) {
    for (const used of strangers(text, spanish)) {
      source.report(path, where, `the Spanish words have no ${used}; correct "${text}"`);
    }
  }
  for (const [key, count, has] of [
    ["retry", spanish.retry.length, (other.retry ?? []).length],
    ["nudge", spanish.nudges.length, nudges.length],
  ] as const) {
    if (count !== has)
      source.report([...path, key], where, `must have ${count} ${key} texts, it has ${has}`);
  }
}

function nudgesOf(translation: NodeTranslation): string[] {
  return translation.nudge === undefined ? [] : [translation.nudge].flat();
}

function labelsOf(translation: NodeTranslation): string[] {
  return Object.values(translation.options ?? {}).map((option) =>
    typeof option === "string" ? option : option.label,
  );
}

/** Placeholders of a text that none of the node's Spanish words has. */
function strangers(text: string, spanish: NodeWords): string[] {
  const known = textsOf(spanish).join(" ");
  return placeholders(text)
    .split(" ")
    .filter((used) => used !== "" && !known.includes(used));
}

/** Every text of a node's words that people read. */
export function textsOf(words: NodeWords): string[] {
  const labels = Object.values(words.options).map((option) => option.label);
  const optional = OPTIONAL_WORDS.flatMap((key) => words[key] ?? []);
  return [words.say, ...optional, ...words.nudges, ...words.retry, ...labels];
}

/** The variables a text uses, sorted, for comparing and for messages. */
function placeholders(text: string): string {
  return [...new Set(namesIn(text).map((name) => `{${name}}`))].sort().join(" ");
}

/** Names of the variables a text uses. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/\{([a-z_][a-z0-9_]*)\}/g)].map((match) => match[1] ?? "");
}

/** Words that no locale has; in a critical flow that is an error. */
export function missingWords(draft: FlowDraft, translations: Translation[]): Problem[] {
  const spanish: [string, NodeWords | string[]][] = Object.entries(draft.spanish);
  if (draft.keywords.length > 0) spanish.push([KEYWORDS, draft.keywords]);
  return LANGUAGES.filter((language) => language !== "es").flatMap((language) =>
    spanish
      .filter(([slug]) => found(draft, language, translations, slug) === undefined)
      .map(([slug, words]) => ({
        file: draft.source.file,
        line: draft.source.line(slug === KEYWORDS ? [slug] : ["nodes", slug]),
        where: slug === KEYWORDS ? "" : `node ${slug}`,
        severity: draft.critical === true ? ("error" as const) : ("warning" as const),
        message:
          `no words in ${language}; add ${draft.flow}.${slug} with of: "${wordsHash(words)}" ` +
          `to locales/${language}/${areaOf(draft.source.file)}.yaml`,
      })),
  );
}

/** The area of `flows/<area>/<flow>.yaml`. */
function areaOf(file: string): string {
  return file.split("/").at(-2) ?? "general";
}

function found(
  draft: FlowDraft,
  language: Language,
  translations: Translation[],
  slug: string,
): NodeTranslation | undefined {
  return translations
    .filter((one) => one.language === language)
    .map((one) => one.file[draft.flow]?.[slug])
    .find((one) => one !== undefined);
}

/** All words of a flow in every language; Spanish stands in where a translation is missing. */
export function wordsOf(
  draft: FlowDraft,
  translations: Translation[],
): Pick<Program, "words" | "keywords"> {
  const words = {} as Program["words"];
  const keywords = {} as Program["keywords"];
  for (const language of LANGUAGES) {
    words[language] = {};
    for (const [slug, spanish] of Object.entries(draft.spanish)) {
      const translated = found(draft, language, translations, slug);
      words[language][slug] = translated === undefined ? spanish : merged(spanish, translated);
    }
    keywords[language] =
      found(draft, language, translations, KEYWORDS)?.words ??
      (language === "es" ? draft.keywords : []);
  }
  return { words, keywords };
}

function merged(spanish: NodeWords, other: NodeTranslation): NodeWords {
  const options = Object.fromEntries(
    Object.entries(spanish.options).map(([slug, option]) => {
      const translated = other.options?.[slug];
      if (translated === undefined) return [slug, option];
      return [slug, typeof translated === "string" ? { label: translated, words: [] } : translated];
    }),
  );
  const words: NodeWords = {
    say: other.say?.trim() ?? spanish.say,
    nudges: other.nudge === undefined ? spanish.nudges : nudgesOf(other),
    retry: other.retry ?? spanish.retry,
    options,
  };
  for (const key of OPTIONAL_WORDS) {
    const text = other[key] ?? spanish[key];
    if (text !== undefined) words[key] = text;
  }
  return words;
}
