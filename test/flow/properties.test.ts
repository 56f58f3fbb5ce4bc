import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import type { FlowValue, FlowValues } from "../../src/core/value.ts";
import { advance, offeredChoices, standing } from "../../src/flow/engine.ts";
import type { FlowEvent } from "../../src/flow/events.ts";
import { isQuestion } from "../../src/flow/nodes.ts";
import { ALL_RECENT_QUESTIONS, newSession, type SessionState } from "../../src/flow/session.ts";
import { sessionFrom, storedSession } from "../../src/flow/storing.ts";
import { compileFlows, readLexicon } from "../../src/library.ts";
import { aroundOf, compiled, shop, TODAY } from "./flows.ts";

const HELP = `retry: ["Again?"], otherwise: lost`;

/** A flow of every kind of node, that leads round and round. */
const EVERY_KIND = `flow: every_kind
title: Every kind
expires: 1d
record: true
first: many
nodes:
  many: { choose_many: { milk: { label: Milk }, wool: { label: Wool } }, min: 0, say: "Which?", save: goods, go: order, ${HELP} }
  order: { rank: { one: { label: One }, two: { label: Two } }, say: "Order?", save: order, go: fork, ${HELP} }
  fork: { branch: [{ when: '"milk" in goods', go: litres }, { when: count(order) > 1, go: day }, { else: sure }] }
  litres: { ask: litres, say: "How much?", save: litres, go: double, accept: { max: 400 L, usual: { max: 40 L, say: "{answer}?" } }, ${HELP} }
  double: { set: { twice: litres + litres, asked: yes }, go: day }
  day: { ask: day, say: "When?", save: day, go: rest, accept: { times: coming }, nudge: [{ after: 1h, say: "?" }, { after: 2h, say: "??" }], silence: { after: 3h, go: sure }, ${HELP} }
  rest: { wait: { until: day, event: help }, go: sure, happened: many }
  sure: { confirm: { yes: more, no: away }, say: "Sure?", ${HELP} }
  more: { run: help, go: many }
  away: { switch: every_kind }
  lost: { hand_off: lost, say: "Wait.", go: end }
  end: { end: over }
`;
const shipped = compileFlows(".", actions, readLexicon(".")).programs;
const programs = [
  ...shipped,
  ...compiled([
    EVERY_KIND,
    shop("  a: { end: x }\n", "first: a\n").replace("flow: shop", "flow: help"),
  ]).programs.filter((program) => program.flow === "every_kind"),
];
const around = aroundOf(programs);

const MARKET = {
  kind: "market" as const,
  act: "price" as const,
  product: "cheese" as const,
  countMilli: null,
  unit: null,
  eachGrams: null,
  size: null,
  centimos: null,
  per: null,
  bound: null,
  day: null,
  place: null,
  bareMilli: null,
  doubt: null,
  choices: [],
};

/** Some value of each type that an action may give. */
const VALUES: Record<FlowValue["type"], FlowValue> = {
  text: { type: "text", text: "Rosa" },
  number: { type: "number", milli: 3000 },
  truth: { type: "truth", truth: true },
  time: { type: "time", minute: 480 },
  moment: { type: "moment", day: TODAY, minute: 480 },
  choice: { type: "choice", choice: { key: "milk", label: "Leche" } },
  choices: { type: "choices", choices: [{ key: "milk", label: "Leche" }] },
  litres: { type: "litres", ml: 12_500 },
  day: { type: "day", day: TODAY },
  figures: {
    type: "figures",
    figures: [{ day: TODAY, totalMl: 12_000, morningMl: null, eveningMl: null }],
  },
  change: { type: "change", percent: 5 },
  container: { type: "container", unit: "porongo", countMilli: 2000 },
  chart: {
    type: "chart",
    chart: { kind: "bars", title: "", subtitle: "", unit: "L", bars: [], line: null },
  },
  reading: { type: "reading", reading: { kind: "unknown" } },
  file: { type: "file", fileId: "f1", media: "picture" },
  options: {
    type: "options",
    options: [
      { type: "day", day: TODAY },
      { type: "day", day: "2026-11-22" },
    ],
  },
  money: { type: "money", centimos: 180 },
  term: { type: "term", term: "cheese" },
  line: { type: "line", line: "offer", values: {} },
  lines: { type: "lines", lines: [{ type: "money", centimos: 180 }] },
  market: { type: "market", reading: MARKET },
  state: { type: "state", state: {} },
};

/** What a person or the clock may do at the question that waits, chosen by a number. */
function eventAt(state: SessionState, dice: number): FlowEvent {
  const here = standing(state, around);
  if (here === null || !isQuestion(here.node)) {
    const flow = programs[dice % programs.length];
    const values = Object.fromEntries((flow?.needs ?? []).map((need) => [need, VALUES.reading]));
    return { kind: "start", flow: flow?.flow ?? "", values };
  }
  const always: FlowEvent[] = [
    { kind: "misunderstood" },
    { kind: "silence" },
    { kind: "again" },
    { kind: "back" },
    // Only a flow that expires is ever told so.
    ...(here.program.expires === null ? [] : [{ kind: "expire" } as const]),
    { kind: "correct", back: 1 + (dice % 3), answer: { kind: "answer", value: VALUES.litres } },
    { kind: "doubt", values: [VALUES.day, VALUES.litres] },
    { kind: "settle", index: dice % 3 },
    { kind: "option", option: ["yes", "no", "milk"][dice % 3] ?? "" },
    { kind: "options", options: ["two", "one", "milk"].slice(dice % 3) },
    { kind: "answer", value: dice % 2 === 0 ? VALUES.litres : VALUES.day },
    { kind: "due", wait: state.parked?.[dice % 2]?.id ?? "gone" },
    { kind: "start", flow: "help", values: {} },
  ];
  const answers: FlowEvent[] =
    "choose" in here.node
      ? Object.keys(here.node.choose).map((option) => ({ kind: "option", option }))
      : [{ kind: "answer", value: VALUES.day }, { kind: "skip" }];
  const events = [...answers, ...always];
  return events[dice % events.length] ?? { kind: "again" };
}

/** The event and whatever actions it leads to, each outcome chosen by the dice in turn. */
function turn(state: SessionState, event: FlowEvent, dice: number[]): SessionState {
  let step = advance(state, event, around);
  for (let calls = 0; step.next.kind === "call"; calls++) {
    if (calls === 30) return step.state;
    const action = actions.get(step.next.action);
    const outcomes = action?.outcomes ?? [];
    const outcome = outcomes[(dice[calls] ?? 0) % outcomes.length] ?? "";
    const values: FlowValues = Object.fromEntries(
      Object.entries(action?.outputs ?? {}).map(([name, type]) => [name, VALUES[type]]),
    );
    step = advance(step.state, { kind: "outcome", outcome, values }, around);
  }
  return step.state;
}

describe.each([
  ["the shipped flows", "milk_report"],
  ["a flow of every kind of node", "every_kind"],
])("whatever happens in %s", (_, first) => {
  const happenings = fc.array(fc.tuple(fc.nat(999), fc.array(fc.nat(999), { maxLength: 8 })), {
    maxLength: 25,
  });
  const begun = (): SessionState => {
    const values = { reading: VALUES.reading };
    return turn(newSession(), { kind: "start", flow: first, values }, [0, 3]);
  };

  it("every turn ends, in a state that can be stored and resumed", () => {
    fc.assert(
      fc.property(happenings, (dice) => {
        let state = begun();
        for (const [event, outcomes] of dice) {
          state = turn(state, eventAt(state, event), outcomes);
          const stored = storedSession(state);
          const before = state;
          state = sessionFrom(stored);
          expect(state).toEqual(before);
          expect(state.recent.length).toBeLessThanOrEqual(ALL_RECENT_QUESTIONS);
          expect(stored.length).toBeLessThan(50_000);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("a question that waits has a name, words and, where it has choices, numbers from 1 on", () => {
    fc.assert(
      fc.property(happenings, (dice) => {
        let state = begun();
        for (const [event, outcomes] of dice) {
          state = turn(state, eventAt(state, event), outcomes);
          const here = standing(state, around);
          expect(state.question === null).toBe(here === null || !isQuestion(here.node));
          if (here === null || !isQuestion(here.node)) return;
          expect(state.shown).not.toBe("");
          const numbers = offeredChoices(here.frame, around).flatMap((one) => one.number ?? []);
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        }
      }),
      { numRuns: 300 },
    );
  });
});
