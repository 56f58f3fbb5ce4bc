import type { ChartSpec } from "../core/chart.ts";
import type { Choice, OutgoingContent } from "../core/message.ts";
import type { FlowValue, FlowValues } from "../core/value.ts";
import type { NodeWords, Program } from "./program.ts";
import {
  durationMs,
  isQuestion,
  type AskNode,
  type CallNode,
  type ChooseNode,
  type FlowNode,
  type PickNode,
  type QuestionNode,
} from "./schema.ts";
import { RECENT_QUESTIONS, type Frame, type SessionState } from "./session.ts";

/** Entering more nodes than this in one turn means a loop in the flow. */
export const MAX_STEPS = 60;

/** What the engine may look at besides the state; all of it pure. */
export interface Surroundings {
  /** A program by its hash. */
  program(hash: string): Program;
  /** The hash of the program that a flow's new conversations begin with. */
  current(flow: string): string;
  /** The words of a node in the person's language. */
  words(program: Program, node: string): NodeWords;
  /** Puts values into a text. */
  write(template: string, values: FlowValues): string;
  /** A new name for a question. */
  newQuestion(): string;
}

/** What happened in the world that moves a flow. */
export type FlowEvent =
  | { kind: "start"; flow: string; values: FlowValues }
  | { kind: "answer"; value: FlowValue }
  | { kind: "option"; option: string }
  | { kind: "skip" }
  | { kind: "misunderstood" }
  | { kind: "silence" }
  /** The question is asked again as it was. */
  | { kind: "again" }
  | { kind: "outcome"; outcome: string; values: FlowValues };

/** What the flow wants done. */
export type Effect =
  | { kind: "say"; content: OutgoingContent }
  | { kind: "timer"; timer: "nudge" | "silence"; question: string; delayMs: number }
  | { kind: "ticket"; reason: string };

export type Next =
  /** The person's turn. */
  | { kind: "wait" }
  /** Run this action and come back with its outcome. */
  | { kind: "call"; action: string; inputs: Partial<FlowValues>; actKey: string }
  /** The conversation is over. */
  | { kind: "end"; flow: string; outcome: string };

export interface Step {
  state: SessionState;
  effects: Effect[];
  next: Next;
}

/** A flow that cannot go on: a fault of the flow, not of the person. */
export class FlowFault extends Error {}

/**
 * Moves a conversation by one event, up to the next wait, call or end. Pure: the state given is not
 * changed, and everything to be done comes back as effects.
 */
export function advance(state: SessionState, event: FlowEvent, around: Surroundings): Step {
  const walk = new Walk(copyOf(state), around);
  return walk.take(event);
}

/** The choices a waiting question offers, in the person's language; empty for open questions. */
export function offeredChoices(frame: Frame, around: Surroundings): Choice[] {
  const program = around.program(frame.program);
  const node = nodeOf(program, frame.node);
  return isQuestion(node) ? choicesOf(node, frame, around.words(program, frame.node), around) : [];
}

/** The node an innermost frame stands at, with its program; null when no conversation is open. */
export function standing(
  state: SessionState,
  around: Surroundings,
): { program: Program; node: FlowNode; frame: Frame } | null {
  const frame = state.frames.at(-1);
  if (frame === undefined) return null;
  const program = around.program(frame.program);
  return { program, node: nodeOf(program, frame.node), frame };
}

/** A copy that can be moved on; values themselves are never changed, so they are shared. */
function copyOf(state: SessionState): SessionState {
  return { ...state, frames: state.frames.map(copyOfFrame) };
}

function copyOfFrame(frame: Frame): Frame {
  return { ...frame, variables: { ...frame.variables } };
}

class Walk {
  readonly #state: SessionState;
  readonly #around: Surroundings;
  readonly #effects: Effect[] = [];
  #steps = 0;

  constructor(state: SessionState, around: Surroundings) {
    this.#state = state;
    this.#around = around;
  }

  take(event: FlowEvent): Step {
    if (event.kind === "start") {
      this.#push(this.#around.current(event.flow), event.values);
      return this.#enter();
    }
    const frame = this.#top();
    const node = nodeOf(this.#around.program(frame.program), frame.node);
    if (event.kind === "outcome") return this.#route(frame, node as CallNode, event);
    this.#state.question = null;
    switch (event.kind) {
      case "answer":
        frame.variables[(node as AskNode | PickNode).save] = event.value;
        return this.#go(frame, (node as AskNode | PickNode).go);
      case "option":
        return this.#go(frame, optionTarget(node as ChooseNode, event.option));
      case "skip":
        return this.#go(frame, (node as AskNode).skip ?? (node as AskNode).go);
      case "silence":
        return this.#go(
          frame,
          (node as QuestionNode).silence?.go ?? (node as QuestionNode).otherwise ?? frame.node,
        );
      case "again":
        return this.#enter();
      case "misunderstood":
        return this.#again(frame, node as QuestionNode);
    }
  }

  #push(hash: string, values: FlowValues): void {
    const program = this.#around.program(hash);
    this.#state.frames.push({
      program: hash,
      node: program.first,
      variables: { ...values },
      attempts: 0,
      visits: 0,
    });
  }

  #go(frame: Frame, node: string): Step {
    frame.node = node;
    frame.attempts = 0;
    return this.#enter();
  }

  #enter(): Step {
    for (;;) {
      if (++this.#steps > MAX_STEPS)
        throw new FlowFault(`more than ${MAX_STEPS} steps in one turn`);
      const frame = this.#top();
      const program = this.#around.program(frame.program);
      const node = nodeOf(program, frame.node);
      frame.visits += 1;
      if ("call" in node) return this.#call(frame, program, node);
      if (isQuestion(node)) {
        if ("choose" in node && node.soft === true && this.#state.frames.length > 1) {
          this.#ask(frame, program, node, undefined);
          this.#state.question = null;
          if (!this.#finish()) continue;
          return this.#ended(program, "soft");
        }
        this.#ask(frame, program, node, undefined);
        return this.#step({ kind: "wait" });
      }
      if ("run" in node) this.#push(this.#around.current(node.run), this.#inputs(frame, node));
      else if ("hand_off" in node) {
        this.#effects.push({ kind: "ticket", reason: node.hand_off });
        this.#say(frame, program, undefined);
        frame.node = node.go;
      } else if ("end" in node) {
        if (this.#finish()) return this.#ended(program, node.end);
      } else if ("say" in node) {
        this.#say(frame, program, node.picture);
        frame.node = node.go;
      }
    }
  }

  /** Takes the innermost frame off; true when that was the last, false when its parent goes on. */
  #finish(): boolean {
    this.#state.frames.pop();
    const parent = this.#state.frames.at(-1);
    if (parent === undefined) return true;
    const below = nodeOf(this.#around.program(parent.program), parent.node);
    // A question below was only interrupted: it is asked again.
    if ("run" in below) parent.node = below.go;
    parent.attempts = 0;
    return false;
  }

  #ended(program: Program, outcome: string): Step {
    this.#state.question = null;
    return this.#step({ kind: "end", flow: program.flow, outcome });
  }

  #call(frame: Frame, program: Program, node: CallNode): Step {
    const actKey = `${program.flow}.${frame.node}.${frame.visits}`;
    return this.#step({
      kind: "call",
      action: node.call,
      inputs: this.#inputs(frame, node),
      actKey,
    });
  }

  #route(frame: Frame, node: CallNode, event: { outcome: string; values: FlowValues }): Step {
    const target = node.on[event.outcome];
    if (target === undefined)
      throw new FlowFault(`${node.call} gave ${event.outcome}, which leads nowhere`);
    Object.assign(frame.variables, event.values);
    return this.#go(frame, target);
  }

  #again(frame: Frame, node: QuestionNode): Step {
    const program = this.#around.program(frame.program);
    const words = this.#around.words(program, frame.node);
    const help = words.retry[frame.attempts];
    frame.attempts += 1;
    if (help === undefined) return this.#go(frame, node.otherwise ?? frame.node);
    this.#ask(frame, program, node, help);
    return this.#step({ kind: "wait" });
  }

  #inputs(frame: Frame, node: { with: Record<string, string> }): FlowValues {
    const inputs: FlowValues = {};
    for (const [name, variable] of Object.entries(node.with)) {
      const value = frame.variables[variable];
      if (value !== undefined) inputs[name] = value;
    }
    return inputs;
  }

  #say(frame: Frame, program: Program, picture: string | undefined): void {
    const words = this.#around.words(program, frame.node);
    const text = this.#around.write(words.say, frame.variables);
    const chart = chartIn(frame, picture);
    const titled =
      chart === null
        ? null
        : { ...chart, title: words.title ?? "", subtitle: words.subtitle ?? "" };
    this.#utter({ text, choices: [], listed: false, question: null, picture: titled });
  }

  #ask(frame: Frame, program: Program, node: QuestionNode, help: string | undefined): void {
    const words = this.#around.words(program, frame.node);
    const question = this.#around.newQuestion();
    const choices = choicesOf(node, frame, words, this.#around);
    let asked = frame;
    this.#state.question = question;
    if ("choose" in node && node.soft === true) {
      // What is shown below still needs every variable; what is stored needs the few that answers use.
      asked = copyOfFrame(frame);
      frame.variables = chosen(frame.variables, node.remember ?? []);
      const remembered = { question, frame: copyOfFrame(frame) };
      this.#state.recent = [...this.#state.recent, remembered].slice(-RECENT_QUESTIONS);
    }
    this.#utter({
      text: this.#around.write(help ?? words.say, asked.variables),
      choices,
      listed: !("choose" in node && node.soft === true),
      question,
      picture: null,
    });
    if (node.nudge !== undefined) {
      this.#effects.push({
        kind: "timer",
        timer: "nudge",
        question,
        delayMs: durationMs(node.nudge.after),
      });
    }
    if (node.silence !== undefined) {
      this.#effects.push({
        kind: "timer",
        timer: "silence",
        question,
        delayMs: durationMs(node.silence.after),
      });
    }
  }

  #utter(content: OutgoingContent): void {
    this.#state.shown = content.text;
    this.#effects.push({ kind: "say", content });
  }

  #step(next: Next): Step {
    return { state: this.#state, effects: this.#effects, next };
  }

  #top(): Frame {
    const frame = this.#state.frames.at(-1);
    if (frame === undefined) throw new FlowFault("no conversation is open");
    return frame;
  }
}

function nodeOf(program: Program, slug: string): FlowNode {
  const node = program.nodes[slug];
  if (node === undefined) throw new FlowFault(`${program.flow} has no node ${slug}`);
  return node;
}

function optionTarget(node: ChooseNode, option: string): string {
  const chosen = node.choose[option];
  if (chosen === undefined) throw new FlowFault(`no option ${option}`);
  return chosen.go;
}

function chosen(values: FlowValues, names: string[]): FlowValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function chartIn(frame: Frame, picture: string | undefined): ChartSpec | null {
  const value = picture === undefined ? undefined : frame.variables[picture];
  return value?.type === "chart" ? value.chart : null;
}

function choicesOf(
  node: QuestionNode,
  frame: Frame,
  words: NodeWords,
  around: Surroundings,
): Choice[] {
  if ("choose" in node) {
    let number = 0;
    return Object.entries(node.choose).map(([slug, option]) => ({
      number: option.numbered ? ++number : null,
      label: around.write(words.options[slug]?.label ?? option.label, frame.variables),
      value: slug,
    }));
  }
  if ("pick" in node) {
    const options = frame.variables[node.pick];
    if (options?.type !== "options") return [];
    return options.options.map((option, index) => ({
      number: index + 1,
      label: around.write("{option}", { option }),
      value: String(index),
    }));
  }
  return [];
}
