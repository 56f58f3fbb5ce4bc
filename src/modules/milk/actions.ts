import type { Action, ActionCall, ActionResult } from "../../core/action.ts";
import type { Reading } from "../../core/reading.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { draftIn, keptDraft } from "./draft-state.ts";
import { draftOf, withDay, withDecision, withTotal, type Draft } from "./draft.ts";
import { LIMITS } from "./rules.ts";
import { lastReports, rememberContainer } from "./store.ts";
import { summarise } from "./summary.ts";
import { familyOf, takeDraft } from "./take.ts";
import { undo, UNDO_MS } from "./undo.ts";

type MilkAction = Action<Connection>;

const TAKEN: MilkAction["outputs"] = {
  draft: "state",
  figures: "figures",
  report: "state",
  day: "day",
  total: "litres",
  existing: "litres",
  sum: "litres",
  suggestion: "litres",
  second: "litres",
  container: "container",
  days: "options",
};

/** What flows may ask of the milk module. */
export const milkActions: MilkAction[] = [
  {
    name: "milk.understand",
    harmless: true,
    inputs: { reading: "reading" },
    outputs: { draft: "state" },
    outcomes: ["understood"],
    async run(call, inputs) {
      const reading = readingOf(inputs["reading"]);
      const correction =
        (reading.kind === "milk" || reading.kind === "milk_question") && reading.correction;
      return understood(await draftFrom(call, reading, correction));
    },
  },
  {
    name: "milk.take",
    inputs: { draft: "state" },
    outputs: TAKEN,
    outcomes: [
      "recorded",
      "corrected",
      "recorded_some",
      "exists",
      "same_again",
      "unusual",
      "unusual_shifted",
      "far_above",
      "unit_size",
      "guess",
      "whose",
      "two",
      "which_day",
      "amount",
      "future",
      "too_old",
    ],
    run: (call, inputs) => takeDraft(call, draftIn(inputs["draft"])),
  },
  decide("milk.decide_replace", (draft) => withDecision(draft, { decision: "replace" })),
  decide("milk.decide_add", (draft) => withDecision(draft, { decision: "add" })),
  decide("milk.decide_confirm", (draft) => withDecision(draft, { confirmed: true })),
  {
    name: "milk.decide_keep",
    inputs: { draft: "state" },
    outputs: { draft: "state" },
    outcomes: ["more", "done"],
    run(_call, inputs) {
      const draft = draftIn(inputs["draft"]);
      const rest = { ...draft, entries: draft.entries.slice(1) };
      return Promise.resolve({
        outcome: rest.entries.length > 0 ? "more" : "done",
        values: stateOf(rest),
      });
    },
  },
  {
    name: "milk.decide_suggestion",
    inputs: { draft: "state", suggestion: "litres" },
    outputs: { draft: "state" },
    outcomes: ["decided"],
    run: (call, inputs) =>
      Promise.resolve(
        decided(withTotal(draftIn(inputs["draft"]), litresIn(inputs["suggestion"]), call.today)),
      ),
  },
  {
    name: "milk.decide_day",
    inputs: { draft: "state", chosen: "day" },
    outputs: { draft: "state" },
    outcomes: ["decided"],
    run(call, inputs) {
      const chosen = inputs["chosen"];
      return Promise.resolve(
        decided(
          withDay(draftIn(inputs["draft"]), chosen?.type === "day" ? chosen.day : call.today),
        ),
      );
    },
  },
  {
    name: "milk.remember_container",
    inputs: { draft: "state", size: "litres" },
    outputs: { draft: "state" },
    outcomes: ["remembered", "implausible"],
    run: (call, inputs) => remember(call, draftIn(inputs["draft"]), litresIn(inputs["size"])),
  },
  {
    name: "milk.use_answer",
    inputs: { draft: "state", answer: "reading" },
    outputs: { draft: "state" },
    outcomes: ["understood"],
    run: (call, inputs) =>
      Promise.resolve(
        understood(answerInto(call, draftIn(inputs["draft"]), readingOf(inputs["answer"]))),
      ),
  },
  {
    name: "milk.use_correction",
    inputs: { answer: "reading", figures: "figures" },
    outputs: { reading: "reading", day: "day", other: "day" },
    outcomes: ["understood", "other_day"],
    run(call, inputs) {
      const figures = inputs["figures"];
      const noted = figures?.type === "figures" ? figures.figures.map((one) => one.day) : [];
      const day = noted.at(-1) ?? call.today;
      const answer = readingOf(inputs["answer"]);
      const reading = correctionOf(answer, day);
      const values: FlowValues = { reading: { type: "reading", reading } };
      const other = answer.kind === "milk" && answer.dayNamed ? answer.entries[0]?.day : undefined;
      const isElsewhere =
        other !== undefined &&
        noted.length === 1 &&
        reading.kind === "milk" &&
        reading.entries.length === 1 &&
        other !== day;
      // Was it the day that was wrong? Both would stay otherwise.
      return Promise.resolve(
        isElsewhere
          ? {
              outcome: "other_day",
              values: { ...values, day: { type: "day", day }, other: { type: "day", day: other } },
            }
          : { outcome: "understood", values },
      );
    },
  },
  {
    name: "milk.last_report",
    harmless: true,
    inputs: {},
    outputs: { figures: "figures" },
    outcomes: ["found", "nothing"],
    async run(call) {
      const figures = await lastReports(call.tx, familyOf(call).familyId, undoSince(call));
      return figures.length === 0
        ? { outcome: "nothing" }
        : { outcome: "found", values: { figures: { type: "figures", figures } } };
    },
  },
  {
    name: "milk.undo",
    inputs: { report: "state?" },
    outputs: { figures: "figures" },
    outcomes: ["undone", "restored", "nothing", "too_late"],
    run(call, inputs) {
      const report = inputs["report"];
      return undo(call, report?.type === "state" ? (report.state as string[]) : null);
    },
  },
  {
    name: "milk.summary",
    harmless: true,
    inputs: {},
    outputs: {
      today_total: "litres",
      week_total: "litres",
      month_total: "litres",
      change: "change",
      chart: "chart",
    },
    outcomes: ["some", "none"],
    run: summarise,
  },
];

function decide(name: string, change: (draft: Draft) => Draft): MilkAction {
  return {
    name,
    inputs: { draft: "state" },
    outputs: { draft: "state" },
    outcomes: ["decided"],
    run: (_call, inputs) => Promise.resolve(decided(change(draftIn(inputs["draft"])))),
  };
}

/** A correction without a day is about the day reported last; a plain report about the day it names. */
async function draftFrom(
  call: ActionCall<Connection>,
  reading: Reading,
  correction: boolean,
): Promise<Draft> {
  let day = call.today;
  if (correction) {
    const last = await lastReports(call.tx, familyOf(call).familyId, undoSince(call));
    day = last[0]?.day ?? call.today;
  }
  const draft = draftOf(reading, day);
  if (draft === null) throw new Error("a milk flow was begun with something that is no report");
  return draft;
}

async function remember(
  call: ActionCall<Connection>,
  draft: Draft,
  sizeMl: number,
): Promise<ActionResult> {
  const container = draft.question?.container;
  if (container === undefined || container === null)
    return { outcome: "remembered", values: stateOf(draft) };
  if (sizeMl <= 0 || sizeMl > LIMITS.acceptedMl)
    return { outcome: "implausible", values: stateOf(draft) };
  await rememberContainer(call.tx, familyOf(call).familyId, container.unit, sizeMl, call.now);
  return { outcome: "remembered", values: stateOf(draft) };
}

/** The answer to "how many litres": a total for the day in question, or a whole new report. */
function answerInto(call: ActionCall<Connection>, draft: Draft, answer: Reading): Draft {
  if (answer.kind === "milk" && !answer.dayNamed && answer.entries.length === 1) {
    const entry = answer.entries[0];
    const day = draft.question?.day ?? draft.entries[0]?.day ?? call.today;
    if (entry !== undefined) {
      const decision = draft.correction ? "replace" : (draft.entries[0]?.decision ?? null);
      return {
        ...draft,
        question: null,
        entries: [{ ...entry, day, decision, confirmed: false }, ...draft.entries.slice(1)],
      };
    }
  }
  return draftOf(answer, call.today) ?? draft;
}

function correctionOf(answer: Reading, day: string): Reading {
  if (answer.kind === "milk") {
    const entries = answer.dayNamed
      ? answer.entries
      : answer.entries.map((entry) => ({ ...entry, day }));
    return { ...answer, entries, correction: true, dayNamed: true };
  }
  return answer.kind === "milk_question"
    ? { ...answer, correction: true, day: answer.day ?? day }
    : answer;
}

function undoSince(call: ActionCall<Connection>): Date {
  return new Date(call.now.getTime() - UNDO_MS);
}

function readingOf(value: FlowValue | undefined): Reading {
  return value?.type === "reading" ? value.reading : { kind: "unknown" };
}

function litresIn(value: FlowValue | undefined): number {
  return value?.type === "litres" ? value.ml : 0;
}

function stateOf(draft: Draft): FlowValues {
  return { draft: keptDraft(draft) };
}

function understood(draft: Draft): ActionResult {
  return { outcome: "understood", values: stateOf(draft) };
}

function decided(draft: Draft): ActionResult {
  return { outcome: "decided", values: stateOf(draft) };
}
