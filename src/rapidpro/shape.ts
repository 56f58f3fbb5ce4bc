import type { FlowContext } from "./context.ts";
import { nodeName } from "./report.ts";
import { redirected, targetsOf, UNCLEAR, type Draft, type Step, type Steps } from "./steps.ts";

/** The draft without steps that no way reaches, in the order in which they are come to. */
export function withoutUnreached(draft: Draft): Draft {
  const steps: Steps = new Map();
  const open = draft.first === null ? [] : [draft.first];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = draft.steps.get(id);
    if (step === undefined || steps.has(id)) continue;
    steps.set(id, step);
    open.push(...targetsOf(step).reverse());
  }
  return { ...draft, steps };
}

/** Tells which words of the export stand nowhere any more. */
export function tellUnreached(before: Draft, after: Draft, context: FlowContext): void {
  const kept = [...after.steps.values()].flatMap((step) =>
    step.kind === "ask"
      ? [step.said, step.retry, step.nudge?.said].flatMap((said) => said?.es ?? [])
      : "said" in step
        ? [step.said.es]
        : [],
  );
  for (const step of before.steps.values()) {
    if (step.kind !== "say" || kept.some((text) => text.includes(step.said.es))) continue;
    context.tell(
      nodeName(step.node),
      `A message is left out: ${step.said.es}`,
      "no way leads to it any more",
      "Put it where it belongs",
    );
  }
}

/** Opens rings in which nobody waits: what would turn for ever is handed to a person. */
export function withoutRings(draft: Draft, context: FlowContext): Draft {
  const state = new Map<string, "open" | "done">();
  const steps = new Map(draft.steps);
  const roots = draft.first === null ? [] : [draft.first, ...steps.keys()];
  for (const root of roots) visit(root);
  return withoutUnreached({ ...draft, steps });

  /** Walks with a stack of its own, so that no export is too deep. */
  function visit(root: string): void {
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.at(-1) ?? "";
      const step = steps.get(id);
      if (step === undefined || state.get(id) === "done" || waitsHere(step)) {
        state.set(id, "done");
        stack.pop();
        continue;
      }
      if (state.get(id) === undefined) {
        state.set(id, "open");
        openRing(id, step);
      }
      const next = targetsOf(steps.get(id) ?? step).find((to) => state.get(to) === undefined);
      if (next === undefined) {
        state.set(id, "done");
        stack.pop();
      } else stack.push(next);
    }
  }

  function openRing(id: string, step: Step): void {
    const isBack = (to: string): boolean => state.get(to) === "open";
    if (!targetsOf(step).some(isBack)) return;
    steps.set(
      id,
      redirected(step, (to) => (to !== null && isBack(to) ? UNCLEAR : to)),
    );
    context.tell(
      nodeName(step.node),
      "A way back was led to a technician",
      "it made a ring in which nobody is asked anything",
      "Put a question into the ring, or lead it elsewhere",
    );
  }
}

function waitsHere(step: Step): boolean {
  return step.kind === "ask" || (step.kind === "run" && step.waits);
}
