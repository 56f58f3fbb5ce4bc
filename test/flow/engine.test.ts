import { describe, expect, it } from "vitest";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import type { FlowEvent } from "../../src/flow/events.ts";
import { RECENT_QUESTIONS } from "../../src/flow/session.ts";
import { answer, asking, MISUNDERSTOOD, play, shop, START, text } from "./flows.ts";

describe("say", () => {
  it("says its words and goes on", () => {
    const talk = play([
      shop(
        '  a: { say: "One.", go: b }\n  b: { say: "Two.", go: c }\n  c: { end: x }\n',
        "first: a\n",
      ),
    ]);
    expect(talk.on(START).next).toEqual({ kind: "end", flow: "shop", outcome: "x" });
    expect(talk.said()).toEqual(["One.", "Two."]);
    expect(talk.state()).toMatchObject({ frames: [], question: null, shown: "Two." });
  });
});

describe("ask", () => {
  it("waits, keeps the answer and goes on", () => {
    const talk = asking();
    expect(talk.on(START).next).toEqual({ kind: "wait" });
    expect(talk.contents()).toEqual([
      { text: "Your name?", choices: [], listed: true, question: "q1", picture: null },
    ]);
    talk.on(answer("Rosa"));
    expect(talk.said()).toEqual(["Thanks, Rosa."]);
  });

  it("helps twice, then calls a person", () => {
    const talk = asking();
    talk.on(START);
    talk.on(MISUNDERSTOOD);
    expect(talk.said()).toEqual(["Just your name."]);
    talk.on(MISUNDERSTOOD);
    expect(talk.said()).toEqual(["For example: Rosa."]);
    const step = talk.on(MISUNDERSTOOD);
    expect(talk.said()).toEqual(["A person will come."]);
    expect(step.effects).toContainEqual({ kind: "ticket", reason: "unclear" });
    expect(step.next.kind).toBe("end");
  });

  it("gives each asking a name of its own, and timers for it", () => {
    const talk = asking();
    const timers = (event: FlowEvent) =>
      talk.on(event).effects.filter((effect) => effect.kind === "timer");
    expect(timers(START)).toEqual([
      { kind: "timer", timer: "nudge", question: "q1", delayMs: 7_200_000 },
      { kind: "timer", timer: "silence", question: "q1", delayMs: 86_400_000 },
    ]);
    expect(timers(MISUNDERSTOOD)).toMatchObject([{ question: "q2" }, { question: "q2" }]);
    expect(timers({ kind: "again" })).toMatchObject([{ question: "q3" }, { question: "q3" }]);
  });

  it.each<FlowEvent>([{ kind: "skip" }, { kind: "silence" }])("on $kind goes its way", (event) => {
    const talk = asking();
    talk.on(START);
    expect(talk.on(event).next).toMatchObject({ kind: "end", outcome: "over" });
    expect(talk.said()).toEqual([]);
  });
});

const CHOICE = `  pick:
    choose:
      one: { label: "One {name}", go: person }
      two: { label: Two, go: done, numbered: false }
      three: { label: Three, go: done }
    say: "Which?"
    SOFT
  person: { hand_off: chosen, say: "Told.", go: done }
  done: { end: done }
`;
const choosing = (soft: boolean): string =>
  shop(
    CHOICE.replace("SOFT", soft ? "soft: true" : 'retry: ["1, 2 or 3"]\n    otherwise: done'),
    "first: pick\nneeds: { name: text }\n",
  );
const BEGIN: FlowEvent = { kind: "start", flow: "shop", values: { name: text("Rosa") } };

describe("choose", () => {
  it("offers its options, numbered without gaps", () => {
    const talk = play([choosing(false)]);
    talk.on(BEGIN);
    expect(talk.contents()[0]).toMatchObject({
      listed: true,
      choices: [
        { number: 1, label: "One Rosa", value: "one" },
        { number: null, label: "Two", value: "two" },
        { number: 2, label: "Three", value: "three" },
      ],
    });
    talk.on({ kind: "option", option: "one" });
    expect(talk.said()).toEqual(["Told."]);
  });

  it("asks again for an option it has not", () => {
    const talk = play([choosing(false)]);
    const question = talk.on(BEGIN).effects;
    const again = talk.on({ kind: "option", option: "four" });
    expect(again.next).toEqual({ kind: "wait" });
    expect(again.effects).toHaveLength(question.length);
  });

  it("softly is remembered, the last few of them", () => {
    const talk = play([choosing(true)]);
    for (let round = 0; round < 2 * RECENT_QUESTIONS; round++) talk.on(BEGIN);
    expect(talk.state().recent).toHaveLength(RECENT_QUESTIONS);
    expect(talk.state().recent.at(-1)?.question).toBe(talk.contents().at(-1)?.question);
    expect(talk.contents()[0]?.listed).toBe(false);
  });

  it("softly inside another flow does not hold that one up", () => {
    const outer =
      'flow: mall\ntitle: M\nneeds: { name: text }\nfirst: in\nnodes:\n  in: { run: shop, with: { name: name }, go: out }\n  out: { say: "Out.", go: end }\n  end: { end: x }\n';
    const talk = play([choosing(true), outer]);
    const step = talk.on({ ...BEGIN, flow: "mall" });
    expect(talk.said()).toEqual(["Which?", "Out."]);
    expect(step.next).toMatchObject({ kind: "end", flow: "mall" });
    expect(talk.state()).toMatchObject({ question: null, frames: [] });
    expect(talk.state().recent).toHaveLength(1);
  });
});

const WEIGH = `  weigh:
    call: shop.weigh
    with: { name: name, note: note }
    on: { light: pick, heavy: show }
  pick:
    pick: days
    say: "Which day?"
    save: day
    go: told
    retry: ["A number, please."]
    otherwise: done
  told: { say: "{day}: {weight}", go: done }
  show: { say: "So much.", picture: chart, title: "Milk", go: done }
  done: { end: done }
`;
const weighing = (): ReturnType<typeof play> =>
  play([shop(WEIGH, "first: weigh\nneeds: { name: text, note: text }\n")]);

describe("call", () => {
  it("hands over what is known and names the act", () => {
    expect(weighing().on(BEGIN).next).toEqual({
      kind: "call",
      action: "shop.weigh",
      inputs: { name: text("Rosa") },
      actKey: "shop.weigh.1",
    });
  });

  it("refuses an outcome the flow does not know", () => {
    const talk = weighing();
    talk.on(BEGIN);
    expect(() => talk.on({ kind: "outcome", outcome: "odd", values: {} })).toThrow("leads nowhere");
  });

  it("shows a chart with the words of the flow", () => {
    const talk = weighing();
    talk.on(BEGIN);
    const chart: ChartSpec = {
      kind: "bars",
      title: "",
      subtitle: "",
      unit: "L",
      bars: [],
      line: null,
    };
    const values: FlowValues = { chart: { type: "chart", chart } };
    talk.on({ kind: "outcome", outcome: "heavy", values });
    expect(talk.contents()[0]?.picture).toEqual({ ...chart, title: "Milk" });
  });
});

describe("pick", () => {
  it("offers what the call found, written out", () => {
    const talk = weighing();
    talk.on(BEGIN);
    const days: FlowValue = {
      type: "options",
      options: [
        { type: "day", day: "2026-11-23" },
        { type: "day", day: "2026-11-20" },
      ],
    };
    const weight: FlowValue = { type: "litres", ml: 12_500 };
    talk.on({ kind: "outcome", outcome: "light", values: { days, weight } });
    expect(talk.contents()[0]?.choices).toEqual([
      { number: 1, label: "hoy lunes 23 de noviembre", value: "0" },
      { number: 2, label: "viernes 20 de noviembre", value: "1" },
    ]);
    talk.on({ kind: "answer", value: { type: "day", day: "2026-11-20" } });
    expect(talk.said()).toEqual(["viernes 20 de noviembre: 12.5 L"]);
  });
});
