import { describe, expect, it } from "vitest";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { advance, FlowFault, type FlowEvent } from "../../src/flow/engine.ts";
import { newSession, type SessionState } from "../../src/flow/session.ts";
import { aroundOf, compiled, play, START } from "./flows.ts";

const text = (words: string): FlowValue => ({ type: "text", text: words });
const answer = (words: string): FlowEvent => ({ kind: "answer", value: text(words) });
const MISUNDERSTOOD: FlowEvent = { kind: "misunderstood" };

/** A flow `shop` of the given nodes. */
function shop(nodes: string, head = ""): string {
  return `flow: shop\ntitle: A shop\n${head}nodes:\n${nodes}`;
}

const NAME = `  name:
    ask: text
    say: "Your name?"
    save: name
    go: thanks
    skip: bye
    retry: ["Just your name.", "For example: Rosa."]
    otherwise: person
    nudge: { after: 2h, say: "Your name?" }
    silence: { after: 1d, go: bye }
  thanks: { say: "Thanks, {name}.", go: bye }
  person: { hand_off: unclear, say: "A person will come.", go: bye }
  bye: { end: over }
`;
const asking = (): ReturnType<typeof play> => play([shop(NAME, "first: name\n")]);

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
    "first: pick\nneeds: [name]\n",
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

  it("refuses an option it has not", () => {
    const talk = play([choosing(false)]);
    talk.on(BEGIN);
    expect(() => talk.on({ kind: "option", option: "four" })).toThrow(FlowFault);
  });

  it("softly is remembered, the last five of them", () => {
    const talk = play([choosing(true)]);
    for (let round = 0; round < 7; round++) talk.on(BEGIN);
    expect(talk.state().recent).toHaveLength(5);
    expect(talk.state().recent.at(-1)?.question).toBe(talk.contents().at(-1)?.question);
    expect(talk.contents()[0]?.listed).toBe(false);
  });

  it("softly inside another flow does not hold that one up", () => {
    const outer =
      'flow: mall\ntitle: M\nneeds: [name]\nfirst: in\nnodes:\n  in: { run: shop, with: { name: name }, go: out }\n  out: { say: "Out.", go: end }\n  end: { end: x }\n';
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
  play([shop(WEIGH, "first: weigh\nneeds: [name, note]\n")]);

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

const MALL = `flow: mall
title: A mall
first: in
nodes:
  in: { run: shop, go: out }
  out: { say: "Out.", go: done }
  done: { end: home }
`;

describe("run", () => {
  it("returns to where it was called from", () => {
    const talk = play([shop(NAME, "first: name\n"), MALL]);
    talk.on({ kind: "start", flow: "mall", values: {} });
    expect(talk.state().frames.map((frame) => frame.node)).toEqual(["in", "name"]);
    const step = talk.on(answer("Rosa"));
    expect(talk.said()).toEqual(["Thanks, Rosa.", "Out."]);
    expect(step.next).toEqual({ kind: "end", flow: "mall", outcome: "home" });
  });

  it("a flow above a question comes back to that question, its help begun anew", () => {
    const help =
      'flow: help\ntitle: H\nfirst: a\nnodes:\n  a: { say: "Help.", go: b }\n  b: { end: x }\n';
    const talk = play([shop(NAME, "first: name\n"), help]);
    talk.on(START);
    talk.on(MISUNDERSTOOD);
    expect(talk.on({ kind: "start", flow: "help", values: {} }).next).toEqual({ kind: "wait" });
    expect(talk.said()).toEqual(["Help.", "Your name?"]);
    talk.on(MISUNDERSTOOD);
    expect(talk.said()).toEqual(["Just your name."]);
  });

  it("keeps the variables of each flow apart", () => {
    const talk = play([shop(NAME, "first: name\n"), MALL]);
    talk.on({ kind: "start", flow: "mall", values: {} });
    talk.on(START);
    expect(talk.state().frames).toHaveLength(3);
    talk.on(answer("Rosa"));
    expect(talk.state().frames.at(-1)?.variables).toEqual({});
  });
});

describe("hand_off", () => {
  it("opens a ticket and goes on", () => {
    const talk = play([
      shop('  a: { hand_off: lost, say: "Wait.", go: b }\n  b: { end: x }\n', "first: a\n"),
    ]);
    expect(talk.on(START).effects).toMatchObject([
      { kind: "ticket", reason: "lost" },
      { kind: "say", content: { text: "Wait.", question: null } },
    ]);
  });
});

describe("end", () => {
  it("leaves nothing open", () => {
    const talk = asking();
    talk.on(START);
    talk.on(answer("Rosa"));
    expect(talk.state()).toMatchObject({ frames: [], question: null });
    expect(() => talk.on(answer("Rosa"))).toThrow("no conversation is open");
  });
});

describe("the engine", () => {
  const { programs } = compiled([choosing(false)]);

  it("changes nothing of what it is given", () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      Object.values(value).forEach(freeze);
      Object.freeze(value);
    };
    let state: SessionState = newSession();
    const events: FlowEvent[] = [BEGIN, MISUNDERSTOOD, { kind: "option", option: "one" }];
    for (const event of events) {
      freeze(state);
      state = advance(state, event, aroundOf(programs)).state;
    }
    expect(state.frames).toEqual([]);
  });

  it("gives the same for the same", () => {
    const once = advance(newSession(), BEGIN, aroundOf(programs));
    expect(advance(newSession(), BEGIN, aroundOf(programs))).toEqual(once);
  });

  it("stops a flow that turns for ever", () => {
    const ring =
      "flow: shop\ntitle: S\nfirst: a\nnodes:\n  a: { run: shop, go: b }\n  b: { end: x }\n";
    expect(() => play([ring]).on(START)).toThrow("more than 60 steps");
  });
});
