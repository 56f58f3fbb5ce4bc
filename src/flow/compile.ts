import type { Language } from "../core/language.ts";
import { sha256 } from "../core/ids.ts";
import { checkCalls, type ActionSignature } from "./check/calls.ts";
import { checkFormulas } from "./check/formulas.ts";
import { checkTimes } from "./check/times.ts";
import { checkVariables } from "./check/variables.ts";
import { checkWays } from "./check/ways.ts";
import { checkKeywords, checkWords, type Vocabulary } from "./check/words.ts";
import { readFlow, type FlowDraft } from "./draft.ts";
import { neededAt } from "./needed.ts";
import type { Program } from "./program.ts";
import { Source, type FileText, type Problem } from "./source.ts";
import {
  checkLocale,
  missingWords,
  readLocale,
  wordsOf,
  type Translation,
} from "./translations.ts";

export interface FlowSources {
  flows: FileText[];
  /** `locales/<lang>/<area>.yaml` with the translations of flows, by language. */
  locales: { language: Language; source: FileText }[];
}

/** What flows are compiled against. */
export interface Surrounds {
  actions: ReadonlyMap<string, ActionSignature>;
  vocabulary: Vocabulary;
}

export interface Compiled {
  programs: Program[];
  problems: Problem[];
}

/**
 * Compiles flows and their translations. With an error no program comes back: a set of flows is
 * taken whole or not at all.
 */
export function compile(sources: FlowSources, { actions, vocabulary }: Surrounds): Compiled {
  const translations = sources.locales.map(({ language, source }) => readLocale(language, source));
  const files = sources.flows.map((file) => new Source(file.file, file.text));
  const drafts = files.map((source) => readFlow(source)).filter((draft) => draft !== null);
  // What cannot be read would make sound files look wrong: such faults are told first, alone.
  const unread = [...files, ...translations.map((one) => one.source)].flatMap(
    (source) => source.problems,
  );
  if (unread.length > 0) return { programs: [], problems: unread };
  const flows = new Map(drafts.map((draft) => [draft.flow, draft]));
  const formulas = new Map<FlowDraft, Program["formulas"]>();
  for (const draft of drafts) {
    if (flows.get(draft.flow) !== draft) {
      draft.source.report(
        ["flow"],
        "",
        `another file already defines the flow "${draft.flow}"; give this one its own name`,
      );
    }
    checkWays(draft, flows);
    checkCalls(draft, flows, actions);
    checkTimes(draft);
    const types = checkVariables(draft, flows, actions);
    formulas.set(draft, types === null ? {} : checkFormulas(draft, types));
  }
  for (const translation of translations) checkLocale(translation, flows);
  const spoken = drafts.map((draft) => ({ draft, ...wordsOf(draft, translations) }));
  for (const { draft, words } of spoken) checkWords(draft, words, translations, vocabulary);
  checkKeywords(spoken, vocabulary);
  const problems = [...translations.map((one) => one.source), ...files].flatMap(
    (source) => source.problems,
  );
  for (const draft of drafts) problems.push(...missingWords(draft, translations));
  const refused = problems.some((problem) => problem.severity === "error");
  return {
    programs: refused
      ? []
      : drafts.map((draft) => toProgram(draft, translations, formulas.get(draft) ?? {}, actions)),
    problems,
  };
}

function toProgram(
  draft: FlowDraft,
  translations: Translation[],
  formulas: Program["formulas"],
  actions: ReadonlyMap<string, ActionSignature>,
): Program {
  const body = {
    flow: draft.flow,
    title: draft.title,
    needs: Object.keys(draft.needs),
    first: draft.first,
    expires: draft.expires ?? null,
    record: draft.record === true,
    resumable: draft.resumable,
    nodes: draft.nodes,
    final: Object.entries(draft.nodes)
      .filter(([, node]) => "call" in node && actions.get(node.call)?.harmless !== true)
      .map(([slug]) => slug),
    needed: neededAt(draft, formulas),
    formulas,
    ...wordsOf(draft, translations),
    ...(draft.takes !== undefined && { takes: draft.takes }),
  };
  // Half of its digits tell any two programs apart, and every conversation carries them.
  return { hash: sha256(JSON.stringify(body)).slice(0, 32), ...body };
}
