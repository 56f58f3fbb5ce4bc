import { reachOf } from "../../core/authority.ts";
import type { Action } from "../../core/action.ts";
import { number, result, speaker } from "../../core/acting.ts";
import type { Announcer } from "../../store/announcing.ts";
import { actorOf } from "../../store/authority.ts";
import type { Connection } from "../../store/connection.ts";
import { pollIn, pollOptions, told, TOLD, type Call, type Inputs } from "./call.ts";
import { closePoll } from "./closing.ts";
import { endPoll, pollsOfOwner, turnoutOf, type Poll } from "./store.ts";

type PollAction = Action<Connection>;

/** Polls shown to whoever asked them: open ones and those of the last month. */
const PAST_MS = 30 * 24 * 3_600_000;
const LISTED = 9;

/** The poll, when whoever speaks asked it; null else. */
async function own(call: Call, inputs: Inputs): Promise<Poll | null> {
  const poll = await pollIn(call.tx, inputs);
  return poll === null || poll.ownerId !== speaker(call).personId ? null : poll;
}

/** What somebody may do with polls of their own. */
export function managingActions(announcer: Announcer): PollAction[] {
  return [
    {
      name: "polls.mine",
      harmless: true,
      inputs: {},
      outputs: { polls: "options" },
      outcomes: ["some", "none", "no_asker"],
      async run(call) {
        const { personId } = speaker(call);
        const { roles } = await actorOf(call.tx, personId);
        if (reachOf(roles, "poll") === "nobody") return result("no_asker");
        const after = new Date(call.now.getTime() - PAST_MS);
        const polls = await pollsOfOwner(call.tx, personId, after, LISTED);
        return polls.length === 0 ? result("none") : result("some", { polls: pollOptions(polls) });
      },
    },
    {
      name: "polls.turnout",
      harmless: true,
      inputs: { poll: "text" },
      outputs: { ...TOLD, asked: "number", answered: "number" },
      outcomes: ["open", "closed", "cancelled", "refused"],
      async run(call, inputs) {
        const poll = await own(call, inputs);
        if (poll === null) return result("refused");
        const { asked, answered } = await turnoutOf(call.tx, poll);
        return result(poll.state, {
          ...told(poll),
          asked: number(asked),
          answered: number(answered),
        });
      },
    },
    {
      name: "polls.close",
      inputs: { poll: "text" },
      outputs: {},
      outcomes: ["closed", "refused"],
      async run(call, inputs) {
        const poll = await own(call, inputs);
        if (poll === null || !(await closePoll(call.tx, poll, call.now))) return result("refused");
        if (poll.broadcastId !== null)
          await announcer.cancel(call.tx, poll.broadcastId, poll.ownerId, call.now);
        return result("closed");
      },
    },
    {
      name: "polls.cancel",
      inputs: { poll: "text" },
      outputs: {},
      outcomes: ["cancelled", "refused"],
      async run(call, inputs) {
        const poll = await own(call, inputs);
        if (poll === null || !(await endPoll(call.tx, poll.id, "cancelled", call.now)))
          return result("refused");
        if (poll.broadcastId !== null)
          await announcer.cancel(call.tx, poll.broadcastId, poll.ownerId, call.now);
        return result("cancelled");
      },
    },
  ];
}
