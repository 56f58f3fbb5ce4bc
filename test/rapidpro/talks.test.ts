import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import { rehearse } from "../../src/rehearsal/rehearse.ts";
import { writeFailure } from "../../src/rehearsal/report.ts";
import { exportText, imported } from "./import.ts";

describe("an imported flow talks as its export did", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kallpanchis-talks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(["herd", "visit", "workshop", "prices", "home"])("%s", async (name) => {
    const made = imported(exportText(name), name);
    for (const { file, text } of [...made.flows, ...made.locales.map((one) => one.source)]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    cpSync(
      join("test", "rapidpro", "talks", `${name}.test.yaml`),
      join(folder, "flows", name, `${name}.test.yaml`),
    );
    const { performances, problems } = await rehearse({
      root: ".",
      folder,
      actions,
      flows: [],
      languages: LANGUAGES,
    });
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const failed = performances.filter(({ mismatches }) => mismatches.length > 0);
    expect(failed.map(writeFailure).join("\n")).toBe("");
    expect(performances.length).toBeGreaterThan(1);
  });
});
