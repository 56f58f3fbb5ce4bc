import { LANGUAGES } from "../core/language.ts";
import type { Vocabulary } from "../flow/check/words.ts";
import type { FlowContext } from "./context.ts";
import { ASK_ANYTHING, NOT_UNDERSTOOD, RETRY } from "./defaults.ts";
import { offersOf, type Offer } from "./options.ts";
import { slugOf, SlugBook } from "./slugs.ts";
import { UNCLEAR, type AskStep, type Draft, type Step, type Target } from "./steps.ts";
import { together, type Said } from "./tongues.ts";
import { Words, type Translations } from "./words.ts";

/** What a flow of the export becomes: its nodes, and their words in other languages. */
export interface Emitted {
  first: string;
  nodes: Record<string, unknown>;
  translations: Translations;
}

const DONE = "done";
const PRESET = "preset";

/** Writes steps as nodes of our flow language. */
export function emitNodes(draft: Draft, context: FlowContext, vocabulary: Vocabulary): Emitted {
  const names = new Map<string, string>();
  const book = new SlugBook([DONE, UNCLEAR, PRESET, "keywords"]);
  for (const [id, step] of draft.steps) names.set(id, book.take(wishOf(step)));
  let isUnclear = false;
  let isEnded = false;
  const to = (target: Target): string => {
    if (target === UNCLEAR) isUnclear = isEnded = true;
    if (target === UNCLEAR) return UNCLEAR;
    const name = target === null ? undefined : names.get(target);
    isEnded ||= name === undefined;
    return name ?? DONE;
  };
  const nodes: Record<string, unknown> = {};
  const translations: Translations = {};
  const begin = to(draft.first);
  const flags = usedFlags(draft);
  if (flags.length > 0)
    nodes[PRESET] = {
      set: Object.fromEntries(flags.map(([name, truth]) => [name, truth ? "yes" : "no"])),
      go: begin,
    };
  const writing = new Words(context, translations);
  for (const [id, step] of draft.steps) {
    const name = names.get(id) ?? id;
    nodes[name] = nodeOf(name, step, to, writing, context, vocabulary);
  }
  if (isUnclear) {
    const say = writing.write(UNCLEAR, "", { say: NOT_UNDERSTOOD, offers: [] }).say.es;
    nodes[UNCLEAR] = { hand_off: "survey_unclear", say, go: DONE };
  }
  if (isEnded) nodes[DONE] = { end: "completed" };
  return { first: flags.length > 0 ? PRESET : begin, nodes, translations };
}

function wishOf(step: Step): string {
  switch (step.kind) {
    case "ask":
      return step.variable ?? slugOf(wordsIn(step.said?.es ?? ""), "question", 4);
    case "say":
      return slugOf(wordsIn(step.said.es), "message", 4);
    case "branch":
      return `by_${step.about}`;
    case "set":
      return `set_${step.variable}`;
    case "run":
      return `run_${step.flow}`;
    case "switch":
      return `switch_${step.flow}`;
    case "hand_off":
      return `tell_${step.reason}`;
    case "pass":
      return "pass";
  }
}

/** A text without its expressions. */
function wordsIn(text: string): string {
  return text.replaceAll(/@\(?[\w.]+\)?/g, " ");
}

function usedFlags({ steps, flags }: Draft): [string, boolean][] {
  const conditions = new Set(
    [...steps.values()].flatMap((step) =>
      step.kind === "branch" ? step.arms.map((arm) => arm.when) : [],
    ),
  );
  return [...flags].filter(([name]) => conditions.has(name));
}

function nodeOf(
  name: string,
  step: Step,
  to: (target: Target) => string,
  words: Words,
  context: FlowContext,
  vocabulary: Vocabulary,
): unknown {
  switch (step.kind) {
    case "ask":
      return questionOf(name, step, to, words, context, vocabulary);
    case "say": {
      const say = listed(step.said, step.replies);
      return { say: words.write(name, step.node, { say, offers: [] }).say.es, go: to(step.go) };
    }
    case "branch": {
      const arms = step.arms.map((arm) => ({ when: arm.when, go: to(arm.go) }));
      return { branch: [...arms, { else: to(step.else) }] };
    }
    case "set":
      return { set: { [step.variable]: step.formula }, go: to(step.go) };
    case "run": {
      const on = step.expired === undefined ? {} : { on: { expired: to(step.expired) } };
      return { run: step.flow, go: to(step.go), ...on };
    }
    case "switch":
      return { switch: step.flow };
    case "hand_off": {
      const { say } = words.write(name, step.node, { say: step.said, offers: [] });
      return { hand_off: step.reason, say: say.es, go: to(step.go) };
    }
    case "pass":
      return { branch: [{ else: to(step.go) }] };
  }
}

function questionOf(
  name: string,
  step: AskStep,
  to: (target: Target) => string,
  words: Words,
  context: FlowContext,
  vocabulary: Vocabulary,
): unknown {
  const { offers, loose } = offersOf(step, context, vocabulary);
  const written = words.write(name, step.node, {
    say: listed(step.said ?? ASK_ANYTHING, loose),
    retry: step.retry ?? RETRY[step.form],
    ...(step.nudge === null ? {} : { nudge: step.nudge.said }),
    offers,
  });
  const { min, max } = step.bounds;
  const kind =
    step.form === "choose"
      ? { choose: Object.fromEntries(offers.map((offer) => [offer.slug, optionOf(offer, to)])) }
      : { ask: step.form };
  const accept = {
    ...(min === undefined ? {} : { min: Number(min) }),
    ...(max === undefined ? {} : { max: Number(max) }),
  };
  return {
    ...kind,
    say: written.say.es,
    ...(Object.keys(accept).length === 0 ? {} : { accept }),
    ...(step.variable === null ? {} : { save: step.variable }),
    ...(step.form === "choose" ? {} : { go: to(step.go) }),
    retry: [written.retry?.es ?? ""],
    otherwise: to(step.other ?? null),
    ...(step.nudge === null
      ? {}
      : { nudge: { after: step.nudge.after, say: written.nudge?.es ?? "" } }),
    ...(step.timeout === null
      ? {}
      : { silence: { after: step.timeout.after, go: to(step.timeout.go) } }),
  };
}

function optionOf(offer: Offer, to: (target: Target) => string): unknown {
  const words = offer.words.es ?? [];
  return { label: offer.label.es, go: to(offer.go), ...(words.length === 0 ? {} : { words }) };
}

/** A text with quick replies that no question takes, as lines under it. */
function listed(said: Said, replies: readonly Said[]): Said {
  if (replies.length === 0) return said;
  const bulleted = replies.map((reply) => {
    const one: Said = { es: `• ${reply.es}` };
    for (const language of LANGUAGES)
      if (reply[language] !== undefined) one[language] = `• ${reply[language]}`;
    return one;
  });
  return together([said, ...bulleted]);
}
