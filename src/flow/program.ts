import type { Language } from "../core/language.ts";
import type { Expression } from "./expression/tree.ts";
import type { FlowNode } from "./nodes.ts";

/** All words of one node in one language. */
export interface NodeWords {
  say: string;
  left?: string;
  nudges: string[];
  title?: string;
  subtitle?: string;
  outside?: string;
  unusual?: string;
  retry: string[];
  options: Record<string, OptionWords>;
}

export interface OptionWords {
  label: string;
  words: string[];
}

/** A compiled flow: logic and words of every language, named by the hash of both. Never changes. */
export interface Program {
  hash: string;
  flow: string;
  title: string;
  needs: string[];
  first: string;
  expires: string | null;
  record: boolean;
  /** A question of it that is left may be taken up again for a day. */
  resumable: boolean;
  nodes: Record<string, FlowNode>;
  /** Nodes whose action cannot be taken back by answering anew. */
  final: string[];
  /** Variables that may still be read from each question on. */
  needed: Record<string, string[]>;
  /** Every expression, by its text. */
  formulas: Record<string, Expression>;
  words: Record<Language, Record<string, NodeWords>>;
  /** Words that start the flow, alone in a message. */
  keywords: Record<Language, string[]>;
  /** Variable that takes what is written behind a keyword. */
  takes?: string;
}

/** The node of that slug. */
export function nodeOf(program: Program, slug: string): FlowNode | undefined {
  return Object.hasOwn(program.nodes, slug) ? program.nodes[slug] : undefined;
}
