import { durationMs } from "../flow/nodes.ts";
import type { FlowContext } from "./context.ts";
import { ASK_ANYTHING, RETRY } from "./defaults.ts";
import { nodeName } from "./report.ts";
import { withoutUnreached } from "./shape.ts";
import { UNCLEAR, type AskStep, type Draft, type Steps, type Target } from "./steps.ts";
import { together, type Said } from "./tongues.ts";

/** More messages than these between an answer and the same question are no retry. */
const LONGEST_WAY_BACK = 4;

/**
 * Makes questions whole: the message before a wait becomes its words, a way that leads back to it
 * becomes its retry or its nudge.
 */
export function makeQuestions(draft: Draft, context: FlowContext, expires: string | null): Draft {
  const { steps } = draft;
  for (const [id, step] of steps)
    if (step.kind === "ask") steps.set(id, askAgain(id, step, steps, context, expires));
  const reached = withoutUnreached(draft);
  for (const [id, step] of reached.steps) {
    const ask = step.kind === "say" && step.go !== null ? reached.steps.get(step.go) : undefined;
    if (step.kind === "say" && ask?.kind === "ask" && ask.said === null)
      reached.steps.set(id, { ...ask, said: step.said, replies: step.replies });
  }
  const whole = withoutUnreached(reached);
  for (const [id, step] of whole.steps) {
    if (step.kind !== "ask" || step.said !== null) continue;
    whole.steps.set(id, { ...step, said: ASK_ANYTHING });
    context.tell(
      nodeName(step.node),
      `A wait asks "${ASK_ANYTHING.es}"`,
      "the export waits here without a message right before it",
      "Write the question",
    );
  }
  return whole;
}

/** Settles what follows an answer that is none, and silence. */
function askAgain(
  id: string,
  step: AskStep,
  steps: Steps,
  context: FlowContext,
  expires: string | null,
): AskStep {
  const where = nodeName(step.node);
  const ask = { ...step };
  const back = step.other === undefined ? null : wayBack(step.other, id, steps);
  const sorting = step.sorting === null ? undefined : steps.get(step.sorting);
  if (back !== null) {
    ask.other = UNCLEAR;
    ask.retry = back;
    if (step.go === step.other) ask.go = UNCLEAR;
    if (sorting?.kind === "branch" && step.sorting !== null)
      steps.set(step.sorting, { ...sorting, else: UNCLEAR });
    context.tell(
      where,
      "Asking again without end became one retry, then a technician is told",
      "nobody shall be stuck in a question",
      "Check the retry text and where otherwise leads",
    );
  } else {
    ask.bounds = {};
    ask.retry = RETRY[step.form];
    context.tell(
      where,
      `The retry text "${RETRY[step.form].es}" was put in`,
      "every question needs one, and the export has none",
      "Check its words",
    );
    if (step.other === undefined) ask.other = step.form === "text" ? step.go : UNCLEAR;
  }
  if (step.timeout !== null) Object.assign(ask, onSilence(id, step, steps, context, expires));
  return ask;
}

function onSilence(
  id: string,
  step: AskStep,
  steps: Steps,
  context: FlowContext,
  expires: string | null,
): Partial<AskStep> {
  if (step.timeout === null) return {};
  const { after, go } = step.timeout;
  const where = nodeName(step.node);
  if (expires !== null && durationMs(after) >= durationMs(expires)) {
    context.tell(
      where,
      `The timeout after ${after} was left out`,
      `the flow expires after ${expires}`,
      "Make expires longer if the timeout matters",
    );
    return { timeout: null };
  }
  const said = wayBack(go, id, steps);
  if (said === null) return {};
  context.tell(
    where,
    `The timeout after ${after} became a nudge, said once and by day only`,
    "the export asks again at every timeout",
    "Add a second nudge or silence if more is wanted",
  );
  return { timeout: null, nudge: { after, said } };
}

/** What is said on a way that leads through messages alone back to the question; null for other ways. */
function wayBack(from: Target, question: string, steps: Steps): Said | null {
  const parts: Said[] = [];
  let at = from;
  while (at !== null && at !== question && parts.length < LONGEST_WAY_BACK) {
    const step = steps.get(at);
    if (step?.kind !== "say") return null;
    parts.push(step.said);
    at = step.go;
  }
  if (at !== question) return null;
  // The wait itself, without a word: what asked before it is said again.
  if (parts.length > 0) return together(parts);
  const before = [...steps.values()].find((step) => step.kind === "say" && step.go === question);
  return before?.kind === "say" ? before.said : ASK_ANYTHING;
}
