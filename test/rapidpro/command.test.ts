import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { importFlowsCommand } from "../../src/commands/flows-import.ts";

let folder = "";
let printed = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kallpanchis-import-"));
  printed = "";
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed += String(text);
      return true;
    });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function importing(name: string, ...options: string[]): Promise<void> {
  const flows = new Command();
  importFlowsCommand(flows, process.cwd());
  const file = name.includes("/") ? name : `test/rapidpro/exports/${name}.json`;
  await flows.parseAsync(["import", file, "--out", folder, ...options], { from: "user" });
}

function written(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

it("writes flows, translations and the report, and prints what the compiler says", async () => {
  await importing("herd");
  expect(written()).toEqual([
    "flows/herd/encuesta_del_hato.yaml",
    "herd.import.md",
    "locales/qu/herd.yaml",
  ]);
  expect(printed).toContain("# Import of herd.json");
  expect(printed).toMatch(/1 flows imported, 0 errors, \d+ warnings/);
});

it("adds a second import beside the first, and overwrites nothing", async () => {
  await importing("herd");
  await importing("visit");
  const before = written();
  await expect(importing("herd")).rejects.toThrow("nothing is overwritten");
  await expect(importing("herd", "--area", "again")).rejects.toThrow("exists already in");
  expect(written()).toEqual(before);
});

it("writes nothing at all where one file is in the way", async () => {
  mkdirSync(join(folder, "locales", "qu"), { recursive: true });
  writeFileSync(join(folder, "locales", "qu", "herd.yaml"), "");
  await expect(importing("herd")).rejects.toThrow("locales/qu/herd.yaml exists already");
  expect(written()).toEqual(["locales/qu/herd.yaml"]);
});

it.each(["../evil", "/tmp/x", "words", "writing", "Ñandú", ""])(
  "refuses the area %s",
  async (area) => {
    await expect(importing("herd", "--area", area)).rejects.toThrow("cannot name an area");
    expect(written()).toEqual([]);
  },
);

it("says when there is no such file", async () => {
  await expect(importing("/nowhere/x.json")).rejects.toThrow("There is no file");
});
