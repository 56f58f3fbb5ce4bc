import type { ActionCall } from "../../core/action.ts";
import { number, text, wordsIn } from "../../core/acting.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { momentOf } from "../../core/moment.ts";
import { findTraining, type Training } from "./store.ts";

export type Call = ActionCall<Connection>;
export type Inputs = Partial<FlowValues>;

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
