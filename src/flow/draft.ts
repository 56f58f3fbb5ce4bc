import type { NodeWords } from "./program.ts";
import type { FlowNode } from "./schema.ts";
import type { Source } from "./source.ts";

/** A flow as read from its file, before it becomes a program. */
export interface FlowDraft {
  source: Source;
  flow: string;
  title: string;
  needs: string[];
  first: string;
  nodes: Record<string, FlowNode>;
  spanish: Record<string, NodeWords>;
}
