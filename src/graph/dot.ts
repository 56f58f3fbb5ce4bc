import type { Language } from "../core/language.ts";
import { kindOf, type FlowNode, type NodeKind } from "../flow/nodes.ts";
import type { NodeWords, Program } from "../flow/program.ts";
import { arrowsOf } from "./arrows.ts";
import { contentsOf } from "./contents.ts";
import { escapeText, wrapLines, writeLabel, type Line } from "./label.ts";
import { FAINT, FONT, INK, LOOKS, SOFT } from "./looks.ts";
import { WORDINGS, type Wording } from "./wording.ts";

/** Where a drawing begins and where it goes on: downwards or to the right. */
export type Direction = "TB" | "LR";

const WAY_LETTERS = 24;
const WAY_LINES = 3;
const NO_WORDS: NodeWords = { say: "", nudges: [], retry: [], options: {} };

/** The drawing of a flow as Graphviz reads it: every node with its words in the language, every way out. */
export function flowDot(program: Program, language: Language, direction: Direction): string {
  const wording = WORDINGS[language];
  const nodes = Object.entries(program.nodes);
  const wordsOf = (slug: string): NodeWords => program.words[language][slug] ?? NO_WORDS;
  return [
    `digraph ${quoted(program.flow)} {`,
    `graph [${font(12, INK)} label=${header(program, wording)} labelloc="t" labeljust="l" bgcolor="#ffffff"`,
    `rankdir="${direction}" nodesep="0.3" ranksep="0.45" pad="0.3" pack="24" packmode="array_ltu1"]`,
    `node [${font(12, INK)} margin="0.14,0.09"]`,
    `edge [${font(10.5, INK)} color="${INK}" arrowsize="0.8"]`,
    // No slug begins with a digit.
    `"0" [shape="circle" style="filled" label="" tooltip="${wording.start}" width="0.24" fixedsize="true" fillcolor="${INK}" sortv="1"]`,
    `"0" -> ${quoted(program.first)} [penwidth="2"]`,
    ...nodes.map(([slug, node]) => {
      const kind = kindOf(node) ?? "say";
      return box(slug, kind, contentsOf(slug, node, wordsOf(slug), wording));
    }),
    ...nodes.flatMap(([slug, node]) => arrows(slug, node, wordsOf(slug), wording)),
    "}",
    "",
  ].join("\n");
}

/** A slug as DOT reads it; slugs hold nothing that needs care. */
function quoted(slug: string): string {
  return `"${slug.replace(/[^\w]/g, "_")}"`;
}

function font(size: number, colour: string): string {
  return `fontname="${FONT}" fontsize="${size}" fontcolor="${colour}"`;
}

function box(name: string, kind: NodeKind, blocks: Line[][]): string {
  const look = LOOKS[kind];
  const label = writeLabel(blocks, {
    size: 12,
    soft: look.ink === INK ? SOFT : look.ink,
    align: "LEFT",
  });
  return [
    `${quoted(name)} [label=${label} shape="${look.shape}" style="${look.style}" sortv="1"`,
    `fillcolor="${look.fill}" color="${look.border}" fontcolor="${look.ink}"`,
    `penwidth="${look.thickness}" peripheries="${look.borders}"]`,
  ].join(" ");
}

function arrows(slug: string, node: FlowNode, words: NodeWords, wording: Wording): string[] {
  return arrowsOf(node, words, wording).map(({ to, names, sideways }) => {
    const lines = names.flatMap((name) => wrapLines(name, WAY_LETTERS, WAY_LINES));
    const style = { size: 10.5, soft: SOFT, align: "CENTER" } as const;
    const label =
      lines.length === 0 ? [] : [`label=${writeLabel([lines.map((text) => ({ text }))], style)}`];
    const dashed = sideways ? [`style="dashed" color="${FAINT}" fontcolor="${FAINT}"`] : [];
    return `${quoted(slug)} -> ${quoted(to)} [${[...label, ...dashed].join(" ")}]`;
  });
}

/** Title, name and language, and under them what dashed arrows mean. */
function header(program: Program, wording: Wording): string {
  const title = wrapLines(program.title, 70).map(
    (text) => `<FONT POINT-SIZE="18"><B>${escapeText(text)}</B></FONT><BR ALIGN="LEFT"/>`,
  );
  const under = `${program.flow} · ${wording.language} · ${program.hash.slice(0, 8)}`;
  return `<${title.join("")}<FONT COLOR="${SOFT}">${escapeText(under)}</FONT><BR ALIGN="LEFT"/><FONT COLOR="${SOFT}" POINT-SIZE="10">- - - ${escapeText(wording.sideways)}</FONT><BR ALIGN="LEFT"/>>`;
}
