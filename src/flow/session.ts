import type { FlowValue, FlowValues } from "../core/value.ts";
import type { PackedValues } from "./packing.ts";

/** An answer that is asked about before it counts. */
export type Doubt =
  /** Outside of what is usual: is it really meant? */
  | { kind: "unusual"; value: FlowValue }
  /** The words have several readings: which one? */
  | { kind: "several"; values: FlowValue[] };

/** A question that was answered, so that the person may come back to it. */
export interface Answered {
  node: string;
  /** The variable its answer went to, and what that held before. */
  save?: string;
  before?: FlowValue;
}

/** Where one flow stands; a subflow stands on top of the flow that ran it. */
export interface Frame {
  /** Hash of the program this conversation began with and stays on. */
  program: string;
  node: string;
  variables: FlowValues;
  /** Answers to the current question that were not understood. */
  attempts: number;
  /** How many nodes were entered: with session and node it names an act. */
  visits: number;
  doubt?: Doubt;
  /** Oldest first; emptied by whatever cannot be taken back. */
  path?: Answered[];
  /** Names this run of a recorded flow in the results. */
  run?: string;
}

/**
 * A question that no longer holds the conversation but whose buttons still mean something. Few are
 * ever come back to, so what it remembers stays packed.
 */
export interface RecentQuestion {
  question: string;
  /** The turn in which it was asked. */
  turn: number;
  program: string;
  node: string;
  variables: PackedValues;
  run?: string;
}

/** A conversation that waits for a time or an event while the person talks of other things. */
export interface Parked {
  id: string;
  frames: Frame[];
  /** The flow whose end is waited for. */
  event?: string;
}

/** The serialisable state of one identity's conversation. */
export interface SessionState {
  /** Grows with each turn. */
  turn: number;
  /** Turns since this conversation began. */
  turns: number;
  /** Innermost last; empty between conversations. */
  frames: Frame[];
  /** The question that waits for an answer. */
  question: string | null;
  /** The last few soft questions, newest last. */
  recent: RecentQuestion[];
  parked?: Parked[];
  /** A conversation left in the middle; the person may take it up again for a day. */
  left?: { frames: Frame[]; at: string };
  /** Messages in a row that we did not understand. */
  puzzled: number;
  /** The words last shown. */
  shown: string;
  /** How often each text went out since the hour began, by its short hash, the one said last at the end. */
  echoes?: { since: string; counts: [text: string, count: number][] };
  /** Why an operator ended the conversation; told with the next answer. */
  ended?: string;
}

/** A conversation not begun. */
export function newSession(): SessionState {
  return {
    turn: 0,
    turns: 0,
    frames: [],
    question: null,
    recent: [],
    puzzled: 0,
    shown: "",
  };
}

/** How many soft questions of one flow are remembered, so that a milk echo does not crowd out an invitation. */
export const RECENT_QUESTIONS = 3;

/** How many soft questions are remembered at all. */
export const ALL_RECENT_QUESTIONS = 8;
