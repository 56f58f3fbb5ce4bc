import type { TurnTrace } from "../conversation/trace.ts";
import type { Program } from "../flow/program.ts";
import { waysOf } from "../flow/ways.ts";

/** How much of a flow was walked. */
export interface FlowCoverage {
  flow: string;
  nodes: { walked: number; all: number };
  ways: { walked: number; all: number };
  /** What nobody came to: `ask_day`, `take on future`. */
  missing: string[];
}

/** Notes which nodes were entered and which ways taken. */
export class Coverage {
  readonly #walked = new Set<string>();

  note({ passed }: Pick<TurnTrace, "passed">): void {
    for (const { flow, node, way } of passed) this.#walked.add(placeOf(flow, node, way));
  }

  /** What was walked of a flow. */
  of(program: Program): FlowCoverage {
    const { flow } = program;
    const nodes = Object.keys(program.nodes);
    const ways = Object.entries(program.nodes).flatMap(([slug, node]) =>
      waysOf(node).map((way) => ({ slug, name: way.name })),
    );
    const newNodes = nodes.filter((slug) => !this.#walked.has(placeOf(flow, slug, null)));
    const newWays = ways.filter(({ slug, name }) => !this.#walked.has(placeOf(flow, slug, name)));
    return {
      flow,
      nodes: { walked: nodes.length - newNodes.length, all: nodes.length },
      ways: { walked: ways.length - newWays.length, all: ways.length },
      missing: [
        ...newNodes,
        ...newWays
          .filter(({ slug }) => !newNodes.includes(slug))
          .map(({ slug, name }) => `${slug} ${name}`),
      ],
    };
  }
}

function placeOf(flow: string, node: string, way: string | null): string {
  return `${flow}.${node} ${way ?? ""}`;
}
