import type { FlowValues } from "../core/value.ts";
import { newId } from "../core/ids.ts";
import { newSession, type SessionState } from "../flow/session.ts";
import type { Connection } from "../store/connection.ts";
import { lockCaller } from "../store/identities.ts";
import type { OutboxKind } from "../store/outbox.ts";
import { readSession } from "../store/sessions.ts";
import { programsOf } from "./drain.ts";
import { Turn, type TurnTools } from "./turn.ts";

/** A flow that the service begins of its own accord. */
export interface Beginning {
  identityId: string;
  flow: string;
  values: FlowValues;
  kind: OutboxKind;
  /** What it says is not sent any more after this instant. */
  expiresAt: Date | null;
}

/** Whoever answered something this recently is in the middle of a conversation. */
const BUSY_MS = 30 * 60_000;

/**
 * Begins a flow that nobody wrote for, above a question that waits. Whether the person may be addressed
 * is for the caller to know.
 * @returns the outbox rows of what it says; null when the person is in the middle of a question just now
 */
export async function begin(
  tools: TurnTools,
  tx: Connection,
  { identityId, flow, values, kind, expiresAt }: Beginning,
): Promise<string[] | null> {
  const now = tools.clock.now();
  const caller = await lockCaller(tx, identityId);
  const stored = await readSession(tx, identityId);
  const state = stored === null ? newSession() : (JSON.parse(stored.state) as SessionState);
  await tools.shelf.fetch(tx, programsOf(state));
  const turn = new Turn(tools, tx, caller, state, { id: newId(), sentAt: now });
  const isHeld = turn.isHeld();
  const isBusy = stored !== null && now.getTime() - stored.updatedAt.getTime() < BUSY_MS;
  // What answers to something the person did is not put off.
  if (isHeld && isBusy && kind !== "reply") return null;
  if (isHeld) await turn.move({ kind: "start", flow, values });
  else await turn.begin(flow, values);
  return turn.commit(null, kind, expiresAt);
}
