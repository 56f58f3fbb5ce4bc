import type { FlowValues } from "../core/value.ts";
import { newId } from "../core/ids.ts";
import type { OutboxKind } from "../core/message.ts";
import { sessionFrom } from "../flow/storing.ts";
import type { Connection } from "../store/connection.ts";
import { lockCaller } from "../store/identities.ts";
import { isQuestionHeld, readSession, type StoredSession } from "../store/sessions.ts";
import { address, keepAddressed } from "./sharing.ts";
import { programsOf } from "./drain.ts";
import { Turn, type TurnTools } from "./turn.ts";

/** A flow that the service begins of its own accord. */
export interface Beginning {
  identityId: string;
  /** Whom it is for, in the place of whoever spoke at a phone of several persons; null for whoever is there. */
  personId: string | null;
  flow: string;
  values: FlowValues;
  kind: OutboxKind;
  /** What it says is not sent any more after this instant. */
  expiresAt: Date | null;
}

/** Whoever answered something this recently is in the middle of a conversation. */
export const BUSY_MS = 30 * 60_000;

/**
 * Begins a flow that nobody wrote for, above a question that waits. Whether the person may be addressed
 * is for the caller to know.
 * @returns the outbox rows of what it says; null when the person is in the middle of a question just now
 */
export async function begin(
  tools: TurnTools,
  tx: Connection,
  { identityId, personId, flow, values, kind, expiresAt }: Beginning,
): Promise<string[] | null> {
  const now = tools.clock.now();
  let caller = await lockCaller(tx, identityId);
  let stored = await readSession(tx, identityId);
  const isOfAnother = personId !== null && caller.person?.personId !== personId;
  if (caller.sharing !== undefined && isOfAnother) {
    // Somebody else of this phone is talking with us just now.
    if (stored !== null && isQuestionHeld(stored.state) && isBusy(stored, now)) return null;
    caller = await address(tx, identityId, personId);
    stored = await readSession(tx, identityId);
  }
  const state = sessionFrom(stored?.state);
  await tools.shelf.fetch(tx, programsOf(state));
  const turn = new Turn(tools, tx, caller, state, { id: newId(), sentAt: now });
  const isHeld = turn.isHeld();
  const { frames, question } = state;
  // What answers to something the person did is not put off.
  if (isHeld && stored !== null && isBusy(stored, now) && kind !== "reply") return null;
  if (isHeld) await turn.move({ kind: "start", flow, values });
  else await turn.begin(flow, values);
  // A flow that has nothing to say leaves the last question where it was: its answer still counts.
  if (!isHeld && turn.isSilent && turn.state.frames.length === 0)
    turn.state = { ...turn.state, frames, question };
  const said = await turn.commit(null, kind, expiresAt);
  await keepAddressed(tx, caller, now);
  return said;
}

/** True when somebody was talking with us a moment ago. */
export function isBusy({ updatedAt }: StoredSession, now: Date): boolean {
  return now.getTime() - updatedAt.getTime() < BUSY_MS;
}
