import type { Action } from "../core/action.ts";
import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { newQuestionId } from "../core/ids.ts";
import { limaDay, type LimaDay } from "../core/lima.ts";
import type { OutgoingContent } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import {
  advance,
  standing,
  type Effect,
  type FlowEvent,
  type Surroundings,
} from "../flow/engine.ts";
import type { RecentQuestion, SessionState } from "../flow/session.ts";
import { isQuestion } from "../flow/schema.ts";
import { writeText, type Writing } from "../flow/writing.ts";
import type { Language } from "../core/language.ts";
import type { Connection } from "../store/connection.ts";
import { openTicket } from "../store/identities.ts";
import { queueOutbound, type OutboxKind } from "../store/outbox.ts";
import { writeSession } from "../store/sessions.ts";
import { setTimer } from "../store/timers.ts";
import type { Shelf } from "./shelf.ts";

/** What every turn works with. */
export interface TurnTools {
  clock: Clock;
  shelf: Shelf;
  writing: Record<Language, Writing>;
  actions: ReadonlyMap<string, Action<Connection>>;
}

/** Longest text into which the messages of one turn are joined: one message costs less air time than two. */
const JOINED_LENGTH = 900;

/** Longest text of a person kept with a ticket. */
const TICKET_WORDS = 500;

/**
 * One turn of one identity inside a transaction: moves the conversation by events, runs the actions
 * its flows call, and in the end writes session, outbox, timers and tickets.
 */
export class Turn {
  readonly #tools: TurnTools;
  readonly #tx: Connection;
  readonly #caller: Caller;
  readonly #now: Date;
  readonly #message: { id: string; sentAt: Date };
  readonly #said: OutgoingContent[] = [];
  readonly #timers: Extract<Effect, { kind: "timer" }>[] = [];
  readonly #tickets: string[] = [];
  #acts = 0;
  state: SessionState;

  constructor(
    tools: TurnTools,
    tx: Connection,
    caller: Caller,
    state: SessionState,
    message: { id: string; sentAt: Date },
  ) {
    this.#tools = tools;
    this.#tx = tx;
    this.#caller = caller;
    this.#now = tools.clock.now();
    this.#message = message;
    this.state = { ...state, turn: state.turn + 1 };
  }

  /** The Lima day on which the person wrote. */
  get today(): LimaDay {
    return limaDay(this.#message.sentAt);
  }

  get surroundings(): Surroundings {
    return {
      program: (hash) => this.#tools.shelf.program(hash),
      current: (flow) => this.#tools.shelf.current(flow),
      words: (program, node) => {
        const words = program.words[this.#language][node];
        if (words === undefined) throw new Error(`no words for ${program.flow}.${node}`);
        return words;
      },
      write: (template, values) => this.write(template, values),
      newQuestion: newQuestionId,
    };
  }

  /** Puts values into a text of the person's language, as read now. */
  write(template: string, values: FlowValues): string {
    return writeText(template, values, this.#tools.writing[this.#language], limaDay(this.#now));
  }

  /** Begins a flow in the place of whatever was going on. */
  async begin(flow: string, values: FlowValues): Promise<void> {
    this.state = { ...this.state, frames: [], question: null };
    await this.move({ kind: "start", flow, values });
  }

  /** Moves the conversation by one event and runs the actions it comes to. */
  async move(event: FlowEvent): Promise<void> {
    let next: FlowEvent | null = event;
    while (next !== null) {
      const step = advance(this.state, next, this.surroundings);
      this.state = step.state;
      for (const effect of step.effects) this.#collect(effect);
      if (step.next.kind === "call") {
        next = await this.#act(step.next);
      } else {
        if (step.next.kind === "end")
          this.state.last = { flow: step.next.flow, at: this.#now.toISOString() };
        next = null;
      }
    }
  }

  /** Answers a question of a while ago; a question that waits is come back to. */
  async reopen(recent: RecentQuestion, option: string, held: boolean): Promise<void> {
    const below = held ? this.state.frames : [];
    const frames = [...below, { ...recent.frame, variables: { ...recent.frame.variables } }];
    this.state = { ...this.state, frames, question: recent.question };
    await this.move({ kind: "option", option });
  }

  /** Says the waiting question again. */
  repeat(): void {
    const here = standing(this.state, this.surroundings);
    if (here === null || !isQuestion(here.node)) return;
    const frames = this.state.frames.slice(0, -1);
    const again = advance(
      { ...this.state, frames: [...frames, { ...here.frame, attempts: 0 }] },
      { kind: "again" },
      this.surroundings,
    );
    this.state = again.state;
    for (const effect of again.effects) this.#collect(effect);
  }

  /** Says a text outside any flow. */
  say(text: string): void {
    this.remind({ text, choices: [], listed: false, question: null, picture: null });
  }

  /** Says something without moving the conversation. */
  remind(content: OutgoingContent): void {
    this.#said.push(content);
  }

  /** Writes what the turn did; `words` go with a ticket. */
  async commit(
    words: string | null,
    kind: OutboxKind,
    expiresAt: Date | null = null,
  ): Promise<void> {
    for (const content of joined(this.#said)) {
      await queueOutbound(
        this.#tx,
        {
          identityId: this.#caller.identityId,
          channel: this.#caller.channel,
          address: this.#caller.address,
          lane: kind === "reply" ? "reply" : "bulk",
          kind,
          content,
          expiresAt,
          onceKey: null,
        },
        this.#now,
      );
    }
    for (const timer of this.#timers) {
      if (timer.question === this.state.question) {
        await setTimer(
          this.#tx,
          this.#caller.identityId,
          timer.timer,
          timer.question,
          timer.delayMs,
        );
      }
    }
    for (const reason of this.#tickets) {
      await openTicket(
        this.#tx,
        this.#caller.identityId,
        reason,
        words?.slice(0, TICKET_WORDS) ?? null,
        this.#now,
      );
    }
    const program = this.state.frames.at(-1)?.program ?? null;
    await writeSession(
      this.#tx,
      this.#caller.identityId,
      program,
      JSON.stringify(this.state),
      this.#now,
    );
  }

  get #language(): Language {
    return this.#caller.language ?? "es";
  }

  #collect(effect: Effect): void {
    switch (effect.kind) {
      case "say":
        this.#said.push(effect.content);
        return;
      case "timer":
        this.#timers.push(effect);
        return;
      case "ticket":
        this.#tickets.push(effect.reason);
    }
  }

  async #act(call: {
    action: string;
    inputs: Partial<FlowValues>;
    actKey: string;
  }): Promise<FlowEvent> {
    const action = this.#tools.actions.get(call.action);
    if (action === undefined) throw new Error(`no action ${call.action}`);
    this.#acts += 1;
    const result = await action.run(
      {
        tx: this.#tx,
        caller: this.#caller,
        now: this.#now,
        today: this.today,
        message: this.#message,
        actKey: `${this.#message.id}:${call.actKey}:${this.#acts}`,
        shown: this.state.shown,
      },
      call.inputs,
    );
    return { kind: "outcome", outcome: result.outcome, values: result.values ?? {} };
  }
}

/** Texts one after the other become one message; a picture or a question ends it. */
function joined(said: OutgoingContent[]): OutgoingContent[] {
  const result: OutgoingContent[] = [];
  for (const content of said) {
    const before = result.at(-1);
    const joinable =
      before !== undefined &&
      before.choices.length === 0 &&
      before.picture === null &&
      content.picture === null;
    if (joinable && before.text.length + content.text.length < JOINED_LENGTH) {
      result[result.length - 1] = { ...content, text: `${before.text}\n\n${content.text}` };
    } else {
      result.push(content);
    }
  }
  return result;
}
