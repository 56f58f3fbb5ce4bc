import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { rehearse, type Outcome } from "../../src/rehearsal/rehearse.ts";
import { writeCoverage, writeFailure } from "../../src/rehearsal/report.ts";

const VISIT = `flow: visit
title: Visita
keywords: [visita]
record: true
expires: 2d
first: day

nodes:
  day:
    ask: day
    accept: { times: coming }
    say: "¿Qué día lo visito?"
    save: day
    go: reach
    retry: ["Escriba un día. Ejemplo: viernes"]
    otherwise: leave
    nudge: [{ after: 2h, say: "¿Qué día?" }, { after: 5h, say: "¿Y qué día?" }]
    silence: { after: 1d, go: leave }
  reach:
    confirm: { yes: thanks, no: day }
    say: "¿El {day}, sí?"
    retry: ["Escriba sí o no."]
    otherwise: leave
  thanks: { say: "Anotado: {day}.", go: done }
  leave: { hand_off: visit_unclear, say: "Le avisé a un técnico.", go: done }
  done: { end: done }
`;

describe("conversation tests", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-talks-"));
    mkdirSync(join(folder, "flows", "visits"), { recursive: true });
    writeFileSync(join(folder, "flows", "visits", "visit.yaml"), VISIT);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function played(tests: string): Promise<Outcome> {
    writeFileSync(
      join(folder, "flows", "visits", "visit.test.yaml"),
      `flow: visit\ntests:\n${tests}`,
    );
    return rehearse({ root: ".", folder, actions, flows: ["visit"], languages: ["es"] });
  }

  async function failureOf(tests: string): Promise<string> {
    const { performances, problems } = await played(tests);
    expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
    return performances
      .filter((one) => one.mismatches.length > 0)
      .map(writeFailure)
      .join("\n");
  }

  it("play every kind of deed, and tell what nobody came to", async () => {
    const { performances, coverage } = await played(`
  - name: every deed
    at: 2026-11-23 09:00
    person: { name: Fermín Muñoz, cows: 3, history: [9.5, 10] }
    talk:
      - { says: visita, hears: visit.day, stands: visit.day }
      - { redeliver: true, hears: [] }
      - { restart: true }
      - { silence: true, hears: visit.day.nudge1 }
      - { advance: 4h, hears: visit.day.nudge2 }
      - { says: el viernes, hears: visit.reach, knows: { day: 2026-11-27 }, answers: { day: 2026-11-27 } }
      - { publish: { "Anotado: {day}.": "Listo: {day}." }, hears: [] }
      - { presses: Sí, hears: visit.thanks, with: { day: 2026-11-27 }, shows: "Anotado", stands: over }
      - { says: visita, hears: visit.day }
      - { says: viernes, hears: visit.reach }
      - { says: "no", hears: visit.day }
      - { says: atrás, hears: visit.reach, stands: visit.reach }
      - { says: sí, hears: visit.thanks, shows: "Listo" }
      - { reorder: ["12", "no, 14"], hears: [milk_report.recorded, milk_report.corrected], milk: { 2026-11-21: 10 L, 2026-11-22: 9.5 L, 2026-11-23: 14 L } }
      - { sends: picture, hears: media.say_it }
      - { service: milk.summary -> none }
      - { says: mi leche, hears: milk_summary.say_none, does: [milk.summary none] }
      - { service: milk.summary -> fails }
      - { says: mi leche, hears: set_aside.tell, tickets: [message_failed] }
      - { starts: { flow: greeting, with: { name: Rosa } }, hears: greeting.say_it, shows: Rosa }
`);
    expect(performances.map(({ mismatches }) => mismatches)).toEqual([[]]);
    expect(performances[0]?.faults).toContain("a test lets this action fail");
    expect(writeCoverage(coverage)).toBe(
      [
        "· visit: 4 of 5 nodes, 4 of 8 ways",
        "    nobody came to leave",
        "    nobody came to day otherwise",
        "    nobody came to day silence",
        "    nobody came to reach otherwise",
      ].join("\n"),
    );
  });

  it("show the conversation up to where it went otherwise, and what differs", async () => {
    const failure = await failureOf(`
  - name: expects too much
    talk:
      - says: visita
        hears: visit.day
      - says: mañana
        hears: [visit.day, visit.thanks]
        knows: { day: 2026-11-25 }
        tickets: [lost]
      - says: sí
        hears: visit.thanks
`);
    expect(failure).toBe(
      [
        "✗ flows/visits/visit.test.yaml:8 expects too much (es)",
        "    » says visita",
        "      ¿Qué día lo visito?",
        "    » says mañana",
        "      ¿El martes 24 de noviembre, sí?",
        "      1 Sí",
        "      2 No",
        "    hears: - expected, + came",
        "      - visit.day",
        "      - visit.thanks",
        "      + visit.reach",
        "    knows: - expected, + came",
        "      - day: 2026-11-25",
        "      + day: 2026-11-24",
        "    tickets: - expected, + came",
        "      - lost",
      ].join("\n"),
    );
  });

  it("tell a button, a timer and an outcome that are not there", async () => {
    const talk = (step: string) => `
  - name: asks for what is not there
    talk:
      - { says: visita, hears: visit.day }
      - { says: viernes, hears: visit.reach }
      - ${step}
`;
    expect(await failureOf(talk("{ presses: Quizás, hears: [] }"))).toContain(
      "    button: - expected, + came\n      - Quizás\n      + Sí\n      + No",
    );
    expect(await failureOf(talk("{ service: milk.take -> lost }"))).toContain(
      "+ milk.take -> lost",
    );
    expect(
      await failureOf(talk("{ says: sí, hears: visit.thanks }\n      - { silence: true }")),
    ).toContain("+ nothing waits for its time");
  });

  it("begin each from nothing: nobody's timers ring in the next one", async () => {
    const failure = await failureOf(`
  - name: leaves a question open
    talk: [{ says: visita, hears: visit.day }]
  - name: hears nothing of it
    at: 2026-11-24 09:00
    talk: [{ advance: 2d, hears: [], milk: {} }]
`);
    expect(failure).toBe("");
  });

  it("are refused with file, line and what to do when they are faulty", async () => {
    const { performances, problems } = await played(`
  - name: faulty
    talk:
      - { says: visita }
      - { says: visita, advance: 2h, hears: [] }
      - { hears: [] }
      - { service: milk.take, gives: { total: 3 L } }
      - { advance: soon }
      - { says: visita, hears: visit.day, with: { day: 2026-11-27 }, sound: loud }
`);
    expect(performances).toEqual([]);
    const lines = problems.filter((one) => one.severity === "error").map(writeProblem);
    expect(lines).toEqual([
      expect.stringMatching(
        /^flows\/visits\/visit\.test\.yaml:6.*say what is heard; hears: \[\] for nothing$/,
      ),
      expect.stringMatching(/:7.*says and advance stand in one step; make a step of each$/),
      expect.stringMatching(/:8.*nothing happens in this step; write one of says, presses/),
      expect.stringMatching(/:9.*write action -> outcome, for example milk\.take -> exists$/),
      expect.stringMatching(/:10.*write a number and m, h or d, for example 2h$/),
      expect.stringMatching(/:11.*unknown key "sound"; remove it or correct its spelling$/),
    ]);
  });

  it("are refused when they are about a flow that is not there", async () => {
    writeFileSync(
      join(folder, "flows", "visits", "lost.test.yaml"),
      "flow: lost\ntests: [{ name: one, talk: [{ silence: true }] }]",
    );
    const { problems } = await rehearse({
      root: ".",
      folder,
      actions,
      flows: [],
      languages: ["es"],
    });
    expect(problems.map(writeProblem)).toContain(
      'flows/visits/lost.test.yaml:1 flow: there is no flow "lost"; correct its name',
    );
  });
});
