import { describe, expect, it } from "vitest";
import type { Effect, FlowEvent } from "../../src/flow/events.ts";
import { answer, MISUNDERSTOOD, play, shop, START } from "./flows.ts";

const ENDS = `  good: { end: good }
  bad: { end: bad }
`;
const HELP = `retry: ["Again?"], otherwise: bad`;

/** Kinds of timers an event started. */
function timers(effects: Effect[]): string[] {
  return effects.flatMap((effect) => (effect.kind === "timer" ? [effect.timer] : []));
}

function started(nodes: string, head: string, others: string[] = []): ReturnType<typeof play> {
  const talk = play([shop(nodes + ENDS, head), ...others]);
  talk.on(START);
  return talk;
}

describe("confirm", () => {
  const asked = (): ReturnType<typeof play> =>
    started(
      `  sure: { confirm: { yes: good, no: bad }, say: "Sure?", ${HELP} }\n`,
      "first: sure\n",
    );

  it.each(["yes", "no"])("leads where «%s» leads", (option) => {
    const { next } = asked().on({ kind: "option", option });
    expect(next).toMatchObject({ kind: "end", outcome: option === "yes" ? "good" : "bad" });
  });

  it("offers yes and no in the person's language", () => {
    expect(asked().contents()[0]?.choices).toMatchObject([
      { number: 1, label: "Sí", value: "yes" },
      { number: 2, label: "No", value: "no" },
    ]);
  });
});

describe.each(["choose_many", "rank"])("several: %s", (kind) => {
  const asked = (): ReturnType<typeof play> =>
    started(
      `  ask:
    ${kind}: { milk: { label: Milk }, cheese: { label: Cheese }, wool: { label: Wool } }
    say: "Which?"
    min: 2
    max: 2
    save: chosen
    go: told
    ${HELP.replace(", otherwise", "\n    otherwise")}
  told: { say: "{chosen}", go: good }
`,
      "first: ask\n",
    );
  const options = (...named: string[]): FlowEvent => ({ kind: "options", options: named });

  it("keeps what was chosen in the order named, without buttons", () => {
    const talk = asked();
    expect(talk.contents()[0]).toMatchObject({ several: true, listed: true });
    talk.on(options("wool", "milk"));
    expect(talk.said()).toEqual(["Wool, Milk"]);
  });

  it.each([[["milk"]], [["milk", "milk"]], [["milk", "gold"]], [["milk", "cheese", "wool"]]])(
    "asks again for %j",
    (named) => {
      const talk = asked();
      expect(talk.on(options(...named)).next).toEqual({ kind: "wait" });
      expect(talk.said()).toEqual(["Again?"]);
    },
  );
});
// The names under which the registry of kinds looks for them.
describe("choose_many", () => {
  it("takes none where none is allowed", () => {
    const talk = started(
      `  ask: { choose_many: { milk: { label: Milk } }, min: 0, say: "Which?", save: chosen, go: good, ${HELP} }\n`,
      "first: ask\n",
    );
    expect(talk.on({ kind: "options", options: [] }).next).toMatchObject({ outcome: "good" });
  });
});
describe("rank", () => {
  it("wants every option unless told otherwise", () => {
    const talk = started(
      `  ask: { rank: { milk: { label: Milk }, wool: { label: Wool } }, say: "Order?", save: order, go: good, ${HELP} }\n`,
      "first: ask\n",
    );
    expect(talk.on({ kind: "options", options: ["wool"] }).next).toEqual({ kind: "wait" });
    const { next } = talk.on({ kind: "options", options: ["wool", "milk"] });
    expect(next).toMatchObject({ outcome: "good" });
  });
});

describe("ask, with bounds", () => {
  const LITRES = `  ask:
    ask: litres
    say: "How much?"
    save: litres
    go: good
    accept: { min: 0 L, max: 400 L, outside: "Too much.", usual: { max: 40 L, say: "{answer}, really?" } }
    retry: ["Again?", "Once more?"]
    otherwise: bad
    nudge: [{ after: 1h, say: "Well?" }, { after: 2h, say: "Well??" }]
    silence: { after: 3h, go: bad }
`;
  const litres = (ml: number): FlowEvent => ({ kind: "answer", value: { type: "litres", ml } });
  const asked = (): ReturnType<typeof play> => started(LITRES, "first: ask\nexpires: 1d\n");

  it("takes what is usual", () =>
    expect(asked().on(litres(12_000)).next).toMatchObject({ outcome: "good" }));

  it("says what is wrong with what is outside, and gives up in the end", () => {
    const talk = asked();
    talk.on(litres(900_000));
    expect(talk.said()).toEqual(["Too much."]);
    talk.on(MISUNDERSTOOD);
    expect(talk.said()).toEqual(["Once more?"]);
    expect(talk.on(litres(900_000)).next).toMatchObject({ outcome: "bad" });
  });

  it("asks whether the unusual is meant", () => {
    const talk = asked();
    talk.on(litres(90_000));
    expect(talk.said()).toEqual(["90 L, really?"]);
    expect(talk.on({ kind: "settle", index: 0 }).next).toMatchObject({ outcome: "good" });
    const other = asked();
    other.on(litres(90_000));
    other.on({ kind: "settle", index: 1 });
    expect(other.said()).toEqual(["How much?"]);
  });

  it("asks which of two readings is meant", () => {
    const talk = asked();
    const values = [8000, 20_000].map((ml) => ({ type: "litres" as const, ml }));
    talk.on({ kind: "doubt", values });
    expect(talk.contents()[0]?.choices.map((choice) => choice.label)).toEqual(["8 L", "20 L"]);
    expect(talk.on({ kind: "settle", index: 1 }).next).toMatchObject({ outcome: "good" });
  });

  it("starts its ladder of timers", () => {
    const talk = play([shop(LITRES + ENDS, "first: ask\nexpires: 1d\n")]);
    expect(timers(talk.on(START).effects)).toEqual(["nudge", "nudge2", "silence", "expiry"]);
  });

  it("expires back into the flow that ran it", () => {
    const mall =
      'flow: mall\ntitle: M\nfirst: in\nnodes:\n  in: { run: shop, on: { good: out, bad: out, expired: late } }\n  out: { end: x }\n  late: { say: "Too late.", go: out }\n';
    const talk = play([shop(LITRES + ENDS, "first: ask\nexpires: 1d\n"), mall]);
    talk.on({ kind: "start", flow: "mall", values: {} });
    talk.on({ kind: "expire" });
    expect(talk.said()).toEqual(["Too late."]);
  });
});

describe("branch", () => {
  it.each([
    ["3", "few"],
    ["30", "many"],
  ])("of %s goes to %s", (count, outcome) => {
    const talk = play([
      shop(
        `  count: { set: { count: "${count}" }, go: fork }
  fork: { branch: [{ when: count < 10, go: few }, { else: many }] }
  few: { end: few }
  many: { end: many }
`,
        "first: count\n",
      ),
    ]);
    expect(talk.on(START).next).toMatchObject({ outcome });
  });
});

describe("set", () => {
  it("computes from what was set before it", () => {
    const talk = started(
      `  one: { set: { count: 2, double: count * 2 }, go: told }
  told: { say: "{double}", go: ask }
  ask: { ask: text, say: "Name?", save: name, go: good, ${HELP} }
`,
      "first: one\n",
    );
    expect(talk.said()).toEqual(["4", "Name?"]);
  });
});

describe("switch", () => {
  it("goes to another flow, from which nothing comes back", () => {
    const mall =
      'flow: mall\ntitle: M\nfirst: a\nnodes:\n  a: { say: "Mall.", go: b }\n  b: { end: x }\n';
    const talk = play([shop("  away: { switch: mall }\n", "first: away\n"), mall]);
    expect(talk.on(START).next).toEqual({ kind: "end", flow: "mall", outcome: "x" });
    expect(talk.said()).toEqual(["Mall."]);
  });
});

describe("wait", () => {
  const WAIT = `  rest: { wait: { for: 2h }, go: told }
  told: { say: "Rested.", go: good }
`;

  it("lays the conversation aside until its hour", () => {
    const talk = play([shop(WAIT + ENDS.split("\n")[0], "first: rest\n")]);
    const { effects, next, state } = talk.on(START);
    expect(next).toMatchObject({ kind: "end", outcome: "waiting" });
    expect(effects).toMatchObject([{ kind: "timer", timer: "wait", delayMs: 7_200_000 }]);
    expect(state.frames).toEqual([]);
    talk.on({ kind: "due", wait: state.parked?.[0]?.id ?? "" });
    expect(talk.said()).toEqual(["Rested."]);
    expect(talk.state().parked).toBeUndefined();
  });

  it("ends early when the flow it waits for has ended", () => {
    const waits = `  rest: { wait: { for: 2h, event: mall }, go: late, happened: soon }
  late: { say: "Late.", go: good }
  soon: { say: "Soon.", go: good }
  good: { end: good }
`;
    const mall = "flow: mall\ntitle: M\nfirst: a\nnodes:\n  a: { end: x }\n";
    const talk = play([shop(waits, "first: rest\n"), mall]);
    talk.on(START);
    talk.on({ kind: "start", flow: "mall", values: {} });
    expect(talk.said()).toEqual(["Soon."]);
  });
});

describe("turning back", () => {
  const QUESTIONS = `  name: { ask: text, say: "Name?", save: name, go: size, ${HELP} }
  size: { ask: number, say: "Size, {name}?", save: size, go: colour, ${HELP} }
  colour: { ask: text, say: "Colour for {size}?", save: colour, go: good, ${HELP} }
`;
  const number = (milli: number): FlowEvent => ({
    kind: "answer",
    value: { type: "number", milli },
  });
  const asked = (): ReturnType<typeof play> => {
    const talk = started(
      QUESTIONS.replace(/,? ?otherwise: bad/g, ", otherwise: bad"),
      "first: name\n",
    );
    talk.on(answer("Rosa"));
    talk.on(number(9000));
    return talk;
  };

  it("goes to the question before, and from the first nowhere", () => {
    const talk = asked();
    talk.on({ kind: "back" });
    expect(talk.said()).toEqual(["Size, Rosa?"]);
    talk.on({ kind: "back" });
    talk.on({ kind: "back" });
    expect(talk.said()).toEqual(["Name?"]);
    expect(talk.state().frames[0]?.variables).toEqual({});
  });

  it("takes another answer to an earlier question and goes on from there", () => {
    const talk = asked();
    const eight: FlowEvent = number(8000);
    if (eight.kind === "answer") talk.on({ kind: "correct", back: 1, answer: eight });
    expect(talk.said()).toEqual(["Colour for 8?"]);
  });
});

describe("what is kept while a person thinks", () => {
  it("is what may still be needed, and every plain answer", () => {
    const talk = play([
      shop(
        `  ask: { ask: text, say: "{name}?", save: colour, go: weigh, ${HELP} }
  weigh: { call: shop.weigh, with: { name: name }, on: { light: more, heavy: more } }
  more: { pick: days, say: "Which day?", save: day, go: last, ${HELP} }
  last: { ask: text, say: "Why?", save: why, go: good, ${HELP} }
${ENDS}`,
        "first: ask\nneeds: { name: text }\n",
      ),
    ]);
    talk.on({ kind: "start", flow: "shop", values: { name: { type: "text", text: "Rosa" } } });
    talk.on(answer("red"));
    const day = { type: "day" as const, day: "2026-11-22" };
    const values = {
      days: { type: "options" as const, options: [day] },
      weight: { type: "litres" as const, ml: 1 },
    };
    talk.on({ kind: "outcome", outcome: "light", values });
    expect(Object.keys(talk.state().frames[0]?.variables ?? {})).toContain("days");
    talk.on({ kind: "answer", value: day });
    // The question before can be gone back to, so its options stay.
    expect(Object.keys(talk.state().frames[0]?.variables ?? {}).sort()).toEqual([
      "colour",
      "day",
      "days",
      "name",
      "weight",
    ]);
  });
});
