import { LANGUAGES, type Language } from "../../core/language.ts";
import { CHANNEL_LIMITS } from "../../core/message.ts";
import type { FlowDraft } from "../draft.ts";
import { isQuestion, type FlowNode } from "../nodes.ts";
import type { NodeWords, Program } from "../program.ts";
import { KEYWORDS } from "../schema.ts";
import type { Source } from "../source.ts";
import { textsOf, type Translation } from "../translations.ts";

/** What words mean outside of flows. */
export interface Vocabulary {
  /** The form under which two answers are the same. */
  normalise(text: string): string;
  /** The control word a whole text is, in any language; null for none. */
  control(text: string): string | null;
  /** What a whole text means to us anyway: a control word, an amount, a greeting; null for nothing. */
  meaning(text: string): string | null;
}

/** Letters a value may need where a text has a placeholder. */
const VALUE_LENGTH = 40;

/** Notes answers that collide and texts that do not fit a channel, in every language. */
export function checkWords(
  draft: FlowDraft,
  words: Program["words"],
  translations: Translation[],
  vocabulary: Vocabulary,
): void {
  for (const language of LANGUAGES) {
    for (const [slug, node] of Object.entries(words[language])) {
      const { source, path } = placeOf(draft, translations, language, slug);
      // Spanish that stands in for a missing translation was checked as Spanish.
      if (language !== "es" && source === draft.source) continue;
      const report = (message: string): void => source.report(path, `node ${slug}`, message);
      checkLength(draft, slug, node, report);
      checkAnswers(draft.nodes[slug], node, vocabulary, report);
    }
  }
  if (Object.hasOwn(draft.nodes, KEYWORDS))
    draft.source.report(["nodes", KEYWORDS], `node ${KEYWORDS}`, "this name is taken; use another");
}

/** Where the words of a node in a language are written. */
function placeOf(
  draft: FlowDraft,
  translations: Translation[],
  language: Language,
  slug: string,
): { source: Source; path: string[] } {
  const found = translations.find(
    (one) => one.language === language && one.file[draft.flow]?.[slug] !== undefined,
  );
  return found === undefined
    ? { source: draft.source, path: slug === KEYWORDS ? [KEYWORDS] : ["nodes", slug] }
    : { source: found.source, path: [draft.flow, slug] };
}

function checkLength(
  draft: FlowDraft,
  slug: string,
  words: NodeWords,
  report: (message: string) => void,
): void {
  const node = draft.nodes[slug];
  const hasPicture =
    node !== undefined &&
    (("picture" in node && node.picture !== undefined) ||
      ("file" in node && node.file !== undefined));
  const limit = Math.min(
    ...Object.values(CHANNEL_LIMITS).map((one) => (hasPicture ? one.caption : one.text)),
  );
  const listed = Object.values(words.options).reduce((sum, one) => sum + one.label.length + 5, 0);
  const longest = Math.max(...[words.say, ...words.retry, ...words.nudges].map(lengthOf)) + listed;
  if (longest > limit)
    report(
      `the text may reach ${longest} letters, ${hasPicture ? "under a picture " : ""}a channel takes ${limit}; shorten it or split it over two nodes`,
    );
  const label = Math.min(...Object.values(CHANNEL_LIMITS).map((one) => one.label));
  for (const option of Object.values(words.options)) {
    if (option.label.length > label)
      report(`the label "${option.label}" has more than ${label} letters; shorten it`);
  }
  if (node !== undefined && isQuestion(node) && textsOf(words).some((text) => text.trim() === ""))
    report("a text is empty; write it or remove it");
}

function lengthOf(text: string): number {
  return text.replaceAll(/\{[a-z_][a-z0-9_]*\}/g, "x".repeat(VALUE_LENGTH)).length;
}

/** No two options may share a word, and none may be a control word or another option's number. */
function checkAnswers(
  node: FlowNode | undefined,
  words: NodeWords,
  vocabulary: Vocabulary,
  report: (message: string) => void,
): void {
  const about = node !== undefined && "about" in node ? node.about : undefined;
  const taken = new Map<string, string>();
  for (const [index, [slug, option]] of Object.entries(words.options).entries()) {
    const answers = [...(option.label.includes("{") ? [] : [option.label]), ...option.words];
    for (const answer of answers) {
      const form = vocabulary.normalise(answer);
      const other = taken.get(form);
      if (other !== undefined && other !== slug)
        report(`"${answer}" answers both ${other} and ${slug}; take it from one of them`);
      taken.set(form, slug);
      const control = vocabulary.control(answer);
      if (control !== null && control !== about)
        report(`"${answer}" of the option ${slug} is the word for ${control}; use another word`);
      if (/^\d+$/.test(form) && Number(form) !== index + 1)
        report(`"${answer}" of the option ${slug} is the number of another option; use a word`);
    }
  }
}

/** Words that start a flow must mean nothing else. */
export function checkKeywords(
  spoken: { draft: FlowDraft; keywords: Program["keywords"] }[],
  vocabulary: Vocabulary,
): void {
  const taken = new Map<string, string>();
  for (const { draft, keywords } of spoken) {
    if (draft.takes !== undefined && draft.needs[draft.takes] !== "text")
      draft.source.report(["takes"], "", `write needs: { ${draft.takes}: text } beside takes`);
    for (const word of new Set(LANGUAGES.flatMap((language) => keywords[language]))) {
      const report = (message: string): void => draft.source.report([KEYWORDS], "", message);
      const form = vocabulary.normalise(word);
      const other = taken.get(form);
      if (other !== undefined && other !== draft.flow)
        report(`"${word}" starts ${other} too; use another word for one of them`);
      taken.set(form, draft.flow);
      const meaning = vocabulary.meaning(word);
      if (meaning !== null) report(`"${word}" already means ${meaning}; use another word`);
    }
  }
}
