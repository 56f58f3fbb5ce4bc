import { conditionOf } from "./conditions.ts";
import type { FlowContext } from "./context.ts";
import { quoted, type RapidCase, type RapidNode, type RapidRouter } from "./export-file.ts";
import { nodeName } from "./report.ts";
import { slugOf } from "./slugs.ts";
import type { BranchStep, Target } from "./steps.ts";
import type { Variable } from "./variables.ts";

/** Where a category of a node leads. */
export function wayOf(node: RapidNode, category: string | null | undefined): Target {
  const found = node.router?.categories?.find((one) => one.uuid === category);
  const exit = node.exits?.find((one) => one.uuid === found?.exit_uuid);
  return exit?.destination_uuid ?? null;
}

/** Notes what flows here have no counterpart for. */
export function told(context: FlowContext, node: RapidNode, what: string): void {
  context.tell(
    nodeName(node.uuid),
    what,
    "flows here have nothing like it",
    "Check which way the conversation shall take",
  );
}

/** A truth that stands for something undecided, and the note about it. */
export function flag(
  context: FlowContext,
  node: RapidNode,
  category: string,
  what: string,
  isSet = false,
): string {
  const name = context.variables.flag(slugOf(`is ${category}`, "is_so", 5));
  context.flags.set(name, isSet);
  context.tell(
    nodeName(node.uuid),
    `${what} is decided by "${name}", which is always ${isSet ? "yes" : "no"}`,
    "it cannot be said as a condition on what this flow knows",
    `Set "${name}" by a call or a formula, or take the way out`,
  );
  return name;
}

/** The cases of a router as conditions; what cannot be said is decided by a truth of its own. */
export function armsOf(
  node: RapidNode,
  router: RapidRouter,
  context: FlowContext,
  found: { variable: Variable; isCategory: boolean } | null,
  operand: string,
  isService = false,
  cases: readonly RapidCase[] = router.cases ?? [],
): BranchStep["arms"] {
  const arms: BranchStep["arms"] = [];
  const flagged = new Map<string, string>();
  for (const one of cases) {
    const go = wayOf(node, one.category_uuid);
    const condition = found === null ? null : conditionOf(one, found.variable, found.isCategory);
    if (condition !== null) {
      if (!arms.some((arm) => arm.when === condition)) arms.push({ when: condition, go });
      continue;
    }
    const test = `${one.type.slice(0, 40)}(${[operand, ...(one.arguments ?? [])].join(", ")})`;
    const known = flagged.get(one.category_uuid);
    const category = router.categories?.find(({ uuid }) => uuid === one.category_uuid)?.name;
    if (known !== undefined) {
      told(context, node, `The test ${quoted(test)} stands for "${known}" too`);
      continue;
    }
    const when = flag(context, node, category ?? "", quoted(test), isService);
    flagged.set(one.category_uuid, when);
    arms.push({ when, go });
  }
  return arms;
}
