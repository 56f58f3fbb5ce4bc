import type { ChartSpec } from "../core/chart.ts";
import { daysBetween } from "../core/lima.ts";
import type { Attachment, Choice } from "../core/message.ts";
import type { ChosenOption, FlowValue, FlowValues } from "../core/value.ts";
import type { Surroundings } from "./events.ts";
import { evaluate } from "./expression/evaluate.ts";
import {
  isSeveral,
  optionsOf,
  type AskNode,
  type QuestionNode,
  type SeveralNode,
} from "./nodes.ts";
import type { NodeWords, Program } from "./program.ts";
import type { Frame } from "./session.ts";

/** The answers a question offers, in the person's language; empty for open questions. */
export function choicesOf(
  node: QuestionNode,
  frame: Frame,
  words: NodeWords,
  around: Surroundings,
): Choice[] {
  if (frame.doubt !== undefined) return doubtChoices(frame.doubt, around);
  if ("confirm" in node) return yesNo(around);
  if ("choose" in node) {
    let number = 0;
    return Object.entries(node.choose).map(([slug, option]) => ({
      number: option.numbered ? ++number : null,
      label: around.write(words.options[slug]?.label ?? option.label, frame.variables),
      value: slug,
    }));
  }
  if ("pick" in node) return written(valuesIn(frame, node.pick), around);
  return isSeveral(node) ? severalChoices(node, frame, words, around) : [];
}

function doubtChoices(doubt: NonNullable<Frame["doubt"]>, around: Surroundings): Choice[] {
  return doubt.kind === "unusual" ? yesNo(around) : written(doubt.values, around);
}

function yesNo({ phrases }: Surroundings): Choice[] {
  return [
    { number: 1, label: phrases.yes, value: "yes" },
    { number: 2, label: phrases.no, value: "no" },
  ];
}

function written(values: FlowValue[], around: Surroundings): Choice[] {
  return values.map((option, index) => ({
    number: index + 1,
    label: around.write("{option}", { option }),
    value: String(index),
  }));
}

function severalChoices(
  node: SeveralNode,
  frame: Frame,
  words: NodeWords,
  around: Surroundings,
): Choice[] {
  const options = optionsOf(node);
  if (typeof options === "string") {
    return written(valuesIn(frame, options), around).map((choice, index) => {
      const value = valuesIn(frame, options)[index];
      return value?.type === "choice" ? { ...choice, value: value.choice.key } : choice;
    });
  }
  return Object.entries(options).map(([slug, option], index) => ({
    number: index + 1,
    label: around.write(words.options[slug]?.label ?? option.label, frame.variables),
    value: slug,
  }));
}

/** The possible answers a variable holds. */
export function valuesIn(frame: Frame, variable: string): FlowValue[] {
  const held = frame.variables[variable];
  return held?.type === "options" ? held.options : [];
}

/** What was chosen, with labels; null when an option is unknown, named twice, or too few or many were chosen. */
export function chosenOptions(
  node: SeveralNode,
  offered: readonly Choice[],
  keys: readonly string[],
): ChosenOption[] | null {
  const least = node.min ?? ("rank" in node ? offered.length : 1);
  const most = node.max ?? offered.length;
  if (keys.length < least || keys.length > most || new Set(keys).size < keys.length) return null;
  const chosen = keys.map((key) => offered.find((choice) => choice.value === key));
  return chosen.some((choice) => choice === undefined)
    ? null
    : chosen.flatMap((choice) =>
        choice === undefined ? [] : [{ key: choice.value, label: choice.label }],
      );
}

/** How an answer stands to what the node accepts. */
export function judge(
  program: Program,
  node: AskNode,
  value: FlowValue,
  values: FlowValues,
  around: Surroundings,
): "good" | "outside" | "unusual" {
  const { accept } = node;
  if (accept === undefined) return "good";
  const day = "day" in value ? value.day : null;
  if (day !== null && accept.times !== "any") {
    const ahead = daysBetween(around.today, day);
    if (accept.times === "past" ? ahead > 0 : ahead < 0) return "outside";
  }
  const within = (bounds: { min?: string | undefined; max?: string | undefined }): boolean =>
    holds(bounds.min, value, (answer, bound) => answer >= bound) &&
    holds(bounds.max, value, (answer, bound) => answer <= bound);
  const holds = (
    bound: string | undefined,
    answer: FlowValue,
    fits: (answer: number | string, bound: number | string) => boolean,
  ): boolean => {
    const formula = bound === undefined ? undefined : program.formulas[bound];
    if (formula === undefined) return true;
    const limit = evaluate(formula, values, { today: around.today });
    const [one, other] = [sizeOf(answer), limit === null ? null : sizeOf(limit)];
    // A bound that is not known bounds nothing.
    return one === null || other === null || fits(one, other);
  };
  if (!within(accept)) return "outside";
  return accept.usual !== undefined && !within(accept.usual) ? "unusual" : "good";
}

/** What bounds compare; a text is as large as it is long. */
function sizeOf(value: FlowValue): number | string | null {
  switch (value.type) {
    case "number":
      return value.milli;
    case "litres":
      return value.ml;
    case "text":
      return value.text.length * 1000;
    case "day":
      return value.day;
    case "time":
      return value.minute;
    case "moment":
      return value.day;
    default:
      return null;
  }
}

/** The file a variable holds, as it goes with a message. */
export function attachmentIn(frame: Frame, file: string | undefined): Attachment | null {
  const value = file === undefined ? undefined : frame.variables[file];
  if (value?.type !== "file") return null;
  // Not every messenger takes videos of every kind; a document arrives everywhere.
  return { kind: value.media === "video" ? "document" : value.media, fileId: value.fileId };
}

/** The chart a variable holds. */
export function chartIn(frame: Frame, picture: string | undefined): ChartSpec | null {
  const value = picture === undefined ? undefined : frame.variables[picture];
  return value?.type === "chart" ? value.chart : null;
}
