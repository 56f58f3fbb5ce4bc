/** Text inside a drawing: where it breaks, how wide it is, how it is written in DOT. */

/** One line of a label. */
export interface Line {
  text: string;
  bold?: boolean;
  /** Written in the paler ink. */
  soft?: boolean;
}

/** How a label is written. */
export interface LabelStyle {
  size: number;
  /** The paler ink. */
  soft: string;
  align: "LEFT" | "CENTER";
}

/** Takes out what XML cannot hold, and signs that turn the direction of writing. */
function legal(text: string): string {
  return text.replace(
    /[^\P{Cc}\n\t]|\p{Cs}|[\uFFFE\uFFFF\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    "",
  );
}

/** Takes out pictographs, for a font that has none. */
export function withoutPictographs(text: string): string {
  return text.replace(/(?:\p{Extended_Pictographic}|\uFE0F|\u200D|\u20E3)+ ?/gu, "");
}

/** Text for an HTML-like label: neither markup nor one of Graphviz's own signs such as `\N` comes through. */
export function escapeText(text: string): string {
  return legal(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll("\\", "\\\\")
    .replace(/\s+/gu, " ");
}

/** Breaks a text between words, and at its own line breaks; what does not fit ends with "…". */
export function wrapLines(text: string, letters: number, maximum = Infinity): string[] {
  const lines = text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, letters));
  if (lines.length <= maximum) return lines;
  const kept = lines.slice(0, maximum);
  const last = Array.from(kept.pop() ?? "").slice(0, letters - 1);
  return [...kept, `${last.join("").trimEnd()}…`];
}

function wrapParagraph(paragraph: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/u).flatMap((whole) => pieces(whole, letters))) {
    const last = lines.at(-1);
    if (last !== undefined && Array.from(`${last} ${word}`).length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A word, cut where it is longer than a line. */
function pieces(word: string, letters: number): string[] {
  const all = Array.from(word);
  const count = Math.ceil(all.length / letters);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * letters, (index + 1) * letters).join(""),
  );
}

/** About how wide a line is in Noto Sans, rather too wide: Graphviz does not know our font and would leave too little room. */
function lineWidth({ text, bold }: Line, size: number): number {
  let units = 0;
  for (const character of text) {
    if (/[iljtfrI.,:;'’|!()[\] ]/u.test(character)) units += 0.34;
    else if (/[mwMWQ@%…—]|\p{Extended_Pictographic}/u.test(character)) units += 0.95;
    else if (/\p{Lu}/u.test(character)) units += 0.69;
    else units += 0.58;
  }
  return Math.ceil(units * size * (bold === true ? 1.06 : 1));
}

/** An HTML-like label of these blocks of lines, with a little room between blocks. */
export function writeLabel(blocks: readonly Line[][], style: LabelStyle): string {
  const filled = blocks.filter((block) => block.length > 0);
  const width = Math.max(1, ...filled.flat().map((line) => lineWidth(line, style.size)));
  const rows = filled.map((block) => block.map((line) => row(line, width, style)).join(""));
  const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">`;
  return `<${table}${rows.join(`<TR><TD HEIGHT="5"></TD></TR>`)}</TABLE>>`;
}

function row(line: Line, width: number, { soft, align }: LabelStyle): string {
  // An empty <B> is a fault to Graphviz.
  const text = escapeText(line.text).trim() || "&#160;";
  const heavy = line.bold === true ? `<B>${text}</B>` : text;
  const inked = line.soft === true ? `<FONT COLOR="${soft}">${heavy}</FONT>` : heavy;
  return `<TR><TD ALIGN="${align}" WIDTH="${width}">${inked}</TD></TR>`;
}
