import { LANGUAGES, type Language } from "../core/language.ts";
import type { Vocabulary } from "../flow/check/words.ts";
import type { FlowContext } from "./context.ts";
import { quoted } from "./export-file.ts";
import { nodeName } from "./report.ts";
import type { AskStep, Option, Target } from "./steps.ts";
import { fillIn } from "./texts.ts";
import type { Said } from "./tongues.ts";

/** Labels longer than this are cut on phones; the compiler refuses them. */
const LONGEST_LABEL = 64;
const MOST_OPTIONS = 30;
const MOST_WORDS = 40;

/** An option as it is written: its words do not meet those of others. */
export interface Offer {
  slug: string;
  label: Said;
  words: Partial<Record<Language, string[]>>;
  go: Target;
}

/** The options of a question, and the quick replies that belong to none. */
export function offersOf(
  step: AskStep,
  context: FlowContext,
  vocabulary: Vocabulary,
): { offers: Offer[]; loose: Said[] } {
  const { tell, tongues, variables } = context;
  const where = nodeName(step.node);
  if (step.options.length > MOST_OPTIONS)
    tell(
      where,
      `Only ${MOST_OPTIONS} of ${step.options.length} answers were taken`,
      "nobody reads a longer list in a chat",
      "Split the question",
    );
  const loose = new Set(step.replies);
  const offers = step.options.slice(0, MOST_OPTIONS).map((option): Offer => {
    const reply = replyOf(option, step.replies, vocabulary);
    if (reply !== undefined) loose.delete(reply);
    else if (tongues.base !== null && option.label.es === option.label[tongues.base])
      if (tongues.base !== "es") tongues.untranslated.add(`${step.node} ${option.slug}`);
    const label = fillIn(reply ?? option.label, variables, () => undefined);
    return { slug: option.slug, label, words: { ...option.words }, go: option.go };
  });
  for (const language of LANGUAGES) {
    if (language !== "es" && !tongues.others.includes(language)) continue;
    const taken = new Map<string, string>();
    const fits = (text: string, slug: string, index: number): boolean => {
      const form = vocabulary.normalise(text);
      const isFree = (taken.get(form) ?? slug) === slug;
      const isNumber = /^\d+$/.test(form);
      return (
        form !== "" &&
        isFree &&
        vocabulary.control(text) === null &&
        (!isNumber || Number(form) === index + 1)
      );
    };
    for (const [index, offer] of offers.entries()) {
      const wanted = short(offer.label[language] ?? offer.label.es);
      const label = [wanted, short(`Opción ${wanted}`), short(`Respuesta: ${wanted}`)]
        .concat(`Respuesta ${letter(index)}`, `Respuesta ${letter(index)} ${offer.slug}`)
        .find((text) => fits(text, offer.slug, index));
      const chosen = short(label ?? `Respuesta ${letter(index)}`);
      if (chosen !== (offer.label[language] ?? offer.label.es)) {
        offer.label[language] = chosen;
        tell(
          where,
          `The answer ${quoted(wanted)} is called ${quoted(chosen)} in ${language}`,
          "the word is too long, taken, or has another meaning everywhere in the service",
          "Find a better label",
        );
      }
      taken.set(vocabulary.normalise(chosen), offer.slug);
    }
    for (const [index, offer] of offers.entries()) {
      const kept = new Map<string, string>();
      for (const word of (offer.words[language] ?? []).slice(0, MOST_WORDS)) {
        const form = vocabulary.normalise(word);
        if (fits(word, offer.slug, index)) {
          // Numbers and the label itself answer anyway.
          if (!/^\d+$/.test(form) && !taken.has(form)) kept.set(form, word);
          taken.set(form, offer.slug);
        } else if (form !== "")
          tell(
            where,
            `The word ${quoted(word)} for the answer ${quoted(offer.label.es)} was left out`,
            "it is the word or number of another answer, or means something everywhere",
            "Find another word",
          );
      }
      offer.words[language] = [...kept.values()];
    }
  }
  return { offers, loose: [...loose] };
}

/** The quick reply that an option answers to: the same words, or a word that is in no other reply. */
function replyOf(
  option: Option,
  replies: readonly Said[],
  vocabulary: Vocabulary,
): Said | undefined {
  const words = [option.label.es, ...Object.values(option.words).flat(), option.category];
  const forms = new Set(words.map((word) => vocabulary.normalise(word)));
  const texts = (reply: Said): string[] =>
    LANGUAGES.flatMap((language) => reply[language] ?? []).map((one) => vocabulary.normalise(one));
  const same = replies.find((reply) => texts(reply).some((text) => forms.has(text)));
  if (same !== undefined) return same;
  const near = replies.filter((reply) =>
    texts(reply).some((text) => text.split(" ").some((word) => forms.has(word))),
  );
  return near.length === 1 ? near[0] : undefined;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= LONGEST_LABEL ? line : `${line.slice(0, LONGEST_LABEL - 1).trim()}…`;
}

function letter(index: number): string {
  return String.fromCodePoint(65 + (index % 26)) + (index < 26 ? "" : String(index));
}
