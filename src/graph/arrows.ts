import { isQuestion, type FlowNode } from "../flow/nodes.ts";
import type { NodeWords } from "../flow/program.ts";
import { waysOf, type Way } from "../flow/ways.ts";
import type { Wording } from "./wording.ts";

/** All ways from one node to another. */
export interface Arrow {
  to: string;
  /** What leads there, one text a way; empty for a single way that needs no words. */
  names: string[];
  /** True when only an answer that is none leads there. */
  sideways: boolean;
}

/** Ways that nobody hopes for. */
const SIDEWAYS: ReadonlySet<string> = new Set(["silence", "otherwise", "skip"]);

/** An arrow for each node that this one leads to, in the order of writing; ways to the same node share one. */
export function arrowsOf(node: FlowNode, words: NodeWords, wording: Wording): Arrow[] {
  const ways = new Map<string, Way[]>();
  for (const way of waysOf(node)) ways.set(way.to, [...(ways.get(way.to) ?? []), way]);
  return [...ways].map(([to, all]) => ({
    to,
    names:
      all.length === 1 && all[0]?.name === "go"
        ? []
        : all.map((way) => nameOf(way.name, node, words, wording)),
    sideways: all.every((way) => SIDEWAYS.has(way.name)),
  }));
}

/** A way as people say it. */
function nameOf(name: string, node: FlowNode, words: NodeWords, wording: Wording): string {
  const [key = "", ...rest] = name.split(" ");
  const of = rest.join(" ");
  if (key === "choose") return words.options[of]?.label ?? of;
  if (key === "confirm") return of === "yes" ? wording.yes : wording.no;
  if (key === "when") return `${wording.when} ${of}`;
  if (key === "on") return of;
  if (key === "silence")
    return `${wording.silence} ${(isQuestion(node) && node.silence?.after) || ""}`.trim();
  if (key === "else") return wording.else;
  if (key === "go") return wording.go;
  if (key === "happened") return wording.happened;
  return key === "skip" ? wording.skip : wording.otherwise;
}
