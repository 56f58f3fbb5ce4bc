import {
  isQuestion,
  isSeveral,
  kindOf,
  nudgesOf,
  optionsOf,
  type FlowNode,
  type QuestionNode,
  type WaitNode,
} from "../flow/nodes.ts";
import type { NodeWords } from "../flow/program.ts";
import { wrapLines, type Line } from "./label.ts";
import type { Wording } from "./wording.ts";

const TEXT_LETTERS = 34;
const TEXT_LINES = 6;
const DETAIL_LINES = 3;

/** What stands in the box of a node: its slug and kind, its words, and what else there is to know. */
export function contentsOf(
  slug: string,
  node: FlowNode,
  words: NodeWords,
  wording: Wording,
): Line[][] {
  return [
    [
      { text: slug, bold: true },
      { text: heading(node, wording), soft: true },
    ],
    words.say === "" ? [] : plain(words.say, TEXT_LINES),
    details(node, words, wording).flatMap((text) => plain(text, DETAIL_LINES)),
    notes(node, wording).map((text) => ({ text, soft: true })),
  ];
}

function plain(text: string, lines: number): Line[] {
  return wrapLines(text, TEXT_LETTERS, lines).map((text) => ({ text }));
}

/** The kind, with what it is of. */
function heading(node: FlowNode, { kinds, asked }: Wording): string {
  const kind = kinds[kindOf(node) ?? "say"];
  return "ask" in node ? `${kind} ${asked[node.ask]}` : kind;
}

/** What belongs to its kind: options, action, conditions, formulas, the other flow. */
function details(node: FlowNode, words: NodeWords, wording: Wording): string[] {
  if (isQuestion(node)) return options(node, words, wording);
  if ("call" in node) return [node.call];
  if ("run" in node) return [`» ${node.run} «`];
  if ("switch" in node) return [`» ${node.switch}`];
  if ("branch" in node)
    return node.branch.map((arm) => ("when" in arm ? `${wording.when} ${arm.when}` : wording.else));
  if ("set" in node)
    return Object.entries(node.set).map(([variable, formula]) => `${variable} = ${formula}`);
  if ("wait" in node) return [waiting(node, wording)];
  if ("hand_off" in node) return [`${wording.reason}: ${node.hand_off}`];
  if ("end" in node) return [node.end];
  if ("file" in node && node.file !== undefined) return [`${wording.file}: ${node.file}`];
  return "picture" in node && node.picture !== undefined
    ? [[`${wording.picture}: ${node.picture}`], words.title ?? []].flat()
    : [];
}

/** The options as the person reads them, with the numbers they answer to. */
function options(node: QuestionNode, words: NodeWords, wording: Wording): string[] {
  const name = (slug: string): string => words.options[slug]?.label ?? slug;
  if ("choose" in node) {
    let number = 0;
    return Object.entries(node.choose).map(([slug, { numbered }]) =>
      numbered ? `${++number}. ${name(slug)}` : `• ${name(slug)}`,
    );
  }
  if ("confirm" in node) return [`1. ${wording.yes}`, `2. ${wording.no}`];
  if ("pick" in node) return [`${wording.oneOf}: ${node.pick}`];
  if (!isSeveral(node)) return [];
  const written = optionsOf(node);
  return typeof written === "string"
    ? [`${wording.severalOf}: ${written}`]
    : Object.keys(written).map((slug, index) => `${index + 1}. ${name(slug)}`);
}

/** What is good to know beside: bounds, where the answer is kept, when it is asked again. */
function notes(node: FlowNode, wording: Wording): string[] {
  if (!isQuestion(node)) return [];
  const { min, max } =
    "accept" in node ? (node.accept ?? {}) : "min" in node || "max" in node ? node : {};
  const bounds = [
    min === undefined ? [] : [`${wording.atLeast} ${min}`],
    max === undefined ? [] : [`${wording.atMost} ${max}`],
  ].flat();
  const after = nudgesOf(node).map((nudge) => nudge.after);
  return [
    bounds.length === 0 ? [] : [bounds.join(", ")],
    "save" in node && node.save !== undefined ? [`${wording.saves}: ${node.save}`] : [],
    after.length === 0 ? [] : [`${wording.nudges} ${after.join(", ")}`],
  ].flat();
}

function waiting({ wait }: WaitNode, wording: Wording): string {
  return [
    wait.for === undefined ? [] : [`${wording.waitFor} ${wait.for}`],
    wait.until === undefined ? [] : [`${wording.waitUntil} ${wait.until}`],
    wait.at === undefined ? [] : [`${wording.waitAt} ${wait.at}`],
    wait.event === undefined ? [] : [`${wording.waitEvent} ${wait.event}`],
  ]
    .flat()
    .join(" ");
}
