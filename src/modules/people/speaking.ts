import type { Action, ActionResult } from "../../core/action.ts";
import type { Caller } from "../../core/caller.ts";
import type { FlowValue } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { lockCaller } from "../../store/identities.ts";
import { holdsInbound } from "../../store/inbox.ts";
import { personsAt, speakAs, type Sharer } from "../../store/sharing.ts";
import { choice, firstName, text, textIn } from "./values.ts";

/** Whoever said who they are is taken for whoever writes for so long; the conversation prolongs it. */
const SPEAKS_MS = 2 * 3_600_000;

/** The answer of somebody who is none of the phone's persons. */
const OTHER = "other";

/** What flows may ask about a phone that several persons use. */
export const speakingActions: Action<Connection>[] = [
  {
    name: "people.sharers",
    harmless: true,
    inputs: { name: "text?", other: "text?" },
    outputs: { persons: "options", chosen: "choice" },
    outcomes: ["several", "named"],
    async run({ tx, caller }, inputs): Promise<ActionResult> {
      const sharers = await personsAt(tx, caller.identityId);
      const named = sharers.filter((one) => one.name === textIn(inputs["name"]));
      const [only] = named;
      if (only !== undefined && named.length === 1)
        return { outcome: "named", values: { chosen: choice(only.personId, only.name) } };
      const options: FlowValue[] = sharers.map((one, index) =>
        choice(one.personId, labelOf(one, index, sharers)),
      );
      options.push(choice(OTHER, textIn(inputs["other"]) ?? "+"));
      return { outcome: "several", values: { persons: { type: "options", options } } };
    },
  },
  {
    name: "people.speak_as",
    harmless: true,
    inputs: { chosen: "choice" },
    outputs: { name: "text" },
    outcomes: ["chosen", "chosen_with_message", "newcomer"],
    async run({ tx, caller, now }, inputs): Promise<ActionResult> {
      const chosen = inputs["chosen"];
      const key = chosen?.type === "choice" ? chosen.choice.key : OTHER;
      const sharers = await personsAt(tx, caller.identityId);
      if (!sharers.some((one) => one.personId === key)) return { outcome: "newcomer" };
      await speakAs(tx, caller.identityId, key, new Date(now.getTime() + SPEAKS_MS));
      await speakFor(tx, caller);
      return {
        outcome: (await holdsInbound(tx, caller.identityId)) ? "chosen_with_message" : "chosen",
        values: { name: text(firstName(caller.person?.name ?? "")) },
      };
    },
  },
  {
    name: "people.speak_as_newcomer",
    harmless: true,
    inputs: {},
    outputs: {},
    outcomes: ["ready"],
    async run({ tx, caller, now }) {
      const until = new Date(now.getTime() + SPEAKS_MS);
      await speakAs(tx, caller.identityId, null, until);
      await speakFor(tx, caller);
      return { outcome: "ready" };
    },
  },
];

/** What follows in this turn is said to whoever has just been found to speak. */
async function speakFor(tx: Connection, caller: Caller): Promise<void> {
  const now = await lockCaller(tx, caller.identityId);
  caller.person = now.person;
  if (now.sharing !== undefined) caller.sharing = now.sharing;
  caller.language = now.person?.language ?? caller.language;
}

/** First names tell persons apart; where they do not, whole names do. */
function labelOf(one: Sharer, index: number, all: Sharer[]): string {
  const first = firstName(one.name);
  if (first === "") return `👤 ${index + 1}`;
  return all.filter((other) => firstName(other.name) === first).length > 1 ? one.name : first;
}
