import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, standing } from "../../src/flow/engine.ts";
import {
  FlowFault,
  TIMER_KINDS,
  type Effect,
  type FlowEvent,
  type Step,
  type Surroundings,
} from "../../src/flow/events.ts";
import { isQuestion } from "../../src/flow/nodes.ts";
import { nodeOf, type Program } from "../../src/flow/program.ts";
import { comeBackTo } from "../../src/flow/path.ts";
import { newSession, type SessionState } from "../../src/flow/session.ts";
import { sessionFrom, storedSession } from "../../src/flow/storing.ts";
import { MAX_DEPTH, MAX_STEPS } from "../../src/flow/course.ts";
import { ACTIONS, aroundOf, compiled } from "./flows.ts";
import { dice, randomEvent, randomFlows } from "./random-programs.ts";

/** What surrounds one turn: names are of that turn, so that playing it twice gives the same. */
function turnOf(around: Surroundings, turn: number, entered: string[]): Surroundings {
  let names = 0;
  return {
    ...around,
    newName: () => `t${turn}n${++names}`,
    passed(_program, node, way) {
      if (way === null) entered.push(node);
    },
  };
}

/** The step, or null for an outcome that no action declares. */
function stepOf(state: SessionState, event: FlowEvent, around: Surroundings): Step | null {
  try {
    return advance(state, event, around);
  } catch (error) {
    const isOdd =
      event.kind === "outcome" &&
      ACTIONS.get("shop.weigh")?.outcomes.includes(event.outcome) !== true;
    if (isOdd && error instanceof FlowFault) return null;
    throw error;
  }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function framesOf(state: SessionState): SessionState["frames"][] {
  return [
    state.frames,
    ...(state.parked ?? []).map((one) => one.frames),
    ...state.recent.map((one) => [comeBackTo(one)]),
  ];
}

function checkState(state: SessionState, programs: Program[]): void {
  for (const frames of framesOf(state)) {
    expect(frames.length).toBeLessThanOrEqual(MAX_DEPTH);
    for (const { program, node, path } of frames) {
      const found = programs.find((one) => one.hash === program);
      for (const slug of [node, ...(path ?? []).map((answered) => answered.node)])
        expect(found === undefined ? undefined : nodeOf(found, slug)).toBeDefined();
    }
  }
}

function checkNext({ state, next }: Step, around: Surroundings): void {
  const here = standing(state, around);
  switch (next.kind) {
    case "wait":
      // Somebody is asked, or nothing is going on.
      expect(state.question === null).toBe(here === null);
      if (here === null) return;
      expect(isQuestion(here.node)).toBe(true);
      expect(state.shown).not.toBe("");
      break;
    case "call":
      expect(here?.node).toMatchObject({ call: next.action });
      expect(ACTIONS.has(next.action)).toBe(true);
      break;
    default:
      expect(state).toMatchObject({ frames: [], question: null });
  }
}

function checkEffect(effect: Effect, programs: Program[], runs: Set<string>): void {
  switch (effect.kind) {
    case "say": {
      const [flow, node = ""] = effect.key.split(".");
      const program = programs.find((one) => one.flow === flow);
      expect(program === undefined ? undefined : nodeOf(program, node)).toHaveProperty("say");
      expect(effect.content.text).not.toBe("");
      const numbers = effect.content.choices.flatMap((choice) => choice.number ?? []);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      break;
    }
    case "timer":
      expect(TIMER_KINDS).toContain(effect.timer);
      expect(effect.delayMs).toBeGreaterThan(0);
      expect(Number.isSafeInteger(effect.delayMs)).toBe(true);
      expect(effect.question).toMatch(/^t\d+n\d+$/);
      break;
    case "ticket":
      expect(effect.reason).not.toBe("");
      break;
    case "began":
      expect(runs.has(effect.run)).toBe(false);
      runs.add(effect.run);
      break;
    case "answered":
    case "withdrawn":
      expect(runs).toContain(effect.run);
      break;
    case "ended":
      // A run ends once, and takes no more answers.
      expect(runs.delete(effect.run)).toBe(true);
  }
}

describe("random programs", () => {
  it("stand, speak and end as they should, whatever happens in them", () => {
    let tried = 0;
    let accepted = 0;
    fc.assert(
      fc.property(
        randomFlows,
        fc.array(dice(24), { maxLength: 40, size: "max" }),
        (flows, events) => {
          tried += 1;
          const { programs } = compiled(flows);
          if (programs.length === 0) return;
          accepted += 1;
          const around = aroundOf(programs);
          const names = programs.map((program) => program.flow);
          const runs = new Set<string>();
          let state = newSession();
          for (const [turn, numbers] of events.entries()) {
            const event = randomEvent(state, standing(state, around), names, numbers);
            const before = copy(state);
            const entered: string[] = [];
            const step = stepOf(state, event, turnOf(around, turn, entered));
            // What an event is given is left as it was, also by one that fails.
            expect(isDeepStrictEqual(state, before)).toBe(true);
            if (step === null) continue;
            expect(entered.length).toBeLessThanOrEqual(MAX_STEPS);
            expect(isDeepStrictEqual(copy(step), step)).toBe(true);
            const again = stepOf(before, copy(event), turnOf(around, turn, []));
            expect(isDeepStrictEqual(again, step)).toBe(true);
            expect(isDeepStrictEqual(sessionFrom(storedSession(step.state)), step.state)).toBe(
              true,
            );
            checkState(step.state, programs);
            if (event.kind === "due" && event.wait === "gone") {
              expect(step).toEqual({ state: before, effects: [], next: { kind: "wait" } });
              continue;
            }
            checkNext(step, around);
            for (const effect of step.effects) checkEffect(effect, programs, runs);
            state = step.state;
          }
        },
      ),
      { numRuns: 80 },
    );
    expect(accepted / tried).toBeGreaterThan(0.6);
  });
});
