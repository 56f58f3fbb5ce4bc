import { quoted } from "./export-file.ts";

/** One thing that could not be carried over as it was. */
export interface ImportNote {
  /** Flow of ours, or the name of one that was left out; empty for the whole export. */
  flow: string;
  /** Node of the export: the first digits of its id, or empty. */
  node: string;
  what: string;
  why: string;
  /** What to do by hand. */
  todo: string;
}

/** Gathers notes, each only once. */
export class Notes {
  readonly all: ImportNote[] = [];
  readonly #seen = new Set<string>();

  add(note: ImportNote): void {
    const key = JSON.stringify(note);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.all.push(note);
  }
}

/** Notes of one flow. */
export type Tell = (node: string, what: string, why: string, todo: string) => void;

const ALWAYS = [
  "RapidPro looks for a word anywhere in an answer; here the whole answer counts, with its number, its label and its other words. Add words under the options where people answer otherwise.",
  "Every question has retry texts and otherwise; where the export had none, defaults were put in and are listed below.",
  "After two answers that are not understood, `otherwise` is taken; RapidPro asked without end.",
];

/** The report as a page to work through. */
export function writeNotes(source: string, notes: readonly ImportNote[]): string {
  const lines = [`# Import of ${plain(source)}`, "", ...ALWAYS.map((line) => `- ${line}`), ""];
  if (notes.length === 0) lines.push("Everything was carried over.", "");
  for (const flow of new Set(notes.map((note) => note.flow))) {
    lines.push(flow === "" ? "## The whole export" : `## ${plain(flow)}`, "");
    for (const note of notes.filter((one) => one.flow === flow)) {
      const where = note.node === "" ? "" : `node ${plain(note.node)}: `;
      lines.push(`- [ ] ${where}${plain(note.what)}; ${plain(note.why)}. **${plain(note.todo)}.**`);
    }
    lines.push("");
  }
  return lines.join("\n");
}

/** A text of the export as part of one line of the page. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .replaceAll(/[<>`*|]/g, " ")
    .trim()
    .slice(0, 400);
}

/** How a node of the export is called in notes. */
export function nodeName(uuid: string): string {
  return quoted(uuid.slice(0, 8)).slice(1, -1);
}
