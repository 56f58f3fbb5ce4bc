import { MAX_TEXT_LENGTH } from "../core/message.ts";
import type { Reading } from "../core/reading.ts";
import type { FlowValue, FlowValues } from "../core/value.ts";
import type { AnswerEvent } from "../flow/events.ts";
import {
  isSeveral,
  optionsOf,
  type AskNode,
  type QuestionNode,
  type SeveralNode,
} from "../flow/nodes.ts";
import type { NodeWords } from "../flow/program.ts";
import type { Ear, NamedOption, Standing, When } from "./heard.ts";
import { hasAmount, isIntent } from "./readings.ts";

/** Longest free-text answer that is taken where the question does not say how long it may be. */
const MAX_ANSWER = 80;

/** What an answer is read with. */
interface Question {
  node: QuestionNode;
  words: NodeWords;
  variables: FlowValues;
}

/** The message as an answer to the question; null when it is none for certain. */
export function answerTo(
  text: string,
  reading: Reading,
  question: Question,
  ear: Ear,
): AnswerEvent | { kind: "skip" } | null {
  const { node } = question;
  if ("confirm" in node) return yesOrNo(text, ear);
  if ("choose" in node) return choiceIn(text, reading, question, ear);
  if (isSeveral(node)) return optionsIn(text, node, question, ear);
  if (isSkipped(text, reading, node)) return { kind: "skip" };
  if ("pick" in node) return pickIn(text, valuesIn(question, node.pick), ear);
  return readAsked(text, reading, node, ear);
}

/** The answer to a doubt: yes or no, or one of the readings. */
export function settlement(text: string, standing: Standing, ear: Ear): AnswerEvent | null {
  const { doubt } = standing;
  if (doubt === null) return null;
  const count = doubt.kind === "unusual" ? 2 : doubt.values.length;
  const number = ear.choice(text, unnamed(count));
  if (number !== null) return { kind: "settle", index: number - 1 };
  const agreed = doubt.kind === "unusual" ? ear.yesNo(text) : null;
  return agreed === null ? null : { kind: "settle", index: agreed === "yes" ? 0 : 1 };
}

/** The answer a press on one of the question's buttons is. */
export function pressed(value: string, standing: Standing & Question): AnswerEvent | null {
  const { node, doubt } = standing;
  if (doubt !== null) {
    const index = doubt.kind === "unusual" ? ["yes", "no"].indexOf(value) : Number(value);
    return Number.isInteger(index) && index >= 0 ? { kind: "settle", index } : null;
  }
  if ("confirm" in node || ("choose" in node && Object.hasOwn(node.choose, value)))
    return { kind: "option", option: value };
  // Where several may be named, a button names one of them.
  if (isSeveral(node)) return { kind: "options", options: [value] };
  if (!("pick" in node)) return null;
  const picked = valuesIn(standing, node.pick)[Number(value)];
  return picked === undefined ? null : { kind: "answer", value: picked };
}

function yesOrNo(text: string, ear: Ear): AnswerEvent | null {
  const number = ear.choice(text, unnamed(2));
  const agreed = number === null ? ear.yesNo(text) : number === 1 ? "yes" : "no";
  return agreed === null ? null : { kind: "option", option: agreed };
}

/** Options that a plain yes or no means. */
const YES_NO = { yes: ["yes", "confirm"], no: ["no", "other", "keep"] };

function choiceIn(
  text: string,
  reading: Reading,
  { node, words }: Question,
  ear: Ear,
): AnswerEvent | { kind: "skip" } | null {
  if (!("choose" in node)) return null;
  const options = Object.entries(node.choose);
  const numbered = options.filter(([, option]) => option.numbered);
  const byNumber = ear.choice(text, unnamed(numbered.length));
  if (byNumber !== null) return { kind: "option", option: numbered[byNumber - 1]?.[0] ?? "" };
  const byWord = ear.choice(text, named(Object.keys(node.choose), words));
  const chosen = byWord === null ? undefined : options[byWord - 1]?.[0];
  if (chosen !== undefined && !/^\p{N}/u.test(text.trim()))
    return { kind: "option", option: chosen };
  const agreed = ear.yesNo(text);
  const slug =
    agreed === null
      ? undefined
      : YES_NO[agreed].find((name) => options.some(([option]) => option === name));
  if (slug !== undefined) return { kind: "option", option: slug };
  return node.skip !== undefined && isSkip(reading) ? { kind: "skip" } : null;
}

function optionsIn(
  text: string,
  node: SeveralNode,
  question: Question,
  ear: Ear,
): AnswerEvent | null {
  const options = optionsOf(node);
  const values = typeof options === "string" ? valuesIn(question, options) : [];
  const keys =
    typeof options === "string"
      ? values.map((value, index) => (value.type === "choice" ? value.choice.key : String(index)))
      : Object.keys(options);
  const names =
    typeof options === "string" ? values.map(nameOf) : named(Object.keys(options), question.words);
  const heard = ear.several(text, names);
  if (heard === null) return null;
  if (heard === "none") return { kind: "options", options: [] };
  // Nobody ranks by saying "all".
  if (heard === "all") return "rank" in node ? null : { kind: "options", options: keys };
  return { kind: "options", options: heard.map((number) => keys[number - 1] ?? "") };
}

function pickIn(text: string, values: FlowValue[], ear: Ear): AnswerEvent | null {
  const number = ear.choice(text, values.map(nameOf));
  const value = number === null ? dayAmong(text, values, ear) : values[number - 1];
  return value === undefined ? null : { kind: "answer", value };
}

/** The day that the words name, when it is among the offered ones. */
function dayAmong(text: string, values: FlowValue[], ear: Ear): FlowValue | undefined {
  if (!values.some((value) => value.type === "day")) return undefined;
  const heard = ear.day(text, "any");
  const days = heard === null ? [] : heard.kind === "one" ? [heard.value] : heard.values;
  const offered = values.filter((value) => value.type === "day" && days.includes(value.day));
  return offered.length === 1 ? offered[0] : undefined;
}

function nameOf(value: FlowValue): NamedOption {
  const label =
    value.type === "choice" ? value.choice.label : value.type === "text" ? value.text : "";
  return { label, words: [] };
}

function named(slugs: string[], words: NodeWords): NamedOption[] {
  return slugs.map((slug) => {
    const option = words.options[slug] ?? { label: slug, words: [] };
    return { label: option.label.includes("{") ? "" : option.label, words: option.words };
  });
}

function unnamed(count: number): NamedOption[] {
  return Array.from({ length: count }, () => ({ label: "", words: [] }));
}

function valuesIn({ variables }: Question, variable: string): FlowValue[] {
  const held = variables[variable];
  return held?.type === "options" ? held.options : [];
}

function readAsked(
  text: string,
  reading: Reading,
  { ask, accept }: AskNode,
  ear: Ear,
): AnswerEvent | null {
  const times = accept?.times ?? "any";
  switch (ask) {
    case "litres": {
      const ml = ear.litres(text);
      return ml === null ? null : { kind: "answer", value: { type: "litres", ml } };
    }
    case "number": {
      const milli = ear.number(text);
      return milli === null ? null : { kind: "answer", value: { type: "number", milli } };
    }
    case "day":
      return when(ear.day(text, times), (day) => ({ type: "day", day }));
    case "time":
      return when(ear.time(text), (minute) => ({ type: "time", minute }));
    case "moment":
      return when(ear.moment(text, times), (moment) => ({ type: "moment", ...moment }));
    case "reading":
      return hasAmount(reading) ? { kind: "answer", value: { type: "reading", reading } } : null;
    case "phone": {
      const digits = text.replaceAll(/[^\d]/g, "");
      const isPhone = digits.length >= 6 && digits.length <= 15;
      return isPhone ? { kind: "answer", value: { type: "text", text: digits } } : null;
    }
    case "market": {
      const market = ear.market(text);
      return market === null
        ? null
        : { kind: "answer", value: { type: "market", reading: market } };
    }
    case "text":
      // Where the question bounds it, one that is too long is told so instead of not being understood.
      return textIn(text, reading, accept?.max === undefined ? MAX_ANSWER : MAX_TEXT_LENGTH);
    // Words are no picture; `listen` takes the one that comes.
    case "picture":
      return null;
  }
}

function when<T>(heard: When<T>, value: (one: T) => FlowValue): AnswerEvent | null {
  if (heard === null) return null;
  return heard.kind === "one"
    ? { kind: "answer", value: value(heard.value) }
    : { kind: "doubt", values: heard.values.map(value) };
}

function textIn(text: string, reading: Reading, longest: number): AnswerEvent | null {
  const words = text.replaceAll(/\s+/g, " ").trim();
  const fits =
    words.length <= longest &&
    /\p{L}{2}/u.test(words) &&
    !(reading.kind === "milk" && reading.explicit);
  return fits ? { kind: "answer", value: { type: "text", text: words } } : null;
}

function isSkipped(
  text: string,
  reading: Reading,
  node: Exclude<QuestionNode, SeveralNode>,
): boolean {
  if (!("skip" in node) || node.skip === undefined) return false;
  if (isSkip(reading)) return true;
  return (
    "ask" in node && node.ask === "text" && /^(0|-|saltar|no|ninguna?|manan?)$/i.test(text.trim())
  );
}

function isSkip(reading: Reading): boolean {
  return (
    isIntent(reading, "dont_know") ||
    isIntent(reading, "skip") ||
    (reading.kind === "milk_question" && reading.doubt === "not_a_report")
  );
}
