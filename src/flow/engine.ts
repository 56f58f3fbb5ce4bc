import type { Choice } from "../core/message.ts";
import { choicesOf } from "./asking.ts";
import { FlowFault, type FlowEvent, type Step, type Surroundings } from "./events.ts";
import { isQuestion, type FlowNode } from "./nodes.ts";
import { nodeOf, type Program } from "./program.ts";
import type { Frame, SessionState } from "./session.ts";
import { proceed } from "./walk.ts";

/**
 * Moves a conversation by one event, up to the next wait, call or end. Pure: the state given is not
 * changed, and everything to be done comes back as effects. An event that does not fit the question
 * that waits asks it again.
 */
export function advance(state: SessionState, event: FlowEvent, around: Surroundings): Step {
  return proceed(copyOf(state), event, around);
}

/** The choices a waiting question offers, in the person's language; empty for open questions. */
export function offeredChoices(frame: Frame, around: Surroundings): Choice[] {
  const program = around.program(frame.program);
  const node = nodeOf(program, frame.node);
  return node !== undefined && isQuestion(node)
    ? choicesOf(node, frame, around.words(program, frame.node), around)
    : [];
}

/** The node an innermost frame stands at, with its program; null when no conversation is open. */
export function standing(
  state: SessionState,
  around: Surroundings,
): { program: Program; node: FlowNode; frame: Frame } | null {
  const frame = state.frames.at(-1);
  if (frame === undefined) return null;
  const program = around.program(frame.program);
  const node = nodeOf(program, frame.node);
  if (node === undefined) throw new FlowFault(`${program.flow} has no node ${frame.node}`);
  return { program, node, frame };
}

/** A copy that can be moved on; values themselves are never changed, so they are shared. */
function copyOf(state: SessionState): SessionState {
  const frames = state.frames.map((frame) => {
    const copy = { ...frame, variables: { ...frame.variables } };
    if (frame.path !== undefined) copy.path = [...frame.path];
    return copy;
  });
  return { ...state, frames };
}
