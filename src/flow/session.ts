import type { FlowValues } from "../core/value.ts";

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
}

/** A question that no longer holds the conversation but whose buttons still mean something. */
export interface RecentQuestion {
  question: string;
  frame: Frame;
}

/** The serialisable state of one identity's conversation. */
export interface SessionState {
  /** Grows with each turn. */
  turn: number;
  /** Innermost last; empty between conversations. */
  frames: Frame[];
  /** The question that waits for an answer. */
  question: string | null;
  /** The last few soft questions, newest last. */
  recent: RecentQuestion[];
  /** Messages in a row that we did not understand. */
  puzzled: number;
  /** Flow that ended last, and when (ISO): "no, 14" after a report corrects it. */
  last: { flow: string; at: string } | null;
  /** The words last shown. */
  shown: string;
}

/** A conversation not begun. */
export function newSession(): SessionState {
  return { turn: 0, frames: [], question: null, recent: [], puzzled: 0, last: null, shown: "" };
}

/** How many soft questions are remembered. */
export const RECENT_QUESTIONS = 3;
