import { newId } from "../core/ids.ts";
import type { Language } from "../core/language.ts";
import { addDays, limaDay, limaInstant } from "../core/lima.ts";
import type { InboundContent, OutgoingContent } from "../core/message.ts";
import { begin } from "../conversation/begin.ts";
import type { TurnTrace } from "../conversation/trace.ts";
import { durationMs } from "../flow/nodes.ts";
import { newSession } from "../flow/session.ts";
import { storedSession } from "../flow/storing.ts";
import { writeSession } from "../store/sessions.ts";
import { joinPhone } from "../store/sharing.ts";
import {
  emptyMarket,
  insertFamily,
  insertIdentity,
  insertPerson,
  insertReport,
  insertRoles,
} from "./cast.ts";
import { mismatchesOf, type Mismatch } from "./expect.ts";
import { takeOff } from "./ledger.ts";
import { valuesOf } from "../flow/notation.ts";
import type { Services } from "./services.ts";
import { spokenIn, type Script, type ScriptPerson, type Step } from "./script.ts";
import type { Phone, Stage } from "./stage.ts";
import { passTime, waitForTimer } from "./time.ts";

/** What a conversation is played with. */
export interface Rehearsal {
  stage: Stage;
  services: Services;
  /** Publishes the flows with words replaced. */
  publishChanged: (replaced: Record<string, string>) => Promise<void>;
  /** Puts the flows of the files in force again. */
  publishFiles: () => Promise<void>;
}

/** What happened in a step. */
export interface Scene {
  line: number;
  /** What was done, in the words of the script: `says 12`. */
  deed: string;
  heard: OutgoingContent[];
  traces: TurnTrace[];
}

/** How one conversation went in one language; empty mismatches are a success. */
export interface Performance {
  script: Script;
  language: Language;
  scenes: Scene[];
  mismatches: Mismatch[];
  faults: string[];
}

/** Plays a conversation from its beginning to its end, or to the first step that is not as expected. */
export async function play(
  rehearsal: Rehearsal,
  script: Script,
  language: Language,
): Promise<Performance> {
  const { stage, services } = rehearsal;
  const [day = "", time = ""] = script.test.at.split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  stage.moveTo(limaInstant(day, hours * 60 + minutes));
  const player = new Player(rehearsal, language, await enter(stage, script.test.person, language));
  const performance: Performance = { script, language, scenes: [], mismatches: [], faults: [] };
  const faultsBefore = stage.faults.length;
  try {
    for (const [index, step] of script.test.talk.entries()) {
      const { scene, mismatches } = await player.step(step, script.stepLines[index] ?? 0);
      performance.scenes.push(scene);
      performance.mismatches = mismatches;
      if (mismatches.length > 0) break;
    }
  } finally {
    services.forget();
    await player.leave();
  }
  performance.faults = stage.faults.slice(faultsBefore);
  return performance;
}

/** Somebody with a phone comes on the stage, of a new family unless nobody knows them. */
async function enter(stage: Stage, person: ScriptPerson, language: Language): Promise<Phone> {
  const now = stage.clock.now();
  const identity = { id: newId(), address: newId() };
  await stage.store.transaction(async (tx) => {
    await emptyMarket(tx);
    if (person.unknown === true) return insertIdentity(tx, identity, null, now);
    const familyId = newId();
    const name = person.name ?? "Rosa Quispe Mamani";
    const self = { id: newId(), familyId, name, language };
    await insertFamily(tx, familyId, person.cows ?? null, now);
    for (const [index, litres] of (person.history ?? []).entries())
      await insertReport(tx, familyId, addDays(limaDay(now), -1 - index), litres);
    await insertPerson(tx, self, person.agrees ?? ["reports", "reminders"], now);
    await insertRoles(tx, self.id, person.roles ?? []);
    await insertIdentity(tx, identity, self.id, now);
    for (const other of person.shares ?? []) {
      const sharer = { id: newId(), familyId, name: other, language };
      await insertPerson(tx, sharer, person.agrees ?? ["reports", "reminders"], now);
      await joinPhone(tx, identity.id, sharer.id, now);
    }
    if (person.first_time !== true)
      await writeSession(tx, identity.id, null, storedSession(newSession()), now);
  });
  return stage.phone(identity);
}

/** One person's part of a conversation. */
class Player {
  readonly #rehearsal: Rehearsal;
  readonly #language: Language;
  readonly #phone: Phone;
  /** The newest trace: where the conversation stands. */
  #trace: TurnTrace | null = null;
  #last: { content: InboundContent; providerId: string } | null = null;
  #published = false;

  constructor(rehearsal: Rehearsal, language: Language, phone: Phone) {
    this.#rehearsal = rehearsal;
    this.#language = language;
    this.#phone = phone;
  }

  async step(step: Step, line: number): Promise<{ scene: Scene; mismatches: Mismatch[] }> {
    const { stage } = this.#rehearsal;
    const tracesBefore = stage.traces.length;
    const trouble = await this.#do(step);
    const heard = await this.#phone.hears();
    const { identityId } = this.#phone;
    const traces = stage.traces.slice(tracesBefore).filter((one) => one.identityId === identityId);
    this.#trace = traces.at(-1) ?? this.#trace;
    const scene = { line, deed: deedOf(step, this.#language), heard, traces };
    if (trouble !== null) return { scene, mismatches: [trouble] };
    const situation = { identityId, store: stage.store, now: this.#trace };
    return { scene, mismatches: await mismatchesOf(step, this.#language, scene, situation) };
  }

  /** Takes the person off the stage, so that nothing of theirs happens later. */
  async leave(): Promise<void> {
    const { stage, publishFiles } = this.#rehearsal;
    await stage.store.transaction((tx) => takeOff(tx, this.#phone.identityId));
    if (this.#published) await publishFiles();
  }

  /** Does what the step says; what kept it from being done, null when nothing did. */
  async #do(step: Step): Promise<Mismatch | null> {
    const { stage, services } = this.#rehearsal;
    if (step.says !== undefined) return this.#sends(textOf(spokenIn(step.says, this.#language)));
    if (step.presses !== undefined) return this.#presses(spokenIn(step.presses, this.#language));
    if (step.sends !== undefined) return this.#sends(WORDLESS[step.sends]);
    if (step.reorder !== undefined)
      return this.#reorders(step.reorder.map((text) => spokenIn(text, this.#language)));
    if (step.redeliver === true) return this.#redelivers();
    if (step.starts !== undefined) return this.#starts(step.starts);
    if (step.service !== undefined) {
      const [action = "", outcome = ""] = step.service.split(" -> ");
      const known = stage.tools.actions.get(action);
      if (known === undefined || !(known.outcomes.includes(outcome) || outcome === "fails"))
        return {
          about: "service",
          wanted: ["an action and one of its outcomes"],
          got: [step.service],
        };
      services.answer(action, outcome, valuesOf(step.gives ?? {}, stage.clock.now()));
    }
    if (step.advance !== undefined) {
      const until = new Date(stage.clock.now().getTime() + durationMs(step.advance));
      await passTime(stage, this.#phone, until);
    }
    if (step.silence === true) return this.#waits();
    if (step.restart === true) await stage.restart();
    if (step.publish !== undefined) {
      this.#published = true;
      await this.#rehearsal.publishChanged(step.publish);
    }
    return null;
  }

  async #sends(content: InboundContent): Promise<null> {
    this.#last = { content, providerId: await this.#phone.sends(content) };
    return null;
  }

  async #presses(label: string): Promise<Mismatch | null> {
    const press = this.#phone.button(label);
    if (press !== null) return this.#sends(press);
    const labels = this.#phone.heard().flatMap((one) => one.choices.map((it) => it.label));
    return { about: "button", wanted: [label], got: [...new Set(labels.slice(-12))] };
  }

  async #reorders(texts: string[]): Promise<null> {
    const { stage } = this.#rehearsal;
    const first = stage.clock.now().getTime();
    const written = texts.map((text, index) => ({
      text,
      sentAt: new Date(first + index * 1000),
    }));
    stage.moveTo(new Date(first + texts.length * 1000));
    for (const { text, sentAt } of written.toReversed())
      await this.#phone.stores(textOf(text), { sentAt });
    await stage.handle(this.#phone.identityId);
    return null;
  }

  async #redelivers(): Promise<Mismatch | null> {
    if (this.#last === null)
      return { about: "redeliver", wanted: ["a message sent before"], got: [] };
    const { content, providerId } = this.#last;
    await this.#phone.sends(content, { providerId });
    return null;
  }

  async #starts(starts: NonNullable<Step["starts"]>): Promise<Mismatch | null> {
    const { stage } = this.#rehearsal;
    const { flow, with: given } = typeof starts === "string" ? { flow: starts, with: {} } : starts;
    const values = valuesOf(given, stage.clock.now());
    const to = { identityId: this.#phone.identityId, personId: null };
    const beginning = { ...to, flow, values, kind: "nudge" as const, expiresAt: null };
    const said = await stage.store.transaction((tx) => begin(stage.tools, tx, beginning));
    return said === null
      ? { about: "starts", wanted: [flow], got: ["the person is in the middle of a question"] }
      : null;
  }

  async #waits(): Promise<Mismatch | null> {
    return (await waitForTimer(this.#rehearsal.stage, this.#phone))
      ? null
      : { about: "silence", wanted: ["a timer that rings"], got: ["nothing waits for its time"] };
  }
}

const WORDLESS: Record<NonNullable<Step["sends"]>, InboundContent> = {
  picture: { kind: "media", media: "picture", caption: "", file: "a-file" },
  voice: { kind: "media", media: "voice", caption: "", file: "a-file" },
  video: { kind: "media", media: "video", caption: "", file: "a-file" },
  document: { kind: "media", media: "document", caption: "", file: "a-file" },
  sticker: { kind: "sticker", emoji: "👍" },
  contact: { kind: "contact", phone: "999888777", own: false },
  location: { kind: "location", latitude: -13.47, longitude: -72.15 },
};

function textOf(text: string): InboundContent {
  return { kind: "text", text };
}

/** A step's deed in the words of the script. */
function deedOf(step: Step, language: Language): string {
  if (step.says !== undefined) return `says ${spokenIn(step.says, language)}`;
  if (step.presses !== undefined) return `presses ${spokenIn(step.presses, language)}`;
  if (step.reorder !== undefined)
    return `reorder ${step.reorder.map((text) => spokenIn(text, language)).join(" · ")}`;
  if (step.starts !== undefined)
    return `starts ${typeof step.starts === "string" ? step.starts : step.starts.flow}`;
  for (const name of ["sends", "service", "advance"] as const)
    if (step[name] !== undefined) return `${name} ${step[name]}`;
  return ["redeliver", "silence", "restart", "publish"].find((name) => name in step) ?? "";
}
