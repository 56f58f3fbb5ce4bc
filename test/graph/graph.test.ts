import { describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import type { Program } from "../../src/flow/program.ts";
import { waysOf } from "../../src/flow/ways.ts";
import { flowDot } from "../../src/graph/dot.ts";
import { drawFlow, drawPicture } from "../../src/graph/draw.ts";
import { compileFlows, compileSources, readLexicon, readSources } from "../../src/library.ts";

const lexicon = readLexicon(".");
const { programs } = compileFlows(".", actions, lexicon);

/** What an SVG shows, text after text. */
function textsIn(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) =>
    (match[1] ?? "")
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&")
      .trim(),
  );
}

function compiled(text: string): Program {
  const sources = readSources(".");
  const flows = [...sources.flows, { file: "flows/drawn.yaml", text }];
  const found = compileSources({ ...sources, flows }, actions, lexicon);
  const program = found.programs.find((one) => one.flow === "drawn");
  if (program === undefined) throw new Error(JSON.stringify(found.problems));
  return program;
}

describe("the drawing of a flow", () => {
  it.each(programs.map((program) => [program.flow, program] as const))(
    "of %s shows every node and an arrow for every way",
    async (_flow, program) => {
      for (const language of ["es", "qu"] as const) {
        const svg = await drawFlow(program, language);
        const texts = textsIn(svg);
        for (const slug of Object.keys(program.nodes)) expect(texts).toContain(slug);
        const arrows = new Set(
          Object.entries(program.nodes).flatMap(([slug, node]) =>
            waysOf(node).map((way) => `${slug}->${way.to}`),
          ),
        );
        expect(svg.match(/class="edge"/g)).toHaveLength(arrows.size + 1);
        expect(texts.join(" ")).toContain(
          program.words[language][program.first]?.say.split(" ")[0] ?? "",
        );
      }
    },
  );

  it("joins ways that lead from one node to another into one arrow of several lines", () => {
    const dot = flowDot(compiled(DRAWN), "es", "TB");
    expect(dot.match(/"ask" -> "done"/g)).toHaveLength(1);
  });

  it("shows hostile words as words", async () => {
    const svg = await drawFlow(compiled(DRAWN), "es");
    const shown = textsIn(svg).join(" ");
    for (const word of ['<b>"Sí"</b>', "a & b", "\\N", "{name}", "📷"])
      expect(shown).toContain(word);
    expect(svg).not.toContain("<b>");
  });

  it("is a picture of a sensible size", async () => {
    const png = await drawPicture(await drawFlow(compiled(DRAWN), "es"), "assets");
    const bytes = Buffer.from(png);
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(400);
    expect(bytes.readUInt32BE(16)).toBeLessThanOrEqual(4000);
  });
});

const DRAWN = `flow: drawn
title: "<Título> & 'más'"
needs: { name: text }
first: ask

nodes:
  ask:
    choose:
      one: { label: "Uno", go: done }
      two: { label: "Dos", go: done }
      three: { label: "Tres", go: say }
    say: "<b>\\"Sí\\"</b> a & b \\\\N {name} 📷\\n¿Cuál?"
    retry: ["1, 2, 3"]
    otherwise: say
  say: { say: "Ya.", go: done }
  done: { end: done }
`;
