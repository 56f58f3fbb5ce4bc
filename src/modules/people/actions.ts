import type { Action } from "../../core/action.ts";
import type { Purpose } from "../../core/caller.ts";
import type { Language } from "../../core/language.ts";
import type { Connection } from "../../store/connection.ts";
import { personsAt } from "../../store/sharing.ts";
import { goQuiet } from "./quiet.ts";
import { firstName, nameIn, text, textIn } from "./values.ts";
import { comeByInvitation, invitingActions } from "./inviting.ts";
import { joiningActions } from "./joining.ts";
import { privacyActions } from "./privacy.ts";
import { wishActions } from "./wishes.ts";
import { speakingActions } from "./speaking.ts";
import { completeProfile, recordConsent, registerNewcomer, setLanguage } from "./store.ts";

type PeopleAction = Action<Connection>;

/** What the consent question of the first contact asks for. */
const FIRST_CONSENT: readonly Purpose[] = ["reports", "reminders"];

/** What one word of refusal ends: everything we would begin of our own accord. */
const ADDRESSED: readonly Purpose[] = ["reminders", "trainings", "prices", "votes"];

/** What flows may ask of the people module. */
export const peopleActions: PeopleAction[] = [
  {
    name: "people.arrive",
    harmless: true,
    inputs: {},
    outputs: { name: "text" },
    outcomes: ["new", "language_known", "person_known"],
    run({ caller }) {
      if (caller.person !== null) {
        return Promise.resolve({
          outcome: "person_known",
          values: { name: text(firstName(caller.person.name)) },
        });
      }
      return Promise.resolve({ outcome: caller.language === null ? "new" : "language_known" });
    },
  },
  speak("es"),
  speak("qu"),
  speak("fr"),
  speak("en"),
  {
    name: "people.agree",
    inputs: { first: "reading?" },
    outputs: {},
    outcomes: [
      "new_with_figure",
      "new_without_figure",
      "known_with_figure",
      "known_without_figure",
    ],
    async run({ tx, caller, now, shown }, inputs) {
      const figure = inputs["first"] === undefined ? "without_figure" : "with_figure";
      const known = caller.person;
      if (known !== null) {
        await recordConsent(tx, known.personId, FIRST_CONSENT, true, shown, now);
        return { outcome: `known_${figure}` };
      }
      const language = caller.language ?? "es";
      const registered = await registerNewcomer(tx, caller.identityId, language, now);
      await comeByInvitation(tx, caller.identityId, registered, now);
      const { personId, familyId } = registered;
      await recordConsent(tx, personId, FIRST_CONSENT, true, shown, now);
      // The rest of this turn speaks with the person just registered.
      caller.person = { personId, familyId, name: "", language, purposes: [...FIRST_CONSENT] };
      return { outcome: `new_${figure}` };
    },
  },
  {
    name: "people.agree_prices",
    inputs: {},
    outputs: {},
    outcomes: ["agreed"],
    async run({ tx, caller, now, shown }) {
      if (caller.person === null) throw new Error("somebody unknown agreed to prices");
      await recordConsent(tx, caller.person.personId, ["prices"], true, shown, now);
      caller.person.purposes = [...new Set([...caller.person.purposes, "prices" as const])];
      return { outcome: "agreed" };
    },
  },
  {
    name: "people.refuse",
    inputs: {},
    outputs: {},
    outcomes: ["refused"],
    async run({ tx, caller, now, shown }) {
      if (caller.person !== null)
        await recordConsent(tx, caller.person.personId, FIRST_CONSENT, false, shown, now);
      return { outcome: "refused" };
    },
  },
  {
    name: "people.complete",
    harmless: true,
    inputs: { name: "text?", community: "text?", association: "text?" },
    outputs: {},
    outcomes: ["saved"],
    async run({ tx, caller }, inputs) {
      if (caller.person !== null) {
        await completeProfile(tx, caller.person, {
          name: nameIn(inputs["name"]),
          community: textIn(inputs["community"]),
          association: textIn(inputs["association"]),
        });
      }
      return { outcome: "saved" };
    },
  },
  {
    name: "people.stop",
    inputs: {},
    outputs: {},
    outcomes: ["stopped", "unknown"],
    async run({ tx, caller, now }) {
      // Before anybody said who writes it holds for everybody of the phone.
      const persons =
        caller.person === null ? await personsAt(tx, caller.identityId) : [caller.person];
      if (persons.length === 0) return { outcome: "unknown" };
      for (const { personId } of persons) await goQuiet(tx, personId, ADDRESSED, "stop", now);
      return { outcome: "stopped" };
    },
  },
  {
    name: "people.resume",
    inputs: {},
    outputs: {},
    outcomes: ["resumed"],
    async run({ tx, caller, now }) {
      if (caller.person !== null)
        await recordConsent(tx, caller.person.personId, ["reminders"], true, "resume", now);
      return { outcome: "resumed" };
    },
  },
  ...speakingActions,
  ...wishActions,
  ...privacyActions,
  ...joiningActions,
  ...invitingActions,
];

function speak(language: Language): PeopleAction {
  return {
    name: `people.speak_${language}`,
    harmless: true,
    inputs: {},
    outputs: {},
    outcomes: ["chosen"],
    async run({ tx, caller }) {
      await setLanguage(tx, caller.identityId, caller.person?.personId ?? null, language);
      // What follows in this turn is said in the language just chosen.
      caller.language = language;
      return { outcome: "chosen" };
    },
  };
}
