import type { FlowValue } from "../core/value.ts";
import { choicesOf, chosenOptions, judge } from "./asking.ts";
import { FlowFault, type AnswerEvent, type Surroundings } from "./events.ts";
import { isSeveral, type QuestionNode } from "./nodes.ts";
import type { Program } from "./program.ts";
import type { Doubt, Frame } from "./session.ts";

/** What an answer does to the question it was given to. */
export type Decision =
  /** It counts: what is recorded, what is kept in the node's variable, and by which way it leads where. */
  | {
      kind: "counts";
      recorded: FlowValue | null;
      value: FlowValue | undefined;
      way: string;
      go: string;
    }
  /** It must be asked about first. */
  | { kind: "doubt"; doubt: Doubt }
  /** Asked again with more help. */
  | { kind: "again"; outside: boolean }
  /** Asked again as it was; the doubt is gone. */
  | { kind: "ask" };

/** Decides on an answer; one that does not fit the question asks it again. */
export function decide(
  frame: Frame,
  program: Program,
  node: QuestionNode,
  event: AnswerEvent | { kind: "skip" },
  around: Surroundings,
): Decision {
  switch (event.kind) {
    case "answer":
      return ofValue(frame, program, node, event.value, around);
    case "doubt":
      return { kind: "doubt", doubt: { kind: "several", values: event.values } };
    case "settle":
      return ofSettlement(frame, program, node, event.index, around);
    case "option":
      return ofOption(frame, program, node, event.option, around);
    case "options":
      return ofOptions(frame, program, node, event.options, around);
    case "skip":
      return "skip" in node && node.skip !== undefined
        ? { kind: "counts", recorded: null, value: undefined, way: "skip", go: node.skip }
        : { kind: "again", outside: false };
  }
}

function ofValue(
  frame: Frame,
  program: Program,
  node: QuestionNode,
  value: FlowValue,
  around: Surroundings,
): Decision {
  if ("pick" in node) return counts(value, node.go);
  if (!("ask" in node)) return { kind: "ask" };
  const judgement = judge(program, node, value, frame.variables, around);
  if (judgement === "outside") return { kind: "again", outside: true };
  return judgement === "unusual"
    ? { kind: "doubt", doubt: { kind: "unusual", value } }
    : counts(value, node.go);
}

function ofSettlement(
  frame: Frame,
  program: Program,
  node: QuestionNode,
  index: number,
  around: Surroundings,
): Decision {
  const { doubt } = frame;
  if (doubt === undefined || !("ask" in node)) return { kind: "ask" };
  if (doubt.kind === "unusual") return index === 0 ? counts(doubt.value, node.go) : { kind: "ask" };
  const value = doubt.values[index];
  return value === undefined ? { kind: "ask" } : ofValue(frame, program, node, value, around);
}

function ofOption(
  frame: Frame,
  program: Program,
  node: QuestionNode,
  option: string,
  around: Surroundings,
): Decision {
  if ("confirm" in node) {
    if (option !== "yes" && option !== "no") return { kind: "ask" };
    const recorded: FlowValue = { type: "truth", truth: option === "yes" };
    const way = `confirm ${option}`;
    return { kind: "counts", recorded, value: undefined, way, go: node.confirm[option] };
  }
  if (!("choose" in node) || !Object.hasOwn(node.choose, option)) return { kind: "ask" };
  const words = around.words(program, frame.node).options[option];
  const label = around.write(words?.label ?? option, frame.variables);
  const go = node.choose[option]?.go ?? node.go;
  if (go === undefined) throw new FlowFault(`the option ${option} leads nowhere`);
  return counts({ type: "choice", choice: { key: option, label } }, go, `choose ${option}`);
}

function ofOptions(
  frame: Frame,
  program: Program,
  node: QuestionNode,
  keys: string[],
  around: Surroundings,
): Decision {
  if (!isSeveral(node)) return { kind: "ask" };
  const offered = choicesOf(node, frame, around.words(program, frame.node), around);
  const choices = chosenOptions(node, offered, keys);
  return choices === null
    ? { kind: "again", outside: false }
    : counts({ type: "choices", choices }, node.go);
}

function counts(value: FlowValue, go: string, way = "go"): Decision {
  return { kind: "counts", recorded: value, value, way, go };
}
