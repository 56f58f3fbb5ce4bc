import { flowFile } from "./schema.ts";
import {
  isQuestion,
  isSeveral,
  kindOf,
  NODE_KINDS,
  nodeSchemas,
  nudgesOf,
  optionsOf,
  type FlowNode,
} from "./nodes.ts";
import type { NodeWords } from "./program.ts";
import type { Source } from "./source.ts";
import type { z } from "zod";

/** A flow as read from its file, before it becomes a program. */
export interface FlowDraft extends Omit<z.infer<typeof flowFile>, "nodes"> {
  source: Source;
  nodes: Record<string, FlowNode>;
  spanish: Record<string, NodeWords>;
}

/** Reads a flow; every fault is noted in its source, and a node with a fault is left out. */
export function readFlow(source: Source): FlowDraft | null {
  const data = source.data();
  const read = data === undefined ? null : source.read(flowFile, data, [], "");
  if (read === null) return null;
  const nodes: FlowDraft["nodes"] = {};
  const spanish: Record<string, NodeWords> = {};
  for (const [slug, raw] of Object.entries(read.nodes)) {
    const where = `node ${slug}`;
    const kind = kindOf(raw);
    if (kind === null) {
      source.report(
        ["nodes", slug],
        where,
        `no kind of node; write one of ${NODE_KINDS.join(", ")}`,
      );
      continue;
    }
    const schema: z.ZodType<FlowNode> = nodeSchemas[kind];
    const node = source.read(schema, raw, ["nodes", slug], where);
    if (node === null) continue;
    nodes[slug] = node;
    if ("say" in node) spanish[slug] = spanishWords(node);
  }
  return { ...read, source, nodes, spanish };
}

function spanishWords(node: FlowNode & { say: string }): NodeWords {
  const words: NodeWords = { say: node.say.trim(), nudges: [], retry: [], options: {} };
  if ("title" in node && node.title !== undefined) words.title = node.title;
  if ("subtitle" in node && node.subtitle !== undefined) words.subtitle = node.subtitle;
  if (!isQuestion(node)) return words;
  words.retry = node.retry ?? [];
  words.nudges = nudgesOf(node).map((nudge) => nudge.say);
  if (node.left !== undefined) words.left = node.left;
  if ("ask" in node && node.accept?.outside !== undefined) words.outside = node.accept.outside;
  if ("ask" in node && node.accept?.usual !== undefined) words.unusual = node.accept.usual.say;
  const options =
    "choose" in node ? node.choose : isSeveral(node) ? optionsOf(node) : ({} as const);
  if (typeof options === "string") return words;
  for (const [slug, option] of Object.entries(options))
    words.options[slug] = { label: option.label, words: option.words };
  return words;
}

/** The outcomes with which a flow may end, for the flow that runs it. */
export function outcomesOf(
  draft: FlowDraft,
  flows: ReadonlyMap<string, FlowDraft>,
  seen: ReadonlySet<string> = new Set(),
): string[] {
  const here = new Set([...seen, draft.flow]);
  const outcomes = Object.values(draft.nodes).flatMap((node) => {
    if ("end" in node) return [node.end];
    // Whoever ran this flow hears of the end of the one it switched to.
    const next = "switch" in node && !here.has(node.switch) ? flows.get(node.switch) : undefined;
    if (next !== undefined) return outcomesOf(next, flows, here);
    return "choose" in node && node.soft === true ? ["soft"] : [];
  });
  if (draft.expires !== undefined) outcomes.push("expired");
  return [...new Set(outcomes)];
}
