import type { Action } from "../core/action.ts";
import { limaDay } from "../core/lima.ts";
import type { FlowValues } from "../core/value.ts";
import type { Connection } from "../store/connection.ts";
import { sampleOf } from "../flow/notation.ts";

/** A message is given up after this many failures. */
const FAILURES = 3;

type ActionMap = ReadonlyMap<string, Action<Connection>>;

/** The real actions, of which single calls can be given an outcome. */
export interface Services {
  actions: ActionMap;
  /** The next call has this outcome; values it may set and that are not given are made up. */
  answer(action: string, outcome: string, values: FlowValues): void;
  /** Lets go of outcomes that were not called for. */
  forget(): void;
}

/** Stands before the real actions. */
export function makeServices(real: ActionMap): Services {
  const awaited = new Map<string, { outcome: string; values: FlowValues }[]>();

  function standIn(action: Action<Connection>): Action<Connection> {
    return {
      ...action,
      async run(call, inputs) {
        const answer = awaited.get(action.name)?.shift();
        if (answer === undefined) return action.run(call, inputs);
        if (answer.outcome === "fails") throw new Error("a test lets this action fail");
        const samples = Object.entries(action.outputs).flatMap(([name, type]) => {
          const sample = sampleOf(type, limaDay(call.now));
          return sample === null ? [] : [[name, sample] as const];
        });
        const values = { ...Object.fromEntries(samples), ...answer.values };
        return { outcome: answer.outcome, values };
      },
    };
  }

  return {
    actions: new Map([...real].map(([name, action]) => [name, standIn(action)])),
    answer(action, outcome, values) {
      const times = outcome === "fails" ? FAILURES : 1;
      const answers = Array.from({ length: times }, () => ({ outcome, values }));
      awaited.set(action, [...(awaited.get(action) ?? []), ...answers]);
    },
    forget: () => awaited.clear(),
  };
}
