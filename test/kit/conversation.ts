import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textWithChoices } from "../../src/channels/menu.ts";
import { actions as shippedActions } from "../../src/actions.ts";
import { withdraw } from "../../src/conversation/withdraw.ts";
import type { Action } from "../../src/core/action.ts";
import type { Purpose } from "../../src/core/caller.ts";
import { newId } from "../../src/core/ids.ts";
import type { Language } from "../../src/core/language.ts";
import { addDays, limaDay, limaInstant, type LimaDay } from "../../src/core/lima.ts";
import type { InboundContent, OutgoingContent } from "../../src/core/message.ts";
import { sessionFrom } from "../../src/flow/storing.ts";
import { writeProblem } from "../../src/flow/source.ts";
import { writeText } from "../../src/flow/writing.ts";
import { readSession } from "../../src/store/sessions.ts";
import { compileFlows } from "../../src/library.ts";
import { remind } from "../../src/modules/milk/reminders.ts";
import type { Connection, Value } from "../../src/store/connection.ts";
import {
  insertFamily,
  insertIdentity,
  insertPerson,
  insertReport,
} from "../../src/rehearsal/cast.ts";
import { openStage } from "../../src/rehearsal/stage.ts";
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
  const acts: string[] = [];
  const actions = script(new Map([...shippedActions].map(([name, act]) => [name, noting(act)])));
  const start = limaInstant(TODAY, 7 * 60);
  const stage = await openStage({ store, root: ".", actions, now: start });
  const { clock, lexicon, turns, traces, stops } = stage;
  const { now } = clock;
  const { programs } = compileFlows(".", actions, lexicon);
  await stage.publish(programs, { by: "test", note: null });

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

  function ask<Row>(sql: string, ...values: Value[]): Promise<Row[]> {
    return store.read((connection) => connection.query<Row>(sql, ...values));
  }

  function villager(identity: { id: string; address: string }, familyId = "", personId = "") {
    const phone = stage.phone(identity);
    const hears = async (): Promise<string[]> => (await phone.hears()).map(textWithChoices);
    async function sends(content: InboundContent, sentAt = now()): Promise<string[]> {
      await phone.sends(content, { sentAt });
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
      heard: phone.heard,
      presses(label) {
        const press = phone.button(label);
        if (press === null) throw new Error(`no button ${label}`);
        return sends(press);
      },
    };
    return self;
  }

  async function newIdentity(personId: string | null): Promise<{ id: string; address: string }> {
    const identity = { id: newId(), address: newId() };
    await store.transaction((tx) => insertIdentity(tx, identity, personId, now()));
    return identity;
  }

  async function newPerson(familyId: string, options: FamilyOptions): Promise<Villager> {
    const { language = "es", name = "Rosa Quispe Mamani" } = options;
    const { purposes = ["reports", "reminders"] } = options;
    const personId = newId();
    const person = { id: personId, familyId, name, language };
    await store.transaction((tx) => insertPerson(tx, person, purposes, now()));
    return villager(await newIdentity(personId), familyId, personId);
  }

  return {
    store,
    stage,
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
    now,
    /** Moves the clock to an hour of a day, Lima time. */
    at(day: LimaDay, time: string): void {
      const [hours, minutes] = time.split(":").map(Number);
      stage.moveTo(limaInstant(day, (hours ?? 0) * 60 + (minutes ?? 0)));
    },
    later({ days = 0, hours = 0, minutes = 0 }): void {
      stage.moveTo(new Date(now().getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000));
    },
    async newFamily(options: FamilyOptions = {}): Promise<Villager> {
      const familyId = newId();
      await store.transaction(async (tx) => {
        await insertFamily(tx, familyId, options.cows ?? null, now());
        for (const [index, litres] of (options.history ?? []).entries())
          await insertReport(tx, familyId, addDays(limaDay(now()), -1 - index), litres);
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
        return await stage.publish(compiled.programs, { by: "Ana", note: "a change" });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    /** Where somebody's conversation stands, innermost last. */
    async frames({ identityId }: Villager): Promise<{ program: string; node: string }[]> {
      const stored = await store.read((connection) => readSession(connection, identityId));
      const { frames } = sessionFrom(stored?.state);
      return frames.map(({ program, node }) => ({ program, node }));
    },
    /** The hash in force of a flow. */
    published: (flow: string) => stage.shelf().current(flow),
    /** Takes conversations out of a version, as `flows move` and `flows end` do. */
    withdraw: (hash: string, into: "published" | "end") =>
      withdraw(store, hash, into, { by: "Ana", note: "a mistake in it" }, clock),
    ringTimers: stage.ringTimers,
    remind: (sent: () => void = () => undefined) =>
      remind({
        store,
        clock,
        attention: 3,
        sent,
        write(language, name) {
          const shelf = stage.shelf();
          const template = shelf.program(shelf.current("milk_reminder")).words[language]["remind"];
          const values = { name: { type: "text" as const, text: name } };
          const text = writeText(
            template?.say ?? "",
            values,
            stage.tools.writing[language],
            limaDay(now()),
          );
          return { text, choices: [], listed: false, question: null, picture: null };
        },
      }),
    close: () => opened.remove(),
  };
}
