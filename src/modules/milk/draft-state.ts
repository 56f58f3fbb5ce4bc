import type { MilkQuestion } from "../../core/reading.ts";
import type { FlowValue } from "../../core/value.ts";
import type { Draft, DraftEntry } from "./draft.ts";

/** A draft as a conversation keeps it between two messages: without the names of its members, which are always the same. */
type DraftState = [
  entries: EntryState[],
  question: QuestionState | null,
  approximate: boolean,
  correction: boolean,
];

type EntryState = [
  day: DraftEntry["day"],
  totalMl: number,
  morningMl: number | null,
  eveningMl: number | null,
  decision: DraftEntry["decision"],
  confirmed: boolean,
];

type QuestionState = [
  doubt: MilkQuestion["doubt"],
  unit: string,
  day: MilkQuestion["day"],
  guessMl: number | null,
  otherMl: number | null,
  container: MilkQuestion["container"],
  morningMl: number | null,
  eveningMl: number | null,
  correction: boolean,
];

/** The draft as a variable of the conversation. */
export function keptDraft(draft: Draft): FlowValue {
  const { question, approximate, correction } = draft;
  const entries = draft.entries.map((entry): EntryState => {
    const { day, totalMl, morningMl, eveningMl, decision, confirmed } = entry;
    return [day, totalMl, morningMl, eveningMl, decision, confirmed];
  });
  const asked = question === null ? null : keptQuestion(question);
  const state: DraftState = [entries, asked, approximate, correction];
  return { type: "state", state };
}

/** The draft that a variable holds. */
export function draftIn(value: FlowValue | undefined): Draft {
  if (value?.type !== "state") throw new Error("the flow lost its draft");
  const [entries, question, approximate, correction] = value.state as DraftState;
  return {
    entries: entries.map(([day, totalMl, morningMl, eveningMl, decision, confirmed]) => ({
      day,
      totalMl,
      morningMl,
      eveningMl,
      decision,
      confirmed,
    })),
    question: question === null ? null : questionIn(question),
    approximate,
    correction,
  };
}

function keptQuestion(question: MilkQuestion): QuestionState {
  const { doubt, unit, day, guessMl, otherMl, container, morningMl, eveningMl } = question;
  return [doubt, unit, day, guessMl, otherMl, container, morningMl, eveningMl, question.correction];
}

function questionIn(state: QuestionState): MilkQuestion {
  const [doubt, unit, day, guessMl, otherMl, container, morningMl, eveningMl, correction] = state;
  const kind = "milk_question";
  return {
    kind,
    doubt,
    day,
    guessMl,
    otherMl,
    container,
    morningMl,
    eveningMl,
    correction,
    unit,
  };
}
