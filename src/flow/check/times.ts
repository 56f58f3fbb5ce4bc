import type { FlowDraft } from "../draft.ts";
import { durationMs, isQuestion, nudgesOf, type QuestionNode } from "../nodes.ts";

/** Notes reminders that would come after the question is over, and ladders that do not climb. */
export function checkTimes(draft: FlowDraft): void {
  for (const [slug, node] of Object.entries(draft.nodes)) {
    if (isQuestion(node)) checkQuestion(draft, slug, node);
  }
}

function checkQuestion(draft: FlowDraft, slug: string, node: QuestionNode): void {
  const where = `node ${slug}`;
  const path = ["nodes", slug];
  const silence = node.silence === undefined ? Infinity : durationMs(node.silence.after);
  const expiry = draft.expires === undefined ? Infinity : durationMs(draft.expires);
  let before = 0;
  for (const { after } of nudgesOf(node)) {
    const ms = durationMs(after);
    if (ms >= silence)
      draft.source.report(
        [...path, "nudge"],
        where,
        `the nudge after ${after} comes when silence (${node.silence?.after}) has ended the question; make it earlier`,
      );
    if (ms >= expiry)
      draft.source.report(
        [...path, "nudge"],
        where,
        `the nudge after ${after} comes when the flow has expired (${draft.expires}); make it earlier`,
      );
    if (ms <= before)
      draft.source.report(
        [...path, "nudge"],
        where,
        `the nudge after ${after} does not come after the one before it; put the soonest first`,
      );
    before = ms;
  }
  if (silence >= expiry && silence !== Infinity)
    draft.source.report(
      [...path, "silence"],
      where,
      `silence after ${node.silence?.after} comes when the flow has expired (${draft.expires}); make it earlier`,
    );
  if ("min" in node && node.min !== undefined && node.max !== undefined && node.min > node.max)
    draft.source.report(
      [...path, "min"],
      where,
      `min ${node.min} is more than max ${node.max}; exchange them`,
    );
}
