import { z } from "zod";
import type { ValueType } from "../core/action.ts";

/** A slug: small letters, digits and low lines. */
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "use small letters, digits and _ and begin with a letter")
  // Every object of the language has something of that name.
  .refine((name) => name !== "constructor", "choose another name than constructor");
export const words = z.string().min(1);
/** `30m`, `2h`, `1d`. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, "write a number and m, h or d, for example 2h");
/** Text of an expression; `expression/` reads it. YAML numbers are taken as they are written. */
export const formula = z.union([z.string().min(1), z.number().transform(String)]);

const AN_OPTION = "write at least one option";

function isFilled(options: object): boolean {
  return Object.keys(options).length > 0;
}

const option = z.strictObject({
  /** What the person reads. */
  label: words,
  /** Node to go to; the node's own `go` when left out. */
  go: slug.optional(),
  /** False: only its word or button, no number. */
  numbered: z.boolean().default(true),
  /** Other words for it, in this language. */
  words: z.array(words).default([]),
});

/** An option of a question that takes several: all lead on to the node's `go`. */
const severalOption = option.omit({ go: true, numbered: true });

const nudge = z.strictObject({ after: duration, say: words });

/** Node slugs this node had in older versions: a conversation moved here from one finds its place. */
const renamed = { renamed_from: z.array(slug).min(1).optional() };

/** What every question has. */
const question = {
  ...renamed,
  say: words,
  /** Said, one after the other, when an answer is not understood; then `otherwise`. */
  retry: z.array(words).min(1).max(4),
  otherwise: slug,
  /** Shorter forms, repeated inside decent hours after these times without an answer. */
  nudge: z.union([nudge, z.array(nudge).min(1).max(3)]).optional(),
  /** Where to go after this time without an answer. */
  silence: z.strictObject({ after: duration, go: slug }).optional(),
  /** Said when the person leaves this question for something else. */
  left: words.optional(),
  /** A milk report written instead of an answer is kept in this variable, and the question asked again. */
  keep: slug.optional(),
  /** Which other talk it lets in: control words only, also flows that answer in passing, or all. */
  interrupts: z.enum(["control", "peek", "all"]).default("all"),
};

/** What `ask` can ask for, and the type of the value it is read into. */
export const ASKED = {
  text: "text",
  number: "number",
  litres: "litres",
  day: "day",
  time: "time",
  moment: "moment",
  reading: "reading",
  market: "market",
  phone: "text",
  picture: "file",
} as const satisfies Record<string, ValueType>;
export type Asked = keyof typeof ASKED;

/** Bounds are expressions, so that they may come from variables. */
const accept = z.strictObject({
  min: formula.optional(),
  max: formula.optional(),
  /** Said instead of the next `retry` when the answer is outside. */
  outside: words.optional(),
  /** Outside of these the answer is asked to be confirmed. */
  usual: z
    .strictObject({ min: formula.optional(), max: formula.optional(), say: words })
    .optional(),
  /** Which side of today a day or moment lies on. */
  times: z.enum(["past", "coming", "any"]).default("any"),
});

const several = {
  ...question,
  save: slug,
  go: slug,
  /** How many at least and at most. */
  min: z.int().min(0).optional(),
  max: z.int().min(1).optional(),
};

export const nodeSchemas = {
  say: z.strictObject({
    ...renamed,
    say: words,
    /** Variable that holds a chart, with its title and the line under it. */
    picture: slug.optional(),
    title: words.optional(),
    subtitle: words.optional(),
    /** Variable that holds a file to send: a picture, a recording or a document. */
    file: slug.optional(),
    go: slug,
  }),
  ask: z.strictObject({
    ...question,
    ask: z.enum(Object.keys(ASKED) as [Asked, ...Asked[]]),
    save: slug,
    go: slug,
    accept: accept.optional(),
    /** Where an answer such as "no sé" or "0" leads, for questions that may be passed over. */
    skip: slug.optional(),
  }),
  choose: z.strictObject({
    ...question,
    choose: z.record(slug, option).refine(isFilled, AN_OPTION),
    save: slug.optional(),
    go: slug.optional(),
    skip: slug.optional(),
    /** Does not hold the conversation: whatever is no answer to it is heard afresh. */
    soft: z.literal(true).optional(),
    /** A control word this question is about, so that its answers may be words for it. */
    about: slug.optional(),
    /** Variables its answers need later; a soft question lets go of all others. */
    remember: z.array(slug).optional(),
    retry: question.retry.optional(),
    otherwise: question.otherwise.optional(),
  }),
  /** A plain yes or no. */
  confirm: z.strictObject({ ...question, confirm: z.strictObject({ yes: slug, no: slug }) }),
  /** One of the possible answers that a variable holds. */
  pick: z.strictObject({ ...question, pick: slug, save: slug, go: slug, skip: slug.optional() }),
  /** Several options, or several of those a variable holds. */
  choose_many: z.strictObject({
    ...several,
    choose_many: z.union([z.record(slug, severalOption).refine(isFilled, AN_OPTION), slug]),
  }),
  /** Several options in the order of preference. */
  rank: z.strictObject({
    ...several,
    rank: z.union([z.record(slug, severalOption).refine(isFilled, AN_OPTION), slug]),
  }),
  branch: z.strictObject({
    ...renamed,
    branch: z
      .array(z.union([z.strictObject({ when: formula, go: slug }), z.strictObject({ else: slug })]))
      .min(1),
  }),
  set: z.strictObject({ ...renamed, set: z.record(slug, formula), go: slug }),
  call: z.strictObject({
    ...renamed,
    call: z.string().regex(/^[a-z_]+\.[a-z_]+$/, "write module.action"),
    with: z.record(slug, slug).default({}),
    on: z.record(slug, slug),
  }),
  /** Another flow, which comes back here when it ends. */
  run: z.strictObject({
    ...renamed,
    run: slug,
    with: z.record(slug, slug).default({}),
    /** Variables of ours that take a value of the other flow: ours on the left. */
    take: z.record(slug, slug).default({}),
    go: slug.optional(),
    on: z.record(slug, slug).optional(),
  }),
  /** Another flow, from which nothing comes back. */
  switch: z.strictObject({ ...renamed, switch: slug, with: z.record(slug, slug).default({}) }),
  /** Waits without a question: for a time, for a day, or until something happens. */
  wait: z.strictObject({
    ...renamed,
    wait: z.strictObject({
      for: duration.optional(),
      /** Expression for a day or a moment. */
      until: formula.optional(),
      /** Lima time on that day, `18:00`; 6:30 when left out. */
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write an hour as "18:00"')
        .optional(),
      /** Event that ends the wait early. */
      event: slug.optional(),
    }),
    go: slug,
    /** Where the event leads. */
    happened: slug.optional(),
  }),
  hand_off: z.strictObject({ ...renamed, hand_off: words, say: words, go: slug }),
  end: z.strictObject({ ...renamed, end: slug }),
};

export type NodeKind = keyof typeof nodeSchemas;
export const NODE_KINDS = Object.keys(nodeSchemas) as NodeKind[];

/** The kind of a node by the key that names it; null when it has none. Questions also carry `say`, so that comes last. */
export function kindOf(node: unknown): NodeKind | null {
  if (typeof node !== "object" || node === null) return null;
  const kinds = NODE_KINDS.filter((kind) => kind !== "say" && kind in node);
  return kinds[0] ?? ("say" in node ? "say" : null);
}

type NodeOf<Kind extends NodeKind> = z.infer<(typeof nodeSchemas)[Kind]>;
export type AskNode = NodeOf<"ask">;
export type ChooseNode = NodeOf<"choose">;
export type ConfirmNode = NodeOf<"confirm">;
export type PickNode = NodeOf<"pick">;
export type SeveralNode = NodeOf<"choose_many"> | NodeOf<"rank">;
export type BranchNode = NodeOf<"branch">;
export type CallNode = NodeOf<"call">;
export type RunNode = NodeOf<"run">;
export type WaitNode = NodeOf<"wait">;
export type FlowNode = { [Kind in NodeKind]: NodeOf<Kind> }[NodeKind];
export type QuestionNode = AskNode | ChooseNode | ConfirmNode | PickNode | SeveralNode;

/** True for nodes that wait for the person's answer. */
export function isQuestion(node: FlowNode): node is QuestionNode {
  return (
    "ask" in node ||
    "choose" in node ||
    "confirm" in node ||
    "pick" in node ||
    "choose_many" in node ||
    "rank" in node
  );
}

/** True for questions that take several options. */
export function isSeveral(node: FlowNode): node is SeveralNode {
  return "choose_many" in node || "rank" in node;
}

/** The options of a question written in the flow, or the name of the variable that holds them. */
export function optionsOf(
  node: SeveralNode,
): string | Record<string, { label: string; words: string[] }> {
  return "rank" in node ? node.rank : node.choose_many;
}

/** The ladder of nudges, soonest first as written. */
export function nudgesOf(node: QuestionNode): { after: string; say: string }[] {
  if (node.nudge === undefined) return [];
  return Array.isArray(node.nudge) ? node.nudge : [node.nudge];
}

/** Milliseconds of `30m`, `2h` or `1d`. */
export function durationMs(text: string): number {
  const units = { m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];
}
