import type { Caller } from "../core/caller.ts";
import { standing as standingOf } from "../flow/engine.ts";
import { durationMs, isQuestion } from "../flow/nodes.ts";
import { nodeOf, type Program } from "../flow/program.ts";
import type { Frame, RecentQuestion } from "../flow/session.ts";
import type { FileValue, Situation, Standing } from "./heard.ts";
import type { Turn } from "./turn.ts";

/** A question waits a day for its answer, unless its flow says how long; after that a "2" means something else. */
const QUESTION_LIFE_MS = 24 * 3_600_000;

/** What was left in the middle may be taken up again for a day. */
const LEFT_LIFE_MS = 24 * 3_600_000;

/** Turns for which "no" and "está bien" are about an echo, counted from it. */
const ECHO_TURNS = 2;

/** True when the question that waits was asked too long ago to be answered by a bare number. */
export function isLapsed(turn: Turn, askedAt: Date, receivedAt: Date): boolean {
  const here = standingOf(turn.state, turn.surroundings);
  const expires = here?.program.expires ?? null;
  const life = expires === null ? QUESTION_LIFE_MS : durationMs(expires);
  return receivedAt.getTime() - askedAt.getTime() > life;
}

/** What a message brings with it. */
export interface Occasion {
  sentAt: Date;
  lapsed: boolean;
  file: FileValue | null;
  /** The question it quotes; null for none. */
  quoted: string | null;
}

/** What the ear has to know to hear a message. */
export function situationOf(
  turn: Turn,
  caller: Caller,
  { sentAt, lapsed, file, quoted }: Occasion,
): Situation {
  const { state } = turn;
  const here = lapsed ? null : standingOf(state, turn.surroundings);
  const isSoft = here !== null && "choose" in here.node && here.node.soft === true;
  const echo = state.recent.at(-1);
  const isFresh = !lapsed && echo !== undefined && echo.turn >= state.turn - ECHO_TURNS;
  const left = state.left === undefined ? 0 : new Date(state.left.at).getTime();
  return {
    consented: caller.person?.purposes.includes("reports") === true,
    file,
    standing: here === null ? null : standingIn(turn, here),
    question: state.question,
    recent: state.recent,
    lastSoft: lapsed ? null : lastSoft(turn),
    quoted: quotedIn(turn, quoted),
    afterReport: isSoft || isFresh,
    hasLeft: sentAt.getTime() - left < LEFT_LIFE_MS,
    puzzled: state.puzzled,
    name: (caller.person?.name ?? "").trim().split(/\s+/)[0] ?? "",
  };
}

function standingIn(
  turn: Turn,
  { program, node, frame }: NonNullable<ReturnType<typeof standingOf>>,
): Standing | null {
  if (!isQuestion(node)) return null;
  return {
    node,
    flow: program.flow,
    words: turn.surroundings.words(program, frame.node),
    variables: frame.variables,
    doubt: frame.doubt ?? null,
    answered: answeredIn(turn, program, frame),
  };
}

function answeredIn(turn: Turn, program: Program, frame: Frame): Standing["answered"] {
  return (frame.path ?? []).toReversed().flatMap((answered) => {
    const node = nodeOf(program, answered.node);
    if (node === undefined || !isQuestion(node)) return [];
    const words = turn.surroundings.words(program, answered.node);
    return [{ node, words, variables: frame.variables }];
  });
}

/** The soft question asked in the turn before, with what may be said to it. */
function lastSoft(turn: Turn): Situation["lastSoft"] {
  const recent = turn.state.recent.at(-1);
  return recent?.turn === turn.state.turn - 1 ? withOptions(turn, recent) : null;
}

/** The earlier question that is quoted, with what may be said to it. */
function quotedIn(turn: Turn, quoted: string | null): Situation["quoted"] {
  if (quoted === null || quoted === turn.state.question) return null;
  const recent = turn.state.recent.find(({ question }) => question === quoted);
  return recent === undefined ? null : withOptions(turn, recent);
}

function withOptions(turn: Turn, recent: RecentQuestion): Situation["lastSoft"] {
  const program = turn.surroundings.program(recent.program);
  const asked = program.nodes[recent.node];
  if (asked === undefined || !("choose" in asked)) return null;
  const { options } = turn.surroundings.words(program, recent.node);
  let number = 0;
  return {
    recent,
    options: Object.entries(asked.choose).map(([slug, { numbered }]) => ({
      slug,
      number: numbered ? ++number : null,
      ...(options[slug] ?? { label: slug, words: [] }),
    })),
  };
}

/** True when a question waits that must be come back to; a soft one lets go. */
export function isHeld({ standing }: Situation): boolean {
  return standing !== null && !("choose" in standing.node && standing.node.soft === true);
}
