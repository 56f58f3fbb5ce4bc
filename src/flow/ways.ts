import { isQuestion, type FlowNode } from "./nodes.ts";

/** One way out of a node. */
export interface Way {
  /** Key under which it is written, inside the node. */
  path: (string | number)[];
  /** As it is told to people: `go`, `on recorded`, `choose add`, `otherwise`. Unique in its node. */
  name: string;
  to: string;
}

/** Every way out of a node, in the order of writing. */
export function waysOf(node: FlowNode): Way[] {
  const ways: Way[] = [];
  const add = (path: (string | number)[], to: string | undefined, name = path.join(" ")): void => {
    if (to !== undefined) ways.push({ path, name, to });
  };
  if ("choose" in node) {
    for (const [slug, option] of Object.entries(node.choose)) {
      add(
        option.go === undefined ? ["go"] : ["choose", slug, "go"],
        option.go ?? node.go,
        `choose ${slug}`,
      );
    }
  } else if ("branch" in node) {
    for (const [index, arm] of node.branch.entries()) {
      if ("when" in arm) add(["branch", index, "go"], arm.go, `when ${arm.when}`);
      else add(["branch", index, "else"], arm.else, "else");
    }
  } else if ("confirm" in node) {
    add(["confirm", "yes"], node.confirm.yes);
    add(["confirm", "no"], node.confirm.no);
  } else if ("go" in node) {
    add(["go"], node.go);
  }
  if ("happened" in node) add(["happened"], node.happened);
  if ("on" in node)
    for (const [outcome, to] of Object.entries(node.on ?? {})) add(["on", outcome], to);
  if ("skip" in node) add(["skip"], node.skip);
  if (isQuestion(node)) {
    add(["otherwise"], node.otherwise);
    add(["silence", "go"], node.silence?.go, "silence");
  }
  return ways;
}
