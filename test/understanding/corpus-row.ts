import { addDays, daysBetween, limaDay } from "../../src/core/lima.ts";
import type { Reading } from "../../src/core/reading.ts";
import { plausibility, resolveContainer } from "../../src/modules/milk/rules.ts";
import type { Understander } from "../../src/understanding/understand.ts";

/** One annotated message of milk-utterances.jsonl, as far as the test uses it. */
export interface CorpusRow {
  id: string;
  text: string;
  intent: string;
  total_l: number | null;
  morning_l: number | null;
  evening_l: number | null;
  date_offset: number;
  expect_clarify: boolean;
  clarify_reason: string | null;
  best_guess_l: number | null;
  approx: boolean;
  partial: boolean;
  ctx: string;
  ref: string;
  entries?: { date_offset: number; total_l: number }[];
  profile?: { porongo_l?: number; mean_l?: number; sd_l?: number; cows_milking?: number };
  price_pen?: number;
}

/** What would be done with a message: its class, the question asked or the days stored. */
export interface Verdict {
  intent: string;
  question: string | null;
  stored: string[];
  approximate: boolean;
  partial: boolean;
}

/** The verdict as one line, for comparing and for reading a miss. */
export function describeVerdict(verdict: Verdict): string {
  const marks = [verdict.approximate ? "approximate" : "", verdict.partial ? "partial" : ""];
  const asked = verdict.question === null ? "" : `asks ${verdict.question}`;
  return [verdict.intent, asked, ...verdict.stored, ...marks]
    .filter((part) => part !== "")
    .join("; ");
}

/** What the annotation asks for. */
export function expectedVerdict(row: CorpusRow): Verdict {
  const stored =
    row.entries?.map((entry) => storedText(entry.date_offset, entry.total_l * 1000, null, null)) ??
    (row.expect_clarify || row.total_l === null
      ? []
      : [
          storedText(
            row.date_offset,
            Math.round(row.total_l * 1000),
            row.morning_l === null ? null : row.morning_l * 1000,
            row.evening_l === null ? null : row.evening_l * 1000,
          ),
        ]);
  const isNotReport = row.intent === "not_report";
  return {
    intent: row.intent,
    question: row.expect_clarify && !isNotReport ? row.clarify_reason : null,
    stored: stored.sort(),
    approximate: row.approx,
    partial: row.partial,
  };
}

/** What reading, rules and profile make of the message. */
export function actualVerdict(row: CorpusRow, understander: Understander): Verdict {
  const sentAt = new Date(row.ref);
  const reading = understander.understand(row.text, {
    sentAt,
    afterReport: row.ctx === "after_report",
  });
  return verdictOf(reading, row, limaDay(sentAt));
}

function verdictOf(reading: Reading, row: CorpusRow, today: string): Verdict {
  const none = { question: null, stored: [], approximate: false, partial: false };
  switch (reading.kind) {
    case "milk":
      return {
        ...none,
        ...afterRules(
          reading.entries.map((entry) => ({ ...entry, offset: daysBetween(today, entry.day) })),
          row,
        ),
        approximate: reading.approximate,
        partial: reading.partial,
        ...(reading.correction ? { intent: "correction" } : {}),
      };
    case "milk_question": {
      const sizeL = row.profile?.porongo_l;
      if (reading.doubt === "unit_size" && reading.container?.unit === "porongo" && sizeL) {
        const totalMl = resolveContainer(reading.container, sizeL * 1000);
        const offset = daysBetween(today, reading.day ?? addDays(today, 0));
        return {
          ...none,
          ...afterRules([{ offset, totalMl, morningMl: null, eveningMl: null }], row),
        };
      }
      const isNotReport = reading.doubt === "not_a_report" || row.intent === "not_report";
      return isNotReport && ["not_a_report", "future"].includes(reading.doubt)
        ? { ...none, intent: "not_report" }
        : { ...none, intent: "report_milk", question: reading.doubt };
    }
    case "product":
      return { ...none, intent: "other_product" };
    case "market":
      return { ...none, intent: reading.act === "price" ? "question" : "price" };
    case "intent":
      return { ...none, intent: INTENT_CLASSES[reading.intent] ?? reading.intent };
    case "wordless":
    case "unknown":
      return { ...none, intent: "not_report" };
  }
}

const INTENT_CLASSES: Record<string, string> = {
  no: "not_report",
  dont_know: "not_report",
  identity_document: "dni",
};

interface Day {
  offset: number;
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
}

function afterRules(days: Day[], row: CorpusRow): Pick<Verdict, "intent" | "question" | "stored"> {
  const { mean_l: mean, sd_l: sd } = row.profile ?? {};
  const verdicts = days.map((day) =>
    plausibility(day.totalMl, {
      recentTotalsMl: [],
      cowsMilking: row.profile?.cows_milking ?? null,
      meanSd:
        mean !== undefined && sd !== undefined ? { meanMl: mean * 1000, sdMl: sd * 1000 } : null,
    }),
  );
  if (verdicts.some((verdict) => verdict.verdict === "ask")) {
    return { intent: "report_milk", question: "out_of_range", stored: [] };
  }
  const stored = days.map((day) =>
    days.length > 1
      ? storedText(day.offset, day.totalMl, null, null)
      : storedText(day.offset, day.totalMl, day.morningMl, day.eveningMl),
  );
  const isZero = days.every((day) => day.totalMl === 0);
  const intent = days.length > 1 ? "multi_report" : isZero ? "no_milk" : "report_milk";
  return { intent, question: null, stored: stored.sort() };
}

function storedText(
  offset: number,
  total: number,
  morning: number | null,
  evening: number | null,
): string {
  return `day ${offset}: ${total} ml (morning ${morning ?? "-"}, evening ${evening ?? "-"})`;
}
