import { join } from "node:path";
import PdfKit from "pdfkit";

/** A column: its title, its share of the width, and whether its cells stand on the right as figures do. */
export interface PdfColumn {
  title: string;
  share: number;
  right?: true;
}

/** What a document is made of, from top to bottom. */
export type PdfPart =
  | { kind: "title" | "heading" | "text" | "small"; text: string }
  /** Names and their values, one a line. */
  | { kind: "facts"; facts: [string, string][] }
  /** Rows never break over a page; the titles of the columns stand on each page. */
  | { kind: "table"; columns: PdfColumn[]; rows: string[][]; tall?: true }
  /** Lines to sign on, with what stands under each. */
  | { kind: "signatures"; under: string[] };

export interface PdfContent {
  /** As readers show it in their window. */
  title: string;
  language: string;
  madeAt: Date;
  /** Under each page, with `{page}` and `{pages}`. */
  foot: string;
  landscape?: true;
  parts: PdfPart[];
}

type Doc = InstanceType<typeof PdfKit>;

const MARGIN = 48;
const INK = "#2c1f18";
const SOFT = "#6d5a4c";
const LINE = "#d9c9b6";
const BAND = "#f6efe5";
const ACCENT = "#8e2a1c";

/** Room around the words of a cell, in points. */
const CELL = 4;
/** Height of a row that leaves room to sign, in points. */
const TALL = 26;

/**
 * Makes a PDF (A4) with the fonts of `assets`, so that ñ and the apostrophes of Quechua show everywhere.
 * @param assets folder that holds `fonts`
 * @throws what the library throws when a font is missing
 */
export async function makePdf(content: PdfContent, assets: string): Promise<Buffer> {
  const regular = join(assets, "fonts", "NotoSans_400Regular.ttf");
  const doc = new PdfKit({
    size: "A4",
    layout: content.landscape === true ? "landscape" : "portrait",
    margin: MARGIN,
    // Room for the foot.
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 16 },
    bufferPages: true,
    lang: content.language,
    font: regular,
    info: { Title: content.title, Creator: "Kallpanchis", CreationDate: content.madeAt },
  });
  doc.registerFont("regular", regular);
  doc.registerFont("bold", join(assets, "fonts", "NotoSans_700Bold.ttf"));
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
  for (const part of content.parts) draw(doc, part);
  writeFeet(doc, content.foot);
  doc.end();
  return whole;
}

function draw(doc: Doc, part: PdfPart): void {
  doc.x = MARGIN;
  switch (part.kind) {
    case "title":
      doc.font("bold").fontSize(17).fillColor(ACCENT).text(part.text).moveDown(0.4);
      return;
    case "heading":
      keepTogether(doc, 60);
      doc.moveDown(0.9).font("bold").fontSize(12).fillColor(INK).text(part.text).moveDown(0.3);
      return;
    case "text":
      doc.font("regular").fontSize(10).fillColor(INK).text(part.text).moveDown(0.4);
      return;
    case "small":
      doc.moveDown(0.4).font("regular").fontSize(8).fillColor(SOFT).text(part.text);
      return;
    case "facts":
      return drawFacts(doc, part.facts);
    case "table":
      return drawTable(doc, part);
    case "signatures":
      return drawSignatures(doc, part.under);
  }
}

function drawFacts(doc: Doc, facts: [string, string][]): void {
  for (const [name, value] of facts)
    doc
      .font("bold")
      .fontSize(10)
      .fillColor(SOFT)
      .text(`${name}  `, { continued: true })
      .font("regular")
      .fillColor(INK)
      .text(value, { lineGap: 2 });
}

function drawTable(doc: Doc, { columns, rows, tall }: Extract<PdfPart, { kind: "table" }>): void {
  const shares = columns.reduce((sum, column) => sum + column.share, 0);
  const unit = (doc.page.width - 2 * MARGIN) / shares;
  const cells = columns.map(({ share, right }) => ({ width: share * unit, right }));
  const titles = columns.map((column) => column.title);
  const row = (texts: string[], look: "title" | "odd" | "even"): void => {
    doc.font(look === "title" ? "bold" : "regular").fontSize(9);
    const heights = cells.map(({ width }, index) =>
      doc.heightOfString(texts[index] ?? "", { width: width - 2 * CELL }),
    );
    const least = tall === true && look !== "title" ? TALL : 0;
    const height = Math.max(least, ...heights.map((one) => one + 2 * CELL));
    if (doc.y + height > doc.page.height - doc.page.margins.bottom) {
      doc.addPage();
      if (look !== "title") row(titles, "title");
      doc.font(look === "title" ? "bold" : "regular").fontSize(9);
    }
    const top = doc.y;
    const full = doc.page.width - 2 * MARGIN;
    if (look !== "odd") doc.rect(MARGIN, top, full, height).fill(look === "title" ? LINE : BAND);
    let left = MARGIN;
    for (const [index, { width, right }] of cells.entries()) {
      doc.fillColor(INK).text(texts[index] ?? "", left + CELL, top + CELL, {
        width: width - 2 * CELL,
        align: right === true ? "right" : "left",
      });
      left += width;
    }
    doc
      .moveTo(MARGIN, top + height)
      .lineTo(MARGIN + full, top + height)
      .lineWidth(0.5)
      .stroke(LINE);
    doc.x = MARGIN;
    doc.y = top + height;
  };
  keepTogether(doc, 60);
  row(titles, "title");
  for (const [index, texts] of rows.entries()) row(texts, index % 2 === 0 ? "odd" : "even");
  doc.moveDown(0.5);
}

function drawSignatures(doc: Doc, under: string[]): void {
  keepTogether(doc, 90);
  const top = doc.y + 54;
  const width = (doc.page.width - 2 * MARGIN) / under.length;
  for (const [index, text] of under.entries()) {
    const left = MARGIN + index * width;
    doc
      .moveTo(left, top)
      .lineTo(left + width - 24, top)
      .lineWidth(0.7)
      .stroke(INK);
    doc
      .font("regular")
      .fontSize(9)
      .fillColor(SOFT)
      .text(text, left, top + 4, { width: width - 24 });
  }
  doc.x = MARGIN;
}

/** Begins a new page when less than so many points are left on this one. */
function keepTogether(doc: Doc, points: number): void {
  if (doc.y + points > doc.page.height - doc.page.margins.bottom) doc.addPage();
}

function writeFeet(doc: Doc, foot: string): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    doc.switchToPage(index);
    // The foot stands below the margin, where text would begin a new page.
    doc.page.margins.bottom = 0;
    const text = foot
      .replaceAll("{page}", String(index - start + 1))
      .replaceAll("{pages}", String(count));
    doc
      .font("regular")
      .fontSize(8)
      .fillColor(SOFT)
      .text(text, MARGIN, doc.page.height - MARGIN + 8, {
        width: doc.page.width - 2 * MARGIN,
        align: "center",
        lineBreak: false,
      });
  }
}
