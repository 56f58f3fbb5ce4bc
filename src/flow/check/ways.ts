import type { FlowDraft } from "../draft.ts";
import { isQuestion, type FlowNode } from "../nodes.ts";
import { waysOf } from "../ways.ts";

/** Notes ways that lead nowhere, nodes that no way reaches, rings in which nobody waits, and open ends. */
export function checkWays(draft: FlowDraft, flows: ReadonlyMap<string, FlowDraft>): void {
  // A way that leads nowhere leaves what follows it unreached: only the cause is told.
  if (!checkTargets(draft)) checkReached(draft);
  checkOpenEnds(draft);
  checkLoops(draft, flows);
  checkRenames(draft);
}

/** Notes ways that lead to no node; true when there are any. */
function checkTargets(draft: FlowDraft): boolean {
  let found = false;
  if (!Object.hasOwn(draft.nodes, draft.first)) {
    found = true;
    draft.source.report(
      ["first"],
      "",
      `there is no node "${draft.first}"; name the node the flow begins with`,
    );
  }
  for (const [slug, node] of Object.entries(draft.nodes)) {
    for (const way of waysOf(node)) {
      if (Object.hasOwn(draft.nodes, way.to)) continue;
      found = true;
      draft.source.report(
        ["nodes", slug, ...way.path],
        `node ${slug}`,
        `there is no node "${way.to}"; correct the name or add the node`,
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
    open.push(...waysOf(node).map((way) => way.to));
  }
  for (const slug of Object.keys(draft.nodes).filter((known) => !reached.has(known))) {
    draft.source.report(
      ["nodes", slug],
      `node ${slug}`,
      "no way leads here; remove it or lead another node to it",
    );
  }
}

/** Every question must have a way out, every option and branch must lead somewhere. */
function checkOpenEnds(draft: FlowDraft): void {
  for (const [slug, node] of Object.entries(draft.nodes)) {
    const path = ["nodes", slug];
    const where = `node ${slug}`;
    if ("choose" in node) {
      if (node.soft !== true && (node.retry === undefined || node.otherwise === undefined)) {
        draft.source.report(
          path,
          where,
          "a question needs retry texts and otherwise, so that nobody is stuck",
        );
      }
      for (const [name, option] of Object.entries(node.choose)) {
        if (option.go === undefined && node.go === undefined)
          draft.source.report(
            [...path, "choose", name],
            where,
            `the option "${name}" leads nowhere; give it a go, or give one to the node`,
          );
      }
    }
    if ("branch" in node) {
      const last = node.branch.at(-1);
      if (last === undefined || !("else" in last))
        draft.source.report(
          [...path, "branch"],
          where,
          "a branch needs an else; add - else: <node> as its last line",
        );
      const early = node.branch.slice(0, -1).findIndex((arm) => "else" in arm);
      if (early >= 0)
        draft.source.report(
          [...path, "branch", early],
          where,
          "what follows else is never reached; make else the last line",
        );
    }
    if ("wait" in node) checkWait(draft, path, where, node);
  }
}

function checkWait(
  draft: FlowDraft,
  path: string[],
  where: string,
  node: Extract<FlowNode, { wait: unknown }>,
): void {
  const { for: period, until, at, event } = node.wait;
  if (period === undefined && until === undefined && event === undefined)
    draft.source.report([...path, "wait"], where, "a wait needs for, until or event; add one");
  if (period !== undefined && until !== undefined)
    draft.source.report([...path, "wait"], where, "a wait has for or until, not both; remove one");
  if (at !== undefined && until === undefined)
    draft.source.report(
      [...path, "wait", "at"],
      where,
      "at goes with until; add until or remove at",
    );
  if ((event === undefined) !== (node.happened === undefined))
    draft.source.report(path, where, "event and happened belong together; write both or neither");
}

/** A ring of nodes in which nobody waits would turn for ever. */
function checkLoops(draft: FlowDraft, flows: ReadonlyMap<string, FlowDraft>): void {
  const state = new Map<string, "open" | "done">();
  const visit = (slug: string): void => {
    const node = draft.nodes[slug];
    if (node === undefined || state.get(slug) === "done" || breaksRing(node, flows)) return;
    if (state.get(slug) === "open") {
      draft.source.report(
        ["nodes", slug],
        `node ${slug}`,
        "a loop in which nothing waits for the person; put a question into it",
      );
      return;
    }
    state.set(slug, "open");
    for (const way of waysOf(node)) visit(way.to);
    state.set(slug, "done");
  };
  for (const slug of Object.keys(draft.nodes)) visit(slug);
}

/** An action decides by what it finds, so a ring through one ends, as does one in which somebody waits. */
function breaksRing(node: FlowNode, flows: ReadonlyMap<string, FlowDraft>): boolean {
  if (isQuestion(node) || "call" in node || "wait" in node) return true;
  if (!("run" in node)) return false;
  const run = flows.get(node.run);
  return (
    run === undefined ||
    Object.values(run.nodes).some(
      (inner) => isQuestion(inner) || "call" in inner || "wait" in inner,
    )
  );
}

function checkRenames(draft: FlowDraft): void {
  const taken = new Map<string, string>();
  for (const [slug, node] of Object.entries(draft.nodes)) {
    for (const old of node.renamed_from ?? []) {
      const other = Object.hasOwn(draft.nodes, old) ? old : taken.get(old);
      taken.set(old, slug);
      if (other === undefined) continue;
      draft.source.report(
        ["nodes", slug, "renamed_from"],
        `node ${slug}`,
        `"${old}" is also ${other}; a conversation moved here must find one place`,
      );
    }
  }
}
