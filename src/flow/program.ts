import type { Language } from "../core/language.ts";
import type { FlowNode } from "./schema.ts";

/** All words of one node in one language. */
export interface NodeWords {
  say: string;
  left?: string;
  nudge?: string;
  title?: string;
  subtitle?: string;
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
  nodes: Record<string, FlowNode>;
  words: Record<Language, Record<string, NodeWords>>;
}
