import type { Caller } from "../core/caller.ts";
import { MAX_TEXT_LENGTH, type ChannelName, type InboundContent } from "../core/message.ts";
import { standing as standingOf } from "../flow/engine.ts";
import { isQuestion } from "../flow/nodes.ts";
import { newSession, type SessionState } from "../flow/session.ts";
import { sessionFrom } from "../flow/storing.ts";
import type { Connection, Store } from "../store/connection.ts";
import { lockCaller, setReachable } from "../store/identities.ts";
import { markFailed, markHandled, nextInbound, type InboxRow } from "../store/inbox.ts";
import { readSession } from "../store/sessions.ts";
import type { Ear, Heard, Situation } from "./heard.ts";
import { listen } from "./listen.ts";
import { expect, fileIn, keepable } from "./incoming.ts";
import { askWho, isAnonymous, isHandingOver, namedSharer, settleSpeaker } from "./sharing.ts";
import { isHeld, isLapsed, situationOf } from "./situation.ts";
import { Turn, type TurnTools } from "./turn.ts";

/** A conversation of more turns than this goes round in circles. */
const MAX_TURNS = 60;

export interface DrainTools extends TurnTools {
  store: Store;
  /** Ears for one message: "hoy" is its day. */
  ear(sentAt: Date, afterReport: boolean, draft: boolean): Ear;
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
      if ((await handle(tools, tx, caller, row)) === "done") await markHandled(tx, row.id);
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
): Promise<"done" | "held"> {
  if (row.content.kind === "reachable") {
    await setReachable(tx, caller.identityId, row.content.reachable);
    return "done";
  }
  const speaker = caller.person?.personId ?? null;
  const stored = await readSession(tx, caller.identityId);
  const before = sessionFrom(stored?.state);
  await tools.shelf.fetch(tx, programsOf(before));
  const turn = new Turn(tools, tx, caller, before, { id: row.id, sentAt: row.sentAt });
  const content = shortened(row.content);
  turn.tellEnded();
  // The questions of the first contact wait for ever: nothing else can be meant before there is consent.
  const agreed = caller.person?.purposes.includes("reports") === true;
  const lapsed = agreed && stored !== null && isLapsed(turn, stored.updatedAt, row.receivedAt);
  if (lapsed) leaveQuestion(turn);
  const file = await keepable(tools, tx, caller, agreed ? row.content : null);
  const quoted = content.kind === "text" ? (content.question ?? null) : null;
  const situation = situationOf(turn, caller, { sentAt: row.sentAt, lapsed, file, quoted });
  const ear = ({ afterReport }: Situation): Ear => tools.ear(row.sentAt, afterReport, turn.isDraft);
  const heard = listen(content, situation, ear(situation));
  const name = await namedSharer(tx, caller, content, heard);
  if (
    name !== null ||
    isHandingOver(heard) ||
    isAnonymous(caller, heard, situation, tools.clock.now())
  )
    return askWho(tools, tx, caller, row, { heard, name, asked: situation.standing !== null });
  const kept = fileIn(heard);
  if (kept !== null && row.content.kind === "media") {
    turn.fileId = kept.fileId;
    await expect(tools, tx, caller, row.content.file, kept, heard.do === "move");
  }
  if (
    stored === null &&
    situation.consented &&
    !(heard.do === "start" && heard.flow === "greeting")
  ) {
    await turn.begin("welcome", { name: { type: "text", text: situation.name } });
  }
  if (turn.state.turns > MAX_TURNS && !(heard.do === "start" && !heard.above)) {
    await turn.stop("turns");
  } else if (heard.do === "misunderstood" && isOvertaken(situation)) {
    await leaveRegistration(turn, situation);
    const now = situationOf(turn, caller, {
      sentAt: row.sentAt,
      lapsed: false,
      file: null,
      quoted: null,
    });
    await follow(turn, listen(content, now, ear(now)), now);
  } else {
    await follow(turn, heard, situation);
  }
  // Somebody erased leaves no conversation either.
  const isErased = speaker !== null && caller.person === null;
  if (isErased) turn.state = newSession();
  await turn.commit(isErased ? null : wordsOf(content), "reply");
  await settleSpeaker(tools, tx, caller, speaker);
  return "done";
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
    case "move":
      if (heard.event.kind === "back" && !turn.canGoBack()) turn.phrase("nothing_before");
      return turn.move(heard.event);
    case "misunderstood": {
      const frame = turn.state.frames.at(-1);
      if (heard.keep !== null && frame !== undefined)
        frame.variables[heard.keep.variable] = heard.keep.value;
      return turn.move({ kind: "misunderstood" });
    }
    case "repeat":
      return turn.repeat();
    case "continue":
      if (!situation.hasLeft) return turn.phrase("nothing_left");
      return turn.takeUp();
    case "recent":
      return turn.reopen(heard.recent, heard.option, isHeld(situation) && heard.instead !== true);
    case "start": {
      if (heard.above && isHeld(situation))
        return turn.move({ kind: "start", flow: heard.flow, values: heard.values });
      const isLeft = leaveQuestion(turn) && heard.flow !== "stop";
      // To whoever wants quiet, SEGUIR is to mean the reminders alone.
      if (heard.flow === "stop") delete turn.state.left;
      await turn.begin(heard.flow, heard.values);
      if (isLeft) turn.phrase("left");
    }
  }
}

/** Every program a conversation stands in or may come back to. */
export function programsOf(state: SessionState): string[] {
  const places = [
    ...state.frames,
    ...state.recent,
    ...(state.parked ?? []).flatMap((one) => one.frames),
    ...(state.left?.frames ?? []),
  ];
  return [...new Set(places.map((place) => place.program))];
}

/** Says what becomes of a question that is left unanswered: nothing is dropped in silence. True when it may be taken up again. */
function leaveQuestion(turn: Turn): boolean {
  const here = standingOf(turn.state, turn.surroundings);
  if (here === null || !isQuestion(here.node)) {
    turn.state = { ...turn.state, frames: [], question: null };
    return false;
  }
  const left = turn.surroundings.words(here.program, here.frame.node).left;
  const key = `${here.program.flow}.${here.frame.node}.left`;
  if (left !== undefined) turn.say(turn.write(left, here.frame.variables), key);
  return turn.leave();
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
    const { turn, isLeft } = await leftTurn(tools, tx, caller, row);
    await turn.begin("set_aside", {});
    if (isLeft) turn.phrase("left");
    await turn.commit(null, "reply");
    tools.sent(caller.channel, identityId);
  });
  return true;
}

/** A turn whose question is left, because its answer may be what fails; what cannot be read begins anew. */
async function leftTurn(
  tools: DrainTools,
  tx: Connection,
  caller: Caller,
  { id, sentAt }: InboxRow,
): Promise<{ turn: Turn; isLeft: boolean }> {
  const stored = await readSession(tx, caller.identityId);
  try {
    const state = sessionFrom(stored?.state);
    await tools.shelf.fetch(tx, programsOf(state));
    const turn = new Turn(tools, tx, caller, state, { id, sentAt });
    return { turn, isLeft: leaveQuestion(turn) };
  } catch {
    return { turn: new Turn(tools, tx, caller, newSession(), { id, sentAt }), isLeft: false };
  }
}

/** What a technician reads beside the ticket. */
function wordsOf(content: InboundContent): string | null {
  if (content.kind === "media" && content.caption !== "") return content.caption;
  return content.kind === "text" ? content.text : null;
}

function shortened(content: InboundContent): InboundContent {
  return content.kind === "text"
    ? { ...content, text: content.text.slice(0, MAX_TEXT_LENGTH) }
    : content;
}
