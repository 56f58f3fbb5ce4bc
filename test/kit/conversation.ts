import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textWithChoices } from "../../src/channels/menu.ts";
import { actions as shippedActions } from "../../src/app.ts";
import { drain, type DrainTools } from "../../src/conversation/drain.ts";
import { openShelf, publishPrograms } from "../../src/conversation/shelf.ts";
import type { TurnTrace } from "../../src/conversation/trace.ts";
import { withdraw } from "../../src/conversation/withdraw.ts";
import { ringTimers } from "../../src/conversation/timers.ts";
import type { Action } from "../../src/core/action.ts";
import type { Purpose } from "../../src/core/caller.ts";
import type { Channel } from "../../src/core/channel.ts";
import { newId } from "../../src/core/ids.ts";
import type { Language } from "../../src/core/language.ts";
import { addDays, limaDay, limaInstant, type LimaDay } from "../../src/core/lima.ts";
import type { InboundContent, OutgoingContent } from "../../src/core/message.ts";
import type { SessionState } from "../../src/flow/session.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { writeText } from "../../src/flow/writing.ts";
import { readSession } from "../../src/store/sessions.ts";
import { makeHearing } from "../../src/hearing.ts";
import { makeReceive } from "../../src/inbox/receive.ts";
import { compileFlows, readLexicon, readWriting } from "../../src/library.ts";
import { remind } from "../../src/modules/milk/reminders.ts";
import { makeDeliver } from "../../src/outbox/deliver.ts";
import type { Connection, Value } from "../../src/store/connection.ts";
import { normalisedAnswer } from "../../src/understanding/control-words.ts";
import { insertFamily, insertIdentity, insertPerson, insertReport } from "./rows.ts";
import { newStore, type databases } from "./store.ts";

/** The day on which every story begins: a Monday. */
export const TODAY: LimaDay = "2026-11-23";

export interface FamilyOptions {
  language?: Language;
  name?: string;
  /** Purposes agreed to; both of the first contact when left out. */
  purposes?: Purpose[];
  cows?: number;
  /** Litres of the days before today, yesterday first. */
  history?: number[];
}

/** Somebody with a phone. `familyId` is empty for a stranger. */
export interface Villager {
  identityId: string;
  address: string;
  familyId: string;
  personId: string;
  /** Writes, and hears what comes back: each message as a phone shows it. */
  says(text: string): Promise<string[]>;
  sends(content: InboundContent, sentAt?: Date): Promise<string[]>;
  /** Presses a button of any message heard so far, the newest that has such a label. */
  presses(label: string): Promise<string[]>;
  /** What came since the last look, without writing anything. */
  hears(): Promise<string[]>;
  /** Every message ever heard, newest last. */
  heard(): OutgoingContent[];
}

/** How a figure stands in the book, in litres. */
export interface StoredDay {
  day: LimaDay;
  litres: number;
  morning: number | null;
  evening: number | null;
}

export type Village = Awaited<ReturnType<typeof openVillage>>;
type ActionMap = ReadonlyMap<string, Action<Connection>>;

/** The real conversation on a real database, with a clock that stands still until it is moved. */
export async function openVillage(
  kind: (typeof databases)[number] = "sqlite",
  script: (actions: ActionMap) => ActionMap = (actions) => actions,
) {
  const { store, url, ...opened } = await newStore(kind);
  let now = limaInstant(TODAY, 7 * 60);
  const clock = { now: () => now };
  const acts: string[] = [];
  const turns: string[] = [];
  const actions = script(new Map([...shippedActions].map(([name, act]) => [name, noting(act)])));
  const lexicon = readLexicon(".");
  const writing = readWriting(".");
  const shelf = await openShelf(store, normalisedAnswer);
  const { programs } = compileFlows(".", actions, lexicon);
  await publishPrograms(store, programs, { by: "test", note: null }, clock);
  await shelf.refresh();
  const stops: string[] = [];
  const traces: TurnTrace[] = [];
  const mailbox = new Map<string, OutgoingContent[]>();
  let messages = 0;

  function noting(action: Action<Connection>): Action<Connection> {
    return {
      ...action,
      async run(call, inputs) {
        const result = await action.run(call, inputs);
        acts.push(`${action.name} ${result.outcome}`);
        return result;
      },
    };
  }

  const tools: DrainTools = {
    store,
    clock,
    shelf,
    writing,
    actions,
    ear: makeHearing(lexicon, shelf),
    watch: (_identityId, trace) => traces.push(trace),
    stopped: (_flow, reason) => stops.push(reason),
    sent: () => undefined,
    counted: (result) => turns.push(result),
  };
  const receive = makeReceive({ store, clock, arrived: () => undefined, counted: () => undefined });
  const phone: Channel = {
    name: "simulator",
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    typing: () => Promise.resolve(),
    ready: () => true,
    send({ address, content }) {
      mailbox.set(address, [...(mailbox.get(address) ?? []), content]);
      return Promise.resolve({ providerId: newId() });
    },
  };
  const deliver = makeDeliver({
    store,
    clock,
    channel: () => phone,
    draw: () => Promise.resolve(new Uint8Array()),
    later: () => undefined,
    counted: () => undefined,
  });

  function ask<Row>(sql: string, ...values: Value[]): Promise<Row[]> {
    return store.read((connection) => connection.query<Row>(sql, ...values));
  }

  function villager(identity: { id: string; address: string }, familyId = "", personId = "") {
    const read = { count: 0 };
    const heard = (): OutgoingContent[] => mailbox.get(identity.address) ?? [];
    async function hears(): Promise<string[]> {
      await deliver(identity.id);
      const fresh = heard().slice(read.count);
      read.count += fresh.length;
      return fresh.map(textWithChoices);
    }
    async function sends(content: InboundContent, sentAt = now): Promise<string[]> {
      messages += 1;
      const providerId = `m${messages}`;
      await receive([
        {
          channel: "simulator",
          providerId,
          address: identity.address,
          sentAt,
          sequence: messages,
          content,
          languageHint: null,
        },
      ]);
      await drained(identity.id);
      return hears();
    }
    const self: Villager = {
      identityId: identity.id,
      address: identity.address,
      familyId,
      personId,
      says: (text) => sends({ kind: "text", text }),
      sends,
      hears,
      heard,
      presses(label) {
        const offered = heard().findLast((one) => one.choices.some((it) => it.label === label));
        const value = offered?.choices.find((choice) => choice.label === label)?.value;
        if (offered === undefined || value === undefined) throw new Error(`no button ${label}`);
        return sends({ kind: "press", question: offered.question ?? "", value });
      },
    };
    return self;
  }

  /** Tries again as the queue does. */
  async function drained(identityId: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await drain(tools, identityId);
      } catch (error) {
        if (tries === 4) throw error;
      }
    }
  }

  async function newIdentity(personId: string | null): Promise<{ id: string; address: string }> {
    const identity = { id: newId(), address: newId() };
    await store.transaction((tx) => insertIdentity(tx, identity, personId, now));
    return identity;
  }

  async function newPerson(familyId: string, options: FamilyOptions): Promise<Villager> {
    const { language = "es", name = "Rosa Quispe Mamani" } = options;
    const { purposes = ["reports", "reminders"] } = options;
    const personId = newId();
    const person = { id: personId, familyId, name, language };
    await store.transaction((tx) => insertPerson(tx, person, purposes, now));
    return villager(await newIdentity(personId), familyId, personId);
  }

  return {
    store,
    /** Address of the database. */
    url,
    ask,
    /** `action outcome` of everything run so far, oldest first. */
    acts,
    /** What became of each turn: done, failed, set_aside. */
    turns,
    /** What each turn did, oldest first. */
    traces,
    /** Reasons of the brakes that stopped a conversation. */
    stops,
    now: () => now,
    /** Moves the clock to an hour of a day, Lima time. */
    at(day: LimaDay, time: string): void {
      const [hours, minutes] = time.split(":").map(Number);
      now = limaInstant(day, (hours ?? 0) * 60 + (minutes ?? 0));
    },
    later({ days = 0, hours = 0, minutes = 0 }): void {
      now = new Date(now.getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000);
    },
    async newFamily(options: FamilyOptions = {}): Promise<Villager> {
      const familyId = newId();
      await store.transaction(async (tx) => {
        await insertFamily(tx, familyId, options.cows ?? null, now);
        for (const [index, litres] of (options.history ?? []).entries())
          await insertReport(tx, familyId, addDays(limaDay(now), -1 - index), litres);
      });
      return newPerson(familyId, options);
    },
    /** Another person of the family, with a phone of their own. */
    relative: (of: Villager, options: FamilyOptions = {}) => newPerson(of.familyId, options),
    /** A phone nobody knows. */
    stranger: async () => villager(await newIdentity(null)),
    /** The figures in force, oldest first. */
    async stored({ familyId }: Villager): Promise<StoredDay[]> {
      const rows = await ask<Record<"total_ml" | "morning_ml" | "evening_ml", number | null>>(
        "SELECT day, total_ml, morning_ml, evening_ml FROM milk_day WHERE family_id = $1 ORDER BY day",
        familyId,
      );
      const litres = (ml: number | null): number | null => (ml === null ? null : ml / 1000);
      return rows.map((row) => ({
        day: (row as unknown as { day: LimaDay }).day,
        litres: litres(row.total_ml) ?? 0,
        morning: litres(row.morning_ml),
        evening: litres(row.evening_ml),
      }));
    },
    /** Reasons of the tickets somebody's words opened. */
    async tickets({ identityId }: Villager): Promise<string[]> {
      const sql = "SELECT reason FROM ticket WHERE identity_id = $1 ORDER BY id";
      return (await ask<{ reason: string }>(sql, identityId)).map((row) => row.reason);
    },
    /** Purposes somebody agrees to at the moment. */
    async agrees({ personId }: Villager): Promise<string[]> {
      const sql = "SELECT purpose FROM consent WHERE person_id = $1 AND current AND granted";
      return (await ask<{ purpose: string }>(sql, personId)).map((row) => row.purpose).sort();
    },
    /** Publishes the shipped flows with every file of an area changed, as an operator does. */
    async publish(area: string, change: (text: string, file: string) => string): Promise<string[]> {
      const folder = mkdtempSync(join(tmpdir(), "kallpanchis-flows-"));
      try {
        for (const part of ["flows", "locales"])
          cpSync(part, join(folder, part), { recursive: true });
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
        for (const file of files.filter((name) => name.includes(area) && name.endsWith(".yaml"))) {
          const path = join(folder, file);
          writeFileSync(path, change(readFileSync(path, "utf8"), file));
        }
        const compiled = compileFlows(folder, actions, lexicon);
        if (compiled.programs.length === 0)
          throw new Error(compiled.problems.map(writeProblem).join("\n"));
        const publisher = { by: "Ana", note: "a change" };
        const flows = await publishPrograms(store, compiled.programs, publisher, clock);
        await shelf.refresh();
        return flows;
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    /** Where somebody's conversation stands, innermost last. */
    async frames({ identityId }: Villager): Promise<{ program: string; node: string }[]> {
      const stored = await store.read((connection) => readSession(connection, identityId));
      const { frames } = JSON.parse(stored?.state ?? "{}") as SessionState;
      return frames.map(({ program, node }) => ({ program, node }));
    },
    /** The hash in force of a flow. */
    published: (flow: string) => shelf.current(flow),
    /** Takes conversations out of a version, as `flows move` and `flows end` do. */
    withdraw: (hash: string, into: "published" | "end") =>
      withdraw(store, hash, into, { by: "Ana", note: "a mistake in it" }, clock),
    ringTimers: () => ringTimers(tools),
    remind: (sent: () => void = () => undefined) =>
      remind({
        store,
        clock,
        sent,
        write(language, name) {
          const template = shelf.program(shelf.current("milk_reminder")).words[language]["remind"];
          const values = { name: { type: "text" as const, text: name } };
          const text = writeText(template?.say ?? "", values, writing[language], limaDay(now));
          return { text, choices: [], listed: false, question: null, picture: null };
        },
      }),
    close: () => opened.remove(),
  };
}
