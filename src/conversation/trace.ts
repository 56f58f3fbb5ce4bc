import type { OutgoingContent } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import type { standing } from "../flow/engine.ts";
import type { SessionState } from "../flow/session.ts";

/** What one turn did, for authors and for conversation tests. */
export interface TurnTrace {
  /** Names of the words said (`milk_report.ask_day`, `phrases.left`), with the values in them. */
  said: { key: string; text: string; values: FlowValues }[];
  calls: { action: string; outcome: string }[];
  timers: { timer: string; delayMs: number }[];
  tickets: string[];
  /** Why a brake stopped the conversation; null when none did. */
  stopped: { flow: string; reason: string } | null;
  /** Where the conversation stands now; null when it is over. */
  standing: { flow: string; node: string; program: string } | null;
  variables: FlowValues;
  /** Flows that wait for their hour. */
  waiting: number;
  /** Each node entered (`way` null) and each way taken out of one, in their order. */
  passed: { flow: string; node: string; way: string | null }[];
}

/** Takes notes during a turn. */
export class Trace {
  readonly #notes: Omit<TurnTrace, "standing" | "variables" | "waiting"> = {
    said: [],
    passed: [],
    calls: [],
    timers: [],
    tickets: [],
    stopped: null,
  };

  said(key: string, content: OutgoingContent, values: FlowValues): void {
    this.#notes.said.push({ key, text: content.text, values: { ...values } });
  }

  called(action: string, outcome: string): void {
    this.#notes.calls.push({ action, outcome });
  }

  passed(flow: string, node: string, way: string | null): void {
    this.#notes.passed.push({ flow, node, way });
  }

  timer(timer: string, delayMs: number): void {
    this.#notes.timers.push({ timer, delayMs });
  }

  ticket(reason: string): void {
    this.#notes.tickets.push(reason);
  }

  stopped(flow: string, reason: string): void {
    this.#notes.stopped = { flow, reason };
  }

  finish(state: SessionState, here: ReturnType<typeof standing>): TurnTrace {
    return {
      ...this.#notes,
      standing:
        here === null
          ? null
          : { flow: here.program.flow, node: here.frame.node, program: here.program.hash },
      variables: here?.frame.variables ?? {},
      waiting: state.parked?.length ?? 0,
    };
  }
}
