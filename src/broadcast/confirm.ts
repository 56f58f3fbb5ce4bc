import { OperatorError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Purpose } from "../core/caller.ts";
import type { LimaDay } from "../core/lima.ts";
import { insertRows } from "../store/bulk.ts";
import { instant, type Connection, type Store, type Value } from "../store/connection.ts";
import { historyLine } from "../store/fates.ts";
import { membersOf, type Member } from "./audience.ts";
import { checkContent, type BroadcastContent } from "./content.ts";

/** A broadcast before it is confirmed. */
export interface BroadcastDraft {
  /** Who sends it, as the history shows it. */
  by: string;
  /** The person, when it is one of ours. */
  personId: string | null;
  purpose: Purpose;
  content: BroadcastContent;
  /** As `readAudience` reads it. */
  audience: string;
  startAt: Date;
  /** Milliseconds over which it is spread. */
  windowMs: number;
  ignoreQuiet: boolean;
  /** Whoever was never asked about the purpose is asked first; once, ever. */
  askConsent?: boolean;
  /** What the sender may address, in SQL over f (family) and d (district). */
  scope?: { sql: string; values: Value[] };
}

/** Recipients by what becomes of them at once. */
export type Counts = Record<string, number>;

/** A broadcast that was confirmed. */
export interface Confirmed {
  id: string;
  counts: Counts;
  state: "approval" | "scheduled";
}

/** From this many recipients on, a second person must agree. */
export const APPROVAL_SIZE = 500;

/** Why somebody of the audience gets nothing; null when they are sent to. */
function skippedBecause(member: Member, askConsent: boolean): string | null {
  if (member.identity === null) return member.blocked ? "blocked" : "no_address";
  return member.consented || (askConsent && member.neverAsked) ? null : "no_consent";
}

/** Who would get it, and how many would not and why: nothing is stored. */
export async function previewBroadcast(
  connection: Connection,
  draft: BroadcastDraft,
  now: Date,
): Promise<{ members: Member[]; counts: Counts }> {
  checkContent(draft.content);
  if (draft.askConsent === true && draft.purpose === "reports")
    throw new OperatorError(
      "Whether somebody's reports are kept is asked at the first contact; leave out --ask-consent.",
    );
  const members = await membersOf(connection, draft.audience, draft.purpose, now, draft.scope);
  if (members.length === 0)
    throw new OperatorError(
      `Nobody belongs to the audience ${draft.audience}. Choose a wider one, or import the roster first.`,
    );
  const counts: Counts = { queued: 0, skipped: 0 };
  for (const member of members) {
    const reason = skippedBecause(member, draft.askConsent === true);
    const queued = member.consented ? ["queued"] : ["queued", "asked_first"];
    const names = reason === null ? queued : ["skipped", reason];
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  }
  return { members, counts };
}

/**
 * Confirms a broadcast: its recipients are frozen as rows, each with its place in the window. Above
 * APPROVAL_SIZE recipients it waits for a second person unless `approvedBy` names one.
 */
export async function confirmBroadcast(
  store: Store,
  draft: BroadcastDraft,
  approvedBy: string | null,
  now: Date,
): Promise<Confirmed> {
  return store.transaction((tx) => confirmIn(tx, draft, approvedBy, now));
}

/**
 * As `confirmBroadcast`, inside a transaction that does more.
 * @param series the series and the day of which this is the run
 */
export async function confirmIn(
  tx: Connection,
  draft: BroadcastDraft,
  approvedBy: string | null,
  now: Date,
  series: { id: string; day: LimaDay } | null = null,
): Promise<Confirmed> {
  const { members, counts } = await previewBroadcast(tx, draft, now);
  const needsApproval = (counts["queued"] ?? 0) > APPROVAL_SIZE && approvedBy === null;
  const state = needsApproval ? "approval" : "scheduled";
  const id = newId();
  await insertRows(
    tx,
    "broadcast",
    "id, created_by, person_id, purpose, content, audience, state, start_at, window_ms, ignore_quiet, ask_consent, series_id, series_day, approved_by, created_at",
    [
      [
        id,
        draft.by,
        draft.personId,
        draft.purpose,
        JSON.stringify(draft.content),
        draft.audience,
        state,
        instant(draft.startAt),
        draft.windowMs,
        draft.ignoreQuiet,
        draft.askConsent === true,
        series?.id ?? null,
        series?.day ?? null,
        approvedBy,
        instant(now),
      ],
    ],
  );
  await insertRows(
    tx,
    "broadcast_recipient",
    "id, broadcast_id, person_id, identity_id, channel, place, state, reason, due_at, history",
    recipientRows(id, draft, members, counts["queued"] ?? 0, now),
  );
  return { id, counts, state };
}

function recipientRows(
  broadcastId: string,
  draft: BroadcastDraft,
  members: Member[],
  queued: number,
  now: Date,
): Value[][] {
  let place = 0;
  return members.map((member) => {
    const reason = skippedBecause(member, draft.askConsent === true);
    const share = queued === 0 ? 0 : place / queued;
    const dueAt = new Date(draft.startAt.getTime() + Math.floor(draft.windowMs * share));
    const row = [
      newId(),
      broadcastId,
      member.personId,
      member.identity?.id ?? null,
      member.identity?.channel ?? null,
      place,
      reason === null ? "queued" : "skipped",
      reason,
      instant(dueAt),
      historyLine(reason === null ? "queued" : "skipped", now),
    ];
    if (reason === null) place += 1;
    return row;
  });
}
