import { packValue, packValues, unpackValue, unpackValues } from "./packing.ts";
import type { PackedValue, PackedValues } from "./packing.ts";
import {
  newSession,
  type Answered,
  type Doubt,
  type Frame,
  type RecentQuestion,
  type SessionState,
} from "./session.ts";

/**
 * The form in which a conversation is stored: JSON in which each program is named once and values
 * are packed, because every turn reads and writes it whole.
 */
interface Stored extends Omit<SessionState, "frames" | "recent" | "parked" | "left"> {
  programs: string[];
  frames: StoredFrame[];
  recent: StoredRecent[];
  parked?: [id: string, frames: StoredFrame[], event?: string][];
  left?: [at: string, frames: StoredFrame[]];
}

/** Its program by its place in `programs`; `more` only where there is any. */
type StoredFrame = [
  program: number,
  node: string,
  variables: PackedValues,
  attempts: number,
  visits: number,
  more?: {
    doubt?: [kind: Doubt["kind"], ...values: PackedValue[]];
    path?: [node: string, save?: string, before?: PackedValue][];
    run?: string;
  },
];

/** `store/sessions.ts` reads the name of the question. */
type StoredRecent = [
  question: string,
  turn: number,
  program: number,
  node: string,
  variables: PackedValues,
  run?: string,
];

/** Writes a conversation as it is stored. */
export function storedSession(state: SessionState): string {
  const programs: string[] = [];
  const placeOf = (program: string): number => {
    const place = programs.indexOf(program);
    return place < 0 ? programs.push(program) - 1 : place;
  };
  const pack = (frame: Frame): StoredFrame => packFrame(frame, placeOf(frame.program));
  const { parked, left } = state;
  const stored: Stored = {
    turn: state.turn,
    turns: state.turns,
    question: state.question,
    puzzled: state.puzzled,
    shown: state.shown,
    programs,
    frames: state.frames.map(pack),
    recent: state.recent.map((one) => packRecent(one, placeOf(one.program))),
  };
  if (parked !== undefined)
    stored.parked = parked.map(({ id, frames, event }) =>
      event === undefined ? [id, frames.map(pack)] : [id, frames.map(pack), event],
    );
  if (left !== undefined) stored.left = [left.at, left.frames.map(pack)];
  if (state.echoes !== undefined) stored.echoes = state.echoes;
  if (state.ended !== undefined) stored.ended = state.ended;
  return JSON.stringify(stored);
}

/** Reads a stored conversation; nothing stored is one not begun. */
export function sessionFrom(text: string | undefined): SessionState {
  if (text === undefined) return newSession();
  const stored = JSON.parse(text) as Stored;
  const { programs, parked, left } = stored;
  const unpack = (frame: StoredFrame): Frame => unpackFrame(frame, programOf(programs, frame[0]));
  const state: SessionState = {
    turn: stored.turn,
    turns: stored.turns,
    frames: stored.frames.map(unpack),
    question: stored.question,
    recent: stored.recent.map((one) => unpackRecent(one, programOf(programs, one[2]))),
    puzzled: stored.puzzled,
    shown: stored.shown,
  };
  if (parked !== undefined)
    state.parked = parked.map(([id, frames, event]) =>
      event === undefined
        ? { id, frames: frames.map(unpack) }
        : { id, frames: frames.map(unpack), event },
    );
  if (left !== undefined) state.left = { frames: left[1].map(unpack), at: left[0] };
  if (stored.echoes !== undefined) state.echoes = stored.echoes;
  if (stored.ended !== undefined) state.ended = stored.ended;
  return state;
}

function programOf(programs: readonly string[], place: number): string {
  const program = programs[place];
  if (program === undefined) throw new Error("a stored conversation names no program");
  return program;
}

function packFrame(frame: Frame, program: number): StoredFrame {
  const { node, attempts, visits, doubt, path, run } = frame;
  const variables = packValues(frame.variables);
  if (doubt === undefined && path === undefined && run === undefined)
    return [program, node, variables, attempts, visits];
  const more: NonNullable<StoredFrame[5]> = {};
  if (doubt?.kind === "unusual") more.doubt = [doubt.kind, packValue(doubt.value)];
  if (doubt?.kind === "several") more.doubt = [doubt.kind, ...doubt.values.map(packValue)];
  if (path !== undefined)
    more.path = path.map(({ node: asked, save, before }) => {
      if (save === undefined) return [asked];
      return before === undefined ? [asked, save] : [asked, save, packValue(before)];
    });
  if (run !== undefined) more.run = run;
  return [program, node, variables, attempts, visits, more];
}

function unpackFrame(
  [, node, packed, attempts, visits, more]: StoredFrame,
  program: string,
): Frame {
  const frame: Frame = { program, node, variables: unpackValues(packed), attempts, visits };
  if (more === undefined) return frame;
  if (more.doubt !== undefined) {
    const values = more.doubt.slice(1).map((value) => unpackValue(value as PackedValue));
    const [only] = values;
    if (more.doubt[0] === "several") frame.doubt = { kind: "several", values };
    else if (only !== undefined) frame.doubt = { kind: "unusual", value: only };
  }
  if (more.path !== undefined)
    frame.path = more.path.map(([asked, save, before]) => {
      const answered: Answered = { node: asked };
      if (save !== undefined) answered.save = save;
      if (before !== undefined) answered.before = unpackValue(before);
      return answered;
    });
  if (more.run !== undefined) frame.run = more.run;
  return frame;
}

function packRecent(one: RecentQuestion, program: number): StoredRecent {
  const packed: StoredRecent = [one.question, one.turn, program, one.node, one.variables];
  if (one.run !== undefined) packed.push(one.run);
  return packed;
}

function unpackRecent(
  [question, turn, , node, variables, run]: StoredRecent,
  program: string,
): RecentQuestion {
  const one: RecentQuestion = { question, turn, program, node, variables };
  if (run !== undefined) one.run = run;
  return one;
}
