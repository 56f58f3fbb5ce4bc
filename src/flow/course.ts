import type { FlowValues } from "../core/value.ts";
import {
  FlowFault,
  Stopped,
  type Effect,
  type Next,
  type Step,
  type Surroundings,
} from "./events.ts";
import type { FlowNode, QuestionNode } from "./nodes.ts";
import { comeBack, letGo } from "./passing.ts";
import { keepAside, unwind } from "./path.ts";
import { nodeOf, type Program } from "./program.ts";
import type { Frame, SessionState } from "./session.ts";
import { asking, saying, timersOf } from "./speaking.ts";

/** Entering more nodes than this in one turn means a loop in the flow. */
export const MAX_STEPS = 60;

/** Flows that run each other deeper than this turn in circles. */
export const MAX_DEPTH = 8;

/** Flows that one event may switch to, one after the other. */
const MAX_SWITCHES = 3;

/** How far one event has brought a conversation, and what it wants done. Owns the state it is given. */
export class Course {
  readonly state: SessionState;
  readonly around: Surroundings;
  readonly #effects: Effect[] = [];
  #steps = 0;
  #switches = 0;
  /** Flow last stood in, for the record of a stop. */
  flow = "";

  constructor(state: SessionState, around: Surroundings) {
    this.state = state;
    this.around = around;
  }

  step(next: Next): Step {
    return { state: this.state, effects: this.#effects, next };
  }

  note(effect: Effect): void {
    this.#effects.push(effect);
  }

  top(): Frame {
    const frame = this.state.frames.at(-1);
    if (frame === undefined) throw new FlowFault("no conversation is open");
    return frame;
  }

  program(frame: Frame): Program {
    const program = this.around.program(frame.program);
    this.flow = program.flow;
    return program;
  }

  node(frame: Frame): FlowNode {
    const program = this.around.program(frame.program);
    const node = nodeOf(program, frame.node);
    if (node === undefined) throw new FlowFault(`${program.flow} has no node ${frame.node}`);
    return node;
  }

  /** Comes into the node where the frame stands. */
  enter(frame: Frame, program: Program): void {
    if (++this.#steps > MAX_STEPS) throw new Stopped("steps");
    frame.visits += 1;
    this.around.passed?.(program, frame.node, null);
  }

  leave(frame: Frame, way: string, node: string): void {
    this.around.passed?.(this.around.program(frame.program), frame.node, way);
    frame.node = node;
  }

  /** One flow follows another without coming back. */
  countSwitch(): void {
    if (++this.#switches > MAX_SWITCHES) throw new Stopped("chained_starts");
  }

  /** Begins a flow above what goes on. */
  push(hash: string, values: FlowValues): void {
    const program = this.around.program(hash);
    this.flow = program.flow;
    this.makeRoom(1);
    const frame: Frame = {
      program: hash,
      node: program.first,
      variables: { ...values },
      attempts: 0,
      visits: 0,
    };
    if (program.record) {
      frame.run = this.around.newName();
      this.note({ kind: "began", run: frame.run, program: hash, flow: program.flow });
    }
    this.state.frames.push(frame);
  }

  /** Stops a conversation that so many more frames would make too deep. */
  makeRoom(frames: number): void {
    if (this.state.frames.length + frames > MAX_DEPTH) throw new Stopped("depth");
  }

  /** Takes the innermost frame off; true when that was the last, false when its parent goes on. */
  finish(outcome: string): boolean {
    const frame = this.top();
    this.close(frame, outcome);
    const parent = this.state.frames.at(-1);
    if (parent === undefined) return true;
    const below = this.node(parent);
    // A question below was only interrupted: it is asked again.
    if ("run" in below) {
      const back = comeBack(parent, below, frame, outcome);
      this.leave(parent, back.way, back.go);
    }
    parent.attempts = 0;
    return false;
  }

  /** Takes the innermost frame off, whatever is below it. */
  close(frame: Frame, outcome: string): void {
    if (frame.run !== undefined) this.note({ kind: "ended", run: frame.run, outcome });
    this.state.frames.pop();
  }

  /** Takes back the last answers of a frame; false when there are not so many. */
  unwind(frame: Frame, count: number): boolean {
    const nodes = unwind(frame, count);
    if (nodes.length === 0) return false;
    if (frame.run !== undefined) this.note({ kind: "withdrawn", run: frame.run, nodes });
    return true;
  }

  say(frame: Frame, program: Program, shown: Parameters<typeof saying>[2]): void {
    const effect = saying(frame, program, shown, this.around);
    this.state.shown = effect.content.text;
    this.note(effect);
  }

  /** Says a question in the given form and starts its timers. */
  ask(frame: Frame, program: Program, node: QuestionNode, form: string): void {
    const question = this.around.newName();
    const effect = asking(frame, program, node, { form, question }, this.around);
    this.state.question = question;
    this.state.shown = effect.content.text;
    this.#effects.push(effect, ...timersOf(program, node, question));
    letGo(frame, program);
    if ("choose" in node && node.soft === true)
      keepAside(this.state, frame, question, node.remember ?? []);
  }
}
