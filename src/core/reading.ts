import type { LimaDay } from "./lima.ts";
import type { MarketReading } from "./market-reading.ts";

/**
 * What a person's words were understood to mean. Quantities are whole millilitres, never floats.
 * `understanding/` makes readings; conversations and modules act on them.
 */
export type Reading =
  | MilkReading
  | MilkQuestion
  /** Prices, offers and what is looked for. */
  | MarketReading
  /** Another product than milk ("3 quesos", "5 cuyes"); `count` in thousandths of `unit`. */
  | { kind: "product"; product: "cheese" | "guinea_pig" | "other"; count: number; unit: string }
  /** A word we know that is neither an amount nor an answer to our question. */
  | { kind: "intent"; intent: Intent }
  /** Only emoji, stickers and the like: friendly, but no words. */
  | { kind: "wordless" }
  /** Nothing we can read. */
  | { kind: "unknown" };

/** One day's milk. `morningMl` and `eveningMl` are present only when that milking was named. */
export interface MilkEntry {
  day: LimaDay;
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
}

/** A clear report: at least one day; zero litres is a report too ("hoy no ordeñé"). */
export interface MilkReading {
  kind: "milk";
  /** One entry a day, no day twice, oldest first. */
  entries: MilkEntry[];
  /** "unos 12", "casi 12", "chunka hina". */
  approximate: boolean;
  /** Only one of two milkings was told. */
  partial: boolean;
  /** The person corrects what stands ("no, 14", "era 9 no 90"). */
  correction: boolean;
  /** The words named a day, so the person is not simply speaking of today. */
  dayNamed: boolean;
  /** The words carried a unit, "leche", a milking or a verb: certainly milk, not a menu digit. */
  explicit: boolean;
  /** The unit as understood, for the record and for tests. */
  unit: string;
  /** A price named in passing ("12 litros a 1.80"), in centimos a litre. */
  centimosPerLitre: number | null;
}

/** Why a report cannot be stored without asking. */
export const MILK_DOUBTS = [
  "unit_size",
  "sum_or_split",
  "range",
  "approximate",
  "decimal_or_thousand",
  "garbled",
  "which_date",
  "sum_mismatch",
  "per_cow",
  "negative",
  "future",
  "out_of_range",
  "not_a_report",
  "whose",
] as const;

export type MilkDoubt = (typeof MILK_DOUBTS)[number];

/** A report that needs one specific question before anything may be stored. */
export interface MilkQuestion {
  kind: "milk_question";
  doubt: MilkDoubt;
  /** The day spoken of, when that part is clear. */
  day: LimaDay | null;
  /** What the question should offer, in millilitres; null when there is nothing sensible to offer. */
  guessMl: number | null;
  /** Second reading, where there are two ("10-12": 10 and 12; "8 5": 13 and none). */
  otherMl: number | null;
  /** For `unit_size`: the container, how many of it (thousandths: half a can is 500) and litres told besides. */
  container: { unit: string; countMilli: number; extraMl: number } | null;
  morningMl: number | null;
  eveningMl: number | null;
  correction: boolean;
  unit: string;
}

/** Words known everywhere, beside amounts. */
export const INTENTS = [
  "yes",
  "no",
  "greeting",
  "thanks",
  "help",
  "menu",
  "stop",
  "resume",
  "language",
  "person",
  "repeat",
  "skip",
  "continue",
  "back",
  "cancel",
  "undo",
  "correct",
  "summary",
  "month_summary",
  "price",
  "question",
  "dont_know",
  "herd",
  "identity_document",
  "start",
] as const;

export type Intent = (typeof INTENTS)[number];
