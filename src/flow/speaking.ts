import { attachmentIn, chartIn, choicesOf } from "./asking.ts";
import type { Effect, Surroundings, TimerKind } from "./events.ts";
import { durationMs, isSeveral, nudgesOf, type QuestionNode } from "./nodes.ts";
import type { NodeWords, Program } from "./program.ts";
import type { Frame } from "./session.ts";

type Say = Extract<Effect, { kind: "say" }>;
type Timer = Extract<Effect, { kind: "timer" }>;

const NUDGES = ["nudge", "nudge2", "nudge3"] as const;

/** The words of a node that only speaks, with its chart or file. */
export function saying(
  frame: Frame,
  program: Program,
  shown: { picture?: string | undefined; file?: string | undefined },
  around: Surroundings,
): Say {
  const words = around.words(program, frame.node);
  const chart = chartIn(frame, shown.picture);
  const attachment = attachmentIn(frame, shown.file);
  const titled =
    chart === null ? null : { ...chart, title: words.title ?? "", subtitle: words.subtitle ?? "" };
  const text = around.write(words.say, frame.variables);
  return {
    kind: "say",
    content: { text, choices: [], listed: false, question: null, picture: titled, attachment },
    key: `${program.flow}.${frame.node}`,
    values: frame.variables,
  };
}

/**
 * A question with its choices.
 * @param as its name, and the form of its words: `say`, `retry1` … or `outside`
 */
export function asking(
  frame: Frame,
  program: Program,
  node: QuestionNode,
  as: { form: string; question: string },
  around: Surroundings,
): Say {
  const words = around.words(program, frame.node);
  const { doubt } = frame;
  const values =
    doubt?.kind === "unusual" ? { ...frame.variables, answer: doubt.value } : frame.variables;
  const { template, form } = formOf(frame, words, as.form, around);
  const isSoft = "choose" in node && node.soft === true;
  return {
    kind: "say",
    content: {
      text: around.write(template, values),
      choices: choicesOf(node, frame, words, around),
      ...(isSeveral(node) ? { several: true as const } : {}),
      listed: !isSoft,
      question: as.question,
      picture: null,
    },
    key: `${program.flow}.${frame.node}${form}`,
    values,
  };
}

function formOf(
  { doubt }: Frame,
  words: NodeWords,
  form: string,
  { phrases }: Surroundings,
): { template: string; form: string } {
  if (doubt?.kind === "several") return { template: phrases.which, form: ".which" };
  if (doubt?.kind === "unusual") return { template: words.unusual ?? words.say, form: ".unusual" };
  if (form === "outside") return { template: words.outside ?? words.say, form: ".outside" };
  const help = form.startsWith("retry") ? words.retry[Number(form.slice(5)) - 1] : undefined;
  return help === undefined
    ? { template: words.say, form: "" }
    : { template: help, form: `.${form}` };
}

/** The timers that start when the question has left. */
export function timersOf(program: Program, node: QuestionNode, question: string): Timer[] {
  const timer = (kind: TimerKind, after: string): Timer => ({
    kind: "timer",
    timer: kind,
    question,
    delayMs: durationMs(after),
  });
  const timers: Timer[] = [];
  for (const [index, nudge] of nudgesOf(node).entries()) {
    const kind = NUDGES[index];
    if (kind !== undefined) timers.push(timer(kind, nudge.after));
  }
  if (node.silence !== undefined) timers.push(timer("silence", node.silence.after));
  if (program.expires !== null) timers.push(timer("expiry", program.expires));
  return timers;
}
