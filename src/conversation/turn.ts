import type { Action } from "../core/action.ts";
import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { newName } from "../core/ids.ts";
import { limaDay, type LimaDay } from "../core/lima.ts";
import type { OutboxKind, OutgoingContent } from "../core/message.ts";
import type { FlowValues } from "../core/value.ts";
import { standing } from "../flow/engine.ts";
import type { FlowEvent, Next, StopReason, Surroundings } from "../flow/events.ts";
import { isQuestion } from "../flow/nodes.ts";
import { comeBackTo } from "../flow/path.ts";
import type { RecentQuestion, SessionState } from "../flow/session.ts";
import { storedSession } from "../flow/storing.ts";
import { proceed } from "../flow/walk.ts";
import { writeText, type Writing } from "../flow/writing.ts";
import type { Language } from "../core/language.ts";
import type { Connection } from "../store/connection.ts";
import { writeSession } from "../store/sessions.ts";
import { Deeds } from "./deeds.ts";
import { PLAIN } from "./joined.ts";
import type { Shelf } from "./shelf.ts";
import type { TurnTrace } from "./trace.ts";

/** What every turn works with. */
export interface TurnTools {
  clock: Clock;
  shelf: Shelf;
  writing: Record<Language, Writing>;
  actions: ReadonlyMap<string, Action<Connection>>;
  /** Told when a brake stopped a conversation. */
  stopped(flow: string, reason: StopReason): void;
  /** Shown what each turn did, for authors and tests. */
  watch?: (caller: Caller, trace: TurnTrace) => void;
  /** True for whoever tries flows out before they are published. */
  drafting?: (caller: Caller) => boolean;
}

/** Actions one turn may run; more means a loop in the flows. */
const MAX_ACTS = 30;

/**
 * One turn of one identity inside a transaction: moves the conversation by events, runs the actions
 * its flows call, and in the end writes session, outbox, timers, results and tickets.
 */
export class Turn {
  readonly #tools: TurnTools;
  readonly #tx: Connection;
  readonly #caller: Caller;
  readonly #now: Date;
  readonly #message: { id: string; sentAt: Date };
  readonly #deeds: Deeds;
  #acts = 0;
  /** New conversations begin with drafts. */
  readonly isDraft: boolean;
  /** The file that came with the message and is kept: tickets show it. */
  fileId: string | null = null;
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
    this.#deeds = new Deeds((flow, reason) => tools.stopped(flow, reason));
    this.isDraft = tools.drafting?.(caller) ?? false;
    this.state = state;
    state.turn += 1;
    state.turns = state.frames.length === 0 ? 1 : state.turns + 1;
  }

  /** Nothing was said so far. */
  get isSilent(): boolean {
    return this.#deeds.isSilent;
  }

  /** The Lima day on which the person wrote. */
  get today(): LimaDay {
    return limaDay(this.#message.sentAt);
  }

  get phrases(): Writing["phrases"] {
    return this.#writing.phrases;
  }

  get surroundings(): Surroundings {
    return {
      program: (hash) => this.#tools.shelf.program(hash),
      current: (flow) => this.#tools.shelf.current(flow, this.isDraft),
      words: (program, node) => {
        const words = program.words[this.#language][node];
        if (words === undefined) throw new Error(`no words for ${program.flow}.${node}`);
        return words;
      },
      write: (template, values) => this.write(template, values),
      phrases: this.phrases,
      now: this.#now,
      today: this.today,
      newName,
      ...(this.#tools.watch !== undefined && { passed: this.#notePassed }),
    };
  }

  /** Puts values into a text of the person's language, as read now. */
  write(template: string, values: FlowValues): string {
    return writeText(template, values, this.#writing, limaDay(this.#now));
  }

  /** Begins a flow in the place of whatever was going on. */
  async begin(flow: string, values: FlowValues): Promise<void> {
    this.state = { ...this.state, frames: [], question: null, turns: 1 };
    await this.move({ kind: "start", flow, values });
  }

  /** Moves the conversation by one event and runs the actions it comes to. */
  async move(event: FlowEvent): Promise<void> {
    let next: FlowEvent | null = event;
    while (next !== null) {
      const step = proceed(this.state, next, this.surroundings);
      this.state = step.state;
      for (const effect of step.effects) this.#deeds.collect(effect);
      next = await this.#follow(step.next);
    }
  }

  async #follow(next: Next): Promise<FlowEvent | null> {
    switch (next.kind) {
      case "wait":
        return null;
      case "call":
        if (this.#acts < MAX_ACTS) return this.#act(next);
        await this.stop("steps");
        return null;
      case "end":
        return null;
      case "stopped":
        await this.stop(next.reason, next.flow);
        return null;
    }
  }

  /** Ends a conversation that goes round in circles: the person is told, and so is a technician. */
  async stop(
    reason: StopReason,
    flow = standing(this.state, this.surroundings)?.program.flow ?? "",
  ): Promise<void> {
    this.#deeds.stop(flow, reason);
    await this.begin("stopped", {});
  }

  /** Answers a question of a while ago; a question that waits is come back to. */
  async reopen(recent: RecentQuestion, option: string, held: boolean): Promise<void> {
    const below = held ? this.state.frames : [];
    const frames = [...below, comeBackTo(recent)];
    this.state = { ...this.state, frames, question: recent.question };
    await this.move({ kind: "option", option });
  }

  /** Lays the waiting question aside for a day, if its flows allow; true when they do. */
  leave(): boolean {
    const { frames } = this.state;
    const isKept = frames.every((frame) => this.#tools.shelf.program(frame.program).resumable);
    this.state = { ...this.state, frames: [], question: null };
    if (isKept) this.state.left = { frames, at: this.#now.toISOString() };
    return isKept;
  }

  /** True when a question waits that must be come back to; a soft one lets go. */
  isHeld(): boolean {
    const here = standing(this.state, this.surroundings);
    return here !== null && !("choose" in here.node && here.node.soft === true);
  }

  /** A wait is over: its flow goes on, above a question that holds the conversation. */
  async due(wait: string): Promise<void> {
    if (!this.isHeld()) this.state = { ...this.state, frames: [], question: null };
    await this.move({ kind: "due", wait });
  }

  /** Takes up what was left in the middle, above a question that waits. */
  async takeUp(): Promise<void> {
    const { left, ...state } = this.state;
    if (left === undefined) return;
    this.state = { ...state, frames: [...state.frames, ...left.frames] };
    await this.move({ kind: "again" });
  }

  /** True when a question was answered before the one that waits. */
  canGoBack(): boolean {
    return this.state.frames.some((frame) => (frame.path ?? []).length > 0);
  }

  /** Says the waiting question again. */
  repeat(): void {
    const here = standing(this.state, this.surroundings);
    if (here === null || !isQuestion(here.node)) return;
    const frames = this.state.frames.slice(0, -1);
    const again = proceed(
      { ...this.state, frames: [...frames, { ...here.frame, attempts: 0 }] },
      { kind: "again" },
      this.surroundings,
    );
    this.state = again.state;
    for (const effect of again.effects) this.#deeds.collect(effect);
  }

  /** Tells a person whose conversation an operator ended. */
  tellEnded(): void {
    if (this.state.ended === undefined) return;
    delete this.state.ended;
    this.phrase("ended");
  }

  /** Says one of the words that every flow shares. */
  phrase(name: keyof Writing["phrases"]): void {
    this.say(this.phrases[name], `phrases.${name}`);
  }

  /** Says a text; `key` names it for authors. */
  say(text: string, key: string): void {
    this.remind({ ...PLAIN, text }, key, {});
  }

  /** Says something without moving the conversation. */
  remind(content: OutgoingContent, key: string, values: FlowValues): void {
    this.#deeds.say(content, key, values);
  }

  /** Writes what the turn did; `words` go with a ticket. The outbox rows of what is said. */
  async commit(
    words: string | null,
    kind: OutboxKind,
    expiresAt: Date | null = null,
  ): Promise<string[]> {
    const queued = await this.#deeds.write(this.state, {
      tx: this.#tx,
      caller: this.#caller,
      now: this.#now,
      kind,
      expiresAt,
      words,
      fileId: this.fileId,
      counts: !this.isDraft,
      writing: this.#writing,
    });
    const program = this.state.frames.at(-1)?.program ?? null;
    await writeSession(
      this.#tx,
      this.#caller.identityId,
      program,
      storedSession(this.state),
      this.#now,
    );
    this.#tools.watch?.(
      this.#caller,
      this.#deeds.trace.finish(this.state, standing(this.state, this.surroundings)),
    );
    return queued;
  }

  readonly #notePassed: NonNullable<Surroundings["passed"]> = (program, node, way) =>
    this.#deeds.trace.passed(program.flow, node, way);

  get #writing(): Writing {
    return this.#tools.writing[this.#language];
  }

  get #language(): Language {
    return this.#caller.language ?? "es";
  }

  #worded(flow: string, node: string, language: Language, values: FlowValues): string {
    const { shelf, writing } = this.#tools;
    const words = shelf.program(shelf.current(flow, this.isDraft)).words[language][node];
    if (words === undefined) throw new Error(`no words for ${flow}.${node}`);
    return writeText(words.say, values, writing[language], limaDay(this.#now));
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
        worded: (flow, node, language, values) => this.#worded(flow, node, language, values),
      },
      call.inputs,
    );
    this.#deeds.trace.called(call.action, result.outcome);
    return { kind: "outcome", outcome: result.outcome, values: result.values ?? {} };
  }
}
