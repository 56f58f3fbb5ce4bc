import { Course } from "./course.ts";
import { Stopped, type FlowEvent, type Step, type Surroundings } from "./events.ts";
import { isQuestion } from "./nodes.ts";
import { reply } from "./replying.ts";
import type { SessionState } from "./session.ts";
import { due, route, travel } from "./travel.ts";

/** As `advance` of the engine, on a state that nobody else holds: it is changed, which costs less than a copy. */
export function proceed(state: SessionState, event: FlowEvent, around: Surroundings): Step {
  const course = new Course(state, around);
  try {
    return follow(course, event);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    state.frames = [];
    state.question = null;
    return course.step({ kind: "stopped", flow: course.flow, reason: error.reason });
  }
}

function follow(course: Course, event: FlowEvent): Step {
  if (event.kind === "start") {
    course.push(course.around.current(event.flow), event.values);
    return travel(course);
  }
  if (event.kind === "due") return due(course, event.wait);
  const frame = course.state.frames.at(-1);
  if (frame === undefined) return course.step({ kind: "wait" });
  const node = course.node(frame);
  if (event.kind === "outcome") return route(course, frame, node, event);
  if (!isQuestion(node)) return travel(course);
  course.state.question = null;
  return reply(course, frame, node, event);
}
