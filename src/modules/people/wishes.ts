import type { Action } from "../../core/action.ts";
import { PURPOSES, type CallingPerson, type Purpose } from "../../core/caller.ts";
import type { FlowValue, FlowValues } from "../../core/value.ts";
import type { Connection } from "../../store/connection.ts";
import { goQuiet } from "./quiet.ts";
import { recordConsent } from "./store.ts";
import { textIn } from "./values.ts";

/** What one may want to hear of or not, each apart. */
export const TOPICS = ["reminders", "trainings", "prices", "votes"] as const;
export type Topic = (typeof TOPICS)[number];

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
      if (caller.person !== null) await allow(tx, caller.person, [topic], shown, now);
      return { outcome: "allowed" };
    },
  },
  {
    name: "people.allow_several",
    inputs: { topics: "choices" },
    outputs: {},
    outcomes: ["allowed", "none"],
    async run({ tx, caller, now, shown }, inputs) {
      const chosen = inputs["topics"];
      const keys = chosen?.type === "choices" ? chosen.choices.map((one) => one.key) : [];
      const wanted = TOPICS.filter((topic) => keys.includes(topic));
      if (caller.person !== null && wanted.length > 0)
        await allow(tx, caller.person, wanted, shown, now);
      return { outcome: wanted.length > 0 ? "allowed" : "none" };
    },
  },
];

async function allow(
  tx: Connection,
  person: CallingPerson,
  topics: readonly Topic[],
  words: string,
  now: Date,
): Promise<void> {
  await recordConsent(tx, person.personId, topics, true, words, now);
  person.purposes = PURPOSES.filter(
    (one) => person.purposes.includes(one) || (topics as readonly Purpose[]).includes(one),
  );
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
