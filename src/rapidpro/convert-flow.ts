import type { Vocabulary } from "../flow/check/words.ts";
import { makeQuestions } from "./asking.ts";
import { buildSteps } from "./build.ts";
import { declareVariables, type FlowContext } from "./context.ts";
import { emitNodes } from "./emit.ts";
import { quoted, type RapidFlow } from "./export-file.ts";
import type { Notes, Tell } from "./report.ts";
import { tellUnreached, withoutRings, withoutUnreached } from "./shape.ts";
import { clean, Tongues } from "./tongues.ts";
import { durationOf } from "./waiting.ts";
import type { Translations } from "./words.ts";

interface Surroundings extends Pick<FlowContext, "flowOf"> {
  vocabulary: Vocabulary;
  notes: Notes;
}

/** One flow as the data of its file, and its words in other languages. */
export function convertFlow(
  flow: RapidFlow,
  { slug, keywords }: { slug: string; keywords: string[] },
  { vocabulary, notes, flowOf }: Surroundings,
): { head: Record<string, unknown>; translations: Translations } {
  const tell: Tell = (node, what, why, todo) => notes.add({ flow: slug, node, what, why, todo });
  const tongues = new Tongues(flow);
  const context: FlowContext = {
    tongues,
    ...declareVariables(flow, tongues, tell),
    flags: new Map(),
    tell,
    flowOf,
  };
  const minutes = flow.expire_after_minutes ?? 0;
  const expires = minutes > 0 ? durationOf(minutes * 60) : null;
  const built = withoutUnreached(buildSteps(flow, context));
  const asked = makeQuestions(built, context, expires);
  tellUnreached(built, asked, context);
  const draft = withoutRings(asked, context);
  const { first, nodes, translations } = emitNodes(draft, context, vocabulary);
  tellLanguages(tongues, flow, tell);
  const isRecorded = context.kept.size > 0;
  const head = {
    flow: slug,
    title: clean(flow.name) || slug,
    ...(keywords.length === 0 ? {} : { keywords }),
    ...(isRecorded ? { record: true } : {}),
    first,
    ...(expires === null ? {} : { expires }),
    nodes,
  };
  return { head, translations };
}

function tellLanguages(tongues: Tongues, flow: RapidFlow, tell: Tell): void {
  for (const code of new Set(tongues.foreign))
    tell(
      "",
      `The texts in the language ${quoted(code)} were left out`,
      "the service speaks Spanish, Quechua, French and English",
      "Translate what is needed",
    );
  if (tongues.untranslated.size > 0)
    tell(
      "",
      `${tongues.untranslated.size} texts stand in the flow in ${quoted(flow.language ?? "")}`,
      "there are no Spanish words for them",
      "Translate them into Spanish in the flow file",
    );
}
