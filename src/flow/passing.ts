import type { LimaDay } from "../core/lima.ts";
import type { FlowValue, FlowValues } from "../core/value.ts";
import { FlowFault } from "./events.ts";
import { evaluate, isTrue } from "./expression/evaluate.ts";
import type { BranchNode, CallNode, RunNode } from "./nodes.ts";
import type { Program } from "./program.ts";
import type { Frame } from "./session.ts";

/** What a formula of the program gives here; null when something it needs is not set. */
export function valueOf(
  frame: Frame,
  program: Program,
  formula: string,
  today: LimaDay,
): FlowValue | null {
  const expression = program.formulas[formula];
  return expression === undefined ? null : evaluate(expression, frame.variables, { today });
}

/** A way taken: its name among `waysOf`, and where it leads. */
interface Taken {
  way: string;
  go: string;
}

/** Where a branch leads: the first condition that holds, else the last line. */
export function armOf(frame: Frame, program: Program, node: BranchNode, today: LimaDay): Taken {
  for (const arm of node.branch) {
    if (!("when" in arm)) return { way: "else", go: arm.else };
    if (isTrue(valueOf(frame, program, arm.when, today)))
      return { way: `when ${arm.when}`, go: arm.go };
  }
  throw new FlowFault(`the branch ${frame.node} of ${program.flow} has no else`);
}

/** Sets variables by formulas, one after the other; a formula that gives nothing unsets its variable. */
export function setVariables(
  frame: Frame,
  program: Program,
  settings: Record<string, string>,
  today: LimaDay,
): void {
  for (const [variable, formula] of Object.entries(settings)) {
    const value = valueOf(frame, program, formula, today);
    if (value === null) delete frame.variables[variable];
    else frame.variables[variable] = value;
  }
}

/** The values a node hands over, by the names the other side gives them. */
export function inputsOf(frame: Frame, node: Pick<CallNode | RunNode, "with">): FlowValues {
  const inputs: FlowValues = {};
  for (const [name, variable] of Object.entries(node.with)) {
    const value = frame.variables[variable];
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}

/** A flow that was run has ended: its parent takes the values it gives; where the outcome leads. */
export function comeBack(parent: Frame, node: RunNode, child: Frame, outcome: string): Taken {
  for (const [ours, theirs] of Object.entries(node.take)) {
    const value = child.variables[theirs];
    if (value !== undefined) parent.variables[ours] = value;
  }
  const routed = node.on?.[outcome];
  if (routed !== undefined) return { way: `on ${outcome}`, go: routed };
  if (node.go === undefined) throw new FlowFault(`${outcome} of ${node.run} leads nowhere`);
  return { way: "go", go: node.go };
}

/** Working values that take room; plain answers stay, for whoever looks at the conversation. */
const BULKY: ReadonlySet<FlowValue["type"]> = new Set([
  "reading",
  "state",
  "chart",
  "options",
  "figures",
  "line",
  "lines",
  "market",
]);

/** Lets go of bulky values that neither the question nor one that can be gone back to will need. */
export function letGo(frame: Frame, program: Program): void {
  const { node, path = [], variables } = frame;
  const isNeeded = (name: string): boolean =>
    program.needed[node]?.includes(name) === true ||
    path.some((answered) => program.needed[answered.node]?.includes(name) === true);
  const isKept = (name: string, value: FlowValue): boolean =>
    !BULKY.has(value.type) || isNeeded(name);
  for (const name in variables) {
    const value = variables[name];
    if (value === undefined || isKept(name, value)) continue;
    const kept = Object.entries(variables).filter(([other, held]) => isKept(other, held));
    frame.variables = Object.fromEntries(kept);
    return;
  }
}
