import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { participantSheet } from "../../../src/commands/participant-sheet.ts";
import { makePdf } from "../../../src/documents/pdf.ts";
import {
  exportGroups,
  exportParticipants,
  exportTrainings,
  GROUP_COLUMNS,
  PARTICIPANT_COLUMNS,
  TRAINING_COLUMNS,
  trainingLists,
  type Grouping,
  type TrainingList,
} from "../../../src/modules/trainings/export.ts";
import { importAttendance } from "../../../src/modules/trainings/import.ts";
import { accept } from "../../../src/modules/trainings/places.ts";
import { insertTraining } from "../../../src/modules/trainings/store.ts";
import type { Store } from "../../../src/store/connection.ts";
import { openStore } from "../../../src/store/open.ts";
import { readTableFile } from "../../../src/tables/read-table.ts";
import { tableBytes } from "../../../src/tables/tables.ts";
import { runCommand } from "../../kit/service.ts";

const ROSTER = `family_code,family_name,person_name,sex,birth_year,telegram_id,language,community,district,municipality,association,consent
F-1,=cmd,Rosa Quispe,F,1990,1,es,Pampaccasa,Anta,Anta,Sumaq Ñan,yes
F-1,=cmd,"=HYPERLINK(""x"")",M,1980,2,es,Pampaccasa,Anta,Anta,Sumaq Ñan,yes
F-2,Huamán,Benita Huamán,F,1950,3,qu,Pampaccasa,Anta,Anta,,yes
F-3,Mamani,Luz Mamani,F,2005,4,qu,Pampaccasa,Anta,Anta,,yes
F-4,Ccori,Ana Ccori,F,1991,5,qu,Pampaccasa,Anta,Anta,,yes
F-5,Ñahui,Elsa Ñahui,F,1992,6,qu,Pampaccasa,Anta,Anta,,yes
`;

describe("trainings at the machine", () => {
  const data = mkdtempSync(join(tmpdir(), "kallpanchis-trainings-"));
  const environment = { KALLPANCHIS_DATA: data };
  const began = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 86_400_000);
  let id = "";
  let code = "";

  let store: Store;
  const now = new Date();
  const period = { from: "2000-01-01", to: "2100-01-01" };
  const file = (name: string, text: string): string => {
    const path = join(data, name);
    writeFileSync(path, text);
    return path;
  };
  async function attendance(
    text: string,
    dryRun = false,
  ): Promise<{ problems: string[]; counts: number[] }> {
    const table = await readTableFile(new TextEncoder().encode(text));
    if ("problem" in table) throw new Error(table.problem);
    const done = await importAttendance(store, table.cells, { now, dryRun });
    return {
      problems: done.problems.map((one) => `row ${one.row}, ${one.column}: ${one.problem}`),
      counts: [done.noted, done.taken, done.unchanged],
    };
  }
  const rowsOf = async <Row>(rows: AsyncIterable<Row>): Promise<Row[]> => {
    const all: Row[] = [];
    for await (const row of rows) all.push(row);
    return all;
  };

  beforeAll(async () => {
    await runCommand(["import", "families", file("roster.csv", ROSTER)], environment);
    store = await openStore(`file:${join(data, "kallpanchis.db")}`, "prisma");
    const [owner] = await store.read((connection) =>
      connection.query<{ id: string }>("SELECT id FROM person WHERE name = 'Rosa Quispe'"),
    );
    const plan = { topic: "=Ordeño", about: null, place: "local", host: "Ana", capacity: 20 };
    const before = new Date(began.getTime() - 86_400_000);
    const training = await store.transaction(async (tx) => {
      const made = await insertTraining(
        tx,
        { ...plan, startsAt: began },
        owner?.id ?? "",
        "a test",
        before,
      );
      await accept(tx, made.id, owner?.id ?? "", before);
      return made;
    });
    ({ id, code } = training);
  });
  afterAll(async () => {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  });

  it("refuse a list with faults whole, and tell row, column and fix", async () => {
    const { problems, counts } = await attendance(
      `training,family_code,person_name,attended
0000,F-1,Rosa Quispe,yes
${code},F-9,,yes
${code},F-1,,yes
${code},F-1,Nadie,yes
${code},F-2,,perhaps
${code},F-3,,yes
${id},F-3,,no
`,
    );
    expect(counts).toEqual([0, 0, 0]);
    expect(problems).toEqual([
      'row 2, training: there is no training "0000"; `kallpanchis export trainings` lists them with their ids',
      'row 3, family_code: there is no family "F-9"; correct the code, or import the family first',
      'row 4, person_name: the family F-1 has several persons; write which one: =HYPERLINK("x"), Rosa Quispe',
      'row 5, person_name: the family F-1 has nobody called "Nadie"; it has =HYPERLINK("x"), Rosa Quispe',
      'row 6, attended: "perhaps": write yes or no',
      "row 8, attended: row 7 says the contrary of the same person; leave one of them",
    ]);
    expect((await attendance("name,attended\nRosa,yes\n")).problems[0]).toBe(
      "row 1, training: the column is missing; the file needs training and family_code, and may have person_name and attended",
    );
  });

  it("note a list once, however often it is brought in, and take back a no", async () => {
    const list = `training,family_code,person_name,attended
${code},F-1,rosa quispe,
${code},F-2,,sí
${code},F-3,,yes
${code},F-4,,x
${code},F-5,,
`;
    expect((await attendance(list, true)).counts).toEqual([5, 0, 0]);
    expect((await attendance(list)).counts).toEqual([5, 0, 0]);
    expect((await attendance(list.replace("F-5,,", "F-5,,no"))).counts).toEqual([0, 1, 4]);
    expect((await attendance(list)).counts).toEqual([1, 0, 4]);
  });

  it("come out as one row each, small groups hidden and formulas disarmed", async () => {
    const rows = await rowsOf(exportTrainings(store, period));
    expect(rows).toMatchObject([
      { training_id: id, topic: "=Ordeño", state: "planned", capacity: "20", yes: "1" },
    ]);
    expect(rows).toMatchObject([
      { attended: "5", women: "5", men: "0", age_30_59: "<5", age_60_plus: "<5" },
    ]);
    expect(rows).toMatchObject([
      { municipality: "Anta", organiser: "Rosa Quispe", rating_average: "" },
    ]);
    const people = {
      columns: PARTICIPANT_COLUMNS,
      rows: exportParticipants(store, period, id),
    };
    const csv = (await tableBytes(people, "csv")).toString();
    expect(csv).toContain(",F-1,Rosa Quispe,F,30-59,Pampaccasa,Sumaq Ñan,Anta,Anta,yes,yes,file");
    expect(csv).toContain("'=Ordeño");
    const trainings = { columns: TRAINING_COLUMNS, rows: exportTrainings(store, period) };
    expect((await tableBytes(trainings, "csv")).toString()).toContain("'=Ordeño");
  });

  it("are counted by group, groups under five not told", async () => {
    const by = (group: Grouping): Promise<unknown[]> => rowsOf(exportGroups(store, period, group));
    const pampa = { group: "Pampaccasa", attendances: "5", persons: "5" };
    expect(await by("community")).toEqual([pampa]);
    expect(Object.keys(pampa)).toEqual([...GROUP_COLUMNS]);
    expect(await by("age_group")).toEqual([
      { group: "30-59", attendances: "<5", persons: "<5" },
      { group: "18-29", attendances: "<5", persons: "<5" },
      { group: "60+", attendances: "<5", persons: "<5" },
    ]);
  });

  it("are printed to be signed", async () => {
    const lists: TrainingList[] = await rowsOf(trainingLists(store, period));
    const sheet = participantSheet(lists, now);
    expect(sheet.parts.find((part) => part.kind === "table")).toMatchObject({
      columns: expect.arrayContaining([{ title: "Firma o huella", share: 4.5 }]) as unknown,
      rows: expect.arrayContaining([
        ["5", "Rosa Quispe", "F-1", "Mujer", "30-59", "Pampaccasa", "Sumaq Ñan", ""],
      ]) as unknown,
    });
    expect(JSON.stringify(sheet)).toContain('["Personas distintas","5"]');
    expect((await makePdf(sheet, "assets")).subarray(0, 5).toString()).toBe("%PDF-");
    expect(participantSheet([], now).parts).toHaveLength(2);
  });

  it("are brought in and printed by commands", async () => {
    const out = join(data, "list.pdf");
    const list = file("attendance.csv", `training,family_code\n${code},F-9\n`);
    const [refused, printed] = await Promise.all([
      runCommand(["import", "attendance", list], environment),
      runCommand(["export", "participants", "--format", "pdf", "--out", out], environment),
    ]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      `problem: row 2, column family_code: there is no family "F-9"; correct the code, or import the family first\nNothing was written: 1 problems in ${list}. Correct them and run the same command again.\n`,
    ]);
    expect([printed.code, printed.stderr]).toEqual([0, `1 trainings written to ${out}\n`]);
    expect(readFileSync(out).subarray(0, 5).toString()).toBe("%PDF-");
  });
});
