import type { FlowValues } from "../core/value.ts";
import { newSession, type SessionState } from "../flow/session.ts";
import { newId } from "../core/ids.ts";
import { lockCaller } from "../store/identities.ts";
import { readSession } from "../store/sessions.ts";
import { programsOf, type DrainTools } from "./drain.ts";
import { Turn } from "./turn.ts";

/**
 * Begins a flow that nobody wrote for, above a question that waits. Whether the person may be
 * addressed is for the caller to know.
 */
export async function begin(
  tools: DrainTools,
  identityId: string,
  flow: string,
  values: FlowValues,
): Promise<void> {
  const channel = await tools.store.transaction(async (tx) => {
    const caller = await lockCaller(tx, identityId);
    const stored = await readSession(tx, identityId);
    const state = stored === null ? newSession() : (JSON.parse(stored.state) as SessionState);
    await tools.shelf.fetch(tx, programsOf(state));
    const turn = new Turn(tools, tx, caller, state, { id: newId(), sentAt: tools.clock.now() });
    if (turn.isHeld()) await turn.move({ kind: "start", flow, values });
    else await turn.begin(flow, values);
    await turn.commit(null, "nudge");
    return caller.channel;
  });
  tools.sent(channel, identityId);
}
