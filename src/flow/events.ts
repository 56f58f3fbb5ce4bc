import type { LimaDay } from "../core/lima.ts";
import type { OutgoingContent } from "../core/message.ts";
import type { FlowValue, FlowValues } from "../core/value.ts";
import type { NodeWords, Program } from "./program.ts";
import type { SessionState } from "./session.ts";
import type { Writing } from "./writing.ts";

/** What the engine may look at besides the state; all of it pure. */
export interface Surroundings {
  /** A program by its hash. */
  program(hash: string): Program;
  /** The hash of the program that a flow's new conversations begin with. */
  current(flow: string): string;
  /** The words of a node in the person's language. */
  words(program: Program, node: string): NodeWords;
  /** Puts values into a text. */
  write(template: string, values: FlowValues): string;
  /** Words that every question shares, in the person's language. */
  phrases: Writing["phrases"];
  now: Date;
  /** The Lima day of `now`. */
  today: LimaDay;
  /** A new name for a question, a wait or a run. */
  newName(): string;
  /** Told of each node entered, and of each way by which one is left (`waysOf` names them). */
  passed?: (program: Program, node: string, way: string | null) => void;
}

/** An answer to a question. */
export type AnswerEvent =
  | { kind: "answer"; value: FlowValue }
  /** The words may mean each of these. */
  | { kind: "doubt"; values: FlowValue[] }
  /** Which reading of a doubt is meant, from 0; for an unusual answer 0 is yes and 1 is no. */
  | { kind: "settle"; index: number }
  | { kind: "option"; option: string }
  /** Several options, in the order named. */
  | { kind: "options"; options: string[] };

/** What happened in the world that moves a flow. */
export type FlowEvent =
  | AnswerEvent
  | { kind: "start"; flow: string; values: FlowValues }
  | { kind: "skip" }
  | { kind: "misunderstood" }
  | { kind: "silence" }
  /** The question waited too long. */
  | { kind: "expire" }
  /** The question is asked again as it was. */
  | { kind: "again" }
  /** To the question before. */
  | { kind: "back" }
  /** An earlier answer, `back` questions ago, was another. */
  | { kind: "correct"; back: number; answer: AnswerEvent }
  /** A wait is over. */
  | { kind: "due"; wait: string }
  | { kind: "outcome"; outcome: string; values: FlowValues };

export const TIMER_KINDS = ["nudge", "nudge2", "nudge3", "silence", "expiry", "wait"] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** What the flow wants done. */
export type Effect =
  /** `key` names the words: `milk_report.ask_size`, with `.retry1`, `.outside` … after it. */
  | { kind: "say"; content: OutgoingContent; key: string; values: FlowValues }
  | { kind: "timer"; timer: TimerKind; question: string; delayMs: number }
  | { kind: "ticket"; reason: string }
  /** A recorded flow began, took or let go of answers, or ended. */
  | { kind: "began"; run: string; program: string; flow: string }
  | { kind: "answered"; run: string; node: string; value: FlowValue | null }
  | { kind: "withdrawn"; run: string; nodes: string[] }
  | { kind: "ended"; run: string; outcome: string };

/** A brake that stopped a conversation, as operators read it. */
export type StopReason = "steps" | "depth" | "chained_starts" | "turns" | "identical_messages";

export type Next =
  /** The person's turn. */
  | { kind: "wait" }
  /** Run this action and come back with its outcome. */
  | { kind: "call"; action: string; inputs: Partial<FlowValues>; actKey: string }
  /** The conversation is over. */
  | { kind: "end"; flow: string; outcome: string }
  /** The flow turned in circles; nothing stands any more. */
  | { kind: "stopped"; flow: string; reason: StopReason };

export interface Step {
  state: SessionState;
  effects: Effect[];
  next: Next;
}

/** Thrown inside a walk that turns in circles. */
export class Stopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason);
    this.reason = reason;
  }
}

/** A flow that cannot go on: a fault of the flow, not of the person. */
export class FlowFault extends Error {}
