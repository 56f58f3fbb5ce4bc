import type { ValueType } from "../../core/action.ts";
import type { FlowDraft } from "../draft.ts";
import { ExpressionFault } from "../expression/fault.ts";
import { parseExpression } from "../expression/parse.ts";
import { typeOfExpression } from "../expression/check.ts";
import { ASKED, isQuestion, isSeveral, optionsOf, type FlowNode } from "../nodes.ts";
import { namesIn, textsOf } from "../translations.ts";
import type { ActionSignature } from "./calls.ts";

/** Types of a flow's variables; null for one that may hold anything. */
export type VariableTypes = Map<string, ValueType | null>;

/** Types that have no written form. */
const UNWRITTEN: readonly (ValueType | null | undefined)[] = ["chart", "reading", "file", "state"];

/**
 * Notes variables that are read and never set, hold two types, or do not fit where they go. The types,
 * or null when an unknown action or flow (told elsewhere) leaves them open.
 */
export function checkVariables(
  draft: FlowDraft,
  flows: ReadonlyMap<string, FlowDraft>,
  actions: ReadonlyMap<string, ActionSignature>,
): VariableTypes | null {
  const nodes = Object.values(draft.nodes);
  const isOpen = nodes.some(
    (node) =>
      ("call" in node && !actions.has(node.call)) || ("run" in node && !flows.has(node.run)),
  );
  if (isOpen) return null;
  const types: VariableTypes = new Map(Object.entries(draft.needs));
  for (const [slug, node] of Object.entries(draft.nodes)) {
    for (const [name, type] of settings(node, flows, actions))
      settle(draft, types, slug, name, type);
  }
  settleFormulas(draft, types);
  for (const [slug, node] of Object.entries(draft.nodes)) {
    checkRead(draft, types, slug, node);
    checkGiven(draft, types, slug, node, flows, actions);
  }
  checkGives(draft, types);
  return types;
}

/** What a node sets, except by formulas. */
function settings(
  node: FlowNode,
  flows: ReadonlyMap<string, FlowDraft>,
  actions: ReadonlyMap<string, ActionSignature>,
): [string, ValueType | null][] {
  const found: [string, ValueType | null][] = [];
  if ("ask" in node) found.push([node.save, ASKED[node.ask]]);
  if ("choose" in node && node.save !== undefined) found.push([node.save, "choice"]);
  if ("pick" in node) found.push([node.save, null]);
  if (isSeveral(node)) found.push([node.save, "choices"]);
  if (isQuestion(node) && node.keep !== undefined) found.push([node.keep, "reading"]);
  if ("call" in node) found.push(...Object.entries(actions.get(node.call)?.outputs ?? {}));
  if ("run" in node) {
    const gives = flows.get(node.run)?.gives ?? {};
    for (const [ours, theirs] of Object.entries(node.take))
      found.push([ours, gives[theirs] ?? null]);
  }
  return found;
}

function settle(
  draft: FlowDraft,
  types: VariableTypes,
  slug: string,
  name: string,
  type: ValueType | null,
): void {
  const before = types.get(name);
  if (before === undefined || before === null) {
    types.set(name, type);
  } else if (type !== null && type !== before) {
    draft.source.report(
      ["nodes", slug],
      `node ${slug}`,
      `"${name}" becomes ${type} here and is ${before} elsewhere; give one of them another name`,
    );
  }
}

/** Formulas may use what other formulas set, so they are gone through until nothing new is known. */
function settleFormulas(draft: FlowDraft, types: VariableTypes): void {
  let open = Object.entries(draft.nodes).flatMap(([slug, node]) =>
    "set" in node ? Object.entries(node.set).map(([name, text]) => ({ slug, name, text })) : [],
  );
  for (let before = Infinity; open.length > 0 && open.length < before;) {
    before = open.length;
    open = open.filter(({ slug, name, text }) => {
      const type = typeOrNull(text, types);
      if (type !== null) settle(draft, types, slug, name, type);
      return type === null;
    });
  }
  // What is left has a fault of its own, which the check of formulas tells.
  for (const { name } of open) if (!types.has(name)) types.set(name, null);
}

function typeOrNull(text: string, types: VariableTypes): ValueType | null {
  try {
    return typeOfExpression(parseExpression(text), knownTypes(types));
  } catch (error) {
    if (error instanceof ExpressionFault) return null;
    throw error;
  }
}

/** The variables whose type is known, as expressions see them. */
export function knownTypes(types: VariableTypes): Map<string, ValueType> {
  return new Map([...types].flatMap(([name, type]) => (type === null ? [] : [[name, type]])));
}

function checkRead(draft: FlowDraft, types: VariableTypes, slug: string, node: FlowNode): void {
  const report = (message: string): void =>
    draft.source.report(["nodes", slug], `node ${slug}`, message);
  const isKnown = (name: string): boolean => {
    if (types.has(name)) return true;
    report(`nothing sets the variable "${name}"; known are ${[...types.keys()].sort().join(", ")}`);
    return false;
  };
  const held: [string, ValueType][] = [];
  if ("pick" in node) held.push([node.pick, "options"]);
  if (isSeveral(node)) {
    const options = optionsOf(node);
    if (typeof options === "string") held.push([options, "options"]);
  }
  if ("picture" in node && node.picture !== undefined) held.push([node.picture, "chart"]);
  if ("file" in node && node.file !== undefined) held.push([node.file, "file"]);
  for (const [name, type] of held) {
    const has = isKnown(name) ? types.get(name) : null;
    if (has !== null && has !== undefined && has !== type)
      report(`"${name}" is ${has} and must be ${type} here; name a variable that holds ${type}`);
  }
  if ("remember" in node) for (const name of new Set(node.remember)) isKnown(name);
  const words = draft.spanish[slug];
  const written = words === undefined ? [] : textsOf(words).flatMap(namesIn);
  for (const name of new Set(written)) {
    if (name === "answer" && words?.unusual?.includes("{answer}") === true) continue;
    if (isKnown(name) && UNWRITTEN.includes(types.get(name)))
      report(`{${name}} is ${types.get(name)} and cannot be written in a text; take it out`);
  }
}

/** What is handed to an action or a flow must be set and of its type. */
function checkGiven(
  draft: FlowDraft,
  types: VariableTypes,
  slug: string,
  node: FlowNode,
  flows: ReadonlyMap<string, FlowDraft>,
  actions: ReadonlyMap<string, ActionSignature>,
): void {
  if (!("with" in node)) return;
  const [name, wanted] =
    "call" in node
      ? [node.call, actions.get(node.call)?.inputs]
      : "run" in node
        ? [`the flow ${node.run}`, flows.get(node.run)?.needs]
        : [`the flow ${node.switch}`, flows.get(node.switch)?.needs];
  for (const [input, variable] of Object.entries(node.with)) {
    const report = (message: string): void =>
      draft.source.report(["nodes", slug, "with", input], `node ${slug}`, message);
    const type = types.get(variable);
    const want = wanted?.[input]?.replace("?", "");
    if (type === undefined)
      report(
        `nothing sets the variable "${variable}"; known are ${[...types.keys()].sort().join(", ")}`,
      );
    else if (type !== null && want !== undefined && type !== want)
      report(`"${variable}" is ${type}, but ${name} takes ${want} as "${input}"; give it ${want}`);
  }
}

function checkGives(draft: FlowDraft, types: VariableTypes): void {
  for (const [name, want] of Object.entries(draft.gives)) {
    const type = types.get(name);
    if (type === undefined)
      draft.source.report(["gives", name], "", `nothing sets "${name}"; set it or take it out`);
    else if (type !== null && type !== want)
      draft.source.report(["gives", name], "", `"${name}" is ${type}; write ${name}: ${type}`);
  }
}
