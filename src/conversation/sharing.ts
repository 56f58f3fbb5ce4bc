import type { Caller } from "../core/caller.ts";
import type { InboundContent } from "../core/message.ts";
import { newSession } from "../flow/session.ts";
import { sessionFrom } from "../flow/storing.ts";
import type { Connection } from "../store/connection.ts";
import { holdInbound, releaseInbound, type InboxRow } from "../store/inbox.ts";
import { lockCaller } from "../store/identities.ts";
import { writeSession } from "../store/sessions.ts";
import {
  addSharer,
  keepSpeaker,
  personsAt,
  speakAs,
  takeWaitingSession,
  unshareIfAlone,
} from "../store/sharing.ts";
import type { Heard, Situation } from "./heard.ts";
import { Turn, type TurnTools } from "./turn.ts";

/** Whoever said who they are is taken for whoever writes until the phone was quiet for so long. */
const SPEAKS_MS = 2 * 3_600_000;

/** An answer to what we began is that of the person it named for so long. */
const ADDRESSED_MS = 24 * 3_600_000;

/** The flow in which whoever writes says who they are. */
const WHO = "who";

/** True when nobody can tell which of a phone's persons wrote this. */
export function isAnonymous(
  { person, sharing }: Caller,
  heard: Heard,
  { standing }: Situation,
  now: Date,
): boolean {
  if (sharing === undefined) return false;
  const isRemembered = sharing.until !== null && sharing.until > now;
  if (isRemembered && !sharing.addressed) return false;
  if (person === null) return standing?.flow !== WHO && !isStop(heard);
  // What we began names its person, so an answer to it is theirs.
  const isAnswer = heard.do === "move" || heard.do === "recent" || isStop(heard);
  return !(isRemembered && isAnswer);
}

/** True when somebody else takes the phone: "cambiar persona". */
export function isHandingOver(heard: Heard): boolean {
  return heard.do === "start" && heard.flow === WHO;
}

/** The only person of a shared phone who is named in words that mean nothing else: "soy Juan". Null when none is. */
export async function namedSharer(
  tx: Connection,
  { identityId, sharing }: Caller,
  content: InboundContent,
  heard: Heard,
): Promise<string | null> {
  const isLost = heard.do === "misunderstood" || (heard.do === "start" && heard.puzzled);
  if (sharing === undefined || content.kind !== "text" || !isLost) return null;
  const said = wordsOf(content.text);
  if (said.length > MAX_WORDS) return null;
  const named = (await personsAt(tx, identityId)).filter(({ name }) => {
    const [first = ""] = wordsOf(name);
    return first !== "" && said.some((word) => isNamed(word, first));
  });
  return named.length === 1 ? (named[0]?.name ?? null) : null;
}

/** Longest introduction: "ñuqaqa Juanmi kani". */
const MAX_WORDS = 5;

/** Letters that Quechua puts behind a name: "Juanmi", "Juanmanta". */
const MAX_SUFFIX = 5;

function isNamed(word: string, name: string): boolean {
  return word.startsWith(name) && word.length - name.length <= MAX_SUFFIX;
}

function wordsOf(text: string): string[] {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
}

/**
 * Lets the conversation of whoever spoke wait and asks who writes; what they wrote is kept for whoever
 * it turns out to be. BASTA is not asked about: it holds for everybody of the phone.
 * @param asked a question was waiting, of whoever spoke before
 */
export async function askWho(
  tools: TurnTools,
  tx: Connection,
  caller: Caller,
  row: InboxRow,
  { heard, name, asked }: { heard: Heard; name: string | null; asked: boolean },
): Promise<"held" | "done"> {
  const isKept = !isHandingOver(heard) && name === null && !isStop(heard);
  const isHeld = isKept && !(await mayBeChoice(tx, caller, row.content, asked));
  if (isHeld) await holdInbound(tx, row.id);
  if (caller.person !== null) {
    await addSharer(tx, caller.identityId, caller.person.personId, tools.clock.now());
    await speakAs(tx, caller.identityId, null, null);
  }
  const nobody: Caller = { ...caller, person: null, sharing: { until: null, addressed: false } };
  const turn = new Turn(tools, tx, nobody, newSession(), { id: row.id, sentAt: row.sentAt });
  if (isStop(heard)) await turn.begin(heard.flow, heard.values);
  else await turn.begin(WHO, name === null ? {} : { name: { type: "text", text: name } });
  await turn.commit(row.content.kind === "text" ? row.content.text : null, "reply");
  await settleSpeaker(tools, tx, nobody, null);
  return isHeld ? "held" : "done";
}

/** A lone digit may be meant for the list of names or for a question of another day: it is told anew, not guessed at. */
async function mayBeChoice(
  tx: Connection,
  { identityId }: Caller,
  content: InboundContent,
  asked: boolean,
): Promise<boolean> {
  if (content.kind === "press") return true;
  if (content.kind !== "text" || !/^\d$/.test(content.text.trim())) return false;
  return asked || Number(content.text) <= (await personsAt(tx, identityId)).length + 1;
}

/**
 * What a turn on a shared phone leaves behind: whoever has just said who they are finds their conversation
 * where it was and what was kept is handled; whoever speaks is remembered for a while.
 * @param before whoever spoke when the turn began
 */
export async function settleSpeaker(
  tools: TurnTools,
  tx: Connection,
  { identityId, person, sharing }: Caller,
  before: string | null,
): Promise<void> {
  if (sharing === undefined) return;
  const now = tools.clock.now();
  const isChosen = person !== null && person.personId !== before;
  if (isChosen) {
    const waiting = await takeWaitingSession(tx, identityId, person.personId);
    if (waiting !== null) {
      const { frames } = sessionFrom(waiting.state);
      const program = frames.at(-1)?.program ?? null;
      await writeSession(tx, identityId, program, waiting.state, waiting.updatedAt);
    }
    await releaseInbound(tx, identityId);
    if (await unshareIfAlone(tx, identityId)) return;
  }
  const isNewcomer = person === null && sharing.until !== null;
  // A newcomer's words wait with the first contact for the yes.
  if (isNewcomer) await releaseInbound(tx, identityId);
  if (isNewcomer || isChosen || (person !== null && !sharing.addressed))
    await keepSpeaker(tx, identityId, new Date(now.getTime() + SPEAKS_MS), false);
}

/**
 * Makes somebody the one a shared phone is about, because we write to them of our own accord.
 * @returns the caller to speak with
 */
export async function address(
  tx: Connection,
  identityId: string,
  personId: string,
): Promise<Caller> {
  const waiting = await takeWaitingSession(tx, identityId, personId);
  await speakAs(tx, identityId, personId, null);
  if (waiting !== null) await writeSession(tx, identityId, null, waiting.state, waiting.updatedAt);
  return lockCaller(tx, identityId);
}

/** What we said of our own accord named its person: an answer is theirs, unless somebody is talking with us anyway. */
export async function keepAddressed(
  tx: Connection,
  { identityId, sharing }: Caller,
  now: Date,
): Promise<void> {
  if (sharing === undefined || (sharing.until !== null && sharing.until > now)) return;
  await keepSpeaker(tx, identityId, new Date(now.getTime() + ADDRESSED_MS), true);
}

function isStop(heard: Heard): heard is Extract<Heard, { do: "start" }> {
  return heard.do === "start" && heard.flow === "stop";
}
