import { parseExpression } from "./expression/parse.ts";
import { ExpressionFault } from "./expression/fault.ts";
import { evaluate } from "./expression/evaluate.ts";
import { limaDay, type LimaDay } from "../core/lima.ts";
import type { Figure, FlowValue, FlowValues } from "../core/value.ts";

/**
 * A value in the short form of conversation tests, the same in every language: `4.5`, `12 L`, `yes`,
 * `2026-11-27`, `08:30`, `2026-11-27 08:30`, options by their slugs; figures with their milkings:
 * `2026-11-23 12 L (7 L + 5 L)`.
 */
export function noteValue(value: FlowValue): string {
  switch (value.type) {
    case "text":
      return value.text;
    case "number":
      return milli(value.milli);
    case "truth":
      return value.truth ? "yes" : "no";
    case "litres":
      return litres(value.ml);
    case "day":
      return value.day;
    case "time":
      return clock(value.minute);
    case "moment":
      return `${value.day} ${clock(value.minute)}`;
    case "choice":
      return value.choice.key;
    case "choices":
      return value.choices.map((choice) => choice.key).join(", ");
    case "figures":
      return value.figures.map(noteFigure).join("; ");
    case "change":
      return value.percent === null ? "none" : `${value.percent} %`;
    case "container":
      return `${milli(value.countMilli)} ${value.unit}`;
    case "options":
      return value.options.map(noteValue).join(", ");
    case "money":
      return `S/ ${(value.centimos / 100).toFixed(2)}`;
    case "term":
      return value.term;
    case "line":
      return [value.line, ...Object.values(value.values).map(noteValue)].join(" ");
    case "lines":
      return value.lines.map(noteValue).join("; ");
    case "market":
      return `${value.reading.act} ${value.reading.product ?? "something"}`;
    case "file":
      return value.media;
    case "reading":
      return `reading of ${value.reading.kind}`;
    case "chart":
    case "state":
      return value.type;
  }
}

/** A day's milk: `2026-11-23 12 L (7 L + 5 L)`, a milking nobody told as `?`. */
export function noteFigure({ day, totalMl, morningMl, eveningMl }: Figure): string {
  const milking = (ml: number | null): string => (ml === null ? "?" : litres(ml));
  const isSplit = morningMl !== null || eveningMl !== null;
  const parts = isSplit ? ` (${milking(morningMl)} + ${milking(eveningMl)})` : "";
  return `${day} ${litres(totalMl)}${parts}`;
}

/** Variables by name, each in the short form. */
export function noteValues(values: FlowValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, noteValue(value)]),
  );
}

/**
 * Values written in a conversation test: formulas such as `12 L` or `today`, lists of options by their labels,
 * and plain text for the rest.
 */
export function valuesOf(written: Record<string, string | string[]>, now: Date): FlowValues {
  return Object.fromEntries(
    Object.entries(written).map(([name, told]) => [
      name,
      typeof told === "string"
        ? (formulaValue(told, limaDay(now)) ?? { type: "text", text: told })
        : { type: "options", options: told.map(optionValue) },
    ]),
  );
}

function optionValue(label: string): FlowValue {
  return { type: "choice", choice: { key: label, label } };
}

function formulaValue(text: string, today: LimaDay): FlowValue | null {
  try {
    return evaluate(parseExpression(text), {}, { today });
  } catch (error) {
    if (error instanceof ExpressionFault) return null;
    throw error;
  }
}

/** A value of each type that can be said, for outcomes a test makes up. */
export function sampleOf(type: FlowValue["type"], today: LimaDay): FlowValue | null {
  switch (type) {
    case "text":
      return { type, text: "…" };
    case "number":
      return { type, milli: 3000 };
    case "truth":
      return { type, truth: true };
    case "litres":
      return { type, ml: 12_000 };
    case "day":
      return { type, day: today };
    case "time":
      return { type, minute: 480 };
    case "moment":
      return { type, day: today, minute: 480 };
    case "figures":
      return {
        type,
        figures: [{ day: today, totalMl: 12_000, morningMl: null, eveningMl: null }],
      };
    case "change":
      return { type, percent: 10 };
    case "container":
      return { type, unit: "balde", countMilli: 1000 };
    case "choice":
      return { type, choice: { key: "one", label: "…" } };
    case "choices":
      return { type, choices: [{ key: "one", label: "…" }] };
    case "options":
      return {
        type,
        options: [
          { type: "day", day: today },
          { type: "litres", ml: 9000 },
        ],
      };
    case "money":
      return { type, centimos: 1800 };
    case "term":
      return { type, term: "cheese" };
    case "line":
      return { type, line: "…", values: {} };
    case "lines":
      return { type, lines: [{ type: "text", text: "…" }] };
    case "file":
      return { type, fileId: "a-file", media: "picture" };
    case "chart":
    case "market":
    case "reading":
    case "state":
      return null;
  }
}

function litres(ml: number): string {
  return `${milli(ml)} L`;
}

function milli(thousandths: number): string {
  const sign = thousandths < 0 ? "-" : "";
  const rest = String(Math.abs(thousandths) % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${sign}${Math.trunc(Math.abs(thousandths) / 1000)}${rest === "" ? "" : `.${rest}`}`;
}

function clock(minute: number): string {
  return `${String(Math.trunc(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
