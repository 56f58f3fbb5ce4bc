import type { Action } from "../core/action.ts";
import type { FlowDraft } from "./draft.ts";
import { isQuestion, type FlowNode } from "./schema.ts";

/** What the compiler needs to know of an action. */
export type ActionSignature = Pick<Action<never>, "name" | "inputs" | "outputs" | "outcomes">;

/** Notes in the draft's source whatever would leave a person stuck. */
export function checkFlow(
  draft: FlowDraft,
  flows: ReadonlyMap<string, FlowDraft>,
  actions: ReadonlyMap<string, ActionSignature>,
): void {
  // A way that leads nowhere leaves what follows it unreached: only the cause is told.
  if (!checkTargets(draft)) checkReached(draft);
  for (const [slug, node] of Object.entries(draft.nodes)) {
    const where = `node ${slug}`;
    const path = ["nodes", slug];
    if ("call" in node) checkCall(draft, path, where, node, actions);
    if ("run" in node) checkRun(draft, path, where, node, flows);
    if (
      "choose" in node &&
      node.soft !== true &&
      (node.retry === undefined || node.otherwise === undefined)
    ) {
      draft.source.report(
        path,
        where,
        "a question needs retry texts and otherwise, so that nobody is stuck",
      );
    }
  }
  checkLoops(draft);
  checkVariables(draft, actions);
}

/** Notes ways that lead to no node; true when there are any. */
function checkTargets(draft: FlowDraft): boolean {
  let found = false;
  if (draft.nodes[draft.first] === undefined) {
    found = true;
    draft.source.report(
      ["first"],
      "",
      `there is no node "${draft.first}"; name the node the flow begins with`,
    );
  }
  for (const [slug, node] of Object.entries(draft.nodes)) {
    for (const [key, target] of targets(node)) {
      if (draft.nodes[target] !== undefined) continue;
      found = true;
      draft.source.report(
        ["nodes", slug, ...key],
        `node ${slug}`,
        `there is no node "${target}"; correct the name or add the node`,
      );
    }
  }
  return found;
}

function checkReached(draft: FlowDraft): void {
  const reached = new Set<string>();
  const open = [draft.first];
  for (let slug = open.pop(); slug !== undefined; slug = open.pop()) {
    const node = draft.nodes[slug];
    if (node === undefined || reached.has(slug)) continue;
    reached.add(slug);
    open.push(...targets(node).map(([, target]) => target));
  }
  for (const slug of Object.keys(draft.nodes).filter((known) => !reached.has(known))) {
    draft.source.report(
      ["nodes", slug],
      `node ${slug}`,
      "no way leads here; remove it or lead another node to it",
    );
  }
}

type Call = Extract<FlowNode, { call: string }>;
type Run = Extract<FlowNode, { run: string }>;

function checkCall(
  draft: FlowDraft,
  path: string[],
  where: string,
  node: Call,
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
  for (const outcome of action.outcomes.filter((known) => node.on[known] === undefined)) {
    draft.source.report(
      [...path, "on"],
      where,
      `the outcome "${outcome}" of ${node.call} leads nowhere; add it under on`,
    );
  }
  for (const outcome of Object.keys(node.on).filter((known) => !action.outcomes.includes(known))) {
    draft.source.report(
      [...path, "on", outcome],
      where,
      `${node.call} has no outcome "${outcome}"; it has ${action.outcomes.join(", ")}`,
    );
  }
  for (const input of Object.keys(node.with).filter((name) => action.inputs[name] === undefined)) {
    draft.source.report(
      [...path, "with", input],
      where,
      `${node.call} takes no "${input}"; it takes ${Object.keys(action.inputs).join(", ")}`,
    );
  }
  for (const [input, type] of Object.entries(action.inputs)) {
    if (!type.endsWith("?") && node.with[input] === undefined) {
      draft.source.report(
        [...path, "with"],
        where,
        `${node.call} needs "${input}"; add it under with`,
      );
    }
  }
}

function checkRun(
  draft: FlowDraft,
  path: string[],
  where: string,
  node: Run,
  flows: ReadonlyMap<string, FlowDraft>,
): void {
  const target = flows.get(node.run);
  if (target === undefined) {
    draft.source.report([...path, "run"], where, `no flow is called "${node.run}"`);
    return;
  }
  for (const need of target.needs.filter((name) => node.with[name] === undefined)) {
    draft.source.report(
      [...path, "with"],
      where,
      `the flow ${node.run} needs "${need}"; add it under with`,
    );
  }
}

/** A ring of nodes in which nobody waits would turn for ever. */
function checkLoops(draft: FlowDraft): void {
  const state = new Map<string, "open" | "done">();
  const visit = (slug: string): void => {
    const node = draft.nodes[slug];
    if (node === undefined || isQuestion(node) || state.get(slug) === "done") return;
    // An action decides by what it finds, so a ring through one ends; a ring of plain nodes does not.
    if ("call" in node || "run" in node) return;
    if (state.get(slug) === "open") {
      draft.source.report(
        ["nodes", slug],
        `node ${slug}`,
        "a loop in which nothing waits for the person; put a question into it",
      );
      return;
    }
    state.set(slug, "open");
    for (const [, target] of targets(node)) visit(target);
    state.set(slug, "done");
  };
  for (const slug of Object.keys(draft.nodes)) visit(slug);
}

/** Every variable that is read must be set somewhere. */
function checkVariables(draft: FlowDraft, actions: ReadonlyMap<string, ActionSignature>): void {
  const calls = Object.values(draft.nodes).flatMap((node) => ("call" in node ? [node.call] : []));
  // What an unknown action sets is unknown too; that it is unknown was told.
  if (calls.some((name) => !actions.has(name))) return;
  const known = new Set(draft.needs);
  for (const node of Object.values(draft.nodes)) {
    if ("save" in node) known.add(node.save);
    if (isQuestion(node) && node.keep !== undefined) known.add(node.keep);
    if ("call" in node)
      for (const name of Object.keys(actions.get(node.call)?.outputs ?? {})) known.add(name);
  }
  for (const [slug, node] of Object.entries(draft.nodes)) {
    const read: string[] = [];
    if ("with" in node) read.push(...Object.values(node.with));
    if ("remember" in node) read.push(...(node.remember ?? []));
    if ("pick" in node) read.push(node.pick);
    if ("picture" in node && node.picture !== undefined) read.push(node.picture);
    for (const text of textsOf(node))
      read.push(...[...text.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? ""));
    for (const name of new Set(read)) {
      if (!known.has(name)) {
        draft.source.report(
          ["nodes", slug],
          `node ${slug}`,
          `nothing sets the variable "${name}"; known are ${[...known].sort().join(", ")}`,
        );
      }
    }
  }
}

function textsOf(node: FlowNode): string[] {
  if (!("say" in node)) return [];
  const texts = [node.say];
  if (isQuestion(node)) texts.push(...(node.retry ?? []), node.left ?? "", node.nudge?.say ?? "");
  if ("choose" in node) texts.push(...Object.values(node.choose).map((option) => option.label));
  return texts;
}

/** Every way out of a node, with the key under which it is written. */
function targets(node: FlowNode): [string[], string][] {
  const ways: [string[], string][] = [];
  if ("go" in node) ways.push([["go"], node.go]);
  if ("skip" in node && node.skip !== undefined) ways.push([["skip"], node.skip]);
  if ("on" in node)
    for (const [outcome, target] of Object.entries(node.on)) ways.push([["on", outcome], target]);
  if ("choose" in node)
    for (const [slug, option] of Object.entries(node.choose))
      ways.push([["choose", slug, "go"], option.go]);
  if (isQuestion(node)) {
    if (node.otherwise !== undefined) ways.push([["otherwise"], node.otherwise]);
    if (node.silence !== undefined) ways.push([["silence", "go"], node.silence.go]);
  }
  return ways;
}
