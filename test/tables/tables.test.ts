import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import {
  isTableFormat,
  TABLE_FORMATS,
  tableBytes,
  writeTable,
  type Table,
  type TableValue,
} from "../../src/tables/tables.ts";

const COLUMNS = ["code", "name", "litres"] as const;

function tableOf(...rows: TableValue[][]): Table<(typeof COLUMNS)[number]> {
  async function* each(): AsyncGenerator<Record<(typeof COLUMNS)[number], TableValue>> {
    for (const [code = null, name = null, litres = null] of rows) yield { litres, name, code };
  }
  return { columns: COLUMNS, rows: each(), numbers: ["litres"] };
}

describe("a table as CSV", () => {
  it("has a header line, the columns in order, and UTF-8 text without a byte order mark", async () => {
    const bytes = await tableBytes(
      tableOf(["ZUR-001", "Ñawpa K'ana, Nieves", "12.5"], ["ZUR-002", "", null]),
      "csv",
    );
    expect(bytes.toString("utf8")).toBe(
      'code,name,litres\nZUR-001,"Ñawpa K\'ana, Nieves",12.5\nZUR-002,,\n',
    );
  });

  it("disarms what a spreadsheet would take for a formula", async () => {
    const formulas = ["=1+1", "+51984", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'];
    const bytes = await tableBytes(
      tableOf(...formulas.map((formula) => ["A", formula, "1"])),
      "csv",
    );
    const names = parse(bytes)
      .slice(1)
      .map((row) => row[1]);
    expect(names).toEqual(formulas.map((formula) => `'${formula}`));
  });

  it("keeps quotes and line ends inside a cell", async () => {
    const bytes = await tableBytes(tableOf(["A", 'la "vaca"\r\nroja', "1"]), "csv");
    expect(parse(bytes)[1]).toEqual(["A", 'la "vaca"\r\nroja', "1"]);
  });

  it("has its header even without a row", async () => {
    expect((await tableBytes(tableOf(), "csv")).toString()).toBe("code,name,litres\n");
  });
});

describe("a table as JSON", () => {
  it("is an array of objects with decimals as exact texts", async () => {
    const bytes = await tableBytes(tableOf(["A", "=1+1", "12.5"], ["B", null, "0"]), "json");
    expect(JSON.parse(bytes.toString("utf8"))).toEqual([
      { code: "A", name: "=1+1", litres: "12.5" },
      { code: "B", name: null, litres: "0" },
    ]);
    expect(JSON.parse((await tableBytes(tableOf(), "json")).toString())).toEqual([]);
  });
});

describe("a table as a workbook", () => {
  it("keeps codes and formulas as texts and makes declared decimals numbers", async () => {
    const bytes = await tableBytes(
      tableOf(["00123", "=1+1", "12.5"], ["B", "Ñusta", null]),
      "xlsx",
    );
    expect(await readXlsxFile(bytes)).toEqual([
      ["code", "name", "litres"],
      ["00123", "=1+1", 12.5],
      ["B", "Ñusta", null],
    ]);
  });

  it("leaves out the characters that would make the file unreadable", async () => {
    const bytes = await tableBytes(tableOf(["A", "a\u0000b\u0008\uD800c 🐄", "1"]), "xlsx");
    expect((await readXlsxFile(bytes))[1]).toEqual(["A", "abc 🐄", 1]);
  });
});

describe("writing to a stream", () => {
  it.each(TABLE_FORMATS)(
    "tells the number of rows and leaves the stream open (%s)",
    async (format) => {
      const folder = mkdtempSync(join(tmpdir(), "kallpanchis-tables-"));
      const out = createWriteStream(join(folder, "out"));
      try {
        expect(await writeTable(tableOf(["A", "x", "1"], ["B", "y", "2"]), format, out)).toBe(2);
        expect(out.writableEnded).toBe(false);
        await new Promise<void>((resolve) => out.end(resolve));
        expect(readFileSync(join(folder, "out")).length).toBeGreaterThan(20);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it("takes rows only as fast as the reader wants them", async () => {
    let made = 0;
    let madeAtFirstChunk = 0;
    async function* endless(): AsyncGenerator<Record<"text", string>> {
      for (; made < 20_000; made++) yield { text: "x".repeat(100) };
    }
    const slow = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        madeAtFirstChunk ||= made;
        setImmediate(done);
      },
    });
    expect(await writeTable({ columns: ["text"], rows: endless() }, "csv", slow)).toBe(20_000);
    expect(madeAtFirstChunk).toBeLessThan(2000);
  });

  it("fails with the failure of the rows", async () => {
    async function* broken(): AsyncGenerator<Record<"text", string>> {
      yield { text: "a" };
      throw new Error("the database went away");
    }
    for (const format of TABLE_FORMATS) {
      await expect(tableBytes({ columns: ["text"], rows: broken() }, format)).rejects.toThrow(
        "the database went away",
      );
    }
  });

  it("knows its formats", () => {
    expect(["csv", "xlsx", "json", "pdf", ""].filter(isTableFormat)).toEqual([
      "csv",
      "xlsx",
      "json",
    ]);
  });
});
