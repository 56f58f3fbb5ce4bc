import {
  ALL_RECENT_QUESTIONS,
  RECENT_QUESTIONS,
  type Answered,
  type Frame,
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
  frame.path = [...(frame.path ?? []), answered].slice(-MAX_PATH);
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
  const kept = Object.entries(frame.variables).filter(([name]) => names.includes(name));
  frame.variables = Object.fromEntries(kept);
  delete frame.path;
  const remembered = {
    question,
    turn: state.turn,
    frame: { ...frame, variables: { ...frame.variables } },
  };
  const ofFlow = state.recent.filter((one) => one.frame.program === frame.program);
  const crowdedOut = ofFlow.length < RECENT_QUESTIONS ? undefined : ofFlow[0];
  const others = state.recent.filter((one) => one !== crowdedOut);
  state.recent = [...others, remembered].slice(-ALL_RECENT_QUESTIONS);
}
