import { armsOf, told, wayOf } from "./arms.ts";
import { boundsOf, formOf, isOfWords, takesAll } from "./cases.ts";
import { optionsOf, type FlowContext } from "./context.ts";
import { quoted, type RapidCase, type RapidNode, type RapidRouter } from "./export-file.ts";
import type { AskStep, BranchStep, Step } from "./steps.ts";

/** A wait as a question, with a step behind it that tells its answers apart. */
export function question(
  node: RapidNode,
  router: RapidRouter,
  context: FlowContext,
  name: (place: number) => string,
): Step[] {
  const form = formOf(router);
  const variable = context.kept.get(`wait ${node.uuid}`) ?? null;
  const hint = router.wait?.hint?.type ?? "";
  if (!["", "digits"].includes(hint))
    told(context, node, `A wait for ${quoted(hint)} became a question for words`);
  if (router.wait?.type !== "msg")
    told(context, node, `A wait of the kind ${quoted(router.wait?.type ?? "")} became a question`);
  const timeout = router.wait?.timeout;
  const ask: AskStep = {
    kind: "ask",
    node: node.uuid,
    form,
    variable: variable?.name ?? null,
    options: [],
    go: null,
    other:
      (router.default_category_uuid ?? "") === ""
        ? undefined
        : wayOf(node, router.default_category_uuid),
    sorting: null,
    bounds: {},
    timeout:
      timeout === null || timeout === undefined
        ? null
        : { after: durationOf(timeout.seconds), go: wayOf(node, timeout.category_uuid) },
    said: null,
    replies: [],
    retry: null,
    nudge: null,
  };
  const cases = router.cases ?? [];
  if (form === "choose") {
    ask.options = optionsOf(node, router, context.tongues, (uuid) => wayOf(node, uuid));
    for (const one of cases.filter((test) => !isOfWords(test)))
      told(context, node, `The test ${quoted(one.type)} of an answer was left out`);
    return [ask];
  }
  const end = cases.findIndex(takesAll);
  const sorted = end < 0 ? cases : cases.slice(0, end);
  if (form === "text" && end < 0 && sorted.length > 0) {
    // Tests such as has_email let every text pass: the first one's way is taken.
    told(context, node, `The test ${quoted(sorted[0]?.type ?? "")} lets every answer pass`);
    ask.go = wayOf(node, sorted[0]?.category_uuid);
    return [ask];
  }
  const rest = end < 0 ? undefined : wayOf(node, cases[end]?.category_uuid);
  ask.go = rest ?? ask.other ?? null;
  if (form === "text") ask.other = end < 0 ? undefined : ask.other;
  if (sorted.length === 0 || variable === null) return [ask];
  const arms = armsOf(node, router, context, { variable, isCategory: false }, "the answer", false, [
    ...sorted,
  ]);
  const sorting: BranchStep = {
    kind: "branch",
    node: node.uuid,
    about: variable.name,
    arms,
    else: ask.go,
  };
  ask.go = name(1);
  if (rest === undefined) ask.sorting = name(1);
  if (form === "number" && rest === undefined) ask.bounds = hull(sorted);
  return [ask, sorting];
}

/** The smallest and largest number that any of the cases takes. */
function hull(cases: readonly RapidCase[]): AskStep["bounds"] {
  const all = cases.map(boundsOf);
  const lows = all.map((one) => one?.min);
  const highs = all.map((one) => one?.max);
  const smallest = lows.includes(undefined) ? null : Math.min(...lows.map(Number));
  const largest = highs.includes(undefined) ? null : Math.max(...highs.map(Number));
  return {
    ...(smallest === null ? {} : { min: String(smallest) }),
    ...(largest === null ? {} : { max: String(largest) }),
  };
}

/** Seconds as a duration of ours, at least a minute. */
export function durationOf(seconds: number): string {
  const minutes = Math.min(Math.max(1, Math.ceil(seconds / 60) || 1), 60 * 24 * 90);
  if (minutes % (60 * 24) === 0) return `${minutes / (60 * 24)}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
