import type { Caller } from "../core/caller.ts";
import type { OutboxKind, OutgoingContent } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import type { Effect, StopReason } from "../flow/events.ts";
import type { SessionState } from "../flow/session.ts";
import { named, type Writing } from "../flow/writing.ts";
import type { Connection } from "../store/connection.ts";
import { openTicket } from "../store/identities.ts";
import { LANE_OF, queueOutbound } from "../store/outbox.ts";
import { writeResults, type ResultEffect } from "../store/results.ts";
import { setTimer } from "../store/timers.ts";
import { brake } from "./brake.ts";
import { joined, PLAIN } from "./joined.ts";
import { Trace } from "./trace.ts";

/** Longest text of a person kept with a ticket. */
const TICKET_WORDS = 500;

/** How what a turn did is written. */
interface Commit {
  tx: Connection;
  caller: Caller;
  now: Date;
  kind: OutboxKind;
  /** What is said is not sent any more after this instant. */
  expiresAt: Date | null;
  /** The person's words and file, for whoever reads a ticket. */
  words: string | null;
  fileId: string | null;
  /** False for whoever tries a draft out: its answers are no results. */
  counts: boolean;
  /** How the person's language writes. */
  writing: Writing;
}

/** What a turn says and sets going; collected first, then written with its session at one go. */
export class Deeds {
  readonly #said: OutgoingContent[] = [];
  readonly #timers: Extract<Effect, { kind: "timer" }>[] = [];
  readonly #tickets: string[] = [];
  readonly #results: ResultEffect[] = [];
  readonly #stopped: (flow: string, reason: StopReason) => void;
  readonly trace = new Trace();

  /** @param stopped told when a brake stopped something */
  constructor(stopped: (flow: string, reason: StopReason) => void) {
    this.#stopped = stopped;
  }

  /** Nothing was said so far. */
  get isSilent(): boolean {
    return this.#said.length === 0;
  }

  collect(effect: Effect): void {
    switch (effect.kind) {
      case "say":
        return this.say(effect.content, effect.key, effect.values);
      case "timer":
        this.#timers.push(effect);
        return this.trace.timer(effect.timer, effect.delayMs);
      case "ticket":
        this.#tickets.push(effect.reason);
        return this.trace.ticket(effect.reason);
      case "began":
      case "answered":
      case "withdrawn":
      case "ended":
        this.#results.push(effect);
        return;
    }
  }

  say(content: OutgoingContent, key: string, values: FlowValues): void {
    this.#said.push(content);
    this.trace.said(key, content, values);
  }

  /** A brake stopped the conversation: a technician hears of it. */
  stop(flow: string, reason: StopReason): void {
    this.#tickets.push(`stopped_${reason}`);
    this.trace.stopped(flow, reason);
    this.#stopped(flow, reason);
  }

  /** Writes everything but the session itself; the outbox rows of what is said. */
  async write(state: SessionState, as: Commit): Promise<string[]> {
    const { tx, caller, now } = as;
    const queued = await this.#queue(this.#braked(state, as), as);
    for (const timer of this.#timers) {
      const isWait = timer.timer === "wait";
      if (!isWait && timer.question !== state.question) continue;
      const dueAt = isWait ? new Date(now.getTime() + timer.delayMs) : null;
      await setTimer(tx, caller.identityId, { ...timer, kind: timer.timer, dueAt });
    }
    if (caller.person !== null && this.#results.length > 0 && as.counts)
      await writeResults(tx, caller, this.#results, now);
    const words = as.words?.slice(0, TICKET_WORDS) ?? null;
    for (const reason of this.#tickets)
      await openTicket(tx, caller.identityId, reason, words, now, as.fileId);
    return queued;
  }

  /** What is said, without what went out too often within the hour. */
  #braked(state: SessionState, { now, writing }: Commit): OutgoingContent[] {
    const { kept, paused, echoes } = brake(joined(this.#said), state.echoes, now);
    state.echoes = echoes;
    if (!paused) return kept;
    this.#tickets.push("stopped_identical_messages");
    this.#stopped("", "identical_messages");
    const notice = { ...PLAIN, text: writing.phrases.repeated };
    this.trace.said("phrases.repeated", notice, {});
    return [...kept, notice];
  }

  async #queue(said: OutgoingContent[], as: Commit): Promise<string[]> {
    const { tx, caller, kind, expiresAt, now, writing } = as;
    const { identityId, channel, address, person, sharing } = caller;
    // On a shared phone, what nobody asked for names the one it is for.
    const isForOne = kind !== "reply" && sharing !== undefined && person !== null;
    const queued: string[] = [];
    for (const [index, one] of said.entries()) {
      const content =
        isForOne && index === 0 ? { ...one, text: named(writing, person.name, one.text) } : one;
      const id = await queueOutbound(
        tx,
        {
          identityId,
          channel,
          address,
          personId: person?.personId ?? null,
          lane: LANE_OF[kind],
          kind,
          content,
          expiresAt,
          onceKey: null,
        },
        now,
      );
      if (id !== null) queued.push(id);
    }
    return queued;
  }
}
