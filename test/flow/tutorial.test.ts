import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A piece of the tutorial: a file to save, commands to run, what is printed, or a mistake to try. */
type Piece =
  | { kind: "file"; path: string; text: string }
  | { kind: "commands"; lines: string[] }
  | { kind: "printed"; text: string }
  | { kind: "mistake"; wrong: string; right: string };

const PIECE =
  /```yaml\n# (?<path>\S+)\n(?<text>[^]*?)```|```sh\n(?<commands>[^]*?)```|```text\n(?<printed>[^]*?)```|Try a mistake: write `(?<wrong>[^`]+)` instead of `(?<right>[^`]+)`/g;

function piecesOf(page: string): Piece[] {
  return [...page.matchAll(PIECE)].map(({ groups = {} }) => {
    const { path, text = "", commands, printed, wrong, right = "" } = groups;
    if (path !== undefined) return { kind: "file", path, text };
    if (commands !== undefined) return { kind: "commands", lines: commands.trim().split("\n") };
    if (wrong !== undefined) return { kind: "mistake", wrong, right };
    return { kind: "printed", text: (printed ?? "").trim() };
  });
}

describe("the tutorial", () => {
  const page = readFileSync("docs/flows.md", "utf8");
  const pieces = piecesOf(page);
  let folder = "";

  // A checkout of its own, so that what the tutorial saves disturbs nobody.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-tutorial-"));
    for (const part of ["flows", "locales", "dist"])
      cpSync(part, join(folder, part), { recursive: true });
    for (const part of ["node_modules", "prisma", "assets", "package.json"])
      symlinkSync(resolve(part), join(folder, part));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(line: string): string {
    const [npx, name, ...words] = line.match(/"[^"]*"|\S+/g) ?? [];
    expect([npx, name]).toEqual(["npx", "kallpanchis"]);
    const plain = words.map((word) => word.replaceAll('"', ""));
    const { stdout, stderr } = spawnSync(process.execPath, ["dist/main.mjs", ...plain], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
    });
    return `${stdout}${stderr}`;
  }

  it("has no snippet that this test does not run", () => {
    const fences = page.match(/^```\w+$/gm) ?? [];
    expect(pieces.filter((piece) => piece.kind !== "mistake")).toHaveLength(fences.length);
  });

  it("leads from nothing to a survey that is tested, drawn, published and exported", () => {
    let output = "";
    let saved = { path: "", text: "" };
    for (const piece of pieces) {
      if (piece.kind === "file") {
        saved = piece;
        mkdirSync(dirname(join(folder, piece.path)), { recursive: true });
        writeFileSync(join(folder, piece.path), piece.text);
      } else if (piece.kind === "commands") {
        output = piece.lines.map(run).join("\n");
      } else if (piece.kind === "mistake") {
        expect(saved.text).toContain(piece.right);
        writeFileSync(join(folder, saved.path), saved.text.replace(piece.right, piece.wrong));
        output = run("npx kallpanchis flows check");
      } else {
        expect(output).toContain(piece.text);
      }
    }
    expect(output).toContain("Published: ");
    expect(output).toContain("by Ana: survey of herds");
    expect(output).toMatch(/herd_survey\.es\.png/);
    expect(run("npx kallpanchis flows check")).toMatch(/ 0 errors/);
  }, 240_000);
});
