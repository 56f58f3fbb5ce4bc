import type { Caller } from "./caller.ts";
import type { Language } from "./language.ts";
import type { LimaDay } from "./lima.ts";
import type { FlowValue, FlowValues } from "./value.ts";

/** The kinds of value an input or output may have. */
export type ValueType = FlowValue["type"];

/** What a flow may call: typed inputs and outputs, and a closed list of outcomes that the flow must route. */
export interface Action<Tx> {
  name: string;
  /** Inputs by name; a trailing `?` in the type marks one that may be missing. */
  inputs: Record<string, ValueType | `${ValueType}?`>;
  /** Every value that any outcome may set. */
  outputs: Record<string, ValueType>;
  outcomes: readonly string[];
  /** It only looks, or may be done again with another answer: one may go back over it. */
  harmless?: true;
  /** Does the work in the turn's transaction; called twice with the same `actKey` it acts once. */
  run(call: ActionCall<Tx>, inputs: Partial<FlowValues>): Promise<ActionResult>;
}

export interface ActionCall<Tx> {
  tx: Tx;
  caller: Caller;
  now: Date;
  /** The Lima day on which the person wrote. */
  today: LimaDay;
  message: { id: string; sentAt: Date };
  /** Session, node and visit: names this very act. */
  actKey: string;
  /** Words last shown to the person, for the record of a consent. */
  shown: string;
  /** What a node of a flow says in a language, for showing it to somebody before it goes out. */
  worded(flow: string, node: string, language: Language, values: FlowValues): string;
}

export interface ActionResult {
  outcome: string;
  values?: FlowValues;
}
