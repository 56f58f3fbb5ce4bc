import type { FlowValue } from "../core/value.ts";
import { isQuestion, isSeveral, optionsOf, type Asked, type QuestionNode } from "../flow/nodes.ts";
import { nodeOf, type Program } from "../flow/program.ts";

/** Question types of the Flow Results specification that our questions have. */
export type QuestionType =
  | "select_one"
  | "select_many"
  | "numeric"
  | "open"
  | "text"
  | "date"
  | "time"
  | "datetime"
  | "image";

/** A question as a package describes it. */
export interface Question {
  type: QuestionType;
  /** Its Spanish words as written in the flow, `{variables}` included. */
  label: string;
  type_options: {
    /** Keys of the options. */
    choices?: string[];
    /** Beyond the specification: what people read, by key, in Spanish. */
    labels?: Record<string, string>;
    /** Beyond the specification: the order of a response is an order of preference. */
    ordered?: true;
    /** Beyond the specification: what a number counts. */
    unit?: "L";
  };
  /** Free words may tell who somebody is. */
  is_personal_information?: true;
}

/** A version of the flow. `used` tells that somebody began it in the period. */
export interface Version {
  program: Program;
  used: boolean;
}

/** As the question types, told apart where answers cannot be added up: litres and numbers, sets and orders. */
type Kind = Exclude<QuestionType, "numeric"> | "number" | "litres" | "ranked";

interface Asking {
  id: string;
  kind: Kind;
  question: Question;
  isUsed: boolean;
}

const KIND_OF_ASKED: Record<Asked, Kind> = {
  text: "text",
  number: "number",
  litres: "litres",
  day: "date",
  time: "time",
  moment: "datetime",
  reading: "open",
  market: "open",
  phone: "text",
  picture: "image",
};

/** Kinds of question that take a value; `open` takes every one. */
const KINDS_OF_VALUE: Partial<Record<FlowValue["type"], Kind[]>> = {
  text: ["text"],
  number: ["number"],
  litres: ["litres"],
  day: ["date"],
  time: ["time"],
  moment: ["datetime"],
  file: ["image"],
  truth: ["select_one"],
  choice: ["select_one"],
  choices: ["select_many", "ranked"],
};

const TYPES: Partial<Record<Kind, QuestionType>> = {
  number: "numeric",
  litres: "numeric",
  ranked: "select_many",
};

/** Yes and no as written to people, by the keys of a confirmation. */
const YES_NO = { yes: "Sí", no: "No" };

/**
 * The questions of all versions of a flow together, by node. The newest version's words win; a node
 * that changed its kind has a question for each, the first of them under the node's own name and the
 * others with their kind behind it: `cows`, `cows.text` (no node has a dot in its name).
 */
export class Questions {
  readonly #byNode = new Map<string, Asking[]>();
  readonly #byProgram = new Map<string, Program>();

  /** @param versions oldest first, so that ids stay as they are when another version comes */
  constructor(versions: readonly Version[]) {
    for (const { program, used } of versions) {
      this.#byProgram.set(program.hash, program);
      for (const [name, node] of Object.entries(program.nodes))
        if (isQuestion(node)) this.#add(program, name, node, used);
    }
  }

  /**
   * The question that an answer belongs to: that of the version the conversation began with, or, where
   * the conversation was moved into another version, the newest one of the node that takes such a value.
   */
  of(hash: string, name: string, value: FlowValue | null): { id: string; question: Question } {
    const all = this.#byNode.get(name) ?? [];
    const program = this.#byProgram.get(hash);
    const node = program === undefined ? undefined : nodeOf(program, name);
    const kind = node === undefined || !isQuestion(node) ? null : kindOfNode(node);
    const fitting = all.filter((one) => takes(one.kind, value));
    const found =
      fitting.find((one) => one.kind === kind) ?? fitting.at(-1) ?? this.#unknown(name, value);
    found.isUsed = true;
    addChosen(found.question, value);
    return found;
  }

  /** What the versions used in the period asked, and what else was answered, by question id. */
  described(): Record<string, Question> {
    const used = [...this.#byNode.values()].flat().filter((one) => one.isUsed);
    return Object.fromEntries(used.map(({ id, question }) => [id, question]));
  }

  /** A version nobody used lends its words only to questions that no used one has. */
  #add(program: Program, name: string, node: QuestionNode, used: boolean): void {
    const asking = this.#asking(name, kindOfNode(node));
    if (asking.isUsed && !used) return;
    const before = used && !asking.isUsed ? blank(name, asking.kind) : asking.question;
    asking.isUsed ||= used;
    asking.question = merged(before, describe(program, name, node));
  }

  #asking(name: string, kind: Kind): Asking {
    const all = this.#byNode.get(name) ?? [];
    const found = all.find((one) => one.kind === kind);
    if (found !== undefined) return found;
    const id = all.length === 0 ? name : `${name}.${kind}`;
    const asking = { id, kind, question: blank(name, kind), isUsed: false };
    this.#byNode.set(name, [...all, asking]);
    return asking;
  }

  /** A question of no version we have: the answer itself tells what it was. */
  #unknown(name: string, value: FlowValue | null): Asking {
    return this.#asking(name, (value === null ? null : KINDS_OF_VALUE[value.type]?.[0]) ?? "open");
  }
}

/** A question as nobody has described it yet. */
function blank(name: string, kind: Kind): Question {
  const type = TYPES[kind] ?? (kind as QuestionType);
  const question: Question = { type, label: name, type_options: {} };
  const options = question.type_options;
  if (kind === "text" || kind === "open") question.is_personal_information = true;
  if (type === "select_one" || type === "select_many") options.choices = [];
  if (kind === "ranked") options.ordered = true;
  if (kind === "litres") options.unit = "L";
  return question;
}

/** What is told about one response to an open question: the type it has itself. */
export function openMetadata(value: FlowValue | null): {
  type: QuestionType;
  type_options: Record<string, never>;
} {
  const [kind = "text"] = value === null ? [] : (KINDS_OF_VALUE[value.type] ?? []);
  // Which options were offered is not kept, so that one of them is no more than a text.
  const type = kind.startsWith("select") ? "text" : (TYPES[kind] ?? (kind as QuestionType));
  return { type, type_options: {} };
}

function takes(kind: Kind, value: FlowValue | null): boolean {
  return value === null || kind === "open" || (KINDS_OF_VALUE[value.type] ?? []).includes(kind);
}

function kindOfNode(node: QuestionNode): Kind {
  if ("ask" in node) return KIND_OF_ASKED[node.ask];
  if ("pick" in node) return "open";
  if ("rank" in node) return "ranked";
  return isSeveral(node) ? "select_many" : "select_one";
}

/** A question's Spanish words and the labels of its options. */
function describe(
  program: Program,
  name: string,
  node: QuestionNode,
): { label: string; labels: Record<string, string> } {
  const words = program.words.es[name];
  const label = words?.say ?? node.say;
  if ("confirm" in node) return { label, labels: YES_NO };
  const options = "choose" in node ? node.choose : isSeveral(node) ? optionsOf(node) : {};
  if (typeof options === "string") return { label, labels: {} };
  const labels = Object.entries(options).map(([key, option]) => [
    key,
    words?.options[key]?.label ?? option.label,
  ]);
  return { label, labels: Object.fromEntries(labels) as Record<string, string> };
}

/** Takes on a newer version's words; options that it dropped stay, behind its own. */
function merged(
  question: Question,
  { label, labels }: { label: string; labels: Record<string, string> },
): Question {
  const options = question.type_options;
  if (options.choices === undefined) return { ...question, label };
  const both = { ...labels, ...options.labels, ...labels };
  return {
    ...question,
    label,
    type_options: { ...options, choices: Object.keys(both), labels: both },
  };
}

/** Options made at run time stand in no flow: each becomes known by being chosen. */
function addChosen({ type_options: options }: Question, value: FlowValue | null): void {
  const keys =
    value?.type === "choices"
      ? value.choices.map((choice) => choice.key)
      : value?.type === "choice"
        ? [value.choice.key]
        : value?.type === "truth"
          ? [value.truth ? "yes" : "no"]
          : [];
  const { choices } = options;
  if (choices === undefined) return;
  for (const key of keys) if (!choices.includes(key)) choices.push(key);
}
