import { join } from "node:path";
import type { Language } from "../core/language.ts";
import type { Program } from "../flow/program.ts";
import { flowDot } from "./dot.ts";
import { withoutPictographs } from "./label.ts";
import { FONT } from "./looks.ts";

/** Twice as large as a browser shows the SVG, unless that is wider than a picture may be. */
const ZOOM = 2;
const WIDEST = 4000;
const FONT_FILES = ["NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"];

/** Draws a flow with its words in one language as an SVG; a browser without our font takes another. */
export async function drawFlow(program: Program, language: Language): Promise<string> {
  // Graphviz is heavy to load and a drawing is rarely asked for, so it is loaded when the first one is.
  const { instance } = await import("@viz-js/viz");
  const graphviz = await instance();
  return graphviz.renderString(flowDot(program, language, "TB"), { format: "svg" });
}

/**
 * The same drawing as a PNG at most 4000 pixels wide. `assets` is the folder that holds `fonts/`: system fonts are
 * never used, so that it looks the same everywhere. Our font has no pictographs, so they are left out.
 */
export async function drawPicture(svg: string, assets: string): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const drawing = withoutPictographs(svg);
  const { width } = new Resvg(drawing, { font: { loadSystemFonts: false } });
  const picture = new Resvg(drawing, {
    background: "#ffffff",
    font: {
      loadSystemFonts: false,
      fontFiles: FONT_FILES.map((file) => join(assets, "fonts", file)),
      defaultFontFamily: FONT,
    },
    fitTo: { mode: "zoom", value: Math.min(ZOOM, WIDEST / width) },
  });
  return new Uint8Array(picture.render().asPng());
}
