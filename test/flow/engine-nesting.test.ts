import { describe, expect, it } from "vitest";
import { advance } from "../../src/flow/engine.ts";
import type { FlowEvent } from "../../src/flow/events.ts";
import { newSession, type SessionState } from "../../src/flow/session.ts";
import {
  answer,
  aroundOf,
  asking,
  compiled,
  MISUNDERSTOOD,
  NAME,
  play,
  shop,
  START,
} from "./flows.ts";

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
    expect(talk.on(answer("Rosa"))).toMatchObject({ effects: [], next: { kind: "wait" } });
  });
});

describe("the engine", () => {
  const { programs } = compiled([shop(NAME, "first: name\n")]);

  it("changes nothing of what it is given", () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      Object.values(value).forEach(freeze);
      Object.freeze(value);
    };
    let state: SessionState = newSession();
    const events: FlowEvent[] = [START, MISUNDERSTOOD, answer("Rosa")];
    for (const event of events) {
      freeze(state);
      state = advance(state, event, aroundOf(programs)).state;
    }
    expect(state.frames).toEqual([]);
  });

  it("gives the same for the same", () => {
    const once = advance(newSession(), START, aroundOf(programs));
    expect(advance(newSession(), START, aroundOf(programs))).toEqual(once);
  });

  it("stops a flow that turns for ever", () => {
    // Two flows that switch to each other are no fault that a compiler sees.
    const flow = (name: string, other: string): string =>
      `flow: ${name}\ntitle: S\nfirst: a\nnodes:\n  a: { switch: ${other} }\n`;
    const { state, effects, next } = play([flow("shop", "mall"), flow("mall", "shop")]).on(START);
    expect(next).toEqual({ kind: "stopped", flow: "mall", reason: "chained_starts" });
    expect({ state, effects }).toMatchObject({
      state: { frames: [], question: null },
      effects: [],
    });
  });
});
