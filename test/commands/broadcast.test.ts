import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../kit/service.ts";

const hello = (name: string): string => `Hola ${name}: mañana hay feria.`;
const NO_TRACE = /^(?!.*\n\s+at )/s;

describe("the command that writes to many", () => {
  let folder: string;
  let text: string;
  let long: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-broadcast-"));
    text = file("text.txt", "Hola {name}: mañana hay feria.");
    long = file("long.txt", "a".repeat(5000));
    const roster = file(
      "roster.csv",
      [
        "family_code,family_name,person_name,telegram_id,language,consent,district,municipality,association,roles",
        "F-1,Quispe,Rosa Quispe,101,qu,yes,Anta,Anta,Sumaq Ñan,producer",
        "F-2,Mamani,Juan Mamani,102,es,no,Anta,Anta,Sumaq Ñan,producer",
        "F-3,Huamán,Ana Huamán,103,es,yes,Anta,Anta,Sumaq Ñan,technician",
        "F-4,Puma,Luz Puma,104,es,yes,Velille,Chumbivilcas,Velille,producer",
      ].join("\n"),
    );
    expect((await run("import", "families", roster)).code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }
  const run = (...words: string[]): ReturnType<typeof runCommand> =>
    runCommand(words, { KALLPANCHIS_DATA: folder, KALLPANCHIS_CLOCK: "2026-11-25T10:00:00-05:00" });
  const send = (...words: string[]): ReturnType<typeof runCommand> =>
    run("broadcast", "--text-file", text, "--purpose", "trainings", ...words);

  it("counts first, then freezes its recipients and returns, and tells their state", async () => {
    const preview = await send("--to", "municipality=anta", "--dry-run");
    expect(JSON.parse(preview.stdout)).toEqual({
      counts: { queued: 2, skipped: 1, no_consent: 1 },
      channels: { telegram: 2 },
      reached_by: expect.stringMatching(/^2026-11-25T15:00/) as string,
      examples: [
        { family_code: "F-1", name: "Rosa Q.", language: "qu", text: hello("Rosa") },
        { family_code: "F-3", name: "Ana H.", language: "es", text: hello("Ana") },
      ],
    });
    const sent = await send("--to", "municipality=anta", "--at", "18:00", "--window", "2h");
    const { id, counts } = JSON.parse(sent.stdout) as { id: string; counts: unknown };
    expect(counts).toEqual({ queued: 2, skipped: 1, no_consent: 1 });
    const status = await run("broadcast", "status", id, "--format", "json", "--recipients");
    expect(JSON.parse(status.stdout)).toMatchObject({
      id,
      state: "scheduled",
      eta: "2026-11-26T01:00:00.000Z",
      waiting: { telegram: 2 },
      answers: {},
      totals: { queued: 2, sent: 0, delivered: 0, read: 0, failed: 0, unknown: 0, skipped: 1 },
      recipients: [
        { family_code: "F-1", state: "queued", reason: null, history: [{ state: "queued" }] },
        { family_code: "F-2", state: "skipped", reason: "no_consent" },
        { family_code: "F-3", state: "queued" },
      ],
    });
    const paused = await run("broadcast", "pause", id, "--by", "Beto");
    expect(JSON.parse(paused.stdout)).toMatchObject({ state: "paused" });
    const again = await run("broadcast", "pause", id);
    expect(again.stderr).toContain("This broadcast is paused");
  });

  it("as a technician reaches the own municipality only, as a producer nobody", async () => {
    const technician = await send("--to", "role=producer", "--as", "F-3", "--dry-run");
    expect(JSON.parse(technician.stdout)).toMatchObject({ counts: { queued: 1, skipped: 1 } });
    const producer = await send("--to", "role=producer", "--as", "F-1", "--dry-run");
    expect(producer.stderr).toMatch(/F-1 is producer and may not write to many/);
  });

  it.each([
    [["--to", ""], /The audience is empty/],
    [
      ["--to", "municipality=Antta"],
      /There is no municipality "Antta"\. Known are: Anta, Chumbivilcas\./,
    ],
    [["--to", "family=F-9"], /Nobody belongs to the audience family=F-9/],
    [["--to", "role=producer", "--text-file", "nowhere.txt"], /nowhere\.txt cannot be read/],
    [["--to", "role=producer", "--at", "tomorrow"], /write a Lima time such as/],
    [["--to", "role=producer", "--at", "2020-01-01 09:00"], /is past/],
    [["--to", "role=producer", "--every", "day"], /Add --until with the last day/],
    [["--to", "role=producer", "--attach", "package.json"], /package\.json is no picture/],
    [["--to", "role=producer", "--window", "long"], /write a number and m, h or d/],
    [[], /Add --to with an audience/],
  ])("%j is refused with what to write", async (words, message) => {
    const { code, stdout, stderr } = await send(...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(NO_TRACE);
  });

  it("comes again, and days of rest are kept", async () => {
    const again = await send("--to", "family=F-1", "--every", "week", "--until", "2026-12-31");
    const { id, series } = JSON.parse(again.stdout) as { id: string; series: string };
    const status = await run("broadcast", "status", series);
    expect(JSON.parse(status.stdout)).toMatchObject({
      state: "running",
      every_days: 7,
      next_at: expect.stringMatching(/^2026-12-02T15:00/) as string,
      runs: [{ id, day: "2026-11-25" }],
    });
    const day = ["--day", "2026-12-08", "--municipality", "anta", "--name", "Inmaculada"];
    expect((await run("calendar", "add", ...day)).stderr).toBe("");
    expect(JSON.parse((await run("calendar", "list")).stdout)).toMatchObject({
      municipality: "Anta",
      day: "2026-12-08",
    });
  });

  it("refuses what no messenger takes", async () => {
    const words = ["broadcast", "--to", "role=producer", "--text-file", long];
    const { stderr } = await run(...words, "--purpose", "trainings");
    expect(stderr).toMatch(/has 5000 characters; messengers take 4096/);
  });
});
