import type { ChartSpec } from "../../core/chart.ts";
import type { Counts, Result } from "./rules.ts";

/** A result in lines that read alike in every language: labels of the poll, names of places and figures. */
export interface ResultLines {
  /** `Riego: 12`, a line each, as numbered in the question. */
  all: string;
  /** `Ccasacunca: Riego 5, Posta 3`; null when only one group could be shown. */
  communities: string | null;
  women: string | null;
  men: string | null;
}

/** Writes a result; what nobody chose is left out of the groups. */
export function resultLines(options: readonly string[], result: Result): ResultLines {
  const short = (counts: Counts): string =>
    options
      .map((label, index) => [label, counts[index] ?? 0] as const)
      .filter(([, count]) => count > 0)
      .map(([label, count]) => `${label} ${count}`)
      .join(", ");
  const named = result.communities.map(({ name, counts }) => `${name ?? "…"}: ${short(counts)}`);
  return {
    all: options
      .map((label, index) => `${index + 1} ${label}: ${result.counts[index] ?? 0}`)
      .join("\n"),
    communities: named.length > 1 ? named.join("\n") : null,
    women: result.sexes === null ? null : short(result.sexes.women),
    men: result.sexes === null ? null : short(result.sexes.men),
  };
}

/** The counts as a picture: a bar a number, the most chosen ones marked. */
export function resultChart(question: string, { counts }: Result): ChartSpec {
  const most = Math.max(...counts);
  return {
    kind: "bars",
    title: question,
    subtitle: "",
    unit: "",
    bars: counts.map((count, index) => ({
      label: String(index + 1),
      valueMilli: count * 1000,
      highlight: count === most,
    })),
    line: null,
  };
}
