import type { Caller } from "../core/caller.ts";
import { MAX_TEXT_LENGTH, type ChannelName, type InboundContent } from "../core/message.ts";
import { standing as standingOf, type FlowEvent } from "../flow/engine.ts";
import { isQuestion } from "../flow/schema.ts";
import { newSession, type SessionState } from "../flow/session.ts";
import type { Connection, Store } from "../store/connection.ts";
import { lockCaller, setReachable } from "../store/identities.ts";
import { markFailed, markHandled, nextInbound, type InboxRow } from "../store/inbox.ts";
import { readSession } from "../store/sessions.ts";
import { listen, type Ear, type Heard, type Situation } from "./listen.ts";
import { Turn, type TurnTools } from "./turn.ts";

/** A question waits a day for its answer; after that a "2" means something else. */
const QUESTION_LIFE_MS = 24 * 3_600_000;

/** What "no, 14" corrects must have been said this recently. */
const AFTER_REPORT_MS = 12 * 3_600_000;

export interface DrainTools extends TurnTools {
  store: Store;
  /** Ears for one message: "hoy" is its day. */
  ear(sentAt: Date, afterReport: boolean): Ear;
  /** Called after each committed turn that left something to send. */
  sent(channel: ChannelName, identityId: string): void;
  /** Counts turns by what became of them. */
  counted(result: "done" | "failed" | "set_aside"): void;
}

/** Handles what an identity wrote, one event after the other in the order of writing, until none waits. */
export async function drain(tools: DrainTools, identityId: string): Promise<void> {
  for (let more = true; more;) more = await drainNext(tools, identityId);
}

/** Handles the oldest waiting event; true when another waits behind it. */
async function drainNext(tools: DrainTools, identityId: string): Promise<boolean> {
  let row: InboxRow | null = null;
  try {
    const handled = await tools.store.together(async (tx) => {
      const caller = await lockCaller(tx, identityId);
      row = await nextInbound(tx, identityId);
      if (row === null) return null;
      await handle(tools, tx, caller, row);
      await markHandled(tx, row.id);
      return { channel: caller.channel, more: (await nextInbound(tx, identityId)) !== null };
    });
    if (handled === null) return false;
    tools.counted("done");
    tools.sent(handled.channel, identityId);
    return handled.more;
  } catch (error) {
    const failed = row as InboxRow | null;
    if (failed === null) throw error;
    if (await setBack(tools, identityId, failed, error)) return true;
    // The queue tries again after a pause.
    throw error;
  }
}

async function handle(
  tools: DrainTools,
  tx: Connection,
  caller: Caller,
  row: InboxRow,
): Promise<void> {
  if (row.content.kind === "reachable")
    return setReachable(tx, caller.identityId, row.content.reachable);
  const stored = await readSession(tx, caller.identityId);
  const before = stored === null ? newSession() : (JSON.parse(stored.state) as SessionState);
  await tools.shelf.fetch(
    tx,
    before.frames.concat(before.recent.map((one) => one.frame)).map((frame) => frame.program),
  );
  const turn = new Turn(tools, tx, caller, before, { id: row.id, sentAt: row.sentAt });
  const content = shortened(row.content);
  const lapsed =
    stored !== null && row.receivedAt.getTime() - stored.updatedAt.getTime() > QUESTION_LIFE_MS;
  if (lapsed) leaveQuestion(turn);
  const situation = situationOf(turn, caller, row.sentAt, lapsed);
  const heard = listen(content, situation, tools.ear(row.sentAt, situation.afterReport));
  if (
    stored === null &&
    situation.consented &&
    !(heard.do === "start" && heard.flow === "greeting")
  ) {
    await turn.begin("welcome", { name: { type: "text", text: situation.name } });
  }
  if (heard.do === "misunderstood" && isOvertaken(situation)) {
    await leaveRegistration(turn, situation);
    const now = situationOf(turn, caller, row.sentAt, false);
    await follow(turn, listen(content, now, tools.ear(row.sentAt, now.afterReport)), now);
  } else {
    await follow(turn, heard, situation);
  }
  await turn.commit(content.kind === "text" ? content.text : null, "reply");
}

function situationOf(turn: Turn, caller: Caller, sentAt: Date, lapsed: boolean): Situation {
  const { state } = turn;
  const here = lapsed ? null : standingOf(state, turn.surroundings);
  const soft = here !== null && "choose" in here.node && here.node.soft === true;
  const lastReport =
    state.last?.flow.startsWith("milk_") === true ? new Date(state.last.at).getTime() : 0;
  return {
    consented: caller.person?.purposes.includes("reports") === true,
    standing:
      here === null || !isQuestion(here.node)
        ? null
        : {
            node: here.node,
            flow: here.program.flow,
            words: turn.surroundings.words(here.program, here.frame.node),
            variables: here.frame.variables,
          },
    question: state.question,
    recent: state.recent,
    lastSoft: lastSoft(turn),
    afterReport: soft || sentAt.getTime() - lastReport < AFTER_REPORT_MS,
    puzzled: state.puzzled,
    name: (caller.person?.name ?? "").trim().split(/\s+/)[0] ?? "",
  };
}

/** The waiting question belongs to the first contact, but a roster has brought the consent meanwhile. */
function isOvertaken({ consented, standing }: Situation): boolean {
  return (
    consented && standing !== null && isQuestion(standing.node) && standing.node.keep !== undefined
  );
}

/** Ends the first contact and takes the report that was kept until there is consent. */
async function leaveRegistration(turn: Turn, { standing }: Situation): Promise<void> {
  const kept =
    standing !== null && isQuestion(standing.node) && standing.node.keep !== undefined
      ? standing.variables[standing.node.keep]
      : undefined;
  turn.state = { ...turn.state, frames: [], question: null };
  if (kept?.type === "reading") await turn.begin("milk_report", { reading: kept });
}

/** Does what was heard. */
async function follow(turn: Turn, heard: Heard, situation: Situation): Promise<void> {
  const puzzled = heard.do === "start" && heard.puzzled;
  turn.state.puzzled = puzzled ? turn.state.puzzled + 1 : 0;
  switch (heard.do) {
    case "answer":
      return turn.move({ kind: "answer", value: heard.value });
    case "option":
      return turn.move({ kind: "option", option: heard.option });
    case "skip":
      return turn.move({ kind: "skip" });
    case "misunderstood": {
      const frame = turn.state.frames.at(-1);
      if (heard.keep !== null && frame !== undefined)
        frame.variables[heard.keep.variable] = heard.keep.value;
      return turn.move({ kind: "misunderstood" });
    }
    case "repeat":
      return turn.repeat();
    case "recent":
      return turn.reopen(heard.recent, heard.option, isHeld(situation));
    case "start": {
      const event: FlowEvent = { kind: "start", flow: heard.flow, values: heard.values };
      if (heard.above && isHeld(situation)) return turn.move(event);
      leaveQuestion(turn);
      return turn.begin(heard.flow, heard.values);
    }
  }
}

/** The soft question asked last, with what its numbers mean. */
function lastSoft(turn: Turn): Situation["lastSoft"] {
  const recent = turn.state.recent.at(-1);
  if (recent === undefined) return null;
  const { program, node } = recent.frame;
  const asked = turn.surroundings.program(program).nodes[node];
  if (asked === undefined || !("choose" in asked)) return null;
  const options = Object.entries(asked.choose).filter(([, option]) => option.numbered);
  return { recent, numbered: options.map(([slug]) => slug) };
}

/** True when a question waits that must be come back to; a soft one lets go. */
function isHeld({ standing }: Situation): boolean {
  return standing !== null && !("choose" in standing.node && standing.node.soft === true);
}

/** Says what becomes of a question that is left unanswered: nothing is dropped in silence. */
function leaveQuestion(turn: Turn): void {
  const here = standingOf(turn.state, turn.surroundings);
  if (here !== null && isQuestion(here.node)) {
    const left = turn.surroundings.words(here.program, here.frame.node).left;
    if (left !== undefined) turn.say(turn.write(left, here.frame.variables));
  }
  turn.state = { ...turn.state, frames: [], question: null };
}

/** Counts the failure; true when the event was set aside and the person told. */
async function setBack(
  tools: DrainTools,
  identityId: string,
  row: InboxRow,
  error: unknown,
): Promise<boolean> {
  const failure = error instanceof Error ? error.name : "unknown";
  const aside = await tools.store.transaction((tx) => markFailed(tx, row.id, row.tries, failure));
  tools.counted(aside ? "set_aside" : "failed");
  if (!aside) return false;
  await tools.store.transaction(async (tx) => {
    const caller = await lockCaller(tx, identityId);
    const turn = new Turn(tools, tx, caller, newSession(), { id: row.id, sentAt: row.sentAt });
    await turn.begin("set_aside", {});
    await turn.commit(null, "reply");
    tools.sent(caller.channel, identityId);
  });
  return true;
}

function shortened(content: InboundContent): InboundContent {
  return content.kind === "text"
    ? { kind: "text", text: content.text.slice(0, MAX_TEXT_LENGTH) }
    : content;
}
