import { stringify } from "yaml";
import { OperatorError } from "../core/errors.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import type { Vocabulary } from "../flow/check/words.ts";
import { readFlow } from "../flow/draft.ts";
import { Source, type FileText } from "../flow/source.ts";
import { wordsHash } from "../flow/translations.ts";
import { convertFlow } from "./convert-flow.ts";
import type { RapidExport, RapidFlow } from "./export-file.ts";
import { quoted } from "./export-file.ts";
import { keywordsOf } from "./keywords.ts";
import { Notes, writeNotes } from "./report.ts";
import { nameFlows } from "./relations.ts";
import type { Translations } from "./words.ts";

export interface ConvertOptions {
  /** Name of the folder of flows and of the files of translations. */
  area: string;
  /** Name of the file, for the report. */
  source: string;
  vocabulary: Vocabulary;
  /** Words that start flows there are already. */
  keywords: readonly string[];
}

/** What an export becomes: all files with their texts. */
export interface Converted {
  flows: FileText[];
  locales: { language: Language; source: FileText }[];
  report: FileText;
}

const TYPES = ["messaging", "message", "messaging_background"];

/** Turns an export into files of ours. Pure; throws an OperatorError when no flow of it can be taken. */
export function convert(data: RapidExport, options: ConvertOptions): Converted {
  const { area, source, vocabulary } = options;
  const notes = new Notes();
  const wanted = data.flows.filter((flow) => isTalk(flow, notes));
  if (wanted.length === 0)
    throw new OperatorError(
      "No flow of the file is a conversation by messages; voice and survey flows cannot be taken.",
    );
  if ((data.campaigns ?? []).length > 0)
    notes.add({
      flow: "",
      node: "",
      what: "The campaigns were left out",
      why: "flows here are started by keywords, reminders and broadcasts",
      todo: "Start the flows with a reminder",
    });
  const named = nameFlows(wanted);
  const keywords = keywordsOf(data, named, options, notes);
  const flows: FileText[] = [];
  const locales = new Map<Language, Record<string, unknown>>();
  for (const { flow, slug, flowOf } of named) {
    const made = convertFlow(
      flow,
      { slug, keywords: keywords.get(slug) ?? [] },
      {
        vocabulary,
        notes,
        flowOf,
      },
    );
    const file: FileText = {
      file: `flows/${area}/${slug}.yaml`,
      text: `# ${plainLine(`Imported from ${source}; what could not be taken stands in ${area}.import.md.`)}\n${yaml(made.head)}`,
    };
    flows.push(file);
    for (const [language, words] of translated(file, made.translations)) {
      const own = locales.get(language) ?? {};
      own[slug] = words;
      locales.set(language, own);
    }
  }
  return {
    flows,
    locales: [...locales].map(([language, words]) => ({
      language,
      source: { file: `locales/${language}/${area}.yaml`, text: yaml(words) },
    })),
    report: { file: `${area}.import.md`, text: writeNotes(source, notes.all) },
  };
}

function isTalk(flow: RapidFlow, notes: Notes): boolean {
  const type = flow.type ?? "messaging";
  if (TYPES.includes(type)) return true;
  notes.add({
    flow: "",
    node: "",
    what: `The flow ${quoted(flow.name)} of the type ${quoted(type)} was left out`,
    why: "only conversations by messages can be taken",
    todo: "Write it anew as a conversation",
  });
  return false;
}

/** The translations of a flow, each with the mark of the Spanish words it stands for. */
function translated(file: FileText, translations: Translations): [Language, object][] {
  const draft = readFlow(new Source(file.file, file.text));
  return LANGUAGES.flatMap((language): [Language, object][] => {
    const marked = Object.entries(translations[language] ?? {}).flatMap(([node, words]) => {
      const spanish = draft?.spanish[node];
      return spanish === undefined ? [] : [[node, { of: wordsHash(spanish), ...words }]];
    });
    return marked.length === 0 ? [] : [[language, Object.fromEntries(marked) as object]];
  });
}

function yaml(data: unknown): string {
  return stringify(data, { lineWidth: 120, aliasDuplicateObjects: false });
}

function plainLine(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, " ");
}
