import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { compile } from "../../src/flow/compile.ts";

const flows = readdirSync("flows", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml"))
  .map((name) => ({ file: `flows/${name}`, text: readFileSync(join("flows", name), "utf8") }));
const report = flows.find(({ file }) => file.endsWith("milk/report.yaml")) ?? {
  file: "",
  text: "",
};
const vocabulary = {
  normalise: (text: string): string => text.toLowerCase(),
  control: (): string | null => null,
  meaning: (): string | null => null,
};

const PIECES = [
  "",
  " ",
  "  ",
  ":",
  "- ",
  "{",
  "}",
  "[",
  "]",
  '"',
  "\n",
  "\t",
  "&a ",
  "*a",
  "!!js ",
  "~",
].concat([
  "go: nowhere",
  "choose: 5",
  "say: {}",
  "accept: { min: (( }",
  "branch: []",
  "\u0000",
  "🥛",
  "__proto__: x",
]);

/** One slip of the hand: something put in, taken out, doubled or exchanged. */
const slip = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  piece: fc.constantFrom(...PIECES),
  line: fc.boolean(),
});

function slipped(
  text: string,
  { at, length, piece, line }: typeof slip extends fc.Arbitrary<infer T> ? T : never,
): string {
  const place = Math.floor(at * text.length);
  if (!line) return text.slice(0, place) + piece + text.slice(place + length);
  const lines = text.split("\n");
  const from = Math.floor(at * lines.length);
  lines.splice(from, length % 3, ...lines.slice(Math.max(0, from - (length % 4)), from), piece);
  return lines.join("\n");
}

describe("a flow file with slips of the hand", () => {
  it("is compiled or refused in plain lines, never a crash", () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.nat(flows.length - 1),
        fc.array(slip, { minLength: 1, maxLength: 4 }),
        (which, slips) => {
          const flow = flows[which] ?? { file: "", text: "" };
          const runs = flow.text.includes("run: milk_report") ? [report] : [];
          const sources = [{ ...flow, text: slips.reduce(slipped, flow.text) }, ...runs];
          const { programs, problems } = compile(
            { flows: sources, locales: [] },
            { actions, vocabulary },
          );
          const errors = problems.filter((problem) => problem.severity === "error");
          if (errors.length > 0) refused += 1;
          expect(programs.length > 0).toBe(errors.length === 0);
          for (const problem of problems) {
            expect(problem.line).toBeGreaterThan(0);
            expect(problem.file).toMatch(/^flows\//);
            expect(problem.message).toMatch(/^.+$/);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});
