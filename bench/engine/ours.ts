import { actions } from "../../src/actions.ts";
import { textWithChoices } from "../../src/channels/menu.ts";
import { OperatorError } from "../../src/core/errors.ts";
import { newName } from "../../src/core/ids.ts";
import { limaDay } from "../../src/core/lima.ts";
import type { Reading } from "../../src/core/reading.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { standing } from "../../src/flow/engine.ts";
import type { Program } from "../../src/flow/program.ts";
import { newSession, type SessionState } from "../../src/flow/session.ts";
import { sessionFrom, storedSession } from "../../src/flow/storing.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { proceed } from "../../src/flow/walk.ts";
import { writeText } from "../../src/flow/writing.ts";
import { compileFlows, readLexicon, readWriting } from "../../src/library.ts";
import { draftIn, keptDraft } from "../../src/modules/milk/draft-state.ts";
import { draftOf, withDecision, withTotal, type Draft } from "../../src/modules/milk/draft.ts";
import { readChoice, readLitres } from "../../src/understanding/choice.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import type { Answers, Contender, Host, Script } from "./contender.ts";

/** The shipped milk flow, moved by the engine; whatever would ask the database is prepared. */

type FlowEvent = Parameters<typeof proceed>[1];
type Surroundings = Parameters<typeof proceed>[2];
type ChooseNode = Extract<Program["nodes"][string], { choose: object }>;

const root = process.env["BENCH_ROOT"] ?? process.cwd();
/** A Monday noon in Lima. */
const NOW = new Date("2026-11-23T17:00:00Z");
const TODAY = limaDay(NOW);
const SAYS = ["2 porongos", "20", "2", "1", "deshacer"];
const EXISTING_ML = 12_000;
const REPORT_ID = "0192f3a4-5b6c-7d8e-9f01-23456789abcd";

const lexicon = readLexicon(root);
const compiled = compileFlows(root, actions, lexicon);
if (compiled.programs.length === 0)
  throw new OperatorError(
    compiled.problems
      .filter((problem) => problem.severity === "error")
      .map(writeProblem)
      .join("\n"),
  );
const byHash = new Map(compiled.programs.map((program) => [program.hash, program]));
const byFlow = new Map(compiled.programs.map((program) => [program.flow, program.hash]));
const spanish = readWriting(root).es;
const understander = makeUnderstander(lexicon);

const around: Surroundings = {
  program: (hash) => found(byHash.get(hash)),
  current: (flow) => found(byFlow.get(flow)),
  words: (program, node) => found(program.words.es[node]),
  write: (template, values) => writeText(template, values, spanish, TODAY),
  phrases: spanish.phrases,
  now: NOW,
  today: TODAY,
  newName,
};

/** Opens the engine: `engine` keeps states as they are, `json` stores them as the product does, `understanding` also reads the words as it does. */
export function open(host: Host): Promise<Contender> {
  const hear = host.variant === "understanding" ? hearWell : hearExactly;
  const talk = new Talk(host);
  if (host.variant === "engine") {
    const states = new Map<number, SessionState>();
    return Promise.resolve({
      async says(person, text) {
        states.set(person, talk.turn(person, states.get(person) ?? newSession(), text, hear));
      },
      stored: (person) => storedSession(states.get(person) ?? newSession()),
    });
  }
  const rows = new Map<number, string>();
  return Promise.resolve({
    async says(person, text) {
      const row = rows.get(person);
      const before = sessionFrom(row);
      rows.set(person, storedSession(talk.turn(person, before, text, hear)));
    },
    stored: (person) => rows.get(person) ?? "",
  });
}

/** The conversation as our flow leads it, for the others to follow word for word. */
export async function writeScript(): Promise<Script> {
  const replies: string[] = [];
  const ended: Answers[] = [];
  const ours = await open({
    variant: "json",
    texts: {},
    reply: (_person, text) => replies.push(text),
    ended: (_person, answers) => ended.push(answers),
  });
  for (const text of SAYS) await ours.says(0, text);
  const program = around.program(around.current("milk_report"));
  const texts = [
    ...["ask_size", "ask_exists", "ask_unusual", "recorded", "say_undone"].map((node) => [
      node,
      withChoices(program, node),
    ]),
    ...["ask_size", "ask_exists", "ask_unusual"].map((node) => [
      `${node}_retry`,
      program.words.es[node]?.retry[0] ?? "",
    ]),
  ];
  return { says: SAYS, replies, answers: found(ended[0]), texts: Object.fromEntries(texts) };
}

/** Bytes stored after each turn of a person who goes through the conversation again and again. */
export async function weighSessions(times: number): Promise<{ turn: number; state: string }[]> {
  const ours = await open({ variant: "json", texts: {}, reply: () => {}, ended: () => {} });
  const weighed: { turn: number; state: string }[] = [];
  for (let time = 0; time < times; time++) {
    for (const [index, text] of SAYS.entries()) {
      await ours.says(0, text);
      weighed.push({ turn: index + 1, state: ours.stored(0) });
    }
  }
  return weighed;
}

type Hear = (text: string, state: SessionState) => FlowEvent;

/** Our side of the conversations, with a little world instead of the database. */
class Talk {
  readonly #host: Host;
  readonly #told = new Map<number, Partial<Answers>>();

  constructor(host: Host) {
    this.#host = host;
  }

  turn(person: number, before: SessionState, text: string, hear: Hear): SessionState {
    let state = before;
    state.turn += 1;
    for (let event: FlowEvent | null = hear(text, state); event !== null;) {
      const step = proceed(state, event, around);
      state = step.state;
      for (const effect of step.effects)
        if (effect.kind === "say") this.#host.reply(person, textWithChoices(effect.content));
      event = null;
      if (step.next.kind === "call") {
        const { outcome, values } = this.#act(person, step.next.action, step.next.inputs);
        event = { kind: "outcome", outcome, values };
      } else if (step.next.kind === "end") {
        this.#host.ended(person, this.#told.get(person) as Answers);
        this.#told.delete(person);
      }
    }
    return state;
  }

  /** What the milk module would answer, without its database. */
  #act(
    person: number,
    action: string,
    inputs: Partial<FlowValues>,
  ): { outcome: string; values: FlowValues } {
    const told = this.#told.get(person) ?? {};
    this.#told.set(person, told);
    switch (action) {
      case "milk.understand": {
        const reading = inputs["reading"];
        const draft = reading?.type === "reading" ? draftOf(reading.reading, TODAY) : null;
        return { outcome: "understood", values: withDraft(found(draft)) };
      }
      case "milk.take":
        return take(draftIn(inputs["draft"]), told);
      case "milk.remember_container":
        told.size = inputs["size"]?.type === "litres" ? inputs["size"].ml / 1000 : Number.NaN;
        return { outcome: "remembered", values: withDraft(draftIn(inputs["draft"])) };
      case "milk.decide_add":
        told.decision = "add";
        return {
          outcome: "decided",
          values: withDraft(withDecision(draftIn(inputs["draft"]), { decision: "add" })),
        };
      case "milk.decide_confirm":
        told.confirmed = true;
        return {
          outcome: "decided",
          values: withDraft(withDecision(draftIn(inputs["draft"]), { confirmed: true })),
        };
      case "milk.undo":
        told.after = inputs["report"]?.type === "state" ? "undo" : "lost";
        return { outcome: "undone", values: { figures: figures(told) } };
      default:
        throw new Error(`The milk flow called ${action}, which this benchmark does not expect.`);
    }
  }
}

function take(
  draft: Draft,
  told: Partial<Answers>,
): {
  outcome: string;
  values: FlowValues;
} {
  const day: FlowValue = { type: "day", day: TODAY };
  if (told.size === undefined) {
    const { unit, countMilli } = found(draft.question?.container);
    const container: FlowValue = { type: "container", unit, countMilli };
    return { outcome: "unit_size", values: { draft: keptDraft(draft), day, container } };
  }
  const total = litres(told.size * 2000);
  const sum = litres(told.size * 2000 + EXISTING_ML);
  if (told.decision === undefined) {
    const resolved = keptDraft(withTotal(draft, told.size * 2000, TODAY));
    const existing = litres(EXISTING_ML);
    return { outcome: "exists", values: { draft: resolved, day, total, existing, sum } };
  }
  if (told.confirmed !== true)
    return { outcome: "unusual", values: { draft: keptDraft(draft), day, total: sum } };
  const report: FlowValue = { type: "state", state: [REPORT_ID] };
  return {
    outcome: "recorded",
    values: { draft: keptDraft({ ...draft, entries: [] }), figures: figures(told), report },
  };
}

function figures(told: Partial<Answers>): FlowValue {
  const totalMl = (told.size ?? 0) * 2000 + EXISTING_ML;
  return {
    type: "figures",
    figures: [{ day: TODAY, totalMl, morningMl: null, eveningMl: null }],
  };
}

const prepared: Reading = understander.understand(SAYS[0] ?? "", {
  sentAt: NOW,
  afterReport: false,
});

/** Takes only what is written exactly, as the other contenders do. */
function hearExactly(text: string, state: SessionState): FlowEvent {
  const here = standing(state, around);
  if (here === null) return begin(prepared);
  const { node } = here;
  if ("ask" in node)
    return /^\d+$/.test(text)
      ? { kind: "answer", value: litres(Number(text) * 1000) }
      : { kind: "misunderstood" };
  if (!("choose" in node)) return { kind: "misunderstood" };
  const option =
    numberedOptions(node)[Number(text) - 1] ??
    Object.keys(node.choose).find((slug) => node.choose[slug]?.label.toLowerCase() === text);
  return option === undefined ? { kind: "misunderstood" } : { kind: "option", option };
}

/** Reads the words with the readers of the product, in their order: every message in full, then as an answer. */
function hearWell(text: string, state: SessionState): FlowEvent {
  const reading = understander.understand(text, { sentAt: NOW, afterReport: false });
  const here = standing(state, around);
  if (here === null) return begin(reading);
  const { node, program, frame } = here;
  if ("ask" in node) {
    const ml = readLitres(text, lexicon);
    return ml === null ? { kind: "misunderstood" } : { kind: "answer", value: litres(ml) };
  }
  if (!("choose" in node)) return { kind: "misunderstood" };
  const words = around.words(program, frame.node).options;
  const numbered = numberedOptions(node);
  const number = readChoice(
    text,
    numbered.map(() => ({ label: "", words: [] })),
    lexicon,
  );
  const slugs = Object.keys(node.choose);
  const byWord =
    number === null
      ? readChoice(
          text,
          slugs.map((slug) => words[slug] ?? { label: "" }),
          lexicon,
        )
      : null;
  const option = number === null ? slugs[(byWord ?? 0) - 1] : numbered[number - 1];
  return option === undefined ? { kind: "misunderstood" } : { kind: "option", option };
}

function begin(reading: Reading): FlowEvent {
  return { kind: "start", flow: "milk_report", values: { reading: { type: "reading", reading } } };
}

function numberedOptions(node: ChooseNode): string[] {
  return Object.keys(node.choose).filter((slug) => node.choose[slug]?.numbered === true);
}

function withChoices(program: Program, slug: string): string {
  const words = found(program.words.es[slug]);
  const node = program.nodes[slug];
  const listed = node !== undefined && "choose" in node && node.soft !== true;
  const choices = listed
    ? numberedOptions(node).map((option, index) => ({
        number: index + 1,
        label: words.options[option]?.label ?? "",
        value: option,
      }))
    : [];
  return textWithChoices({ text: words.say, choices, listed, question: null, picture: null });
}

function withDraft(draft: Draft): FlowValues {
  return { draft: keptDraft(draft) };
}

function litres(ml: number): FlowValue {
  return { type: "litres", ml };
}

function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined)
    throw new Error("The milk flow is not what this benchmark expects.");
  return value;
}
