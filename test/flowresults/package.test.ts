import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exportAnswers, type Exported } from "../../src/flowresults/export.ts";
import type { Descriptor } from "../../src/flowresults/descriptor.ts";
import { openVillage, TODAY, type Village, type Villager } from "../kit/conversation.ts";
import { databases } from "../kit/store.ts";
import { expectPackage } from "./specification.ts";
import { HERD, programsWith } from "./survey.ts";

const QUIET = `flow: quiet
title: Nadie habló
keywords: [nadie habló]
record: true
first: done
nodes: { done: { end: done } }
`;
type RowArray = [string, string, string, string, string, unknown, Record<string, unknown>];

describe.each(databases)("a package of answers from %s", (kind) => {
  let village: Village;
  let rosa: Villager;
  let julia: Villager;
  let out: string;

  const everything = { flow: "herd", from: "2000-01-01", to: "2026-12-31" };

  function exports(wanted: Partial<typeof everything> = {}, folder = out): Promise<Exported> {
    const now = village.now();
    return exportAnswers(village.store, { ...everything, ...wanted, out: folder, now });
  }
  const text = (file: string, folder = out): string => readFileSync(join(folder, file), "utf8");
  const rows = (): RowArray[] => JSON.parse(text("answers.json")) as RowArray[];
  const descriptor = (): Descriptor => JSON.parse(text("datapackage.json")) as Descriptor;
  const questions = (): unknown => descriptor().resources[0].schema.questions;
  const responses = (session: string): Record<string, unknown> =>
    Object.fromEntries(rows().flatMap((row) => (row[3] === session ? [[row[4], row[5]]] : [])));
  const sessions = (): string[] => [...new Set(rows().map((row) => row[3]))];

  beforeAll(async () => {
    village = await openVillage(kind);
    await village.stage.publish(programsWith(HERD, QUIET), { by: "Ana", note: null });
    rosa = await village.newFamily({ name: "Rosa Quispe Mamani" });
    for (const words of ["encuesta del hato", "4", "12.5 litros", "1", "atrás", "2", "1 2"])
      await rosa.says(words);
    for (const words of ["mañana", "8:30 de la mañana", "=cmd|' /C calc'!A0", "sí"])
      await rosa.says(words);
    village.at("2026-11-24", "09:00");
    julia = await village.newFamily({ language: "qu" });
    for (const words of ["encuesta del hato", "no sé", "7"]) await julia.says(words);
  });
  afterAll(() => village.close());
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), "kallpanchis-answers-"));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it("keeps the rules of the specification", async () => {
    expect(await exports()).toEqual({ answers: 10, conversations: 2, unfinished: 1 });
    expectPackage(descriptor(), rows());
    expect(readdirSync(out).sort()).toEqual(["answers.csv", "answers.json", "datapackage.json"]);
    const [resource] = descriptor().resources;
    const data = readFileSync(join(out, resource.path));
    expect(resource.bytes).toBe(data.length);
    expect(resource.hash).toBe(`sha256:${createHash("sha256").update(data).digest("hex")}`);
  });

  it("holds what was said, corrected and passed over", async () => {
    await exports();
    const [first = "", second = ""] = sessions();
    expect(responses(first)).toEqual({
      cows: 4,
      milk: 12.5,
      breed: "holstein",
      sold: ["milk", "cheese"],
      visit: "2026-11-24",
      hour: "08:30:00",
      wish: "=cmd|' /C calc'!A0",
      sure: "yes",
    });
    expect(responses(second)).toEqual({ cows: null, milk: 7 });
    expect(rows().at(-2)?.[6]).toMatchObject({ skipped: true });
  });

  it("tells what became of each conversation", async () => {
    await exports();
    const began_at = "2026-11-23T07:00:00.000-05:00";
    expect(rows()[0]?.[6]["session"]).toMatchObject({
      began_at,
      ended_at: began_at,
      outcome: "done",
      channel: "simulator",
      language: "spa",
    });
    expect(rows().at(-1)?.[6]["session"]).toMatchObject({
      ended_at: null,
      outcome: null,
      language: "quz",
    });
  });

  it("names nobody", async () => {
    await exports();
    const all = readdirSync(out)
      .map((file) => text(file))
      .join("\n");
    for (const one of [rosa, julia])
      for (const secret of [one.personId, one.identityId, one.familyId, one.address, "Quispe"])
        expect(all).not.toContain(secret);
    expect(new Set(rows().map((row) => row[2])).size).toBe(2);
  });

  it("stands beside a table that spreadsheets take for text", async () => {
    await exports();
    const table = parse<Record<string, string>>(text("answers.csv"), { columns: true });
    expect(table.map((row) => row["row_id"])).toEqual(rows().map((row) => row[1]));
    expect(table.find((row) => row["question_id"] === "wish")?.["response"]).toBe(
      "'=cmd|' /C calc'!A0",
    );
    expect(table.find((row) => row["question_id"] === "sold")?.["response"]).toBe(
      '["milk","cheese"]',
    );
    expect(table.find((row) => row["question_id"] === "milk")?.["response"]).toBe("12.5");
  });

  it("is the same again from the same data, also in place of itself", async () => {
    await exports();
    const [before, data] = [text("datapackage.json"), text("answers.json")];
    writeFileSync(join(out, "notes.txt"), "ours");
    await exports();
    expect([text("datapackage.json"), text("answers.json")]).toEqual([before, data]);
    expect(text("notes.txt")).toBe("ours");
    const other = join(out, "other", "folder");
    await exports({}, other);
    expect(text("answers.json", other)).toBe(data);
  });

  it("takes the days on which conversations began", async () => {
    expect(await exports({ to: TODAY })).toMatchObject({ conversations: 1, unfinished: 0 });
    expect(await exports({ from: "2026-11-24" })).toMatchObject({ conversations: 1, answers: 2 });
  });

  it("is valid and empty where nobody talked", async () => {
    expect(await exports({ to: "2026-11-22" })).toMatchObject({ conversations: 0, answers: 0 });
    expectPackage(descriptor(), rows());
    expect(rows()).toEqual([]);
    expect(text("answers.csv")).toMatch(/^timestamp,row_id,[a-z_,]+\n$/);
    expect(questions()).toHaveProperty("cows");
    expect(await exports({ flow: "quiet" }, join(out, "q"))).toMatchObject({ conversations: 0 });
  });

  it("keeps its id while questions are only added, and is another package otherwise", async () => {
    await exports();
    const before = descriptor();
    const write = (change: (text: string) => string): void =>
      writeFileSync(join(out, "datapackage.json"), change(text("datapackage.json")));
    write((told) => told.replace('"cows"', '"goats"'));
    await exports();
    expect(descriptor().id).not.toBe(before.id);
    const again = descriptor();
    write((told) => told.replace(/,\s*"sure": \{[^]*?\}\s*\}\s*\}/, ""));
    village.later({ minutes: 1 });
    await exports();
    expect(descriptor()).toMatchObject({ id: again.id, created: again.created });
    expect(descriptor().modified > again.modified).toBe(true);
  });

  it("is refused with what to do", async () => {
    await expect(exports({ flow: "cows" })).rejects.toThrow(
      /There is no flow cows\. Flows that keep answers: .*herd, quiet/,
    );
    await expect(exports({ flow: "milk_report" })).rejects.toThrow('Write "record: true"');
    expect(readdirSync(out)).toEqual([]);
    writeFileSync(join(out, "mine.txt"), "mine");
    await expect(exports()).rejects.toThrow("Name a new or empty folder");
    await expect(exports({}, join(out, "mine.txt"))).rejects.toThrow("cannot be used as a folder");
    expect(readdirSync(out)).toEqual(["mine.txt"]);
    const other = join(out, "other");
    await exports({}, other);
    await expect(exports({ flow: "quiet" }, other)).rejects.toThrow("holds a package of herd");
  });

  it("is left as it was when something breaks half way", async () => {
    await exports();
    const before = readdirSync(out).map((file) => text(file));
    let pages = 0;
    const broken = Object.create(village.store) as typeof village.store;
    broken.read = (work) => {
      if (++pages === 3) throw new Error("the connection broke");
      return village.store.read(work);
    };
    const wanted = { ...everything, out, now: village.now() };
    await expect(exportAnswers(broken, wanted)).rejects.toThrow("the connection broke");
    expect(readdirSync(out).map((file) => text(file))).toEqual(before);
    mkdirSync(join(out, "fresh", ".unfinished-left"), { recursive: true });
    expect(await exports({}, join(out, "fresh"))).toMatchObject({ answers: 10 });
  });

  it("comes in pages, each conversation once", async () => {
    const began = "id, identity_id, person_id, channel, flow, program, began_at";
    const hash = village.published("quiet");
    await village.store.transaction(async (tx) => {
      for (let index = 0; index < 600; index++) {
        const run = `run${index}`;
        // Hundreds begin in the same instant; some say nothing.
        const at = new Date(Date.UTC(2026, 10, 23, 12, Math.trunc(index / 400))).toISOString();
        await tx.run(
          `INSERT INTO flow_run (${began}) VALUES ($1, 'i', $2, 'telegram', 'quiet', $3, $4)`,
          run,
          `p${index % 50}`,
          hash,
          at,
        );
        if (index % 10 === 0) continue;
        const value = JSON.stringify({ type: "number", milli: index * 1000 });
        await tx.run("INSERT INTO flow_answer VALUES ($1, 'n', $2, $3)", run, value, at);
      }
    });
    expect(await exports({ flow: "quiet" })).toMatchObject({ conversations: 600, answers: 540 });
    expectPackage(descriptor(), rows());
    expect(new Set(rows().map((row) => row[2])).size).toBe(45);
  });
});
