import type { Course } from "./course.ts";
import { FlowFault, type FlowEvent, type Step } from "./events.ts";
import {
  isQuestion,
  type CallNode,
  type FlowNode,
  type QuestionNode,
  type WaitNode,
} from "./nodes.ts";
import { armOf, inputsOf, setVariables, valueOf } from "./passing.ts";
import type { Program } from "./program.ts";
import type { Frame } from "./session.ts";
import { unpark, waitMs } from "./waiting.ts";

/** Walks on from where the innermost frame stands, to the next wait, call or end. */
export function travel(course: Course): Step {
  for (;;) {
    const frame = course.top();
    const program = course.program(frame);
    const node = course.node(frame);
    course.enter(frame, program);
    if ("call" in node) return call(course, frame, program, node);
    if (isQuestion(node)) {
      const isPassing = "choose" in node && node.soft === true && course.state.frames.length > 1;
      course.ask(frame, program, node, "say");
      if (!isPassing) return course.step({ kind: "wait" });
      course.state.question = null;
      if (course.finish("soft")) return ended(course, program, "soft");
    } else {
      const over = pass(course, frame, program, node);
      if (over !== null) return over;
    }
  }
}

/** Leaves a node by one of its ways, and walks on. */
export function go(course: Course, frame: Frame, way: string, node: string): Step {
  course.leave(frame, way, node);
  frame.attempts = 0;
  if (frame.doubt !== undefined) delete frame.doubt;
  return travel(course);
}

/** The action that was called has come to an outcome. */
export function route(
  course: Course,
  frame: Frame,
  node: FlowNode,
  event: Extract<FlowEvent, { kind: "outcome" }>,
): Step {
  if (!("call" in node)) return travel(course);
  const target = node.on[event.outcome];
  if (target === undefined)
    throw new FlowFault(`${node.call} gave ${event.outcome}, which leads nowhere`);
  for (const name in event.values) {
    const value = event.values[name];
    if (value !== undefined) frame.variables[name] = value;
  }
  return go(course, frame, `on ${event.outcome}`, target);
}

/** A wait is over: what was laid aside goes on, above whatever is going on. */
export function due(course: Course, wait: string, happened = false): Step {
  const frames = unpark(course.state, wait);
  if (frames === null) return course.step({ kind: "wait" });
  course.makeRoom(frames.length);
  course.state.frames.push(...frames);
  const frame = course.top();
  const node = course.node(frame);
  if (!("wait" in node)) return travel(course);
  return happened && node.happened !== undefined
    ? go(course, frame, "happened", node.happened)
    : go(course, frame, "go", node.go);
}

/** The conversation is over, unless the end of this flow is what another waits for. */
export function ended(course: Course, program: Program, outcome: string): Step {
  course.state.question = null;
  const waiting = course.state.parked?.find((one) => one.event === program.flow);
  if (waiting === undefined || outcome === "waiting")
    return course.step({ kind: "end", flow: program.flow, outcome });
  course.countSwitch();
  return due(course, waiting.id, true);
}

function call(course: Course, frame: Frame, program: Program, node: CallNode): Step {
  if (program.final.includes(frame.node))
    for (const one of course.state.frames) if (one.path !== undefined) delete one.path;
  return course.step({
    kind: "call",
    action: node.call,
    inputs: inputsOf(frame, node),
    actKey: `${program.flow}.${frame.node}.${frame.visits}`,
  });
}

/** Passes a node at which nobody waits; the step when the conversation rests there. */
function pass(
  course: Course,
  frame: Frame,
  program: Program,
  node: Exclude<FlowNode, QuestionNode | CallNode>,
): Step | null {
  const { around } = course;
  if ("run" in node) {
    course.push(around.current(node.run), inputsOf(frame, node));
  } else if ("switch" in node) {
    course.countSwitch();
    course.close(frame, "switched");
    course.push(around.current(node.switch), inputsOf(frame, node));
  } else if ("branch" in node) {
    const arm = armOf(frame, program, node, around.today);
    course.leave(frame, arm.way, arm.go);
  } else if ("set" in node) {
    setVariables(frame, program, node.set, around.today);
    course.leave(frame, "go", node.go);
  } else if ("hand_off" in node) {
    course.note({ kind: "ticket", reason: node.hand_off });
    course.say(frame, program, {});
    course.leave(frame, "go", node.go);
  } else if ("end" in node) {
    if (course.finish(node.end)) return ended(course, program, node.end);
  } else if ("wait" in node) {
    return park(course, frame, program, node);
  } else {
    course.say(frame, program, node);
    course.leave(frame, "go", node.go);
  }
  return null;
}

/** Lays the conversation aside until its hour; a question it interrupted is asked again. */
function park(course: Course, frame: Frame, program: Program, node: WaitNode): Step | null {
  const { state, around } = course;
  const { until, event } = node.wait;
  const value = until === undefined ? null : valueOf(frame, program, until, around.today);
  const delayMs = waitMs(node.wait, value, around.now);
  if (delayMs !== null && delayMs <= 0) {
    course.leave(frame, "go", node.go);
    return null;
  }
  const held = state.frames.findLastIndex((one) => isQuestion(course.node(one)));
  const frames = state.frames.splice(held + 1);
  const id = around.newName();
  const parked = { id, frames, ...(event === undefined ? {} : { event }) };
  state.parked = [...(state.parked ?? []), parked];
  if (delayMs !== null) course.note({ kind: "timer", timer: "wait", question: id, delayMs });
  return held >= 0 ? null : ended(course, program, "waiting");
}
