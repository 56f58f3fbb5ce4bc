import { decide, type Decision } from "./answering.ts";
import type { Course } from "./course.ts";
import type { AnswerEvent, FlowEvent, Step } from "./events.ts";
import { isQuestion, type QuestionNode } from "./nodes.ts";
import { remember } from "./path.ts";
import type { Program } from "./program.ts";
import type { Frame } from "./session.ts";
import { ended, go, travel } from "./travel.ts";

/** What may happen at a question that waits. */
type Reply = Exclude<FlowEvent, { kind: "start" | "due" | "outcome" }>;

/** Moves a conversation by what happened at the question where the frame stands. */
export function reply(course: Course, frame: Frame, node: QuestionNode, event: Reply): Step {
  const program = course.program(frame);
  switch (event.kind) {
    case "silence":
      return node.silence === undefined
        ? go(course, frame, "otherwise", node.otherwise ?? frame.node)
        : go(course, frame, "silence", node.silence.go);
    case "expire":
      return course.finish("expired") ? ended(course, program, "expired") : travel(course);
    case "again":
      return travel(course);
    case "back":
      return back(course);
    case "correct":
      return correct(course, event.back, event.answer);
    case "misunderstood":
      return again(course, frame, program, node, false);
    default:
      return follow(
        course,
        frame,
        program,
        node,
        decide(frame, program, node, event, course.around),
      );
  }
}

function follow(
  course: Course,
  frame: Frame,
  program: Program,
  node: QuestionNode,
  decision: Decision,
): Step {
  switch (decision.kind) {
    case "again":
      return again(course, frame, program, node, decision.outside);
    case "doubt":
      frame.doubt = decision.doubt;
      return travel(course);
    case "ask":
      delete frame.doubt;
      return travel(course);
    case "counts":
      return count(course, frame, node, decision);
  }
}

/** Notes the answered question on the path, keeps its value and goes on. */
function count(
  course: Course,
  frame: Frame,
  node: QuestionNode,
  { recorded, value, way, go: target }: Extract<Decision, { kind: "counts" }>,
): Step {
  if (frame.run !== undefined)
    course.note({ kind: "answered", run: frame.run, node: frame.node, value: recorded });
  const save = "save" in node ? node.save : undefined;
  if (!("choose" in node && node.soft === true)) remember(frame, save);
  if (save !== undefined && value !== undefined) frame.variables[save] = value;
  return go(course, frame, way, target);
}

/** Asks again with more help; after the last help goes where the node says. */
function again(
  course: Course,
  frame: Frame,
  program: Program,
  node: QuestionNode,
  isOutside: boolean,
): Step {
  const { retry, outside } = course.around.words(program, frame.node);
  const attempt = frame.attempts;
  frame.attempts += 1;
  if (attempt >= Math.max(retry.length, 1))
    return go(course, frame, "otherwise", node.otherwise ?? frame.node);
  // While two readings are asked about, that question itself is the help.
  const form =
    frame.doubt !== undefined
      ? "say"
      : isOutside && outside !== undefined
        ? "outside"
        : `retry${attempt + 1}`;
  course.ask(frame, program, node, form);
  return course.step({ kind: "wait" });
}

/** To the question before; the waiting one again when there is none. */
function back(course: Course): Step {
  const { frames } = course.state;
  for (let frame = course.top(); ; frame = course.top()) {
    delete frame.doubt;
    if (course.unwind(frame, 1)) break;
    const parent = frames.at(-2);
    const below = parent === undefined ? undefined : course.node(parent);
    if (below === undefined || !("run" in below) || (parent?.path ?? []).length === 0) break;
    frames.pop();
  }
  return travel(course);
}

function correct(course: Course, steps: number, answer: AnswerEvent): Step {
  const frame = course.top();
  delete frame.doubt;
  if (!course.unwind(frame, steps)) return travel(course);
  const node = course.node(frame);
  return isQuestion(node) ? reply(course, frame, node, answer) : travel(course);
}
