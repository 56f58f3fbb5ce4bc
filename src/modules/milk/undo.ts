import type { ActionCall, ActionResult } from "../../core/action.ts";
import { newId } from "../../core/ids.ts";
import type { Connection } from "../../store/connection.ts";
import { lastReports, lockFamily, reportsById, undoReport, type BookedReport } from "./store.ts";
import { familyOf } from "./take.ts";

/** How long a report can be undone, in milliseconds: 24 hours. */
export const UNDO_MS = 24 * 3_600_000;

/**
 * Takes reports out of force: the ones named, else the family's newest of the last 24 hours.
 * What stood before them stands again.
 */
export async function undo(
  call: ActionCall<Connection>,
  reportIds: string[] | null,
): Promise<ActionResult> {
  const { familyId, personId } = familyOf(call);
  await lockFamily(call.tx, familyId);
  const since = new Date(call.now.getTime() - UNDO_MS);
  const found =
    reportIds === null
      ? await lastReports(call.tx, familyId, since)
      : await reportsById(call.tx, familyId, reportIds);
  const standing = found.filter((report) => report.inForce);
  if (standing.length === 0) return { outcome: "nothing" };
  if (standing.some((report) => report.at < since)) return { outcome: "too_late" };
  const restored: BookedReport[] = [];
  for (const report of standing) {
    const before =
      report.previousId === null ? [] : await reportsById(call.tx, familyId, [report.previousId]);
    await undoReport(call.tx, familyId, report, before[0] ?? null, {
      id: newId(),
      personId,
      at: call.now,
      messageId: call.message.id,
      channel: call.caller.channel,
      actKey: `${call.actKey}:${report.id}`,
    });
    restored.push(...before);
  }
  return restored.length > 0
    ? { outcome: "restored", values: { figures: { type: "figures", figures: restored } } }
    : { outcome: "undone", values: { figures: { type: "figures", figures: standing } } };
}
