import type { ActionCall, ActionResult } from "../../core/action.ts";
import type { ChartSpec } from "../../core/chart.ts";
import { addDays, type LimaDay } from "../../core/lima.ts";
import type { FlowValue } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { figuresSince, type StandingFigure } from "./store.ts";
import { familyOf } from "./take.ts";

const WEEK = 7;
const MONTH = 30;
/** The weeks before this one with which it is compared. */
const EARLIER_WEEKS = 4;
const CHART_DAYS = 14;

/** Sum of figures in millilitres. */
function sum(figures: StandingFigure[]): number {
  return figures.reduce((total, figure) => total + figure.totalMl, 0);
}

/**
 * Whole percent by which this week's mean reported day lies above (below: negative) that of the four
 * weeks before; null when either has no reported day. Days without a report count in neither.
 */
export function weeklyChange(week: StandingFigure[], earlier: StandingFigure[]): number | null {
  const before = sum(earlier);
  if (week.length === 0 || before === 0) return null;
  return Math.round(
    (100 * (sum(week) * earlier.length - before * week.length)) / (before * week.length),
  );
}

/** Today, the last 7 and 30 days, the comparison, and 14 days as a chart. */
export async function summarise(call: ActionCall<Connection>): Promise<ActionResult> {
  const { familyId } = familyOf(call);
  const today = call.today;
  const from = addDays(today, 1 - WEEK * (EARLIER_WEEKS + 1));
  const figures = await figuresSince(call.tx, familyId, from, today);
  if (figures.length === 0) return { outcome: "none" };
  const since = (days: number): StandingFigure[] =>
    figures.filter((figure) => figure.day >= addDays(today, 1 - days));
  const week = since(WEEK);
  const earlier = figures.filter((figure) => figure.day < addDays(today, 1 - WEEK));
  const todays = figures.find((figure) => figure.day === today);
  return {
    outcome: "some",
    values: {
      today_total: todays === undefined ? { type: "text", text: "–" } : litres(todays.totalMl),
      week_total: litres(sum(week)),
      month_total: litres(sum(since(MONTH))),
      change: { type: "change", percent: weeklyChange(week, earlier) },
      chart: { type: "chart", chart: chartOf(figures, earlier, today) },
    },
  };
}

function litres(ml: number): FlowValue {
  return { type: "litres", ml };
}

/** Days as `23/11`, which reads alike in every language. */
function chartOf(figures: StandingFigure[], earlier: StandingFigure[], today: LimaDay): ChartSpec {
  const days = Array.from({ length: CHART_DAYS }, (_, index) =>
    addDays(today, index + 1 - CHART_DAYS),
  );
  const bars = days.map((day) => ({
    label: `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`,
    valueMilli: figures.find((figure) => figure.day === day)?.totalMl ?? null,
    highlight: day === today,
  }));
  const mean = earlier.length === 0 ? null : Math.round(sum(earlier) / earlier.length);
  return {
    kind: "bars",
    title: "Leche · Leche · Milk",
    subtitle: "",
    unit: "L",
    bars,
    line: mean === null ? null : { label: "", valueMilli: mean },
  };
}
