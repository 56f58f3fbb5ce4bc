import type { ValueType } from "../../core/action.ts";
import type { FlowDraft } from "../draft.ts";
import { typeOfExpression } from "../expression/check.ts";
import { ExpressionFault } from "../expression/fault.ts";
import { parseExpression } from "../expression/parse.ts";
import type { Asked, AskNode, FlowNode } from "../nodes.ts";
import type { Program } from "../program.ts";
import { knownTypes, type VariableTypes } from "./variables.ts";

/** Where an expression stands, and which types it may have; null for any. */
interface Place {
  path: (string | number)[];
  text: string;
  wanted: readonly ValueType[] | null;
}

/** What a bound of each kind of answer is; a text is bounded by its letters. */
const BOUNDS: Record<Asked, ValueType | null> = {
  text: "number",
  number: "number",
  litres: "litres",
  day: "day",
  time: "time",
  moment: "day",
  reading: null,
  market: null,
  phone: null,
  picture: null,
};

/** Notes expressions that cannot be read or do not fit, and gives every sound one by its text. */
export function checkFormulas(draft: FlowDraft, types: VariableTypes): Program["formulas"] {
  const formulas: Program["formulas"] = {};
  const known = knownTypes(types);
  for (const [slug, node] of Object.entries(draft.nodes)) {
    for (const { path, text, wanted } of placesIn(node)) {
      const report = (message: string): void =>
        draft.source.report(["nodes", slug, ...path], `node ${slug}`, message);
      try {
        const expression = parseExpression(text);
        const type = typeOfExpression(expression, known);
        formulas[text] = expression;
        if (wanted !== null && !wanted.includes(type))
          report(`"${text}" is ${type}; it must be ${wanted.join(" or ")} here`);
      } catch (error) {
        if (!(error instanceof ExpressionFault)) throw error;
        report(`"${text}": ${error.message}`);
      }
    }
  }
  return formulas;
}

function placesIn(node: FlowNode): Place[] {
  if ("branch" in node) {
    return node.branch.flatMap((arm, index) =>
      "when" in arm ? [{ path: ["branch", index, "when"], text: arm.when, wanted: ["truth"] }] : [],
    );
  }
  if ("set" in node)
    return Object.entries(node.set).map(([name, text]) => ({
      path: ["set", name],
      text,
      wanted: null,
    }));
  if ("wait" in node && node.wait.until !== undefined)
    return [{ path: ["wait", "until"], text: node.wait.until, wanted: ["day", "moment"] }];
  return "ask" in node ? boundsOf(node) : [];
}

function boundsOf(node: AskNode): Place[] {
  const { accept } = node;
  if (accept === undefined) return [];
  const bound = BOUNDS[node.ask];
  const bounds: [(string | number)[], string | undefined][] = [
    [["accept", "min"], accept.min],
    [["accept", "max"], accept.max],
    [["accept", "usual", "min"], accept.usual?.min],
    [["accept", "usual", "max"], accept.usual?.max],
  ];
  return bounds.flatMap(([path, text]) =>
    text === undefined ? [] : [{ path, text, wanted: bound === null ? [] : [bound] }],
  );
}
