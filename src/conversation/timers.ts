import { nextDecentHour } from "../core/hours.ts";
import { offeredChoices, standing } from "../flow/engine.ts";
import { isQuestion } from "../flow/nodes.ts";
import { sessionFrom } from "../flow/storing.ts";
import type { Connection } from "../store/connection.ts";
import { lockCaller } from "../store/identities.ts";
import { isQuestionHeld, readSession } from "../store/sessions.ts";
import { waitingWith } from "../store/sharing.ts";
import { BUSY_MS, isBusy } from "./begin.ts";
import { address, keepAddressed } from "./sharing.ts";
import { dueTimers, endTimer, postponeTimer, type DueTimer } from "../store/timers.ts";
import { programsOf, type DrainTools } from "./drain.ts";
import { Turn } from "./turn.ts";

const PAGE = 200;

/** Handles the timers whose hour has come; those of a question already answered are stale and do nothing. */
export async function ringTimers(tools: DrainTools): Promise<void> {
  const due = await tools.store.read((connection) =>
    dueTimers(connection, tools.clock.now(), PAGE),
  );
  for (const timer of due) {
    const channel = await tools.store.transaction((tx) => ring(tools, tx, timer));
    if (channel !== null) tools.sent(channel, timer.identityId);
  }
}

async function ring(tools: DrainTools, tx: Connection, timer: DueTimer): ReturnType<typeof ended> {
  let caller = await lockCaller(tx, timer.identityId);
  let stored = await readSession(tx, timer.identityId);
  const now = tools.clock.now();
  const waiting =
    caller.sharing === undefined ? null : await waitingWith(tx, timer.identityId, timer.question);
  if (waiting !== null) {
    // The question is that of somebody who is not speaking at this phone now.
    if (stored !== null && isQuestionHeld(stored.state) && isBusy(stored, now)) {
      await postponeTimer(tx, timer.id, new Date(now.getTime() + BUSY_MS));
      return null;
    }
    caller = await address(tx, timer.identityId, waiting.personId);
    stored = await readSession(tx, timer.identityId);
  }
  const state = sessionFrom(stored?.state);
  const isWait = timer.kind === "wait";
  const isCurrent = isWait
    ? state.parked?.some((one) => one.id === timer.question) === true
    : state.question === timer.question;
  if (!isCurrent) return ended(tx, timer, "stale");
  const decent = nextDecentHour(now);
  if (decent > now) {
    await postponeTimer(tx, timer.id, decent);
    return null;
  }
  // Whoever asked for quiet, or never agreed, is not written to unasked.
  const agreed = caller.person?.purposes.includes("reminders") === true;
  const rung = NUDGES.indexOf(timer.kind);
  if (!agreed && (isWait || rung >= 0)) return ended(tx, timer, "stale");
  if (!(await endTimer(tx, timer.id, "done"))) return null;
  await tools.shelf.fetch(tx, programsOf(state));
  const turn = new Turn(tools, tx, caller, state, { id: timer.id, sentAt: now });
  if (isWait) await turn.due(timer.question);
  else if (timer.kind === "silence") await turn.move({ kind: "silence" });
  else if (timer.kind === "expiry") await turn.move({ kind: "expire" });
  else nudge(turn, rung);
  await turn.commit(null, "nudge");
  await keepAddressed(tx, caller, now);
  return caller.channel;
}

/** The ladder of nudges, by the kinds of their timers. */
const NUDGES: string[] = ["nudge", "nudge2", "nudge3"];

async function ended(
  tx: Connection,
  timer: DueTimer,
  state: "stale",
): Promise<Awaited<ReturnType<typeof lockCaller>>["channel"] | null> {
  await endTimer(tx, timer.id, state);
  return null;
}

/** Repeats a short form of the waiting question, with its choices. */
function nudge(turn: Turn, rung: number): void {
  const here = standing(turn.state, turn.surroundings);
  if (here === null || !isQuestion(here.node)) return;
  const words = turn.surroundings.words(here.program, here.frame.node);
  const { variables } = here.frame;
  const content = {
    text: turn.write(words.nudges[rung] ?? words.say, variables),
    choices: offeredChoices(here.frame, turn.surroundings),
    listed: false,
    question: turn.state.question,
    picture: null,
  };
  turn.remind(content, `${here.program.flow}.${here.frame.node}.nudge${rung + 1}`, variables);
}
