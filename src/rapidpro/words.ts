import type { Language } from "../core/language.ts";
import type { NodeTranslation } from "../flow/schema.ts";
import { namesIn } from "../flow/translations.ts";
import type { FlowContext } from "./context.ts";
import { ASK_ANYTHING, NOT_UNDERSTOOD, RETRY, TICKET_OPENED } from "./defaults.ts";
import type { Offer } from "./options.ts";
import { nodeName } from "./report.ts";
import { cutTexts, fillIn } from "./texts.ts";
import type { Said } from "./tongues.ts";

/** The words of a node in every language. */
interface NodeTexts {
  say: Said;
  retry?: Said;
  nudge?: Said;
  offers: Offer[];
}

export type Translations = Partial<Record<Language, Record<string, Omit<NodeTranslation, "of">>>>;

/** Words of ours that stand in for what the export does not say. */
const OURS: readonly (Said | undefined)[] = [
  ASK_ANYTHING,
  NOT_UNDERSTOOD,
  TICKET_OPENED,
  ...Object.values(RETRY),
];

/** Fills in placeholders and gathers translations. */
export class Words {
  readonly #context: FlowContext;
  readonly #translations: Translations;

  constructor(context: FlowContext, translations: Translations) {
    this.#context = context;
    this.#translations = translations;
  }

  /** The words of a node as they are written; what other languages have goes to the translations. */
  write(name: string, node: string, texts: NodeTexts): NodeTexts {
    const isOurs = [texts.say, texts.retry].some((said) => OURS.includes(said));
    const listedLength = texts.offers.reduce((sum, offer) => sum + offer.label.es.length + 70, 0);
    const ready = (said: Said): Said => this.#ready(node, said, 3000 - listedLength);
    const written: NodeTexts = {
      say: ready(texts.say),
      ...(texts.retry === undefined ? {} : { retry: ready(texts.retry) }),
      ...(texts.nudge === undefined ? {} : { nudge: ready(texts.nudge) }),
      offers: texts.offers,
    };
    for (const language of this.#context.tongues.others) {
      const translation = this.#translation(node, language, written);
      if (translation === null) continue;
      const own = (this.#translations[language] ??= {});
      own[name] = isOurs ? { review: true, ...translation } : translation;
    }
    return written;
  }

  #ready(node: string, said: Said, room: number): Said {
    const { variables, tell } = this.#context;
    const filled = fillIn(said, variables, (expression) =>
      tell(
        nodeName(node),
        `The expression ${expression.slice(0, 120)} stays in a text as it is`,
        "no variable of this flow holds it",
        "Take it out, or write a variable in braces",
      ),
    );
    const cut = cutTexts(filled, room);
    if (cut !== null)
      tell(
        nodeName(node),
        `A text of ${filled.es.length} letters was cut`,
        "a message takes about 4000 letters",
        "Split it over two nodes",
      );
    return cut ?? filled;
  }

  #translation(
    node: string,
    language: Language,
    { say, retry, nudge, offers }: NodeTexts,
  ): Omit<NodeTranslation, "of"> | null {
    const pieces = [say, nudge, ...offers.map((offer) => offer.label)];
    if (pieces.every((said) => said?.[language] === undefined)) return null;
    const note = (what: string, why: string, todo: string): void =>
      this.#context.tell(nodeName(node), what, why, todo);
    const own = say[language];
    const odd = [say, nudge].find(
      (said) => said?.[language] !== undefined && holes(said[language] ?? "") !== holes(said.es),
    );
    const stray = namesIn(retry?.[language] ?? "").some(
      (used) => ![say.es, retry?.es].join(" ").includes(`{${used}}`),
    );
    if (odd !== undefined || stray) {
      note(
        `The words in ${language} were left out: ${own ?? odd?.[language] ?? ""}`,
        "their placeholders are not those of the Spanish words",
        "Write them again with the same placeholders",
      );
      return null;
    }
    if (own === undefined)
      note(
        `Some words in ${language} are missing: ${say.es}`,
        "the export has answers in that language, and not the question",
        "Translate it",
      );
    const options = offers.map((offer): [string, string | { label: string; words: string[] }] => {
      const label = offer.label[language] ?? offer.label.es;
      const words = offer.words[language] ?? [];
      return [offer.slug, words.length === 0 ? label : { label, words }];
    });
    return {
      say: own ?? say.es,
      ...(retry === undefined ? {} : { retry: [retry[language] ?? retry.es] }),
      ...(nudge === undefined ? {} : { nudge: nudge[language] ?? nudge.es }),
      ...(options.length === 0 ? {} : { options: Object.fromEntries(options) }),
    };
  }
}

function holes(text: string): string {
  return [...new Set(namesIn(text))].sort().join(" ");
}
