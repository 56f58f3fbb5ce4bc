import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { openVillage, TODAY, type FamilyOptions, type Village } from "../kit/conversation.ts";

const USUAL = [10, 10, 11, 9, 10, 10, 12, 10];
const known: FamilyOptions = {};
const usual: FamilyOptions = { history: USUAL };
const unasked: FamilyOptions = { purposes: [] };
const stranger = "stranger";

/** For every outcome of every action: who says what, after which it came. `later` lets a day pass. */
const STORIES: Record<string, [FamilyOptions | "stranger", string[]]> = {
  "people.arrive new": [stranger, ["hola"]],
  "people.arrive language_known": [stranger, ["hola", "1", "no", "hola"]],
  "people.arrive person_known": [unasked, ["hola"]],
  "people.speak_es chosen": [stranger, ["hola", "castellano"]],
  "people.speak_qu chosen": [stranger, ["hola", "runasimi"]],
  "people.speak_fr chosen": [stranger, ["hola", "français"]],
  "people.speak_en chosen": [stranger, ["hola", "english"]],
  "people.agree new_with_figure": [stranger, ["12", "1", "1"]],
  "people.agree new_without_figure": [stranger, ["hola", "1", "1"]],
  "people.agree known_with_figure": [unasked, ["12", "1"]],
  "people.agree known_without_figure": [unasked, ["hola", "1"]],
  "people.refuse refused": [unasked, ["hola", "2"]],
  "people.complete saved": [stranger, ["12", "1", "1", "Rosa", "0", "0"]],
  "people.stop stopped": [known, ["basta"]],
  "people.stop unknown": [stranger, ["basta"]],
  "people.resume resumed": [known, ["seguir"]],
  "milk.understand understood": [known, ["12"]],
  "milk.take recorded": [known, ["12"]],
  "milk.take corrected": [known, ["12", "no, 14"]],
  "milk.take recorded_some": [known, ["ayer 8", "ayer 9 hoy 12"]],
  "milk.take exists": [known, ["12", "13"]],
  "milk.take same_again": [known, ["12", "12"]],
  "milk.take unusual": [usual, ["30"]],
  "milk.take unusual_shifted": [usual, ["100"]],
  "milk.take far_above": [known, ["900"]],
  "milk.take unit_size": [known, ["2 porongos"]],
  "milk.take guess": [known, ["8 5"]],
  "milk.take two": [known, ["10-12"]],
  "milk.take which_day": [known, ["lunes 12 litros"]],
  "milk.take amount": [known, ["bastante leche"]],
  "milk.take future": [known, ["pasado mañana 12"]],
  "milk.take whose": [known, ["la vecina sacó 12 litros"]],
  "milk.decide_replace decided": [known, ["12", "13", "1"]],
  "milk.decide_add decided": [known, ["12", "13", "2"]],
  "milk.decide_keep done": [known, ["12", "13", "3"]],
  "milk.decide_keep more": [known, ["ayer 8 hoy 10", "ayer 9 hoy 12", "3"]],
  "milk.decide_confirm decided": [usual, ["30", "1"]],
  "milk.decide_suggestion decided": [known, ["8 5", "1"]],
  "milk.decide_day decided": [known, ["lunes 12 litros", "1"]],
  "milk.remember_container remembered": [known, ["2 porongos", "20"]],
  "milk.remember_container implausible": [known, ["2 porongos", "900"]],
  "milk.use_answer understood": [known, ["8 5", "2", "14"]],
  "milk.use_correction understood": [known, ["12", "1", "14"]],
  "milk.use_correction other_day": [known, ["12", "1", "ayer 12"]],
  "milk.last_report found": [known, ["12", "gracias", "me equivoqué"]],
  "milk.last_report nothing": [known, ["me equivoqué"]],
  "milk.undo undone": [known, ["12", "deshacer"]],
  "milk.undo restored": [known, ["12", "no, 14", "deshacer"]],
  "milk.undo nothing": [known, ["deshacer"]],
  "milk.undo too_late": [known, ["12", "later", "press Deshacer"]],
  "milk.summary some": [known, ["12", "mi leche"]],
  "milk.summary none": [known, ["mi leche"]],
};

/** Outcomes that no words lead to today, with the reason. */
const UNHEARD: Record<string, string> = {
  "milk.take too_old": "a date of over 31 days is asked about before it is weighed",
};

/** `people.use_code unknown`, and `people.use_code -> unknown` for a service that is made to answer so. */
const DEED = /\b([a-z_]+\.[a-z_]+) (?:-> )?([a-z_]+)\b/g;

/** Outcomes that the conversation tests beside the flows come to, under `does` or by `service`. */
function besideFlows(): string[] {
  return readdirSync("flows", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.yaml"))
    .flatMap((name) => [...readFileSync(join("flows", name), "utf8").matchAll(DEED)])
    .map(([, action, outcome]) => `${action} ${outcome}`);
}

/** Areas whose stories stand in test/modules/<area>/outcomes.test.ts, since they need more people than one. */
const ELSEWHERE = ["trainings"];

describe("every outcome of every action is reached by talking", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());
  beforeEach(() => village.at(TODAY, "07:00"));

  const here = [...actions.values()].filter(
    ({ name }) => !ELSEWHERE.includes(name.split(".")[0] ?? ""),
  );
  const outcomes = here.flatMap((action) =>
    action.outcomes.map((outcome) => `${action.name} ${outcome}`),
  );

  it("has a story for each", () => {
    expect(outcomes.length).toBeGreaterThan(40);
    const told = [...Object.keys(STORIES), ...Object.keys(UNHEARD), ...besideFlows()];
    expect(outcomes.filter((outcome) => !told.includes(outcome))).toEqual([]);
    const strange = Object.keys({ ...STORIES, ...UNHEARD });
    expect(strange.filter((outcome) => !outcomes.includes(outcome))).toEqual([]);
  });

  it.each(Object.entries(STORIES))("%s", async (outcome, [who, texts]) => {
    const person = who === "stranger" ? await village.stranger() : await village.newFamily(who);
    for (const text of texts) {
      village.acts.length = 0;
      if (text === "later") village.later({ days: 1, minutes: 1 });
      else if (text.startsWith("press ")) await person.presses(text.slice("press ".length));
      else expect(await person.says(text)).not.toEqual([]);
    }
    expect(village.acts).toContain(outcome);
  });
});
