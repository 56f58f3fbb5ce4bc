import type { LimaDay } from "../core/lima.ts";
import type { MarketReading } from "../core/market-reading.ts";
import type { Reading } from "../core/reading.ts";
import type { FlowValue, FlowValues } from "../core/value.ts";
import type { AnswerEvent } from "../flow/events.ts";
import type { FlowNode, QuestionNode } from "../flow/nodes.ts";
import type { NodeWords } from "../flow/program.ts";
import type { Doubt, RecentQuestion } from "../flow/session.ts";

/** What an answer to "when?" may mean; several readings are asked about, never guessed. */
export type When<T> = { kind: "one"; value: T } | { kind: "several"; values: T[] } | null;

/** Which side of today a question is about. */
export type Times = "past" | "coming" | "any";

/** An answer as people may name it. */
export interface NamedOption {
  label: string;
  words: string[];
}

/** A flow that words start, with the values they give it. */
export interface Started {
  flow: string;
  values: FlowValues;
}

/** A file as flows hold it. */
export type FileValue = Extract<FlowValue, { type: "file" }>;

/** How answers are read; `understanding/` does it, in every language at once. */
export interface Ear {
  understand(text: string): Reading;
  /** 1-based number of the chosen option; null when none is meant for certain. */
  choice(text: string, options: NamedOption[]): number | null;
  /** 1-based numbers of the options named, in that order; null when that is not certain. */
  several(text: string, options: NamedOption[]): number[] | "all" | "none" | null;
  /** Details of a sale or a price, as an answer. */
  market(text: string): MarketReading | null;
  /** Millilitres. */
  litres(text: string): number | null;
  /** Thousandths. */
  number(text: string): number | null;
  day(text: string, times: Times): When<LimaDay>;
  /** Minute of the day. */
  time(text: string): When<number>;
  moment(text: string, times: Times): When<{ day: LimaDay; minute: number }>;
  yesNo(text: string): "yes" | "no" | null;
  /** What is left of "no, era 9" without the words that take back, and whether it can be nothing else; null when nothing does. */
  correction(text: string): { rest: string; certain: boolean } | null;
  /** The flow a message starts by its keyword, with what is written behind it where the flow takes that. */
  keyword(text: string): Started | null;
}

/** Where the person stands when the message is heard. */
export interface Standing {
  node: FlowNode;
  flow: string;
  words: NodeWords;
  variables: FlowValues;
  /** An answer that is being asked about, with the readings it offers. */
  doubt: Doubt | null;
  /** Questions answered before in this flow, newest first. */
  answered: { node: QuestionNode; words: NodeWords; variables: FlowValues }[];
}

/** A question node with its words. */
export type Asked = Standing & { node: QuestionNode };

/** An option of a soft question; `number` is null where only its word or button counts. */
export interface SoftOption extends NamedOption {
  slug: string;
  number: number | null;
}

export interface Situation {
  /** The person agreed that we keep what they tell. */
  consented: boolean;
  /** The picture, voice, video or document that came, when it may and can be kept. */
  file: FileValue | null;
  /** The question that waits; null between conversations. */
  standing: Standing | null;
  question: string | null;
  recent: RecentQuestion[];
  /** The soft question of the turn before and its options: "1" or "deshacer" under an echo is about it. */
  lastSoft: { recent: RecentQuestion; options: SoftOption[] } | null;
  /** The earlier question that the message quotes, and its options. */
  quoted: { recent: RecentQuestion; options: SoftOption[] } | null;
  /** A report was the last thing talked about. */
  afterReport: boolean;
  /** A conversation was left in the middle not long ago. */
  hasLeft: boolean;
  puzzled: number;
  name: string;
}

/** What a message means for the conversation. */
export type Heard =
  /** An answer, a skip, a step back or an earlier answer corrected. */
  | { do: "move"; event: AnswerEvent | { kind: "skip" } | { kind: "back" } | Correction }
  /** Not an answer; `keep` holds a report to remember meanwhile. */
  | { do: "misunderstood"; keep: { variable: string; value: FlowValue } | null }
  /** Ask the waiting question again. */
  | { do: "repeat" }
  /** Take up what was left in the middle. */
  | { do: "continue" }
  /** Begin a flow: instead of the waiting question, or above it and then back. */
  | { do: "start"; flow: string; values: FlowValues; above: boolean; puzzled: boolean }
  /** Act on a question that was asked a while ago, above the one that waits or instead of it. */
  | { do: "recent"; recent: RecentQuestion; option: string; instead?: true };

interface Correction {
  kind: "correct";
  back: number;
  answer: AnswerEvent;
}

/** Begins a flow in the place of what waits, or above it. */
export function start(
  flow: string,
  values: FlowValues = {},
  above = false,
): Extract<Heard, { do: "start" }> {
  return { do: "start", flow, values, above, puzzled: false };
}

/** Moves the flow by an answer. */
export function move(event: Extract<Heard, { do: "move" }>["event"]): Heard {
  return { do: "move", event };
}
