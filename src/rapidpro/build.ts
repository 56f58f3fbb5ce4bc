import { actionSteps } from "./actions.ts";
import type { FlowContext } from "./context.ts";
import type { RapidFlow, RapidNode } from "./export-file.ts";
import { routerSteps } from "./routing.ts";
import { redirected, type Draft, type Steps, type Target } from "./steps.ts";

/** A flow of the export as steps, each leading on by the name of another. */
export function buildSteps(flow: RapidFlow, context: FlowContext): Draft {
  const nodes = flow.nodes ?? [];
  const steps: Steps = new Map();
  for (const [index, node] of nodes.entries()) addNode(node, index, steps, context);
  const entries = new Map(nodes.map(({ uuid }, index) => [uuid, idOf(index, 0)]));
  for (const [id, step] of steps)
    steps.set(
      id,
      redirected(step, (target) =>
        target === null || steps.has(target) ? target : (entries.get(target) ?? null),
      ),
    );
  const first = nodes.length === 0 ? null : idOf(0, 0);
  return withoutPasses({ first, steps, flags: context.flags });
}

/** No id of an export looks like this. */
function idOf(node: number, place: number): string {
  return `${node}\n${place}`;
}

function addNode(node: RapidNode, index: number, steps: Steps, context: FlowContext): void {
  const acts = actionSteps(node, context);
  const last = acts.at(-1);
  const run = acts.findLast((step) => step.kind === "run") ?? null;
  const name = (place: number): string => idOf(index, acts.length + place);
  const routed = routerSteps(node, context, run, name);
  const all = [...acts, ...routed.steps];
  if (all.length === 0) all.push({ kind: "pass", node: node.uuid, go: routed.go });
  for (const [place, step] of all.entries()) {
    const isAct = place < acts.length;
    const next: Target = place + 1 < all.length ? idOf(index, place + 1) : routed.go;
    const isOpen = isAct && step.kind !== "switch" && "go" in step;
    steps.set(idOf(index, place), isOpen ? { ...step, go: next } : step);
  }
  if (last?.kind === "switch")
    for (const place of routed.steps.keys()) steps.delete(idOf(index, acts.length + place));
}

/** Leads past steps that do nothing. */
function withoutPasses({ first, steps, flags }: Draft): Draft {
  const past = (target: Target): Target => {
    const seen = new Set<string>();
    let at = target;
    for (let step = at === null ? undefined : steps.get(at); step?.kind === "pass";) {
      if (at === null || seen.has(at)) return null;
      seen.add(at);
      at = step.go;
      step = at === null ? undefined : steps.get(at);
    }
    return at;
  };
  const kept: Steps = new Map();
  for (const [id, step] of steps) if (step.kind !== "pass") kept.set(id, redirected(step, past));
  return { first: past(first), steps: kept, flags };
}
