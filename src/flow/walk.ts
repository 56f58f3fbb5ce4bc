import type { FlowValues } from "../core/value.ts";
import { decide, type Decision } from "./answering.ts";
import {
  FlowFault,
  Stopped,
  type AnswerEvent,
  type Effect,
  type FlowEvent,
  type Next,
  type Step,
  type Surroundings,
} from "./events.ts";
import { isQuestion, type CallNode, type FlowNode, type QuestionNode } from "./nodes.ts";
import { armOf, comeBack, inputsOf, letGo, setVariables, valueOf } from "./passing.ts";
import { keepAside, remember, unwind } from "./path.ts";
import { nodeOf, type Program } from "./program.ts";
import type { Frame, SessionState } from "./session.ts";
import { asking, saying, timersOf } from "./speaking.ts";
import { unpark, waitMs } from "./waiting.ts";

/** Entering more nodes than this in one turn means a loop in the flow. */
export const MAX_STEPS = 60;

/** Flows that run each other deeper than this turn in circles. */
export const MAX_DEPTH = 8;

/** Flows that one event may switch to, one after the other. */
const MAX_SWITCHES = 3;

/** One event's way through the flows. Owns the state it is given. */
export class Walk {
  readonly #state: SessionState;
  readonly #around: Surroundings;
  readonly #effects: Effect[] = [];
  #steps = 0;
  #switches = 0;
  /** Flow last stood in, for the record of a stop. */
  #flow = "";

  constructor(state: SessionState, around: Surroundings) {
    this.#state = state;
    this.#around = around;
  }

  take(event: FlowEvent): Step {
    try {
      return this.#take(event);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      this.#state.frames = [];
      this.#state.question = null;
      return this.#step({ kind: "stopped", flow: this.#flow, reason: error.reason });
    }
  }

  #take(event: FlowEvent): Step {
    if (event.kind === "start") {
      this.#push(this.#around.current(event.flow), event.values);
      return this.#enter();
    }
    if (event.kind === "due") return this.#due(event.wait);
    const frame = this.#state.frames.at(-1);
    if (frame === undefined) return this.#step({ kind: "wait" });
    const program = this.#program(frame);
    const node = this.#node(frame);
    if (event.kind === "outcome") return this.#route(frame, node, event);
    if (!isQuestion(node)) return this.#enter();
    this.#state.question = null;
    return this.#answer(frame, program, node, event);
  }

  #answer(
    frame: Frame,
    program: Program,
    node: QuestionNode,
    event: Exclude<FlowEvent, { kind: "start" | "due" | "outcome" }>,
  ): Step {
    switch (event.kind) {
      case "silence":
        return node.silence === undefined
          ? this.#go(frame, "otherwise", node.otherwise ?? frame.node)
          : this.#go(frame, "silence", node.silence.go);
      case "expire":
        if (this.#finish("expired")) return this.#ended(program, "expired");
        return this.#enter();
      case "again":
        return this.#enter();
      case "back":
        return this.#back();
      case "correct":
        return this.#correct(event.back, event.answer);
      case "misunderstood":
        return this.#again(frame, program, node, false);
      default:
        return this.#follow(
          frame,
          program,
          node,
          decide(frame, program, node, event, this.#around),
        );
    }
  }

  #follow(frame: Frame, program: Program, node: QuestionNode, decision: Decision): Step {
    switch (decision.kind) {
      case "again":
        return this.#again(frame, program, node, decision.outside);
      case "doubt":
        frame.doubt = decision.doubt;
        return this.#enter();
      case "ask":
        delete frame.doubt;
        return this.#enter();
      case "counts":
        return this.#count(frame, node, decision);
    }
  }

  /** Notes the answered question on the path, keeps its value and goes on. */
  #count(
    frame: Frame,
    node: QuestionNode,
    { recorded, value, way, go }: Extract<Decision, { kind: "counts" }>,
  ): Step {
    if (frame.run !== undefined)
      this.#effects.push({ kind: "answered", run: frame.run, node: frame.node, value: recorded });
    const save = "save" in node ? node.save : undefined;
    if (!("choose" in node && node.soft === true)) remember(frame, save);
    if (save !== undefined && value !== undefined) frame.variables[save] = value;
    return this.#go(frame, way, go);
  }

  /** To the question before; the waiting one again when there is none. */
  #back(): Step {
    for (let frame = this.#top(); ; frame = this.#top()) {
      delete frame.doubt;
      if (this.#unwind(frame, 1)) break;
      const parent = this.#state.frames.at(-2);
      const below = parent === undefined ? undefined : this.#node(parent);
      if (below === undefined || !("run" in below) || (parent?.path ?? []).length === 0) break;
      this.#state.frames.pop();
    }
    return this.#enter();
  }

  #correct(back: number, answer: AnswerEvent): Step {
    const frame = this.#top();
    delete frame.doubt;
    if (!this.#unwind(frame, back)) return this.#enter();
    const node = this.#node(frame);
    return isQuestion(node)
      ? this.#answer(frame, this.#program(frame), node, answer)
      : this.#enter();
  }

  #unwind(frame: Frame, count: number): boolean {
    const nodes = unwind(frame, count);
    if (nodes.length === 0) return false;
    if (frame.run !== undefined) this.#effects.push({ kind: "withdrawn", run: frame.run, nodes });
    return true;
  }

  #push(hash: string, values: FlowValues): void {
    const program = this.#around.program(hash);
    this.#flow = program.flow;
    if (this.#state.frames.length >= MAX_DEPTH) throw new Stopped("depth");
    const frame: Frame = {
      program: hash,
      node: program.first,
      variables: { ...values },
      attempts: 0,
      visits: 0,
    };
    if (program.record) {
      frame.run = this.#around.newName();
      this.#effects.push({ kind: "began", run: frame.run, program: hash, flow: program.flow });
    }
    this.#state.frames.push(frame);
  }

  #go(frame: Frame, way: string, node: string): Step {
    this.#leave(frame, way, node);
    frame.attempts = 0;
    if (frame.doubt !== undefined) delete frame.doubt;
    return this.#enter();
  }

  #leave(frame: Frame, way: string, node: string): void {
    this.#around.passed?.(this.#around.program(frame.program), frame.node, way);
    frame.node = node;
  }

  /** Walks on from where the innermost frame stands, to the next wait, call or end. */
  #enter(): Step {
    for (;;) {
      const frame = this.#top();
      const program = this.#program(frame);
      const node = this.#node(frame);
      if (++this.#steps > MAX_STEPS) throw new Stopped("steps");
      frame.visits += 1;
      this.#around.passed?.(program, frame.node, null);
      if ("call" in node) return this.#call(frame, program, node);
      if (isQuestion(node)) {
        const isPassing = "choose" in node && node.soft === true && this.#state.frames.length > 1;
        this.#ask(frame, program, node, "say");
        if (!isPassing) return this.#step({ kind: "wait" });
        this.#state.question = null;
        if (this.#finish("soft")) return this.#ended(program, "soft");
      } else {
        const over = this.#pass(frame, program, node);
        if (over !== null) return over;
      }
    }
  }

  /** Passes a node at which nobody waits; the step when the conversation rests there. */
  #pass(
    frame: Frame,
    program: Program,
    node: Exclude<FlowNode, QuestionNode | CallNode>,
  ): Step | null {
    if ("run" in node) {
      this.#push(this.#around.current(node.run), inputsOf(frame, node));
    } else if ("switch" in node) {
      if (++this.#switches > MAX_SWITCHES) throw new Stopped("chained_starts");
      this.#close(frame, "switched");
      this.#state.frames.pop();
      this.#push(this.#around.current(node.switch), inputsOf(frame, node));
    } else if ("branch" in node) {
      const arm = armOf(frame, program, node, this.#around.today);
      this.#leave(frame, arm.way, arm.go);
    } else if ("set" in node) {
      setVariables(frame, program, node.set, this.#around.today);
      this.#leave(frame, "go", node.go);
    } else if ("hand_off" in node) {
      this.#effects.push({ kind: "ticket", reason: node.hand_off });
      this.#say(frame, program, {});
      this.#leave(frame, "go", node.go);
    } else if ("end" in node) {
      if (this.#finish(node.end)) return this.#ended(program, node.end);
    } else if ("wait" in node) {
      return this.#park(frame, program, node);
    } else {
      this.#say(frame, program, node);
      this.#leave(frame, "go", node.go);
    }
    return null;
  }

  /** Lays the conversation aside until its hour; a question it interrupted is asked again. */
  #park(frame: Frame, program: Program, node: Extract<FlowNode, { wait: unknown }>): Step | null {
    const until = node.wait.until;
    const value = until === undefined ? null : valueOf(frame, program, until, this.#around.today);
    const delayMs = waitMs(node.wait, value, this.#around.now);
    if (delayMs !== null && delayMs <= 0) {
      this.#leave(frame, "go", node.go);
      return null;
    }
    const held = this.#state.frames.findLastIndex((one) => isQuestion(this.#node(one)));
    const frames = this.#state.frames.splice(held + 1);
    const id = this.#around.newName();
    const { event } = node.wait;
    const parked = { id, frames, ...(event === undefined ? {} : { event }) };
    this.#state.parked = [...(this.#state.parked ?? []), parked];
    if (delayMs !== null)
      this.#effects.push({ kind: "timer", timer: "wait", question: id, delayMs });
    return held >= 0 ? null : this.#ended(program, "waiting");
  }

  #due(wait: string, happened = false): Step {
    const frames = unpark(this.#state, wait);
    if (frames === null) return this.#step({ kind: "wait" });
    if (this.#state.frames.length + frames.length > MAX_DEPTH) throw new Stopped("depth");
    this.#state.frames.push(...frames);
    const frame = this.#top();
    const node = this.#node(frame);
    if (!("wait" in node)) return this.#enter();
    return happened && node.happened !== undefined
      ? this.#go(frame, "happened", node.happened)
      : this.#go(frame, "go", node.go);
  }

  /** Takes the innermost frame off; true when that was the last, false when its parent goes on. */
  #finish(outcome: string): boolean {
    const frame = this.#top();
    this.#close(frame, outcome);
    this.#state.frames.pop();
    const parent = this.#state.frames.at(-1);
    if (parent === undefined) return true;
    const below = this.#node(parent);
    // A question below was only interrupted: it is asked again.
    if ("run" in below) {
      const back = comeBack(parent, below, frame, outcome);
      this.#leave(parent, back.way, back.go);
    }
    parent.attempts = 0;
    return false;
  }

  #close(frame: Frame, outcome: string): void {
    if (frame.run !== undefined) this.#effects.push({ kind: "ended", run: frame.run, outcome });
  }

  #ended(program: Program, outcome: string): Step {
    this.#state.question = null;
    const waiting = this.#state.parked?.find((one) => one.event === program.flow);
    if (waiting !== undefined && outcome !== "waiting") {
      if (++this.#switches > MAX_SWITCHES) throw new Stopped("chained_starts");
      return this.#due(waiting.id, true);
    }
    return this.#step({ kind: "end", flow: program.flow, outcome });
  }

  #call(frame: Frame, program: Program, node: CallNode): Step {
    if (program.final.includes(frame.node))
      for (const one of this.#state.frames) if (one.path !== undefined) delete one.path;
    return this.#step({
      kind: "call",
      action: node.call,
      inputs: inputsOf(frame, node),
      actKey: `${program.flow}.${frame.node}.${frame.visits}`,
    });
  }

  #route(frame: Frame, node: FlowNode, event: { outcome: string; values: FlowValues }): Step {
    if (!("call" in node)) return this.#enter();
    const target = node.on[event.outcome];
    if (target === undefined)
      throw new FlowFault(`${node.call} gave ${event.outcome}, which leads nowhere`);
    for (const name in event.values) {
      const value = event.values[name];
      if (value !== undefined) frame.variables[name] = value;
    }
    return this.#go(frame, `on ${event.outcome}`, target);
  }

  /** Asks again with more help; after the last help goes where the node says. */
  #again(frame: Frame, program: Program, node: QuestionNode, isOutside: boolean): Step {
    const { retry, outside } = this.#around.words(program, frame.node);
    const attempt = frame.attempts;
    frame.attempts += 1;
    if (attempt >= Math.max(retry.length, 1))
      return this.#go(frame, "otherwise", node.otherwise ?? frame.node);
    // While two readings are asked about, that question itself is the help.
    const key =
      frame.doubt !== undefined
        ? "say"
        : isOutside && outside !== undefined
          ? "outside"
          : `retry${attempt + 1}`;
    this.#ask(frame, program, node, key);
    return this.#step({ kind: "wait" });
  }

  #say(frame: Frame, program: Program, shown: Parameters<typeof saying>[2]): void {
    const effect = saying(frame, program, shown, this.#around);
    this.#state.shown = effect.content.text;
    this.#effects.push(effect);
  }

  /** Says a question in the given form and starts its timers. */
  #ask(frame: Frame, program: Program, node: QuestionNode, form: string): void {
    const question = this.#around.newName();
    const effect = asking(frame, program, node, { form, question }, this.#around);
    this.#state.question = question;
    this.#state.shown = effect.content.text;
    this.#effects.push(effect, ...timersOf(program, node, question));
    letGo(frame, program);
    if ("choose" in node && node.soft === true)
      keepAside(this.#state, frame, question, node.remember ?? []);
  }

  #step(next: Next): Step {
    return { state: this.#state, effects: this.#effects, next };
  }

  #top(): Frame {
    const frame = this.#state.frames.at(-1);
    if (frame === undefined) throw new FlowFault("no conversation is open");
    return frame;
  }

  #program(frame: Frame): Program {
    const program = this.#around.program(frame.program);
    this.#flow = program.flow;
    return program;
  }

  #node(frame: Frame): FlowNode {
    const program = this.#around.program(frame.program);
    const node = nodeOf(program, frame.node);
    if (node === undefined) throw new FlowFault(`${program.flow} has no node ${frame.node}`);
    return node;
  }
}
