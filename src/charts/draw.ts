import { join } from "node:path";
import type { ChartSpec } from "../core/chart.ts";
import { HEIGHT, type Layout, layOut, SIZE, ticks, WIDTH } from "./layout.ts";

/** Warm and sober: cream paper, earth, cochineal for what matters, one cool thread for the line. */
const COLOUR = {
  paper: "#fdf8f0",
  ink: "#33231b",
  soft: "#6a5446",
  grid: "#e9dccb",
  bar: "#d39a62",
  strong: "#a1301f",
  missing: "#a58e7b",
  line: "#1f6366",
} as const;

const FONT = "Noto Sans";

/**
 * Draws a chart as a PNG of 1200 x 675. `assets` is the folder that holds `fonts/`: system fonts are never used,
 * since without a font the renderer leaves out all text and says nothing.
 */
export async function drawChart(spec: ChartSpec, assets: string): Promise<Uint8Array> {
  const [svg, { Resvg }] = await Promise.all([drawSvg(spec), import("@resvg/resvg-js")]);
  const files = ["NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"];
  const picture = new Resvg(svg, {
    background: COLOUR.paper,
    font: {
      loadSystemFonts: false,
      fontFiles: files.map((file) => join(assets, "fonts", file)),
      defaultFontFamily: FONT,
    },
  });
  return new Uint8Array(picture.render().asPng());
}

/** ECharts costs a second to load, so it is loaded when the first chart is drawn. */
async function drawSvg(spec: ChartSpec): Promise<string> {
  const [core, charts, components, renderers] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  core.use([
    charts.BarChart,
    components.GridComponent,
    components.TitleComponent,
    components.MarkLineComponent,
    renderers.SVGRenderer,
  ]);
  const chart = core.init(null, null, {
    renderer: "svg",
    ssr: true,
    width: WIDTH,
    height: HEIGHT,
  });
  try {
    const layout = layOut(spec);
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: FONT },
      title: titles(layout),
      grid: { ...layout.plot },
      xAxis: horizontalAxis(layout),
      yAxis: verticalAxis(spec, layout),
      series: [reported(spec, layout), values(spec, layout), missing(spec, layout)],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function titles(layout: Layout): object[] {
  const place = { left: 44, padding: 0 };
  return [
    {
      ...place,
      top: 26,
      text: layout.title.join("\n"),
      textStyle: {
        color: COLOUR.ink,
        fontSize: layout.titleSize,
        lineHeight: layout.titleSize + 10,
        fontWeight: 700,
      },
    },
    {
      ...place,
      top: layout.subtitleTop,
      text: layout.subtitle,
      textStyle: { color: COLOUR.soft, fontSize: SIZE.subtitle, fontWeight: 400 },
    },
  ];
}

function horizontalAxis(layout: Layout): object {
  return {
    type: "category",
    data: layout.labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: COLOUR.soft, width: 3 } },
    axisLabel: {
      interval: 0,
      hideOverlap: false,
      color: COLOUR.ink,
      fontSize: SIZE.label,
      lineHeight: SIZE.label + 6,
      margin: 14,
    },
  };
}

function verticalAxis(spec: ChartSpec, layout: Layout): object {
  const marks = ticks(layout.axis);
  return {
    type: "value",
    min: 0,
    max: layout.axis.maximum,
    interval: layout.axis.interval,
    name: spec.unit,
    nameTextStyle: {
      color: COLOUR.soft,
      fontSize: SIZE.note,
      align: "right",
      padding: [0, 14, 0, 0],
    },
    nameGap: 24,
    splitLine: { lineStyle: { color: COLOUR.grid, width: 2 } },
    axisLabel: {
      color: COLOUR.soft,
      fontSize: SIZE.note,
      margin: 14,
      formatter: (value: number) => marks[Math.round(value / layout.axis.interval)] ?? "",
    },
  };
}

function reported(spec: ChartSpec, layout: Layout): object {
  return {
    type: "bar",
    barWidth: barWidth(spec),
    // Nothing milked is a thin sole on the axis; nothing reported is another series altogether.
    barMinHeight: 5,
    data: spec.bars.map((bar) => ({
      value: bar.valueMilli === null ? null : bar.valueMilli / 1000,
      itemStyle: {
        color: bar.highlight ? COLOUR.strong : COLOUR.bar,
        borderRadius: [6, 6, 0, 0],
      },
    })),
    markLine: spec.line === null ? undefined : markLine(spec.line.valueMilli, layout),
  };
}

/** Unseen bars that carry the numbers, so that these stand before the dashed line and the bars behind it. */
function values(spec: ChartSpec, layout: Layout): object {
  return {
    type: "bar",
    barWidth: barWidth(spec),
    barGap: "-100%",
    barMinHeight: 5,
    silent: true,
    z: 10,
    itemStyle: { color: "transparent" },
    data: spec.bars.map((bar, index) => ({
      value: bar.valueMilli === null ? null : bar.valueMilli / 1000,
      label: {
        show: bar.valueMilli !== null && layout.values[index] !== "",
        position: "top",
        distance: 6,
        formatter: () => layout.values[index] ?? "",
        color: bar.highlight ? COLOUR.strong : COLOUR.ink,
        fontSize: layout.valueSize,
        fontWeight: 700,
        textBorderColor: COLOUR.paper,
        textBorderWidth: 8,
      },
    })),
  };
}

function missing(spec: ChartSpec, layout: Layout): object {
  return {
    type: "bar",
    barWidth: barWidth(spec),
    barGap: "-100%",
    silent: true,
    data: spec.bars.map((bar) => (bar.valueMilli === null ? layout.axis.maximum * 0.14 : null)),
    itemStyle: {
      color: "transparent",
      borderColor: COLOUR.missing,
      borderType: [3, 6],
      borderWidth: 2.5,
      borderRadius: [6, 6, 0, 0],
    },
    label: {
      show: true,
      position: "inside",
      formatter: () => "–",
      color: COLOUR.soft,
      fontSize: layout.valueSize,
      fontWeight: 700,
    },
  };
}

function markLine(valueMilli: number, layout: Layout): object {
  return {
    symbol: "none",
    silent: true,
    lineStyle: { color: COLOUR.line, width: 4, type: [14, 9] },
    label: {
      position: "end",
      distance: layout.lineGap,
      align: "left",
      formatter: () => layout.lineLabel.join("\n"),
      color: COLOUR.line,
      fontSize: SIZE.note,
      lineHeight: SIZE.note + 6,
      fontWeight: 700,
    },
    data: [{ yAxis: valueMilli / 1000 }],
  };
}

/** Few bars stay slender instead of filling the picture like walls. */
function barWidth(spec: ChartSpec): string | number {
  return spec.bars.length <= 3 ? 150 : "66%";
}
