import type { ActionCall, ActionResult } from "../../core/action.ts";
import type { CallingPerson } from "../../core/caller.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { momentOf } from "./moment.ts";
import { findTraining, type Training } from "./store.ts";

export type Call = ActionCall<Connection>;
export type Inputs = Partial<FlowValues>;

/** Whoever speaks; flows of trainings begin only with persons we know. */
export function speaker({ caller }: Call): CallingPerson {
  if (caller.person === null) throw new Error("a training needs somebody we know");
  return caller.person;
}

/** An outcome with its values; those that are null are left unset. */
export function result(
  outcome: string,
  values: Record<string, FlowValue | null> = {},
): ActionResult {
  const set = Object.entries(values).filter(([, value]) => value !== null);
  return { outcome, values: Object.fromEntries(set) as FlowValues };
}

export function text(words: string): FlowValue {
  return { type: "text", text: words };
}

export function number(count: number): FlowValue {
  return { type: "number", milli: count * 1000 };
}

/** The words of a text, or the slug of a choice. */
export function wordsIn(value: FlowValue | undefined): string | null {
  if (value?.type === "choice") return value.choice.key;
  return value?.type === "text" ? value.text : null;
}

/** A whole number; null for anything else. */
export function wholeIn(value: FlowValue | undefined): number | null {
  const milli = value?.type === "number" ? value.milli : null;
  return milli === null || milli % 1000 !== 0 ? null : milli / 1000;
}

/** The training an input names, by a text or as somebody chose it. */
export async function trainingIn(connection: Connection, inputs: Inputs): Promise<Training | null> {
  const id = wordsIn(inputs["training"]);
  return id === null ? null : findTraining(connection, id);
}

/** What of a training flows say. */
export function told(training: Training): Record<string, FlowValue | null> {
  return {
    topic: text(training.topic),
    when: momentOf(training.startsAt),
    place: text(training.place),
    host: text(training.host),
    about: training.about === null ? null : text(training.about),
    capacity: training.capacity === null ? null : number(training.capacity),
  };
}

/** The outputs that `told` may set. */
export const TOLD = {
  topic: "text",
  when: "moment",
  place: "text",
  host: "text",
  about: "text",
  capacity: "number",
} as const;

/** Trainings to choose from: topic, day and hour in figures, which every language reads alike. */
export function trainingOptions(trainings: readonly Training[]): FlowValue {
  return {
    type: "options",
    options: trainings.map((one) => {
      const { day, minute } = momentOf(one.startsAt);
      const date = `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`;
      const hour = `${Math.trunc(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
      return { type: "choice", choice: { key: one.id, label: `${one.topic}, ${date}, ${hour}` } };
    }),
  };
}
