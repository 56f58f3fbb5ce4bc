import type { LimaDay } from "../../core/lima.ts";
import { addDays, daysBetween } from "../../core/lima.ts";
import type { MilkDoubt, MilkQuestion, Reading } from "../../core/reading.ts";

/** What the person decided about one day of a report. */
export type Decision = "replace" | "add" | "keep";

export interface DraftEntry {
  day: LimaDay;
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
  decision: Decision | null;
  /** The person confirmed an unusual amount. */
  confirmed: boolean;
}

/** A report on its way to being stored: what is clear, and at most one open question. Plain JSON. */
export interface Draft {
  entries: DraftEntry[];
  question: MilkQuestion | null;
  approximate: boolean;
  /** Replaces what stands instead of asking. */
  correction: boolean;
}

/** How far back a day may lie and still be noted by the family itself, in days. */
export const OLDEST_DAYS = 60;

/**
 * Turns a reading into a draft.
 * @param correctedDay the day a correction without a day is about
 */
export function draftOf(reading: Reading, correctedDay: LimaDay): Draft | null {
  if (reading.kind === "milk") {
    return {
      entries: reading.entries.map((entry) => ({
        ...entry,
        day: reading.correction && !reading.dayNamed ? correctedDay : entry.day,
        decision: reading.correction ? "replace" : null,
        confirmed: false,
      })),
      question: null,
      approximate: reading.approximate,
      correction: reading.correction,
    };
  }
  if (reading.kind === "milk_question") {
    return { entries: [], question: reading, approximate: false, correction: reading.correction };
  }
  return null;
}

/** What to ask about an open question, by its doubt. */
export type Asking =
  | { ask: "amount" }
  | { ask: "guess"; suggestionMl: number }
  | { ask: "whose"; suggestionMl: number }
  | { ask: "two"; suggestionMl: number; secondMl: number }
  | { ask: "which_day"; days: LimaDay[] }
  | { ask: "future" }
  /** Clear enough to be weighed like any amount. */
  | { ask: "weigh"; totalMl: number };

/** The one question that fits a doubt; container sizes are resolved before. */
export function askingFor(question: MilkQuestion, today: LimaDay): Asking {
  const { guessMl, otherMl } = question;
  const offered =
    guessMl === null
      ? ({ ask: "amount" } as const)
      : ({ ask: "guess", suggestionMl: guessMl } as const);
  const byDoubt: Record<MilkDoubt, () => Asking> = {
    unit_size: () => offered,
    sum_or_split: () => offered,
    decimal_or_thousand: () => offered,
    garbled: () => offered,
    sum_mismatch: () => offered,
    approximate: () => offered,
    range: () =>
      guessMl !== null && otherMl !== null && guessMl !== otherMl
        ? { ask: "two", suggestionMl: guessMl, secondMl: otherMl }
        : offered,
    which_date: () =>
      guessMl === null
        ? { ask: "amount" }
        : { ask: "which_day", days: possibleDays(question, today) },
    per_cow: () => ({ ask: "amount" }),
    negative: () => ({ ask: "amount" }),
    not_a_report: () => ({ ask: "amount" }),
    out_of_range: () => (guessMl === null ? { ask: "amount" } : { ask: "weigh", totalMl: guessMl }),
    future: () => ({ ask: "future" }),
    whose: () => (guessMl === null ? offered : { ask: "whose", suggestionMl: guessMl }),
  };
  return byDoubt[question.doubt]();
}

/** Today, yesterday, and a week ago: "el lunes" said on a Monday means one of its two. */
function possibleDays(question: MilkQuestion, today: LimaDay): LimaDay[] {
  if (question.day === null) return [today, addDays(today, -1), addDays(today, -7)];
  const away = daysBetween(question.day, today);
  return away % 7 === 0
    ? [today, addDays(today, -7)]
    : [question.day, today].filter((day, index, all) => all.indexOf(day) === index);
}

/** The draft with its question answered by a total in millilitres. */
export function withTotal(draft: Draft, totalMl: number, today: LimaDay): Draft {
  const question = draft.question;
  const first = draft.entries[0];
  if (question === null && first !== undefined) {
    const changed = {
      ...first,
      totalMl,
      morningMl: null,
      eveningMl: null,
      confirmed: totalMl === first.totalMl,
    };
    return { ...draft, entries: [changed, ...draft.entries.slice(1)] };
  }
  const split =
    question !== null && (question.morningMl ?? 0) + (question.eveningMl ?? 0) === totalMl;
  const entry: DraftEntry = {
    day: question?.day ?? today,
    totalMl,
    morningMl: split ? question.morningMl : null,
    eveningMl: split ? question.eveningMl : null,
    decision: draft.correction ? "replace" : null,
    confirmed: false,
  };
  return { ...draft, entries: [entry], question: null };
}

/** The draft with its open day decided; the amount is the question's guess. */
export function withDay(draft: Draft, day: LimaDay): Draft {
  const guessMl = draft.question?.guessMl ?? 0;
  return withTotal(
    { ...draft, question: draft.question === null ? null : { ...draft.question, day } },
    guessMl,
    day,
  );
}

/** The draft with the first open day decided upon. */
export function withDecision(
  draft: Draft,
  change: Partial<Pick<DraftEntry, "decision" | "confirmed">>,
): Draft {
  const [first, ...others] = draft.entries;
  return first === undefined ? draft : { ...draft, entries: [{ ...first, ...change }, ...others] };
}
