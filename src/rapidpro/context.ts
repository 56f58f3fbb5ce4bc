import { formOf, wordsOf } from "./cases.ts";
import type { RapidAction, RapidFlow, RapidNode, RapidRouter } from "./export-file.ts";
import type { Tell } from "./report.ts";
import { nodeName } from "./report.ts";
import { slugOf, SlugBook } from "./slugs.ts";
import type { Option, Target } from "./steps.ts";
import type { Tongues } from "./tongues.ts";
import { heldBy, loneExpression, keyOf, Variables, type Variable } from "./variables.ts";

/** A flow of the same export, as another one sees it. */
export interface KnownFlow {
  slug: string;
  expires: boolean;
  /** It waits for the person at some place. */
  waits: boolean;
  /** Running it from here would turn in a ring. */
  isRing: boolean;
}

/** What is known of a flow while it is turned into steps. */
export interface FlowContext {
  tongues: Tongues;
  variables: Variables;
  /** Truths that stand for what cannot be decided, with the value they begin with. */
  flags: Map<string, boolean>;
  /** Variables of nodes that wait and of actions that set results, by their ids. */
  kept: Map<string, Variable>;
  tell: Tell;
  flowOf: (uuid: string, name: string) => KnownFlow | null;
}

/** Gives every result of a flow its variable and type, before anything refers to it. */
export function declareVariables(
  flow: RapidFlow,
  tongues: Tongues,
  tell: Tell,
): Pick<FlowContext, "variables" | "kept"> {
  const variables = new Variables();
  const kept = new Map<string, Variable>();
  const declare = (node: RapidNode, id: string, result: string, holds: Variable["holds"]): void => {
    const { variable, isOther } = variables.declare(result, holds);
    kept.set(id, variable);
    if (isOther)
      tell(
        nodeName(node.uuid),
        `The result "${result}" is kept as "${variable.name}" here`,
        `elsewhere it holds another kind of value, and a variable holds one kind`,
        `Check the conditions and texts that use it`,
      );
  };
  for (const node of flow.nodes ?? []) {
    const { router } = node;
    if (!waits(router)) continue;
    const form = formOf(router);
    const result = router.result_name ?? "";
    if (form === "choose" && result === "") continue;
    declare(node, `wait ${node.uuid}`, result, heldBy(form));
    if (form !== "choose") continue;
    const answers = kept.get(`wait ${node.uuid}`)?.answers;
    for (const option of optionsOf(node, router, tongues, () => null))
      answers?.push({
        value: option.slug,
        category: option.category,
        words: Object.values(option.words).flat(),
      });
  }
  for (const node of flow.nodes ?? [])
    for (const [index, action] of (node.actions ?? []).entries())
      declareAction(node, index, action);
  return { variables, kept };

  function declareAction(node: RapidNode, index: number, action: RapidAction): void {
    const value = (action.value ?? "").trim();
    const expression = loneExpression(value);
    const source = expression === null ? null : variables.find(expression)?.variable;
    if (action.type === "set_run_result" && (action.name ?? "") !== "") {
      const result = action.name ?? "";
      if (source !== null && source !== undefined)
        declare(node, `action ${node.uuid} ${index}`, result, source.holds);
      else if (value !== "" && !value.includes("@")) {
        declare(node, `action ${node.uuid} ${index}`, result, variables.holdsFor(result, value));
        const category = action.category ?? "";
        kept
          .get(`action ${node.uuid} ${index}`)
          ?.answers.push({ value: value.slice(0, 30), category, words: [] });
      }
    }
    if (source === null || source === undefined) return;
    if (action.type === "set_contact_name") variables.alias("contact.name", source);
    const field = action.field?.key ?? action.field?.name ?? "";
    if (action.type === "set_contact_field" && field !== "")
      variables.alias(`fields.${keyOf(field)}`, source);
  }
}

/** True for a router that waits for an answer. */
export function waits(router: RapidRouter | null | undefined): router is RapidRouter {
  return router?.type === "switch" && router.wait !== null && router.wait !== undefined;
}

/** An option for every category of a wait that tests words, in the order of its numbers where it has them. */
export function optionsOf(
  node: RapidNode,
  router: RapidRouter,
  tongues: Tongues,
  goOf: (category: string) => Target,
): Option[] {
  const slugs = new SlugBook();
  const options = (router.categories ?? [])
    .filter(
      ({ uuid }) =>
        uuid !== router.default_category_uuid && uuid !== router.wait?.timeout?.category_uuid,
    )
    .map(({ uuid, name }) => {
      const cases = (router.cases ?? []).filter((one) => one.category_uuid === uuid);
      const words: Option["words"] = {};
      for (const language of ["es", "qu", "fr", "en"] as const) {
        const found = cases.flatMap((one) => {
          const own = language === tongues.base ? (one.arguments ?? []) : null;
          const theirs = own ?? tongues.list(one.uuid, "arguments", language);
          return theirs === null ? [] : wordsOf(one.type, theirs);
        });
        if (found.length > 0) words[language] = [...new Set(found)];
      }
      const base = cases.flatMap((one) => wordsOf(one.type, one.arguments ?? []));
      words.es ??= [...new Set(base)];
      const category = name ?? "";
      const wish = category === "" ? (base[0] ?? "") : category;
      const label = tongues.said(uuid, "name", wish, 0, false) ?? { es: "Respuesta" };
      const slug = slugs.take(slugOf(wish, "option", 4));
      return { slug, label, words, category, go: goOf(uuid) };
    });
  const number = (option: Option): number =>
    Math.min(...Object.values(option.words).flat().map(Number).filter(Number.isInteger));
  const isNumbered = options.every((option) => Number.isFinite(number(option)));
  return isNumbered ? options.sort((one, other) => number(one) - number(other)) : options;
}
