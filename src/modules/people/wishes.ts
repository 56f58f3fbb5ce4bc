import type { Action } from "../../core/action.ts";
import { PURPOSES, type CallingPerson } from "../../core/caller.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { hastenAfterConsent } from "../../store/consent-requests.ts";
import { goQuiet } from "./quiet.ts";
import { recordConsent } from "./store.ts";
import { textIn } from "./values.ts";

/** What one may want to hear of or not, each apart. */
const TOPICS = ["reminders", "trainings", "prices", "votes"] as const;
type Topic = (typeof TOPICS)[number];

/** What flows may do with what somebody wants to be told. */
export const wishActions: Action<Connection>[] = [
  {
    name: "people.wishes",
    harmless: true,
    inputs: {},
    outputs: { reminders: "truth", trainings: "truth", prices: "truth", votes: "truth" },
    outcomes: ["shown"],
    run({ caller }) {
      return Promise.resolve({ outcome: "shown", values: wishesOf(caller.person) });
    },
  },
  {
    name: "people.switch_topic",
    inputs: { topic: "text" },
    outputs: {},
    outcomes: ["off", "ask_reminders", "ask_trainings", "ask_prices", "ask_votes"],
    async run({ tx, caller, now, shown }, inputs) {
      const topic = topicIn(inputs["topic"]);
      const { person } = caller;
      if (person?.purposes.includes(topic) !== true) return { outcome: `ask_${topic}` };
      await goQuiet(tx, person.personId, [topic], shown, now);
      person.purposes = person.purposes.filter((one) => one !== topic);
      return { outcome: "off" };
    },
  },
  {
    name: "people.allow",
    inputs: { topic: "text" },
    outputs: {},
    outcomes: ["allowed"],
    async run({ tx, caller, now, shown }, inputs) {
      const topic = topicIn(inputs["topic"]);
      if (caller.person !== null) await allow(tx, caller.person, topic, shown, now);
      return { outcome: "allowed" };
    },
  },
];

async function allow(
  tx: Connection,
  person: CallingPerson,
  topic: Topic,
  words: string,
  now: Date,
): Promise<void> {
  await recordConsent(tx, person.personId, [topic], true, words, now);
  await hastenAfterConsent(tx, person.personId, topic, now);
  person.purposes = PURPOSES.filter((one) => one === topic || person.purposes.includes(one));
}

function wishesOf(person: CallingPerson | null): FlowValues {
  return Object.fromEntries(
    TOPICS.map((topic) => [
      topic,
      { type: "truth" as const, truth: person?.purposes.includes(topic) === true },
    ]),
  );
}

function topicIn(value: FlowValue | undefined): Topic {
  const named = textIn(value);
  const topic = TOPICS.find((one) => one === named);
  if (topic === undefined) throw new Error(`no topic ${named ?? ""}`);
  return topic;
}
