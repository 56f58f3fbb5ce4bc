import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { makePdf, type PdfPart } from "../../src/documents/pdf.ts";

const MADE_AT = new Date("2026-11-28T15:00:00Z");

function pdf(parts: PdfPart[]): Promise<Buffer> {
  const foot = "Kallpanchis · {page} / {pages}";
  return makePdf({ title: "Lista", language: "es", madeAt: MADE_AT, foot, parts }, "assets");
}

/** What stands in the streams of a PDF, unpacked. */
function streamsOf(bytes: Buffer): string[] {
  const streams: string[] = [];
  const text = bytes.toString("latin1");
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const start = match.index + match[0].length;
    const end = text.indexOf("endstream", start);
    try {
      streams.push(inflateSync(bytes.subarray(start, end)).toString("latin1"));
    } catch {
      // A stream that is not packed holds nothing of the text.
    }
  }
  return streams;
}

/** The letters that the embedded fonts say they show. */
function lettersOf(bytes: Buffer): Set<string> {
  const letters = streamsOf(bytes)
    .filter((stream) => stream.includes("beginbfrange"))
    .flatMap((stream) => [...stream.matchAll(/<([0-9a-f]{4})>/g)])
    .map((match) => String.fromCharCode(Number.parseInt(match[1] ?? "0", 16)));
  return new Set(letters);
}

function pagesOf(bytes: Buffer): number {
  return [...bytes.toString("latin1").matchAll(/\/Type \/Page\b/g)].length;
}

const columns = [
  { title: "N°", share: 1, right: true as const },
  { title: "Nombre", share: 4 },
];

describe("a document for print", () => {
  it("carries its fonts, with ñ and the apostrophes of Quechua", async () => {
    const bytes = await pdf([
      { kind: "title", text: "Ñuñu p’unchay" },
      { kind: "text", text: "ch'away q'ocha, í ü" },
    ]);
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(bytes.toString("latin1")).toMatch(/FontName \/[A-Z]+\+NotoSans-Bold/);
    for (const letter of "Ññ’'íü") expect(lettersOf(bytes)).toContain(letter);
  });

  it("goes on on the next page, with the titles of the columns and the foot on each", async () => {
    const rows = Array.from({ length: 90 }, (_, index) => [String(index + 1), "Rosa Quispe"]);
    const one = await pdf([{ kind: "table", columns, rows: rows.slice(0, 5) }]);
    const many = await pdf([{ kind: "table", columns, rows }]);
    expect(pagesOf(one)).toBe(1);
    expect(pagesOf(many)).toBeGreaterThan(2);
    // Each page writes the same bold titles once.
    const pages = streamsOf(many).filter((stream) => stream.includes("BT"));
    expect(pages.length).toBe(pagesOf(many));
  });

  it("is written for rows of a hundred lines and for none", async () => {
    const long = "palabra ".repeat(400);
    expect(pagesOf(await pdf([{ kind: "table", columns, rows: [["1", long]] }]))).toBeLessThan(4);
    expect(pagesOf(await pdf([{ kind: "table", columns, rows: [] }]))).toBe(1);
    const signed: PdfPart[] = [
      { kind: "facts", facts: [["Tema", "Ordeño"]] },
      { kind: "heading", text: "Firmas" },
      { kind: "signatures", under: ["Técnica", "Autoridad"] },
      { kind: "small", text: "Fin" },
    ];
    expect(pagesOf(await pdf(signed))).toBe(1);
  });
});
