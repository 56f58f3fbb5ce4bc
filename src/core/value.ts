import type { ChartSpec } from "./chart.ts";
import type { LimaDay } from "./lima.ts";
import type { MarketReading } from "./market-reading.ts";
import type { Medium } from "./message.ts";
import type { Reading } from "./reading.ts";

/** One day's milk as it is shown to the person. */
export interface Figure {
  day: LimaDay;
  totalMl: number;
  morningMl: number | null;
  eveningMl: number | null;
}

/** An option somebody chose: its slug, and its label in the language it was shown in. */
export interface ChosenOption {
  key: string;
  label: string;
}

/** What a flow's variables hold: plain JSON with a type, so that every language can write it out. */
export type FlowValue =
  | { type: "text"; text: string }
  /** Exact to a thousandth: 1500 is 1.5. */
  | { type: "number"; milli: number }
  | { type: "truth"; truth: boolean }
  | { type: "litres"; ml: number }
  | { type: "day"; day: LimaDay }
  /** Minute of the Lima day, 0 to 1439. */
  | { type: "time"; minute: number }
  | { type: "moment"; day: LimaDay; minute: number }
  | { type: "choice"; choice: ChosenOption }
  /** Several options; the order means something where they were ranked. */
  | { type: "choices"; choices: ChosenOption[] }
  | { type: "figures"; figures: Figure[] }
  /** A change against before in whole percent; null when there is nothing to compare with. */
  | { type: "change"; percent: number | null }
  | { type: "container"; unit: string; countMilli: number }
  | { type: "chart"; chart: ChartSpec }
  | { type: "reading"; reading: Reading }
  /** A file somebody sent, as `store/files.ts` keeps it; it may still be on its way from the messenger. */
  | { type: "file"; fileId: string; media: Medium }
  /** Possible answers of a question made at run time. */
  | { type: "options"; options: FlowValue[] }
  /** Soles in centimos. */
  | { type: "money"; centimos: number }
  /** A word of ours by its key, which every language writes its own way: a product, a unit, a place. */
  | { type: "term"; term: string }
  /** A line that every language words its own way (`lines` in writing.yaml), with its values. */
  | { type: "line"; line: string; values: FlowValues }
  /** Lines one under the other. */
  | { type: "lines"; lines: FlowValue[] }
  /** Words about prices or sale. */
  | { type: "market"; reading: MarketReading }
  /** A module's own working state, opaque to flows. */
  | { type: "state"; state: unknown };

export type FlowValues = Record<string, FlowValue>;
