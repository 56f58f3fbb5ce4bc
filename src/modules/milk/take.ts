import type { ActionCall, ActionResult } from "../../core/action.ts";
import { newId } from "../../core/ids.ts";
import { addDays, daysBetween, type LimaDay } from "../../core/lima.ts";
import type { Figure, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { keptDraft } from "./draft-state.ts";
import { askingFor, OLDEST_DAYS, type Draft, type DraftEntry } from "./draft.ts";
import { combine, plausibility, resolveContainer } from "./rules.ts";
import {
  containerSize,
  figuresSince,
  lockFamily,
  recordAct,
  type StandingFigure,
} from "./store.ts";

/** Days of the family's own history that tell what is usual. */
const USUAL_DAYS = 30;

/** The family that writes; only people who agreed to reports get this far. */
export function familyOf(call: ActionCall<Connection>): { familyId: string; personId: string } {
  const person = call.caller.person;
  if (person === null) throw new Error("a milk action was called for somebody unknown");
  return { familyId: person.familyId, personId: person.personId };
}

/**
 * Stores at once every day of the draft that is clear, and names the first thing to ask about the rest.
 * Nothing of what is asked about is stored.
 */
export async function takeDraft(call: ActionCall<Connection>, given: Draft): Promise<ActionResult> {
  const { familyId } = familyOf(call);
  const { cowsMilking } = await lockFamily(call.tx, familyId);
  const resolved = await resolveQuestion(call, familyId, given);
  if ("outcome" in resolved) return resolved;
  const draft = resolved;
  const days = draft.entries.map((entry) => entry.day);
  const earliest = [addDays(call.today, -USUAL_DAYS), ...days].sort()[0] ?? call.today;
  const standing = await figuresSince(call.tx, familyId, earliest, call.today);
  const recorded: { figure: Figure; reportId: string; act: string }[] = [];
  const open: { entry: DraftEntry; result: ActionResult }[] = [];
  for (const entry of draft.entries) {
    const existing = standing.find((figure) => figure.day === entry.day) ?? null;
    const recent = standing.filter((figure) => figure.day !== entry.day && figure.totalMl > 0);
    const doubt = weigh(call.today, draft, entry, existing, recent, cowsMilking);
    if (doubt === null) recorded.push(await record(call, draft, entry, existing));
    else open.push({ entry, result: doubt });
  }
  return conclude(draft, recorded, open);
}

function conclude(
  draft: Draft,
  recorded: { figure: Figure; reportId: string; act: string }[],
  open: { entry: DraftEntry; result: ActionResult }[],
): ActionResult {
  const rest: Draft = { ...draft, entries: open.map((one) => one.entry) };
  const values: FlowValues = {
    draft: keptDraft(rest),
    ...(recorded.length > 0 && {
      figures: { type: "figures", figures: recorded.map((one) => one.figure) },
      report: { type: "state", state: recorded.map((one) => one.reportId) },
    }),
  };
  const question = open[0];
  if (question === undefined) {
    const corrected = recorded.some((one) => one.act === "replaced" || one.act === "corrected");
    return { outcome: corrected ? "corrected" : "recorded", values };
  }
  if (recorded.length > 0) return { outcome: "recorded_some", values };
  return { outcome: question.result.outcome, values: { ...values, ...question.result.values } };
}

/** A draft without an open question, or what to ask. */
async function resolveQuestion(
  call: ActionCall<Connection>,
  familyId: string,
  draft: Draft,
): Promise<Draft | ActionResult> {
  const question = draft.question;
  if (question === null) return draft;
  const values: FlowValues = {
    draft: keptDraft(draft),
    day: { type: "day", day: question.day ?? call.today },
  };
  if (question.doubt === "unit_size" && question.container !== null) {
    const sizeMl = await containerSize(call.tx, familyId, question.container.unit);
    if (sizeMl === null) {
      const { unit, countMilli } = question.container;
      return {
        outcome: "unit_size",
        values: { ...values, container: { type: "container", unit, countMilli } },
      };
    }
    return entryFrom(draft, resolveContainer(question.container, sizeMl), call.today);
  }
  const asking = askingFor(question, call.today);
  switch (asking.ask) {
    case "weigh":
      return entryFrom(draft, asking.totalMl, call.today);
    case "guess":
    case "whose":
      return {
        outcome: asking.ask,
        values: { ...values, suggestion: { type: "litres", ml: asking.suggestionMl } },
      };
    case "two":
      return {
        outcome: "two",
        values: {
          ...values,
          suggestion: { type: "litres", ml: asking.suggestionMl },
          second: { type: "litres", ml: asking.secondMl },
        },
      };
    case "which_day":
      return {
        outcome: "which_day",
        values: {
          ...values,
          days: {
            type: "options",
            options: asking.days.map((day) => ({ type: "day" as const, day })),
          },
        },
      };
    case "amount":
    case "future":
      return { outcome: asking.ask, values };
  }
}

function entryFrom(draft: Draft, totalMl: number, today: LimaDay): Draft {
  const entry: DraftEntry = {
    day: draft.question?.day ?? today,
    totalMl,
    morningMl: null,
    eveningMl: null,
    decision: draft.correction ? "replace" : null,
    confirmed: false,
  };
  return { ...draft, entries: [entry], question: null };
}

/** What stands against storing this day now; null when nothing does. */
function weigh(
  today: LimaDay,
  draft: Draft,
  entry: DraftEntry,
  existing: StandingFigure | null,
  recent: StandingFigure[],
  cowsMilking: number | null,
): ActionResult | null {
  const about: FlowValues = {
    day: { type: "day", day: entry.day },
    total: { type: "litres", ml: entry.totalMl },
  };
  if (entry.day > today) return { outcome: "future", values: about };
  if (daysBetween(entry.day, today) > OLDEST_DAYS) return { outcome: "too_old", values: about };
  const sumMl = (existing?.totalMl ?? 0) + entry.totalMl;
  if (existing !== null && entry.decision === null) {
    const values: FlowValues = {
      ...about,
      existing: { type: "litres", ml: existing.totalMl },
      sum: { type: "litres", ml: sumMl },
    };
    const same =
      existing.totalMl === entry.totalMl &&
      existing.morningMl === entry.morningMl &&
      existing.eveningMl === entry.eveningMl;
    return { outcome: same ? "same_again" : "exists", values };
  }
  if (entry.confirmed || entry.totalMl === 0) return null;
  const weighed = entry.decision === "add" ? sumMl : entry.totalMl;
  const judged = plausibility(weighed, {
    recentTotalsMl: recent.map((figure) => figure.totalMl),
    cowsMilking,
  });
  if (judged.verdict === "ok") return null;
  const values: FlowValues = { ...about, total: { type: "litres", ml: weighed } };
  if (judged.suggestionMl !== null && !draft.correction && entry.decision !== "add") {
    return {
      outcome: "unusual_shifted",
      values: { ...values, suggestion: { type: "litres", ml: judged.suggestionMl } },
    };
  }
  return { outcome: judged.reason === "far_above_limit" ? "far_above" : "unusual", values };
}

async function record(
  call: ActionCall<Connection>,
  draft: Draft,
  entry: DraftEntry,
  existing: StandingFigure | null,
): Promise<{ figure: Figure; reportId: string; act: string }> {
  const { familyId, personId } = familyOf(call);
  const told = {
    day: entry.day,
    totalMl: entry.totalMl,
    morningMl: entry.morningMl,
    eveningMl: entry.eveningMl,
  };
  const figure =
    existing !== null && entry.decision === "add"
      ? { ...combine(existing, told), day: entry.day }
      : told;
  const act =
    existing === null
      ? "recorded"
      : entry.decision === "add"
        ? "added"
        : draft.correction
          ? "corrected"
          : "replaced";
  const reportId = newId();
  await recordAct(call.tx, {
    id: reportId,
    familyId,
    personId,
    act,
    figure,
    approximate: draft.approximate,
    flagged: entry.confirmed,
    at: call.now,
    channel: call.caller.channel,
    messageId: call.message.id,
    actKey: `${call.actKey}:${entry.day}`,
    previousId: existing?.reportId ?? null,
  });
  return { figure, reportId, act };
}
