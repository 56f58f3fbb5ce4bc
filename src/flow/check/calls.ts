import type { Action } from "../../core/action.ts";
import { outcomesOf, type FlowDraft } from "../draft.ts";
import type { FlowNode, RunNode } from "../nodes.ts";

/** What the compiler needs to know of an action. */
export type ActionSignature = Pick<
  Action<never>,
  "name" | "inputs" | "outputs" | "outcomes" | "harmless"
>;

/** Notes calls of unknown actions and flows, wrong inputs and outcomes that lead nowhere. */
export function checkCalls(
  draft: FlowDraft,
  flows: ReadonlyMap<string, FlowDraft>,
  actions: ReadonlyMap<string, ActionSignature>,
): void {
  for (const [slug, node] of Object.entries(draft.nodes)) {
    const where = `node ${slug}`;
    const path = ["nodes", slug];
    if ("call" in node) checkCall(draft, path, where, node, actions);
    if ("run" in node) checkRun(draft, path, where, node, flows);
    if ("wait" in node && node.wait.event !== undefined && !flows.has(node.wait.event))
      draft.source.report(
        [...path, "wait", "event"],
        where,
        `no flow is called "${node.wait.event}", so its end never comes; correct the name`,
      );
    if ("switch" in node)
      checkFlow(draft, [...path, "switch"], where, node.switch, node.with, flows);
  }
  checkRecursion(draft, flows);
}

function checkCall(
  draft: FlowDraft,
  path: string[],
  where: string,
  node: Extract<FlowNode, { call: string }>,
  actions: ReadonlyMap<string, ActionSignature>,
): void {
  const action = actions.get(node.call);
  if (action === undefined) {
    draft.source.report(
      [...path, "call"],
      where,
      `no action is called "${node.call}"; known are ${[...actions.keys()].sort().join(", ")}`,
    );
    return;
  }
  checkOutcomes(draft, path, where, node.call, node.on, action.outcomes);
  checkInputs(draft, path, where, node, { name: node.call, inputs: action.inputs });
}

/** Every outcome must lead somewhere, and only those there are. */
function checkOutcomes(
  draft: FlowDraft,
  path: string[],
  where: string,
  name: string,
  on: Record<string, string>,
  outcomes: readonly string[],
): void {
  for (const outcome of outcomes.filter((known) => !Object.hasOwn(on, known))) {
    draft.source.report(
      [...path, "on"],
      where,
      `the outcome "${outcome}" of ${name} leads nowhere; add it under on`,
    );
  }
  for (const outcome of Object.keys(on).filter((known) => !outcomes.includes(known))) {
    draft.source.report(
      [...path, "on", outcome],
      where,
      `${name} has no outcome "${outcome}"; it has ${outcomes.join(", ")}`,
    );
  }
}

function checkInputs(
  draft: FlowDraft,
  path: string[],
  where: string,
  node: { with: Record<string, string> },
  called: { name: string; inputs: Record<string, string> },
): void {
  const { name, inputs } = called;
  for (const input of Object.keys(node.with).filter((known) => !Object.hasOwn(inputs, known))) {
    draft.source.report(
      [...path, "with", input],
      where,
      `${name} takes no "${input}"; it takes ${Object.keys(inputs).join(", ") || "nothing"}`,
    );
  }
  for (const [input, type] of Object.entries(inputs)) {
    if (type.endsWith("?") || Object.hasOwn(node.with, input)) continue;
    draft.source.report([...path, "with"], where, `${name} needs "${input}"; add it under with`);
  }
}

/** Notes an unknown flow, or values it needs and is not given; the flow when it is known. */
function checkFlow(
  draft: FlowDraft,
  path: string[],
  where: string,
  name: string,
  given: Record<string, string>,
  flows: ReadonlyMap<string, FlowDraft>,
): FlowDraft | null {
  const target = flows.get(name);
  if (target === undefined) {
    draft.source.report(path, where, `no flow is called "${name}"; correct the name`);
    return null;
  }
  const called = { name: `the flow ${name}`, inputs: target.needs };
  checkInputs(draft, path.slice(0, -1), where, { with: given }, called);
  return target;
}

function checkRun(
  draft: FlowDraft,
  path: string[],
  where: string,
  node: RunNode,
  flows: ReadonlyMap<string, FlowDraft>,
): void {
  const target = checkFlow(draft, [...path, "run"], where, node.run, node.with, flows);
  if (target === null) return;
  const outcomes = outcomesOf(target, flows);
  const on = node.on ?? {};
  if (node.go === undefined) {
    checkOutcomes(draft, path, where, `the flow ${node.run}`, on, outcomes);
  } else {
    for (const outcome of Object.keys(on).filter((known) => !outcomes.includes(known)))
      draft.source.report(
        [...path, "on", outcome],
        where,
        `the flow ${node.run} has no outcome "${outcome}"; it has ${outcomes.join(", ")}`,
      );
  }
  const switches = Object.values(target.nodes).some((one) => "switch" in one);
  if (switches && Object.keys(node.take).length > 0)
    draft.source.report(
      [...path, "take"],
      where,
      `the flow ${node.run} may switch to another, which gives other values; remove take, or run instead of switch there`,
    );
  for (const theirs of Object.values(node.take)) {
    if (Object.hasOwn(target.gives, theirs)) continue;
    draft.source.report(
      [...path, "take"],
      where,
      `the flow ${node.run} gives no "${theirs}"; it gives ${Object.keys(target.gives).join(", ") || "nothing"}`,
    );
  }
}

/** Flows that run each other in a ring would never come back. */
function checkRecursion(draft: FlowDraft, flows: ReadonlyMap<string, FlowDraft>): void {
  const reaches = (from: FlowDraft, seen: Set<string>): boolean =>
    Object.values(from.nodes).some((node) => {
      if (!("run" in node)) return false;
      if (node.run === draft.flow) return true;
      const next = flows.get(node.run);
      if (next === undefined || seen.has(node.run)) return false;
      seen.add(node.run);
      return reaches(next, seen);
    });
  for (const [slug, node] of Object.entries(draft.nodes)) {
    if (!("run" in node)) continue;
    const next = flows.get(node.run);
    const isRing = node.run === draft.flow || (next !== undefined && reaches(next, new Set()));
    if (isRing)
      draft.source.report(
        ["nodes", slug, "run"],
        `node ${slug}`,
        `${node.run} runs ${draft.flow} again, without end; use switch, or lead back inside the flow`,
      );
  }
}
