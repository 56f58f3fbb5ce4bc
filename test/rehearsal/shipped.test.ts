import { expect, it } from "vitest";
import { actions } from "../../src/app.ts";
import type { Language } from "../../src/core/language.ts";
import { rehearse } from "../../src/rehearsal/rehearse.ts";
import { writeFailure } from "../../src/rehearsal/report.ts";

const LANGUAGES: Language[] = ["es", "qu", "fr", "en"];

it.each(LANGUAGES)(
  "the shipped flows go as their tests tell, everywhere, in %s",
  async (language) => {
    const { performances, coverage, problems } = await rehearse({
      root: ".",
      folder: ".",
      actions,
      flows: [],
      languages: [language],
    });
    expect(problems).toEqual([]);
    const failed = performances.filter((one) => one.mismatches.length > 0);
    expect(failed.map(writeFailure).join("\n")).toBe("");
    expect(coverage.filter((one) => one.missing.length > 0)).toEqual([]);
    expect(performances.length).toBeGreaterThan(60);
  },
);
