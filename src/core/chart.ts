/** What a chart picture shows; the words are already in the reader's language. */
export interface ChartSpec {
  kind: "bars";
  title: string;
  /** A short line under the title, such as the total; may be empty. */
  subtitle: string;
  /** Unit at the value axis, for example "L". */
  unit: string;
  /** At most 31 bars. `valueMilli` is in thousandths of the unit; null means nothing was reported (shown apart from 0). */
  bars: { label: string; valueMilli: number | null; highlight: boolean }[];
  /** A horizontal line, for example the mean before; null for none. */
  line: { label: string; valueMilli: number } | null;
}
