import type { ChartSpec } from "../core/chart.ts";
import { drawable, formatMilli, textWidth, wrapText } from "./text.ts";

/** Size of every picture, in pixels. */
export const WIDTH = 1200;
export const HEIGHT = 675;

/** Text sizes that stay readable when the picture is 320 pixels wide on a 5-inch phone. */
export const SIZE = { title: 46, subtitle: 34, label: 32, value: 36, note: 30 } as const;

/** More bars than this leave no room for a value above each. */
const MOST_VALUES = 10;
const EDGE = 44;

/** Everything of a picture that depends on the room there is: decided here, drawn in draw.ts. */
export interface Layout {
  title: string[];
  titleSize: number;
  subtitle: string;
  subtitleTop: number;
  plot: { left: number; right: number; top: number; bottom: number };
  /** Labels under the bars; "" for those left out so that none touches another. */
  labels: string[];
  /** What stands above each bar; "" for nothing. */
  values: string[];
  valueSize: number;
  axis: { maximum: number; interval: number };
  lineLabel: string[];
  /** Room between the plot and the words of the line. */
  lineGap: number;
}

/** Finds the place and wording of everything in the picture. */
export function layOut(spec: ChartSpec): Layout {
  const roomy = WIDTH - 2 * EDGE;
  const title = drawable(spec.title);
  // A long title is first written smaller, then on two lines: cutting words is the last resort.
  const titleSize = textWidth(title, SIZE.title) <= roomy ? SIZE.title : 40;
  const titleLines = title === "" ? [] : wrapText(title, titleSize, roomy, 2);
  const subtitle = wrapText(drawable(spec.subtitle), SIZE.subtitle, roomy, 1)[0] ?? "";
  const subtitleTop = 30 + titleLines.length * (titleSize + 10);
  const headEnd = subtitleTop + (subtitle === "" ? 0 : SIZE.subtitle + 12);

  const axis = niceAxis(Math.max(...known(spec), spec.line?.valueMilli ?? 0));
  const widestTick = Math.max(...ticks(axis).map((tick) => textWidth(tick, SIZE.note)));
  const lineLabel = spec.line === null ? [] : lineWords(spec.line, drawable(spec.unit));
  const widestNote = Math.max(0, ...lineLabel.map((line) => textWidth(line, SIZE.note)));
  const left = Math.round(EDGE + widestTick + 14);
  const margin = lineLabel.length === 0 ? EDGE - 12 : Math.round(widestNote + 24);
  const firstSlot = (WIDTH - left - margin - 12) / Math.max(1, spec.bars.length);
  // Words of the last bar may be wider than the bar: what stands at the right has to make room.
  const lineGap = 12 + overhang(spec, firstSlot);
  const right = margin + lineGap;

  const slot = (WIDTH - left - right) / Math.max(1, spec.bars.length);
  const labels = barLabels(spec, slot);
  const rows = Math.max(1, ...labels.map((label) => label.split("\n").length));
  const { values, valueSize } = barValues(spec, slot);
  return {
    title: titleLines,
    titleSize,
    subtitle,
    subtitleTop,
    // Above the plot stands the unit; above the highest bar, its value.
    plot: { left, right, top: headEnd + 74, bottom: 26 + rows * (SIZE.label + 8) },
    labels,
    values,
    valueSize,
    axis,
    lineLabel,
    lineGap,
  };
}

/** The axis marks as they are written. */
export function ticks(axis: Layout["axis"]): string[] {
  const count = Math.round(axis.maximum / axis.interval);
  return Array.from({ length: count + 1 }, (_, index) =>
    formatMilli(index * axis.interval * 1000, 3),
  );
}

function known(spec: ChartSpec): number[] {
  return [0, ...spec.bars.flatMap((bar) => (bar.valueMilli === null ? [] : [bar.valueMilli]))];
}

/** A round axis of three to five steps that holds the highest value. */
function niceAxis(highestMilli: number): Layout["axis"] {
  const highest = highestMilli > 0 ? highestMilli / 1000 : 1;
  const power = 10 ** Math.floor(Math.log10(highest / 4));
  const factor = [1, 2, 2.5, 5, 10].find((step) => step * power * 4 >= highest) ?? 10;
  const interval = Number((factor * power).toPrecision(6));
  return { interval, maximum: interval * Math.ceil(Number((highest / interval).toFixed(6))) };
}

/** Words of the line, broken to stand at the right of the plot. */
function lineWords(line: { label: string; valueMilli: number }, unit: string): string[] {
  const value = `${formatMilli(line.valueMilli, 2)} ${unit}`.trim();
  const label = drawable(line.label);
  return label === "" ? [value] : [...wrapText(label, SIZE.note, 190, 3), value];
}

/** Labels whole, else on two lines, else only every so many of them, counted back from the last. */
function barLabels(spec: ChartSpec, slot: number): string[] {
  const whole = spec.bars.map((bar) => wrapText(drawable(bar.label), SIZE.label, 300, 1)[0] ?? "");
  const broken = whole.map((label) => label.replace(" ", "\n"));
  const fits = widest(whole) <= slot - 10;
  const chosen = fits ? whole : broken;
  const every = Math.max(1, Math.ceil((widest(chosen) + 12) / slot));
  return chosen.map((label, index) => ((chosen.length - 1 - index) % every === 0 ? label : ""));
}

function widest(labels: string[]): number {
  const lines = labels.flatMap((label) => label.split("\n"));
  return Math.max(0, ...lines.map((line) => textWidth(line, SIZE.label)));
}

function overhang(spec: ChartSpec, slot: number): number {
  const label = barLabels(spec, slot).at(-1) ?? "";
  const value = textWidth(barValues(spec, slot).values.at(-1) ?? "", SIZE.value);
  return Math.max(0, Math.ceil((Math.max(widest([label]), value) - slot) / 2));
}

/** A value above each bar when there are few; above the highlighted ones otherwise. */
function barValues(spec: ChartSpec, slot: number): { values: string[]; valueSize: number } {
  const few = spec.bars.length <= MOST_VALUES;
  function written(decimals: number): string[] {
    return spec.bars.map((bar) => {
      if (bar.valueMilli === null) return "–";
      return few || bar.highlight ? formatMilli(bar.valueMilli, decimals) : "";
    });
  }
  if (!few) return { values: thin(written(1), slot), valueSize: SIZE.note };
  for (const valueSize of [SIZE.value, SIZE.note]) {
    for (const decimals of [3, 2, 1]) {
      const values = written(decimals);
      if (Math.max(0, ...values.map((value) => textWidth(value, valueSize))) <= slot - 6) {
        return { values, valueSize };
      }
    }
  }
  return { values: written(1), valueSize: SIZE.note };
}

/** With many bars, a value that would touch the one before it is left out. */
function thin(values: string[], slot: number): string[] {
  let taken = Number.NEGATIVE_INFINITY;
  return values.map((value, index) => {
    if (value === "" || value === "–") return value;
    const half = textWidth(value, SIZE.note) / 2 + 6;
    const middle = (index + 0.5) * slot;
    if (middle - half < taken) return "";
    taken = middle + half;
    return value;
  });
}
