import { z } from "zod";

/** A slug: small letters, digits and low lines. */
const slug = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "use small letters, digits and _ and begin with a letter");
const words = z.string().min(1);
/** `30m`, `2h`, `1d`. */
const duration = z.string().regex(/^\d+[mhd]$/, "write a number and m, h or d, for example 2h");

const option = z.strictObject({
  /** What the person reads. */
  label: words,
  /** Node to go to. */
  go: slug,
  /** False: only its word or button, no number. */
  numbered: z.boolean().default(true),
  /** Other words for it, in this language. */
  words: z.array(words).default([]),
});

/** What every question has. */
const question = {
  /** Said, one after the other, when an answer is not understood; then `otherwise`. */
  retry: z.array(words).min(1).max(4),
  otherwise: slug,
  /** A shorter form, repeated after this time without an answer, once. */
  nudge: z.strictObject({ after: duration, say: words }).optional(),
  /** Where to go after this time without an answer. */
  silence: z.strictObject({ after: duration, go: slug }).optional(),
  /** Said when the person leaves this question for something else. */
  left: words.optional(),
  /** A milk report written instead of an answer is kept in this variable, and the question asked again. */
  keep: slug.optional(),
};

const nodeSchemas = {
  say: z.strictObject({
    say: words,
    /** Variable that holds a chart, with its title and the line under it. */
    picture: slug.optional(),
    title: words.optional(),
    subtitle: words.optional(),
    go: slug,
  }),
  ask: z.strictObject({
    ask: z.enum(["text", "litres", "reading"]),
    say: words,
    save: slug,
    go: slug,
    /** Where an answer such as "no sé" or "0" leads, for questions that may be passed over. */
    skip: slug.optional(),
    ...question,
  }),
  choose: z.strictObject({
    choose: z.record(slug, option),
    say: words,
    /** Does not hold the conversation: whatever is no answer to it is heard afresh. */
    soft: z.literal(true).optional(),
    /** Variables its answers need later; a soft question lets go of all others. */
    remember: z.array(slug).optional(),
    ...question,
    retry: question.retry.optional(),
    otherwise: question.otherwise.optional(),
  }),
  pick: z.strictObject({
    /** Variable that holds the possible answers. */
    pick: slug,
    say: words,
    save: slug,
    go: slug,
    ...question,
  }),
  call: z.strictObject({
    call: z.string().regex(/^[a-z_]+\.[a-z_]+$/, "write module.action"),
    with: z.record(slug, slug).default({}),
    on: z.record(slug, slug),
  }),
  run: z.strictObject({ run: slug, with: z.record(slug, slug).default({}), go: slug }),
  hand_off: z.strictObject({ hand_off: words, say: words, go: slug }),
  end: z.strictObject({ end: slug }),
};

export type NodeKind = keyof typeof nodeSchemas;
export const NODE_KINDS = Object.keys(nodeSchemas) as NodeKind[];

/** The schema of a node, by the key that names its kind; null when it has none or several. */
export function schemaOfNode(node: unknown): z.ZodType<FlowNode> | null {
  if (typeof node !== "object" || node === null) return null;
  // `ask` and `choose` also carry `say`, so the more particular key decides.
  const kind = (["ask", "choose", "pick", "call", "run", "hand_off", "end", "say"] as const).find(
    (key) => key in node,
  );
  return kind === undefined ? null : nodeSchemas[kind];
}

export type SayNode = z.infer<typeof nodeSchemas.say>;
export type AskNode = z.infer<typeof nodeSchemas.ask>;
export type ChooseNode = z.infer<typeof nodeSchemas.choose>;
export type PickNode = z.infer<typeof nodeSchemas.pick>;
export type CallNode = z.infer<typeof nodeSchemas.call>;
export type RunNode = z.infer<typeof nodeSchemas.run>;
export type HandOffNode = z.infer<typeof nodeSchemas.hand_off>;
export type EndNode = z.infer<typeof nodeSchemas.end>;
export type FlowNode =
  | SayNode
  | AskNode
  | ChooseNode
  | PickNode
  | CallNode
  | RunNode
  | HandOffNode
  | EndNode;
export type QuestionNode = AskNode | ChooseNode | PickNode;

export const flowFile = z.strictObject({
  flow: slug,
  title: words,
  /** Readings and intents that start it, and what it expects to be given. */
  needs: z.array(slug).default([]),
  first: slug,
  nodes: z.record(slug, z.unknown()),
});

const nodeTranslation = z.strictObject({
  /** First eight digits of the hash of the Spanish words it was translated from. */
  of: z.string(),
  /** No native speaker has confirmed it yet. */
  review: z.boolean().optional(),
  say: words.optional(),
  left: words.optional(),
  nudge: words.optional(),
  title: words.optional(),
  subtitle: words.optional(),
  retry: z.array(words).optional(),
  options: z
    .record(slug, z.union([words, z.strictObject({ label: words, words: z.array(words) })]))
    .optional(),
});

export type NodeTranslation = z.infer<typeof nodeTranslation>;

/** `locales/<lang>/<area>.yaml`: flow, node, words. */
export const localeFile = z.record(slug, z.record(slug, nodeTranslation));
export type LocaleFile = z.infer<typeof localeFile>;

/** True for nodes that wait for the person. */
export function isQuestion(node: FlowNode): node is QuestionNode {
  return "ask" in node || "choose" in node || "pick" in node;
}

/** Milliseconds of `30m`, `2h` or `1d`. */
export function durationMs(text: string): number {
  const units = { m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];
}
