import { importFamilies, type ImportReport } from "../../../../src/modules/people/roster/import.ts";
import type { RosterRow } from "../../../../src/modules/people/roster/row.ts";
import type { Value } from "../../../../src/store/connection.ts";
import { newStore, type databases } from "../../../kit/store.ts";

export const NOW = new Date("2026-11-23T15:00:00.000Z");
export const EARLIER = "2026-11-20T15:00:00.000Z";
export const NONE = { created: 0, updated: 0, unchanged: 0 };

/** A row as the roster file gives it; each row is another person of another family. */
export function person(row: number, said: Partial<RosterRow> = {}): RosterRow {
  return {
    row,
    familyCode: `F-${row}`,
    familyName: "Quispe Mamani",
    personName: `Rosa Quispe ${row}`,
    sex: null,
    birthYear: null,
    phone: `+519840000${String(row).padStart(2, "0")}`,
    telegramId: null,
    language: null,
    community: null,
    district: null,
    municipality: null,
    association: null,
    roles: [],
    dni: null,
    purposes: null,
    ...said,
  };
}

export const ZURITE = { district: "Zurite", municipality: "Anta" };

/** A database, an import into it, and what stands in it afterwards. */
export type ImportBench = Awaited<ReturnType<typeof openBench>>;

/** A new database of the kind, seen with the eyes of an operator. */
export async function openBench(kind: (typeof databases)[number]) {
  const opened = await newStore(kind);
  const { store } = opened;
  return {
    store,
    load,
    ask,
    names,
    write,
    empty,
    registersAlone,
    reports,
    consents,
    personId,
    inForce,
    milk,
    close: () => opened.remove(),
  };

  function empty(): Promise<void> {
    return store.transaction(async (tx) => {
      const tables =
        "milk_day milk_report container identity consent person_role person family community association district municipality";
      for (const table of tables.split(" ")) await tx.run(`DELETE FROM ${table}`);
    });
  }
  function load(rows: RosterRow[], dryRun = false): Promise<ImportReport> {
    return importFamilies(store, rows, { file: "roster.csv", now: NOW, dryRun });
  }
  function ask<Row>(sql: string, ...values: Value[]): Promise<Row[]> {
    return store.read((connection) => connection.query<Row>(sql, ...values));
  }
  function names(table: string): Promise<string[]> {
    return ask<{ name: string }>(`SELECT name FROM ${table} ORDER BY name`).then((rows) =>
      rows.map((row) => row.name),
    );
  }
  function write(sql: string, ...values: Value[]): Promise<number> {
    return store.transaction((tx) => tx.run(sql, ...values));
  }
  /** Somebody who wrote by chat before the roster came: as the people and milk modules keep it. */
  async function registersAlone(told: {
    channel?: string;
    address: string;
    name?: string;
    days?: [string, number][];
    porongoMl?: number;
  }): Promise<void> {
    const { channel = "telegram", address, name = "", days = [], porongoMl } = told;
    await write(
      "INSERT INTO family (id, code, name, association_told, created_at) VALUES ($1, $2, '', 'Los de abajo', $3)",
      `f${address}`,
      `N-${address}`,
      EARLIER,
    );
    await write(
      "INSERT INTO person (id, family_id, name, language, created_at) VALUES ($1, $2, $3, 'qu', $4)",
      `p${address}`,
      `f${address}`,
      name,
      EARLIER,
    );
    await write("INSERT INTO person_role (person_id, role) VALUES ($1, 'producer')", `p${address}`);
    await write(
      "INSERT INTO identity (id, channel, address, person_id, language, created_at) VALUES ($1, $2, $3, $4, 'qu', $5)",
      `i${address}`,
      channel,
      address,
      `p${address}`,
      EARLIER,
    );
    await consents(`p${address}`, "reports", true, "¿Aceptas?", EARLIER);
    for (const [day, ml] of days) await reports(`f${address}`, `p${address}`, day, ml);
    if (porongoMl !== undefined)
      await write(
        "INSERT INTO container (family_id, unit, size_ml, at) VALUES ($1, 'porongo', $2, $3)",
        `f${address}`,
        porongoMl,
        EARLIER,
      );
  }
  async function reports(
    familyId: string,
    personId: string | null,
    day: string,
    ml: number,
  ): Promise<void> {
    const id = `${familyId}-${day}`;
    await write(
      "INSERT INTO milk_report (id, family_id, person_id, day, act, total_ml, reported_at, channel, message_id, act_key) VALUES ($1, $2, $3, $4, 'recorded', $5, $6, 'telegram', 'm', $1)",
      id,
      familyId,
      personId,
      day,
      ml,
      EARLIER,
    );
    await write(
      "INSERT INTO milk_day (family_id, day, total_ml, report_id, source, channel, message_id, reported_at) VALUES ($1, $2, $3, $4, 'chat', 'telegram', 'm', $5)",
      familyId,
      day,
      ml,
      id,
      EARLIER,
    );
  }
  async function consents(
    personId: string,
    purpose: string,
    granted: boolean,
    words: string,
    at: string,
  ): Promise<void> {
    await write(
      'UPDATE consent SET "current" = false WHERE person_id = $1 AND purpose = $2',
      personId,
      purpose,
    );
    await write(
      'INSERT INTO consent (id, person_id, purpose, granted, words, at, "current") VALUES ($1, $2, $3, $4, $5, $6, true)',
      `${personId}-${purpose}-${at}`,
      personId,
      purpose,
      granted,
      words,
      at,
    );
  }
  async function personId(name: string): Promise<string> {
    const [found] = await ask<{ id: string }>("SELECT id FROM person WHERE name = $1", name);
    return found?.id ?? "";
  }
  async function inForce(name: string): Promise<string[]> {
    const rows = await ask<{ purpose: string }>(
      'SELECT purpose FROM consent WHERE "current" AND granted AND person_id = $1 ORDER BY purpose',
      await personId(name),
    );
    return rows.map((row) => row.purpose);
  }

  async function milk(): Promise<unknown[]> {
    const rows = await ask<{ code: string; day: string; total_ml: number }>(
      "SELECT f.code, d.day, d.total_ml FROM milk_day d JOIN family f ON f.id = d.family_id ORDER BY f.code, d.day",
    );
    return rows.map((row) => [row.code, row.day, row.total_ml]);
  }
}
