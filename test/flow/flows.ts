import type { Language } from "../../src/core/language.ts";
import { limaInstant } from "../../src/core/lima.ts";
import type { OutgoingContent } from "../../src/core/message.ts";
import type { FlowValue } from "../../src/core/value.ts";
import type { ActionSignature } from "../../src/flow/check/calls.ts";
import type { Vocabulary } from "../../src/flow/check/words.ts";
import { compile, type Compiled } from "../../src/flow/compile.ts";
import { advance } from "../../src/flow/engine.ts";
import type { FlowEvent, Step, Surroundings } from "../../src/flow/events.ts";
import type { Program } from "../../src/flow/program.ts";
import { newSession, type SessionState } from "../../src/flow/session.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { writeText } from "../../src/flow/writing.ts";
import { readWriting } from "../../src/library.ts";

/** The day on which the flows of these tests are played: a Monday. */
export const TODAY = "2026-11-23";

/** Actions for flows that exist in tests only. */
export const ACTIONS: ReadonlyMap<string, ActionSignature> = new Map(
  [
    {
      name: "shop.weigh",
      inputs: { name: "text", note: "text?" },
      outputs: { weight: "litres", days: "options", chart: "chart" },
      outcomes: ["light", "heavy"],
    } as const,
  ].map((action) => [action.name, action]),
);

/** Compiles flows written in a test; files are named flows/1.yaml and so on. */
export function compiled(flows: string[], locales: [Language, string][] = []): Compiled {
  return compile(
    {
      flows: flows.map((text, index) => ({ file: `flows/${index + 1}.yaml`, text })),
      locales: locales.map(([language, text]) => ({
        language,
        source: { file: `locales/${language}/shop.yaml`, text },
      })),
    },
    { actions: ACTIONS, vocabulary: VOCABULARY },
  );
}

/** Words that mean something everywhere, for flows of tests. */
const VOCABULARY: Vocabulary = {
  normalise: (words) => words.toLowerCase().trim(),
  control: (words) => (words.toLowerCase() === "stop" ? "stop" : null),
  meaning: (words) => (words.toLowerCase() === "hello" ? "greeting" : null),
};

/** The errors of flows, each as the line an author reads. */
export function errorsOf(flows: string[], locales: [Language, string][] = []): string[] {
  return compiled(flows, locales)
    .problems.filter((problem) => problem.severity === "error")
    .map(writeProblem);
}

const writing = readWriting(".").es;

/** What surrounds the engine when Spanish is spoken; questions are named q1, q2 … */
export function aroundOf(programs: Program[]): Surroundings {
  let questions = 0;
  const find = (fits: (program: Program) => boolean): Program => {
    const found = programs.find(fits);
    if (found === undefined) throw new Error("no such program");
    return found;
  };
  return {
    program: (hash) => find((program) => program.hash === hash),
    current: (flow) => find((program) => program.flow === flow).hash,
    words: (program, node) =>
      program.words.es[node] ?? { say: "", nudges: [], retry: [], options: {} },
    write: (template, values) => writeText(template, values, writing, TODAY),
    phrases: writing.phrases,
    now: limaInstant(TODAY, 7 * 60),
    today: TODAY,
    newName: () => `q${++questions}`,
  };
}

/** A conversation in flows written in a test. */
export function play(flows: string[]): {
  /** Moves by one event; the state goes through JSON in between, as in the database. */
  on(event: FlowEvent): Step;
  /** What was said by the last event. */
  said(): string[];
  contents(): OutgoingContent[];
  state(): SessionState;
} {
  const { programs, problems } = compiled(flows);
  if (programs.length === 0) throw new Error(problems.map(writeProblem).join("\n"));
  const around = aroundOf(programs);
  let state = newSession();
  let contents: OutgoingContent[] = [];
  return {
    on(event) {
      const step = advance(JSON.parse(JSON.stringify(state)) as SessionState, event, around);
      state = step.state;
      contents = step.effects.flatMap((effect) => (effect.kind === "say" ? [effect.content] : []));
      return step;
    },
    said: () => contents.map((content) => content.text),
    contents: () => contents,
    state: () => state,
  };
}

/** Begins the flow `shop`. */
export const START: FlowEvent = { kind: "start", flow: "shop", values: {} };

/** A text as a value. */
export const text = (words: string): FlowValue => ({ type: "text", text: words });
/** Somebody answers a question for text. */
export const answer = (words: string): FlowEvent => ({ kind: "answer", value: text(words) });
/** An answer nobody can read. */
export const MISUNDERSTOOD: FlowEvent = { kind: "misunderstood" };

/** A flow `shop` of the given nodes. */
export function shop(nodes: string, head = ""): string {
  return `flow: shop\ntitle: A shop\n${head}nodes:\n${nodes}`;
}

/** One question with everything a question may have. */
export const NAME = `  name:
    ask: text
    say: "Your name?"
    save: name
    go: thanks
    skip: bye
    retry: ["Just your name.", "For example: Rosa."]
    otherwise: person
    nudge: { after: 2h, say: "Your name?" }
    silence: { after: 1d, go: bye }
  thanks: { say: "Thanks, {name}.", go: bye }
  person: { hand_off: unclear, say: "A person will come.", go: bye }
  bye: { end: over }
`;
/** A conversation at that question. */
export const asking = (): ReturnType<typeof play> => play([shop(NAME, "first: name\n")]);
