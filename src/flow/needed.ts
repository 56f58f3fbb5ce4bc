import type { FlowDraft } from "./draft.ts";
import { variablesOf } from "./expression/check.ts";
import { isQuestion, isSeveral, optionsOf, type FlowNode } from "./nodes.ts";
import type { Program } from "./program.ts";
import { namesIn, textsOf } from "./translations.ts";
import { waysOf } from "./ways.ts";

/**
 * The variables that may still be read from each question on. What is not among them is not worth
 * keeping while the person thinks; a soft question lets go of all but what it remembers.
 */
export function neededAt(draft: FlowDraft, formulas: Program["formulas"]): Program["needed"] {
  const needed = new Map<string, Set<string>>(
    Object.entries(draft.nodes).map(([slug, node]) => [
      slug,
      new Set(usedBy(draft, slug, node, formulas)),
    ]),
  );
  for (let grew = true; grew;) {
    grew = false;
    for (const [slug, node] of Object.entries(draft.nodes)) {
      if ("choose" in node && node.soft === true) continue;
      const here = needed.get(slug);
      const before = here?.size ?? 0;
      for (const way of waysOf(node)) for (const name of needed.get(way.to) ?? []) here?.add(name);
      grew ||= (here?.size ?? 0) > before;
    }
  }
  return Object.fromEntries(
    [...needed]
      .filter(([slug]) => {
        const node = draft.nodes[slug];
        return node !== undefined && isQuestion(node);
      })
      .map(([slug, names]) => [slug, [...names].sort()]),
  );
}

function usedBy(
  draft: FlowDraft,
  slug: string,
  node: FlowNode,
  formulas: Program["formulas"],
): string[] {
  const names: string[] = [];
  if ("with" in node) names.push(...Object.values(node.with));
  if (isQuestion(node) && node.keep !== undefined) names.push(node.keep);
  if ("remember" in node) names.push(...(node.remember ?? []));
  if ("pick" in node) names.push(node.pick);
  if ("picture" in node && node.picture !== undefined) names.push(node.picture);
  if ("file" in node && node.file !== undefined) names.push(node.file);
  if ("end" in node) names.push(...Object.keys(draft.gives));
  if (isSeveral(node)) {
    const options = optionsOf(node);
    if (typeof options === "string") names.push(options);
  }
  const words = draft.spanish[slug];
  if (words !== undefined) names.push(...textsOf(words).flatMap(namesIn));
  for (const text of formulasIn(node)) {
    const formula = formulas[text];
    if (formula !== undefined) names.push(...variablesOf(formula));
  }
  return names;
}

function formulasIn(node: FlowNode): string[] {
  if ("branch" in node) return node.branch.flatMap((arm) => ("when" in arm ? [arm.when] : []));
  if ("set" in node) return Object.values(node.set);
  if ("wait" in node) return node.wait.until === undefined ? [] : [node.wait.until];
  if (!("ask" in node) || node.accept === undefined) return [];
  const { min, max, usual } = node.accept;
  return [min, max, usual?.min, usual?.max].filter((text) => text !== undefined);
}
