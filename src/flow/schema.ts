import { z } from "zod";
import { duration, slug, words } from "./nodes.ts";

/** The types a flow may name for what it needs and gives. */
const VALUE_TYPES = [
  "text",
  "number",
  "truth",
  "litres",
  "day",
  "time",
  "moment",
  "choice",
  "choices",
  "figures",
  "change",
  "container",
  "chart",
  "reading",
  "file",
  "options",
  "money",
  "term",
  "line",
  "lines",
  "market",
  "state",
] as const;

const typed = z.record(slug, z.enum(VALUE_TYPES));

/** `flows/<area>/<flow>.yaml`. */
export const flowFile = z.strictObject({
  flow: slug,
  title: words,
  /** Values it expects to be given, with their types. */
  needs: typed.default({}),
  /** Values it leaves to a flow that runs it. */
  gives: typed.default({}),
  /** Words that start it, alone in a message. */
  keywords: z.array(words).default([]),
  /** The needed text that takes what is written behind a keyword: "llegué 4827". */
  takes: slug.optional(),
  first: slug,
  /** A question unanswered for this long ends the flow with the outcome `expired`. */
  expires: duration.optional(),
  /** Consent and control: every language must have every word, and fresh. */
  critical: z.literal(true).optional(),
  /** Its answers are kept as results, for `export answers`. */
  record: z.literal(true).optional(),
  /** False: a question of it that is left is dropped, not kept for a day. */
  resumable: z.boolean().default(true),
  nodes: z.record(slug, z.unknown()),
});

const nodeTranslation = z.strictObject({
  /** First eight digits of the hash of the Spanish words it was translated from. */
  of: z.string(),
  /** No native speaker has confirmed it yet. */
  review: z.boolean().optional(),
  say: words.optional(),
  left: words.optional(),
  nudge: z.union([words, z.array(words)]).optional(),
  title: words.optional(),
  subtitle: words.optional(),
  /** Said for an answer outside of what is accepted, and for an unusual one. */
  outside: words.optional(),
  unusual: words.optional(),
  retry: z.array(words).optional(),
  options: z
    .record(slug, z.union([words, z.strictObject({ label: words, words: z.array(words) })]))
    .optional(),
  /** Only under `keywords`: the words that start the flow. */
  words: z.array(words).optional(),
});

export type NodeTranslation = z.infer<typeof nodeTranslation>;

/** Under this name a locale keeps the words that start a flow; no node may be called so. */
export const KEYWORDS = "keywords";

/** `locales/<lang>/<area>.yaml`: flow, node, words. */
export const localeFile = z.record(slug, z.record(slug, nodeTranslation));
export type LocaleFile = z.infer<typeof localeFile>;
