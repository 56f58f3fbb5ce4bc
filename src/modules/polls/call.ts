import type { ActionCall } from "../../core/action.ts";
import { text, wordsIn } from "../../core/acting.ts";
import { momentOf } from "../../core/moment.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { findPoll, type Poll } from "./store.ts";

export type Call = ActionCall<Connection>;
export type Inputs = Partial<FlowValues>;

/** The poll an input names, by a text or as somebody chose it. */
export async function pollIn(connection: Connection, inputs: Inputs): Promise<Poll | null> {
  const id = wordsIn(inputs["poll"]);
  return id === null ? null : findPoll(connection, id);
}

/** The answers of a poll to choose from, by their numbers. */
export function answersToChoose(options: readonly string[]): FlowValue {
  return {
    type: "options",
    options: options.map((label, index) => ({
      type: "choice",
      choice: { key: `option_${index + 1}`, label },
    })),
  };
}

/** The number of a chosen answer; null when it is none. */
export function optionIn(value: FlowValue | undefined): number | null {
  const number =
    value?.type === "choice" ? /^option_(\d+)$/.exec(value.choice.key)?.[1] : undefined;
  return number === undefined ? null : Number(number);
}

/** What of a poll flows say. */
export function told(poll: Poll): Record<string, FlowValue> {
  return {
    question: text(poll.question),
    closes: momentOf(poll.closesAt),
    answers: answersToChoose(poll.options),
  };
}

/** The outputs that `told` sets. */
export const TOLD = { question: "text", closes: "moment", answers: "options" } as const;

const LONGEST_LABEL = 60;

/** Polls to choose from. */
export function pollOptions(polls: readonly Poll[]): FlowValue {
  return {
    type: "options",
    options: polls.map(({ id, question }) => ({
      type: "choice",
      choice: {
        key: id,
        label:
          question.length > LONGEST_LABEL ? `${question.slice(0, LONGEST_LABEL - 1)}…` : question,
      },
    })),
  };
}
