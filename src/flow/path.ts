import type { FlowValues } from "../core/value.ts";
import { packValues, unpackValues } from "./packing.ts";
import {
  ALL_RECENT_QUESTIONS,
  RECENT_QUESTIONS,
  type Answered,
  type Frame,
  type RecentQuestion,
  type SessionState,
} from "./session.ts";

/** Questions one may go back over. */
const MAX_PATH = 8;

/** Notes the question that is being answered, with what its variable held before. */
export function remember(frame: Frame, save: string | undefined): void {
  const answered: Answered = { node: frame.node };
  const before = save === undefined ? undefined : frame.variables[save];
  if (save !== undefined) answered.save = save;
  if (before !== undefined) answered.before = before;
  const path = (frame.path ??= []);
  path.push(answered);
  if (path.length > MAX_PATH) path.shift();
}

/** Takes back the last answers of a frame and stands at the first of their questions; the questions, or none when there are not so many. */
export function unwind(frame: Frame, count: number): string[] {
  const path = frame.path ?? [];
  if (count < 1 || path.length < count) return [];
  const undone = path.slice(-count);
  for (const answered of undone.toReversed()) {
    if (answered.save === undefined) continue;
    if (answered.before === undefined) delete frame.variables[answered.save];
    else frame.variables[answered.save] = answered.before;
  }
  frame.path = path.slice(0, -count);
  frame.node = undone[0]?.node ?? frame.node;
  frame.attempts = 0;
  return undone.map((answered) => answered.node);
}

/** Remembers a soft question; what is stored of it is what its answers need. */
export function keepAside(
  state: SessionState,
  frame: Frame,
  question: string,
  names: string[],
): void {
  const kept: FlowValues = {};
  for (const name of names) {
    const value = frame.variables[name];
    if (value !== undefined) kept[name] = value;
  }
  frame.variables = kept;
  delete frame.path;
  const { program, node, run } = frame;
  const variables = packValues(kept);
  const remembered: RecentQuestion = { question, turn: state.turn, program, node, variables };
  if (run !== undefined) remembered.run = run;
  const ofFlow = state.recent.filter((one) => one.program === program);
  const crowdedOut = ofFlow.length < RECENT_QUESTIONS ? undefined : ofFlow[0];
  const others = state.recent.filter((one) => one !== crowdedOut);
  state.recent = [...others, remembered].slice(-ALL_RECENT_QUESTIONS);
}

/** A remembered question as it stood when it was asked, to be answered now. */
export function comeBackTo({ program, node, variables, run }: RecentQuestion): Frame {
  const frame: Frame = {
    program,
    node,
    variables: unpackValues(variables),
    attempts: 0,
    visits: 0,
  };
  if (run !== undefined) frame.run = run;
  return frame;
}
