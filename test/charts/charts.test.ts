import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Charts, makeCharts } from "../../src/charts/charts.ts";
import { drawChart } from "../../src/charts/draw.ts";
import { layOut } from "../../src/charts/layout.ts";
import { textWidth } from "../../src/charts/text.ts";
import type { ChartSpec } from "../../src/core/chart.ts";
import { type Picture, readPng } from "./png.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const assets = join(root, "assets");

function week(changes: Partial<ChartSpec> = {}): ChartSpec {
  const values = [12_000, 11_500, 0, null, 14_250, 13_000, 15_000];
  const names = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"];
  return {
    kind: "bars",
    title: "Su leche esta semana",
    subtitle: "Total: 65.75 L",
    unit: "L",
    bars: values.map((valueMilli, index) => ({
      label: `${names[index]} ${index + 1}`,
      valueMilli,
      highlight: index === 6,
    })),
    line: { label: "Promedio de antes", valueMilli: 11_800 },
    ...changes,
  };
}

function month(count: number, label: (day: number) => string): ChartSpec {
  const bars = Array.from({ length: count }, (_, index) => ({
    label: label(index + 1),
    valueMilli: 8000 + ((index * 37) % 9) * 700,
    highlight: index === count - 1,
  }));
  return week({ bars });
}

/** How many dark pixels there are in the box where the title stands. */
function titleInk(picture: Picture): number {
  let count = 0;
  for (let y = 20; y < 90; y += 1) {
    for (let x = 40; x < 1160; x += 1) {
      if ((picture.grey[y * picture.width + x] ?? 255) < 100) count += 1;
    }
  }
  return count;
}

describe("drawing", () => {
  test("gives a PNG of 1200 x 675", async () => {
    const png = await drawChart(week(), assets);
    expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    const picture = readPng(png);
    expect([picture.width, picture.height]).toEqual([1200, 675]);
  });

  test("writes the title in dark ink, and nothing when there is none", async () => {
    const bare: Partial<ChartSpec> = { subtitle: "", unit: "", bars: [], line: null };
    const empty = readPng(await drawChart(week({ ...bare, title: "" }), assets));
    const titled = readPng(await drawChart(week(bare), assets));
    expect(titleInk(empty)).toBe(0);
    expect(titleInk(titled)).toBeGreaterThan(2000);
  });

  test("writes accents, ñ and the glottal sign as letters of their own", async () => {
    const titles = ["Q'ayna p'unchay ñ", "Q'ayna p'unchay n", "Q'ayna p'unchay \u{E000}"];
    const [letter, plain, tofu] = await Promise.all(
      titles.map(async (title) => drawChart(week({ title }), assets)),
    );
    expect(letter).not.toEqual(plain);
    expect(letter).not.toEqual(tofu);
    const curly = await drawChart(week({ title: "Q’ayna p’unchay ñ" }), assets);
    expect(curly).not.toEqual(letter);
  });

  test("shows a missing day apart from a day with 0", async () => {
    const day = { label: "lun", highlight: false };
    const missing = await drawChart(week({ bars: [{ ...day, valueMilli: null }] }), assets);
    const nothing = await drawChart(week({ bars: [{ ...day, valueMilli: 0 }] }), assets);
    expect(missing).not.toEqual(nothing);
  });

  test.each([
    ["no bars", week({ bars: [], line: null })],
    ["only missing days", week({ bars: [{ label: "lun", valueMilli: null, highlight: true }] })],
    [
      "markup, emoji and control characters",
      week({ title: "<b>&\u0000\u{1F404} {b}\uD800", unit: "<" }),
    ],
    ["very long words", week({ title: "leche".repeat(60), subtitle: "x".repeat(400) })],
  ])("draws %s", async (_, spec) => {
    const png = await drawChart(spec, assets);
    expect(png.length).toBeGreaterThan(1000);
  });
});

describe("layout", () => {
  test("writes numbers with a point and without trailing zeros", () => {
    expect(layOut(week()).values).toEqual(["12", "11.5", "0", "–", "14.25", "13", "15"]);
  });

  test("keeps values to highlighted bars when there are more than ten", () => {
    const { values } = layOut(month(12, (day) => `${day}`));
    expect(values.filter((value) => value !== "")).toHaveLength(1);
  });

  test.each([1, 7, 12, 20, 31])("labels of %i bars do not touch", (count) => {
    for (const label of [(day: number) => `${day}`, (day: number) => `miércoles ${day}/10`]) {
      const layout = layOut(month(count, label));
      const slot = (1200 - layout.plot.left - layout.plot.right) / count;
      let end = Number.NEGATIVE_INFINITY;
      layout.labels.forEach((text, index) => {
        if (text === "") return;
        const half = Math.max(...text.split("\n").map((line) => textWidth(line, 32))) / 2;
        const middle = (index + 0.5) * slot;
        expect(middle - half).toBeGreaterThan(end);
        end = middle + half;
      });
      expect(layout.labels.at(-1)).not.toBe("");
    }
  });

  test("holds the highest bar and the line under the top of the axis", () => {
    for (const highest of [1, 999, 1000, 12_345, 80_000, 1_234_567, 9_999_999]) {
      const bars = [{ label: "a", valueMilli: highest, highlight: false }];
      const { axis } = layOut(week({ bars, line: null }));
      expect(axis.maximum * 1000).toBeGreaterThanOrEqual(highest);
      expect(axis.maximum / axis.interval).toBeLessThanOrEqual(5);
    }
  });
});

describe("the thread", () => {
  let folder: string;
  let charts: Charts;

  beforeAll(async () => {
    // Inside the project, so that the bundle finds the packages it leaves outside.
    const cache = join(root, "node_modules", ".cache");
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "charts-"));
    const worker = join(folder, "charts-worker.mjs");
    await build({
      entryPoints: [join(root, "src/charts/worker.ts")],
      outfile: worker,
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
    });
    charts = makeCharts({ assets, worker });
  });

  afterAll(async () => {
    await charts.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("draws what drawing in place draws", async () => {
    expect(Buffer.from(await charts.draw(week()))).toEqual(
      Buffer.from(await drawChart(week(), assets)),
    );
  });

  test("draws many, and equal charts once", async () => {
    const titles = ["uno", "dos", "uno", "tres", "dos"];
    const pictures = await Promise.all(titles.map((title) => charts.draw(week({ title }))));
    expect(pictures[0]).toBe(pictures[2]);
    expect(pictures[1]).toBe(pictures[4]);
    expect(new Set(pictures).size).toBe(3);
    expect(await charts.draw(week({ title: "uno" }))).toBe(pictures[0]);
  });

  test("forgets the picture unused for longest after fifty", async () => {
    const worker = join(folder, "quick.mjs");
    await writeFile(
      worker,
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ id }) => parentPort.postMessage({ id, png: new Uint8Array(1) }));`,
    );
    const quick = makeCharts({ assets, worker });
    const first = await quick.draw(week({ title: "0" }));
    const second = await quick.draw(week({ title: "1" }));
    for (let index = 2; index < 50; index += 1) await quick.draw(week({ title: `${index}` }));
    expect(await quick.draw(week({ title: "0" }))).toBe(first);
    await quick.draw(week({ title: "50" }));
    expect(await quick.draw(week({ title: "0" }))).toBe(first);
    expect(await quick.draw(week({ title: "1" }))).not.toBe(second);
    await quick.stop();
  });

  test("survives a crash: the chart is tried again, then refused, and others go on", async () => {
    const worker = join(folder, "fragile.mjs");
    await writeFile(
      worker,
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ id, spec }) => {
         if (spec.title === "deadly") process.exit(3);
         if (spec.title === "throwing") throw new Error("broken");
         parentPort.postMessage({ id, png: new Uint8Array([id]) });
       });`,
    );
    const fragile = makeCharts({ assets, worker });
    const results = await Promise.allSettled(
      ["deadly", "well", "throwing", "fine"].map((title) => fragile.draw(week({ title }))),
    );
    expect(results.map((result) => result.status)).toEqual([
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    await fragile.stop();
    await expect(fragile.draw(week())).rejects.toThrow("stopped");
  });
});
