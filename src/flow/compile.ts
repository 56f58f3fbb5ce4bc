import { LANGUAGES, type Language } from "../core/language.ts";
import { sha256 } from "../core/ids.ts";
import type { NodeWords, Program } from "./program.ts";
import {
  flowFile,
  isQuestion,
  localeFile,
  schemaOfNode,
  type FlowNode,
  type LocaleFile,
  type NodeTranslation,
} from "./schema.ts";
import { Source, type Problem } from "./source.ts";
import { checkFlow, type ActionSignature } from "./check.ts";
import type { FlowDraft } from "./draft.ts";

/** One file of text, with the name it is reported under. */
export interface FileText {
  file: string;
  text: string;
}

export interface FlowSources {
  flows: FileText[];
  /** `locales/<lang>/<area>.yaml` with the translations of flows, by language. */
  locales: { language: Language; source: FileText }[];
}

export interface Compiled {
  programs: Program[];
  problems: Problem[];
}

/**
 * Compiles flows and their translations. With an error no program comes back: a set of flows is
 * taken whole or not at all.
 */
export function compile(
  sources: FlowSources,
  actions: ReadonlyMap<string, ActionSignature>,
): Compiled {
  const problems: Problem[] = [];
  const translations = sources.locales.map(({ language, source }) => readLocale(language, source));
  const files = sources.flows.map((file) => new Source(file.file, file.text));
  const drafts = files.map((source) => readFlow(source)).filter((draft) => draft !== null);
  // What cannot be read would make sound files look wrong: such faults are told first, alone.
  const unread = [...files, ...translations.map((one) => one.source)].flatMap(
    (source) => source.problems,
  );
  if (unread.length > 0) return { programs: [], problems: unread };
  const flows = new Map(drafts.map((draft) => [draft.flow, draft]));
  for (const draft of drafts) {
    if (flows.get(draft.flow) !== draft) {
      draft.source.report(
        ["flow"],
        "",
        `another file already defines the flow "${draft.flow}"; give this one its own name`,
      );
    }
    checkFlow(draft, flows, actions);
  }
  for (const translation of translations) {
    checkLocale(translation, flows);
    problems.push(...translation.source.problems);
  }
  for (const source of files) problems.push(...source.problems);
  for (const draft of drafts) {
    for (const language of LANGUAGES) {
      if (language !== "es") problems.push(...missing(draft, language, translations));
    }
  }
  const refused = problems.some((problem) => problem.severity === "error");
  return {
    programs: refused ? [] : drafts.map((draft) => toProgram(draft, translations)),
    problems,
  };
}

/** The hash by which a translation remembers the Spanish words it was made from. */
export function wordsHash(words: NodeWords): string {
  return sha256(
    JSON.stringify([
      words.say,
      words.left,
      words.nudge,
      words.retry,
      words.options,
      words.title,
      words.subtitle,
    ]),
  ).slice(0, 8);
}

function readFlow(source: Source): FlowDraft | null {
  const data = source.data();
  const read = data === undefined ? null : source.read(flowFile, data, [], "");
  if (read === null) return null;
  const nodes: FlowDraft["nodes"] = {};
  const spanish: Record<string, NodeWords> = {};
  for (const [slug, raw] of Object.entries(read.nodes)) {
    const where = `node ${slug}`;
    const schema = schemaOfNode(raw);
    if (schema === null) {
      source.report(
        ["nodes", slug],
        where,
        "no kind of node; write one of say, ask, choose, pick, call, run, hand_off, end",
      );
      continue;
    }
    const node = source.read(schema, raw, ["nodes", slug], where);
    if (node === null) continue;
    nodes[slug] = node;
    if ("say" in node) spanish[slug] = spanishWords(node);
  }
  return {
    source,
    flow: read.flow,
    title: read.title,
    needs: read.needs,
    first: read.first,
    nodes,
    spanish,
  };
}

function spanishWords(node: FlowNode & { say: string }): NodeWords {
  const words: NodeWords = { say: node.say.trim(), retry: [], options: {} };
  if (isQuestion(node)) {
    words.retry = node.retry ?? [];
    if (node.left !== undefined) words.left = node.left;
    if (node.nudge !== undefined) words.nudge = node.nudge.say;
  }
  if ("title" in node && node.title !== undefined) words.title = node.title;
  if ("subtitle" in node && node.subtitle !== undefined) words.subtitle = node.subtitle;
  if ("choose" in node) {
    for (const [slug, option] of Object.entries(node.choose)) {
      words.options[slug] = { label: option.label, words: option.words };
    }
  }
  return words;
}

/** Words that not every node has. */
const OPTIONAL_WORDS = ["left", "nudge", "title", "subtitle"] as const;

interface Translation {
  language: Language;
  source: Source;
  file: LocaleFile;
}

function readLocale(language: Language, text: FileText): Translation {
  const source = new Source(text.file, text.text);
  const data = source.data();
  return {
    language,
    source,
    file: (data === undefined ? null : source.read(localeFile, data ?? {}, [], "")) ?? {},
  };
}

function checkLocale({ source, file }: Translation, flows: ReadonlyMap<string, FlowDraft>): void {
  for (const [flow, nodes] of Object.entries(file)) {
    const draft = flows.get(flow);
    if (draft === undefined) {
      source.report([flow], "", `no flow is called "${flow}"; correct the name or remove it`);
      continue;
    }
    for (const [slug, translation] of Object.entries(nodes)) {
      const spanish = draft.spanish[slug];
      const where = `node ${flow}.${slug}`;
      if (spanish === undefined) {
        source.report(
          [flow, slug],
          where,
          "the flow has no such node with words; correct the name or remove it",
        );
      } else {
        compare(source, [flow, slug], where, spanish, translation);
      }
    }
  }
}

function compare(
  source: Source,
  path: string[],
  where: string,
  spanish: NodeWords,
  other: NodeTranslation,
): void {
  if (other.of !== wordsHash(spanish)) {
    source.report(
      [...path, "of"],
      where,
      `stale: the Spanish changed; check the words and write of: "${wordsHash(spanish)}"`,
      "warning",
    );
  }
  for (const key of ["say", ...OPTIONAL_WORDS] as const) {
    const left = placeholders(spanish[key] ?? "");
    const right = placeholders(other[key] ?? "");
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
  if ((other.retry ?? []).length !== spanish.retry.length) {
    source.report(
      [...path, "retry"],
      where,
      `must have ${spanish.retry.length} retry texts, it has ${(other.retry ?? []).length}`,
    );
  }
}

function labelsOf(translation: NodeTranslation): string[] {
  return Object.values(translation.options ?? {}).map((option) =>
    typeof option === "string" ? option : option.label,
  );
}

/** Placeholders of a text that none of the node's Spanish words has. */
function strangers(text: string, spanish: NodeWords): string[] {
  const labels = Object.values(spanish.options).map((option) => option.label);
  const known = [spanish.say, spanish.left, spanish.nudge, ...spanish.retry, ...labels].join(" ");
  return placeholders(text)
    .split(" ")
    .filter((used) => used !== "" && !known.includes(used));
}

/** The variables a text uses, sorted, for comparing and for messages. */
export function placeholders(text: string): string {
  return [...new Set([...text.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[0]))]
    .sort()
    .join(" ");
}

function missing(draft: FlowDraft, language: Language, translations: Translation[]): Problem[] {
  return Object.keys(draft.spanish)
    .filter(
      (slug) =>
        !translations.some(
          (one) => one.language === language && one.file[draft.flow]?.[slug] !== undefined,
        ),
    )
    .map((slug) => ({
      file: draft.source.file,
      line: draft.source.line(["nodes", slug]),
      where: `node ${slug}`,
      severity: "warning" as const,
      message: `no words in ${language}; add ${draft.flow}.${slug} to locales/${language}/`,
    }));
}

function toProgram(draft: FlowDraft, translations: Translation[]): Program {
  const words = Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      wordsIn(
        draft,
        translations.filter((one) => one.language === language),
      ),
    ]),
  ) as Program["words"];
  const body = {
    flow: draft.flow,
    title: draft.title,
    needs: draft.needs,
    first: draft.first,
    nodes: draft.nodes,
    words,
  };
  return { hash: sha256(JSON.stringify(body)), ...body };
}

function wordsIn(draft: FlowDraft, translations: Translation[]): Record<string, NodeWords> {
  const result: Record<string, NodeWords> = {};
  for (const [slug, spanish] of Object.entries(draft.spanish)) {
    const translated = translations
      .map((one) => one.file[draft.flow]?.[slug])
      .find((one) => one !== undefined);
    result[slug] = translated === undefined ? spanish : merged(spanish, translated);
  }
  return result;
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
    retry: other.retry ?? spanish.retry,
    options,
  };
  for (const key of OPTIONAL_WORDS) {
    const text = other[key] ?? spanish[key];
    if (text !== undefined) words[key] = text;
  }
  return words;
}
