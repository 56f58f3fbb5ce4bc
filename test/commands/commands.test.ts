import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDays } from "../../src/core/lima.ts";
import { openStore } from "../../src/store/open.ts";
import { openVillage, TODAY } from "../kit/conversation.ts";
import { runCommand } from "../kit/service.ts";

const NO_TRACE = /^(?![^]*\n {4}at )/;
const HEADER = "family_code,family_name,person_name,phone,language,consent";
const ROSA = "F-1,Quispe,Rosa Quispe,+51984000001,es,yes";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kallpanchis-commands-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...parameters: string[]): ReturnType<typeof runCommand> =>
  runCommand(parameters, { KALLPANCHIS_DATA: folder });

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function countFamilies(): Promise<number> {
  const store = await openStore(`file:${join(folder, "kallpanchis.db")}`, "prisma");
  try {
    const rows = await store.read((connection) => connection.query("SELECT id FROM family"));
    return rows.length;
  } finally {
    await store.close();
  }
}

describe("every command", () => {
  it.each(
    [[], ["start"], ["chat"], ["import"], ["import", "families"], ["export"]].concat([
      ["export", "milk"],
      ["export", "answers"],
      ["export", "families"],
      ["export", "person"],
      ["invite"],
      ["broadcast"],
      ["broadcast", "status"],
      ["broadcast", "audience", "save"],
      ["flows", "test"],
      ["flows", "graph"],
      ["flows", "import"],
      ["backup"],
      ["restore"],
      ["doctor"],
      ["demo"],
      ["flows"],
      ["flows", "check"],
      ["flows", "publish"],
      ["flows", "history"],
      ["flows", "move"],
      ["flows", "end"],
    ]),
  )("%s %s explains itself", async (...words) => {
    const { code, stdout, stderr } = await run(...words, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: kallpanchis ${words.join(" ")}`.trimEnd());
  });

  it.each([["fly"], ["export", "cows"], ["export", "milk", "--fast"], ["import", "families"]])(
    "%j is a mistake, told on stderr",
    async (...words) => {
      const { code, stdout, stderr } = await run(...words.flat());
      expect(code).not.toBe(0);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^error: /);
      expect(stderr).toMatch(NO_TRACE);
    },
  );

  it("keep everything in one file and bring it back elsewhere", async () => {
    const copy = join(folder, "copy.backup");
    expect(await run("demo")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^12 invented families with \d+ days of milk/) as string,
    });
    expect((await run("backup", copy)).stdout).toMatch(/^\d+ rows and 0 files written to /);
    expect((await run("backup", copy)).stderr).toMatch(/is there already.*--replace/);
    const elsewhere = { KALLPANCHIS_DATA: join(folder, "elsewhere") };
    const back = await runCommand(["restore", copy], elsewhere);
    expect(back.stdout).toMatch(/rows and 0 files are back/);
  }, 60_000);

  it("says which settings are wrong", async () => {
    const { code, stderr } = await runCommand(["export", "milk"], { PORT: "abc" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Some settings are not usable[^]*\n {2}PORT: /);
    expect(stderr).toMatch(NO_TRACE);
  });
});

describe("flows check", () => {
  it("finds the shipped flows good", async () => {
    const { code, stdout } = await run("flows", "check");
    expect(stdout).toMatch(/^\d+ flows good, 0 errors, \d+ warnings?\n$/);
    expect(code).toBe(0);
  });

  function copy(): string {
    for (const name of ["flows", "locales"]) cpSync(name, join(folder, name), { recursive: true });
    return folder;
  }

  it("points at the fault in a broken copy", async () => {
    const path = join(copy(), "flows", "milk", "report.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("go: replace,", "go: replce,"));
    const { code, stdout, stderr } = await run("flows", "check", "--folder", folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^flows\/milk\/report\.yaml:\d+ node ask_exists: .*"replce"/m);
    expect(stderr).toMatch(NO_TRACE);
    expect(stdout).toContain("0 flows good, 1 error");
  });

  it.each(["words.yaml", "writing.yaml"])("notices a broken or missing %s", async (name) => {
    const path = join(copy(), "locales", "qu", name);
    writeFileSync(path, `${readFileSync(path, "utf8")}\nunknown_thing: 5\n`);
    const broken = await run("flows", "check", "--folder", folder);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(new RegExp(`locales/qu/${name}:\\d+`));
    rmSync(path);
    const missing = await run("flows", "check", "--folder", folder);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain(`locales/qu/${name} is missing`);
  });
});

describe("flows publish", () => {
  const copied = (): string => {
    const copy = join(folder, "product");
    for (const part of ["flows", "locales"]) cpSync(part, join(copy, part), { recursive: true });
    return copy;
  };

  it("puts the files in force once, and the history tells who and why", async () => {
    const publish = ["flows", "publish", "--by", "Ana", "--note", "kinder words"];
    expect((await run("flows", "history")).stdout).toContain("Nothing was published yet.");
    const first = await run(...publish);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/^Published: .*milk_report/m);
    expect((await run(...publish)).stdout).toContain("Nothing to publish");
    const { stdout } = await run("flows", "history", "help");
    expect(stdout).toMatch(/^20\S+ {2}help {2}[0-9a-f]{12} {2}by Ana: kinder words\n$/);
  });

  it("refuses faulty files as a whole", async () => {
    const path = join(copied(), "flows", "general", "help.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("go: done", "go: dune"));
    const { code, stderr } = await run("flows", "publish", "--folder", join(folder, "product"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/flows\/general\/help\.yaml:\d+ node say_it: there is no node "dune"/);
    expect(stderr).toContain("Nothing was published; what was published stays in force.");
    expect((await run("flows", "history")).stdout).toContain("Nothing was published yet.");
  });

  it("takes conversations only out of a version there is", async () => {
    const unknown = await run("flows", "end", "abcdef123", "--reason", "a mistake");
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("flows history") });
    const odd = await run("flows", "move", "Ana", "--reason", "a mistake");
    expect(odd.stderr).toContain("is no hash");
  });
});

describe("import families", () => {
  it("brings a roster in, and finds it as before the second time", async () => {
    const roster = file("roster.csv", `${HEADER}\n${ROSA}\n`);
    const first = await run("import", "families", roster);
    expect(first.stdout).toMatch(/families: 1 new, 0 changed, 0 as before; persons: 1 new/);
    expect(first.code).toBe(0);
    const second = await run("import", "families", roster);
    expect(second.stdout).toMatch(/families: 0 new, 0 changed, 1 as before/);
    expect(await countFamilies()).toBe(1);
  });

  it("tries without writing", async () => {
    const { code, stdout } = await run(
      "import",
      "families",
      "--dry-run",
      file("roster.csv", `${HEADER}\n${ROSA}\n`),
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Nothing written \(dry run\)\. families: 1 new/);
    expect(await countFamilies()).toBe(0);
  });

  it("writes nothing of a roster with a fault, and names row and column", async () => {
    const bad = "F-2,Quispe,Juan,12,es,yes";
    const roster = file("roster.csv", `${HEADER}\n${ROSA}\n${bad}\n`);
    const { code, stdout, stderr } = await run("import", "families", roster);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^problem: row 3, column phone: /);
    expect(stderr).toContain("Nothing was written: 1 problems");
    expect(await countFamilies()).toBe(0);
  });

  it.each([
    ["nowhere.csv", "cannot be read"],
    [".", "cannot be read"],
  ])("of %s says that it %s", async (name, reason) => {
    const { code, stderr } = await run("import", "families", join(folder, name));
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(NO_TRACE);
  });

  it("takes the roster of the documentation", async () => {
    const { code, stderr } = await run("import", "families", "docs/examples/roster.csv");
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining("problem"),
    });
  });
});

describe("export milk", () => {
  /** Two days of one family, in a database of its own; resolves to its address. */
  async function withMilk<T>(work: (url: string) => Promise<T>): Promise<T> {
    const village = await openVillage();
    const rosa = await village.newFamily({ name: "Rosa, «la de Yanama»" });
    await rosa.says("mañana 7 tarde 5,5");
    await rosa.says("ayer 9");
    try {
      return await work(village.url);
    } finally {
      await village.close();
    }
  }
  const exported = (url: string, ...options: string[]): ReturnType<typeof runCommand> =>
    runCommand(["export", "milk", ...options], { KALLPANCHIS_DATA: folder, DATABASE_URL: url });

  it("writes CSV on stdout and what happened on stderr", async () => {
    const { code, stdout, stderr } = await withMilk((url) => exported(url, "--to", TODAY));
    const [header, ...rows] = stdout.trim().split("\n");
    expect(code).toBe(0);
    expect(header).toMatch(/^\uFEFF?date,family_code,family_name,person_name,.*,message_id\r?$/);
    expect(rows).toEqual([
      expect.stringMatching(/^2026-11-22,.*,,,9(\.0+)?,/),
      expect.stringMatching(/^2026-11-23,.*,7(\.0+)?,5\.5(0*)?,12\.5(0*)?,/),
    ]);
    expect(rows[0]).toContain('"Rosa, «la de Yanama»"');
    expect(stderr).toBe("2 rows\n");
  });

  it("keeps to the days asked for", async () => {
    const { stderr } = await withMilk((url) =>
      exported(url, "--from", TODAY, "--to", addDays(TODAY, 5)),
    );
    expect(stderr).toBe("1 rows\n");
  });

  it.each([
    ["json", (bytes: Buffer) => expect(JSON.parse(bytes.toString("utf8"))).toHaveLength(2)],
    ["csv", (bytes: Buffer) => expect(bytes.toString("utf8").trim().split("\n")).toHaveLength(3)],
    ["xlsx", (bytes: Buffer) => expect(bytes.subarray(0, 2).toString()).toBe("PK")],
  ])("writes a file of %s", async (format, check) => {
    const out = join(folder, `milk.${format}`);
    const options = ["--to", TODAY, "--format", format, "--out", out];
    const { code, stdout, stderr } = await withMilk((url) => exported(url, ...options));
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe(`2 rows written to ${out}\n`);
    check(readFileSync(out));
  });

  it.each([
    [["--from", "ayer"], "--from must be a day"],
    [["--to", "2026-02-30"], "--to must be a day"],
    [["--from", "2026-11-24", "--to", "2026-11-23"], "lies after"],
    [["--format", "pdf"], "Allowed choices are"],
    [["--out", "/nowhere/at/all.csv"], "/nowhere/at/all.csv"],
  ])("with %j is refused", async (options, reason) => {
    const { code, stdout, stderr } = await run("export", "milk", ...options);
    expect(code).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(NO_TRACE);
  });
});
