import { SERVICES } from "./actions.ts";
import { armsOf, flag, told, wayOf } from "./arms.ts";
import type { FlowContext } from "./context.ts";
import { quoted, type RapidNode, type RapidRouter } from "./export-file.ts";
import { nodeName } from "./report.ts";
import { slugOf } from "./slugs.ts";
import { question } from "./waiting.ts";
import type { BranchStep, RunStep, Step, Target } from "./steps.ts";
import { loneExpression } from "./variables.ts";

/**
 * The steps in which a router decides; none when it always leads to `go`.
 * @param name gives the id of the step at a place behind the first
 */
export function routerSteps(
  node: RapidNode,
  context: FlowContext,
  run: RunStep | null,
  name: (place: number) => string,
): { steps: Step[]; go: Target } {
  const { router } = node;
  const first = node.exits?.[0]?.destination_uuid ?? null;
  if (router === null || router === undefined) return { steps: [], go: first };
  if (router.type === "random") return { steps: [shuffle(node, router, context)], go: null };
  if (router.type !== "switch") {
    told(context, node, `A router of the kind ${quoted(router.type)} was left out`);
    return { steps: [], go: first };
  }
  if (router.wait !== null && router.wait !== undefined)
    return { steps: question(node, router, context, name), go: null };
  const services = (node.actions ?? []).filter((action) => SERVICES.includes(action.type));
  const success = router.cases?.[0]?.category_uuid ?? router.default_category_uuid;
  if (services.some((action) => action.type === "open_ticket"))
    return { steps: [], go: wayOf(node, success) };
  if (run !== null && /^@\(?\s*child\b/i.test(router.operand ?? ""))
    return { steps: [], go: outcomes(node, router, context, run) };
  return { steps: [branch(node, router, context, services.length > 0)], go: null };
}

function shuffle(node: RapidNode, router: RapidRouter, context: FlowContext): BranchStep {
  const [first, ...others] = router.categories ?? [];
  const arms = others.map(({ uuid, name }) => ({
    when: flag(context, node, name ?? "other", `The random way ${quoted(name ?? "")}`),
    go: wayOf(node, uuid),
  }));
  return {
    kind: "branch",
    node: node.uuid,
    about: "chance",
    arms,
    else: wayOf(node, first?.uuid),
  };
}

/** Where a flow that was run comes back to, by how it ended. */
function outcomes(
  node: RapidNode,
  router: RapidRouter,
  context: FlowContext,
  run: RunStep,
): Target {
  const categoryOf = (status: string): string | null | undefined =>
    router.cases?.find((one) => (one.arguments ?? []).join(" ").toLowerCase() === status)
      ?.category_uuid ?? router.default_category_uuid;
  const expired = wayOf(node, categoryOf("expired"));
  const entered = (node.actions ?? []).find((action) => action.type === "enter_flow")?.flow;
  if (context.flowOf(entered?.uuid ?? "", entered?.name ?? "")?.expires === true)
    run.expired = expired;
  else
    context.tell(
      nodeName(node.uuid),
      "The way for a flow that expired was left out",
      "that flow never expires",
      "Give the other flow expires, and this run a way for it",
    );
  return wayOf(node, categoryOf("completed"));
}

function branch(
  node: RapidNode,
  router: RapidRouter,
  context: FlowContext,
  isService: boolean,
): BranchStep {
  const operand = router.operand ?? "";
  const expression = loneExpression(operand);
  const found = expression === null ? null : context.variables.find(expression);
  const arms = armsOf(node, router, context, found, operand, isService);
  const about = found?.variable.name ?? slugOf(expression ?? operand, "split", 4);
  return {
    kind: "branch",
    node: node.uuid,
    about,
    arms,
    else: wayOf(node, router.default_category_uuid),
  };
}
