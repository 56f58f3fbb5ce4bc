import { z } from "zod";
import { daysBetween, weekday, type LimaDay } from "../core/lima.ts";
import type { Figure, FlowValue, FlowValues } from "../core/value.ts";

/** `locales/<lang>/writing.yaml`: how a language writes values out. */
export const writingFile = z.strictObject({
  decimal: z.enum([".", ","]),
  today: z.string(),
  yesterday: z.string(),
  before_yesterday: z.string(),
  weekdays: z.array(z.string()).length(7),
  months: z.array(z.string()).length(12),
  day: z.string(),
  morning: z.string(),
  evening: z.string(),
  only: z.string(),
  up: z.string(),
  down: z.string(),
  same: z.string(),
  nothing_before: z.string(),
  /** A day and a time together: "viernes 27 de noviembre, 8:00". */
  moment: z.string(),
  containers: z.record(z.string(), z.string()),
  /** Products, units, sizes and other words of ours by their keys. */
  terms: z.record(z.string(), z.string()),
  /** Texts that stand as one line among others, with placeholders. */
  lines: z.record(z.string(), z.string()),
  /** What every flow may need to say. */
  phrases: z.strictObject({
    yes: z.string(),
    no: z.string(),
    /** Asked when an answer has several readings. */
    which: z.string(),
    /** A question was left and may be taken up again. */
    left: z.string(),
    nothing_left: z.string(),
    /** Nothing was asked before the question that waits. */
    nothing_before: z.string(),
    /** An operator ended the conversation. */
    ended: z.string(),
    /** The same words went out again and again. */
    repeated: z.string(),
    /** Whom a message is for, on a phone of several persons. */
    for_person: z.string(),
  }),
});

export type Writing = z.infer<typeof writingFile>;

/**
 * Puts values into a text of the person's language: `{name}` writes a variable.
 * @param today the Lima day on which it is read, for "today" and "yesterday"
 */
export function writeText(
  template: string,
  values: FlowValues,
  writing: Writing,
  today: LimaDay,
): string {
  let text = "";
  let from = 0;
  for (let open = template.indexOf("{"); open >= 0; open = template.indexOf("{", open + 1)) {
    const close = template.indexOf("}", open);
    if (close < 0) break;
    const value = values[template.slice(open + 1, close)];
    // Every object of the language has a constructor.
    if (value?.type === undefined) continue;
    const written = writeValue(value, writing, today);
    // "Buenos días, {name}." without a name is "Buenos días."
    const comma = written === "" && template.startsWith(", ", open - 2) ? 2 : 0;
    text += template.slice(from, open - comma) + written;
    from = close + 1;
  }
  return from === 0 ? template : text + template.slice(from);
}

/** A text with the first name of the person it is for above it; as it is when nobody knows the name. */
export function named({ phrases }: Writing, name: string, text: string): string {
  const first = name.trim().split(/\s+/)[0] ?? "";
  return first === "" ? text : `${phrases.for_person.replace("{name}", first)}\n${text}`;
}

/** Litres from millilitres, without trailing zeros: 12, 12.5, 0.75. */
export function writeLitres(ml: number, writing: Writing): string {
  return writeMilli(ml, writing);
}

function writeMilli(milli: number, writing: Writing): string {
  if (milli % 1000 === 0) return String(milli / 1000);
  const sign = milli < 0 ? "-" : "";
  const whole = Math.trunc(Math.abs(milli) / 1000);
  const rest = String(Math.abs(milli) % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${sign}${whole}${rest === "" ? "" : writing.decimal + rest}`;
}

/** A day as people say it: "hoy lunes 23 de noviembre". */
export function writeDay(day: LimaDay, writing: Writing, today: LimaDay): string {
  const date = writing.day
    .replace("{weekday}", writing.weekdays[weekday(day)] ?? "")
    .replace("{date}", String(Number(day.slice(8))))
    .replace("{month}", writing.months[Number(day.slice(5, 7)) - 1] ?? "");
  const relative = relativeDay(day, writing, today);
  return relative === null ? date : `${relative} ${date}`;
}

function relativeDay(day: LimaDay, writing: Writing, today: LimaDay): string | null {
  const away = daysBetween(day, today);
  if (away === 0) return writing.today;
  if (away === 1) return writing.yesterday;
  return away === 2 ? writing.before_yesterday : null;
}

function writeFigure(figure: Figure, writing: Writing, today: LimaDay): string {
  const parts = [
    figure.morningMl === null
      ? null
      : `${writing.morning} ${writeLitres(figure.morningMl, writing)}`,
    figure.eveningMl === null
      ? null
      : `${writing.evening} ${writeLitres(figure.eveningMl, writing)}`,
  ].filter((part) => part !== null);
  const only = figure.morningMl === null || figure.eveningMl === null;
  const milkings =
    parts.length === 0
      ? ""
      : ` (${only && writing.only !== "" ? `${writing.only} ${parts[0]}` : parts.join(" + ")})`;
  return `${writeLitres(figure.totalMl, writing)} L${milkings}, ${writeDay(figure.day, writing, today)}`;
}

function writeValue(value: FlowValue, writing: Writing, today: LimaDay): string {
  switch (value.type) {
    case "text":
      return value.text;
    case "number":
      return writeMilli(value.milli, writing);
    case "truth":
      return value.truth ? writing.phrases.yes : writing.phrases.no;
    case "time":
      return writeTime(value.minute);
    case "moment":
      return writing.moment
        .replace("{day}", writeDay(value.day, writing, today))
        .replace("{time}", writeTime(value.minute));
    case "choice":
      return value.choice.label;
    case "choices":
      return value.choices.map((choice) => choice.label).join(", ");
    case "litres":
      return `${writeLitres(value.ml, writing)} L`;
    case "day":
      return writeDay(value.day, writing, today);
    case "figures":
      return value.figures.map((figure) => writeFigure(figure, writing, today)).join("; ");
    case "change":
      return writeChange(value.percent, writing);
    case "container":
      return writing.containers[value.unit] ?? value.unit;
    case "options":
      return value.options.map((option) => writeValue(option, writing, today)).join(", ");
    case "money":
      return writeMoney(value.centimos);
    case "term":
      return writing.terms[value.term] ?? value.term;
    case "line":
      return writeText(writing.lines[value.line] ?? value.line, value.values, writing, today);
    case "lines":
      return value.lines.map((line) => writeValue(line, writing, today)).join("\n");
    case "chart":
    case "market":
    case "file":
    case "reading":
    case "state":
      return "";
  }
}

/** Soles with two decimals and a point, as Peru writes them: S/ 1.80. */
function writeMoney(centimos: number): string {
  const rest = String(Math.abs(centimos) % 100).padStart(2, "0");
  return `${centimos < 0 ? "-" : ""}S/ ${Math.trunc(Math.abs(centimos) / 100)}.${rest}`;
}

/** A minute of the day on the clock of 24 hours, which nobody can take for the other half: 8:05, 20:00. */
function writeTime(minute: number): string {
  return `${Math.trunc(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
}

function writeChange(percent: number | null, writing: Writing): string {
  if (percent === null) return writing.nothing_before;
  if (percent === 0) return writing.same;
  return (percent > 0 ? writing.up : writing.down).replace("{percent}", String(Math.abs(percent)));
}
