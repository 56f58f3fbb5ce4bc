import type { Action } from "../../core/action.ts";
import { limaDay } from "../../core/lima.ts";
import type { FlowValues } from "../../core/value.ts";
import { instant, type Connection } from "../../store/connection.ts";
import { keepFile } from "../../store/files.ts";
import { erasePerson } from "./erase.ts";
import { personalData, type PersonalData } from "./personal-data.ts";
import { text } from "./values.ts";

/** The file with somebody's own data is kept until it has surely left. */
const FILE_LIFE_MS = 24 * 3_600_000;

/** Written where nothing is known. */
const NOTHING = "–";

/** What flows may do with what we hold on somebody. */
export const privacyActions: Action<Connection>[] = [
  {
    name: "people.my_data",
    harmless: true,
    inputs: {},
    outputs: {
      name: "text",
      community: "text",
      association: "text",
      addresses: "text",
      reports: "number",
      since: "day",
      answers: "number",
      reminders: "truth",
      trainings: "truth",
      prices: "truth",
      votes: "truth",
    },
    outcomes: ["shown", "nothing"],
    async run({ tx, caller }) {
      const data = caller.person === null ? null : await personalData(tx, caller.person.personId);
      return data === null ? { outcome: "nothing" } : { outcome: "shown", values: inWords(data) };
    },
  },
  {
    name: "people.export_mine",
    inputs: {},
    outputs: { data: "file" },
    outcomes: ["exported", "nothing"],
    async run({ tx, caller, now }) {
      const data = caller.person === null ? null : await personalData(tx, caller.person.personId);
      if (data === null) return { outcome: "nothing" };
      const bytes = new TextEncoder().encode(`${JSON.stringify(data, null, 2)}\n`);
      const name = `kallpanchis-${limaDay(now)}.json`;
      const fileId = await keepFile(tx, { bytes, mime: "application/json", name }, now);
      await tx.run(
        "UPDATE file SET kept_until = $2 WHERE id = $1",
        fileId,
        instant(new Date(now.getTime() + FILE_LIFE_MS)),
      );
      return {
        outcome: "exported",
        values: { data: { type: "file", fileId, media: "document" } },
      };
    },
  },
  {
    name: "people.erase",
    inputs: {},
    outputs: {},
    outcomes: ["erased", "nothing"],
    async run({ tx, caller, now, message }) {
      if (caller.person === null) return { outcome: "nothing" };
      await erasePerson(tx, caller.person.personId, message.id, now);
      caller.person = null;
      return { outcome: "erased" };
    },
  },
];

function inWords({ person, family, addresses, consents, milk, answers }: PersonalData): FlowValues {
  const agreed = (purpose: string): FlowValues[string] => ({
    type: "truth",
    truth: consents.some((one) => one.purpose === purpose && one.in_force && one.granted),
  });
  const own = addresses.map(({ channel, address }) => `${channel} ${address}`);
  return {
    name: text(person.name || NOTHING),
    community: text(family.community ?? NOTHING),
    association: text(family.association ?? NOTHING),
    addresses: text(own.join(", ")),
    reports: { type: "number", milli: milk.length * 1000 },
    since: { type: "day", day: limaDay(new Date(person.since)) },
    answers: { type: "number", milli: answers.length * 1000 },
    reminders: agreed("reminders"),
    trainings: agreed("trainings"),
    prices: agreed("prices"),
    votes: agreed("votes"),
  };
}
