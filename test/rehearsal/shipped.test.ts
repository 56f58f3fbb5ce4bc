import { expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import { tasks } from "../../src/tasks.ts";
import { rehearse } from "../../src/rehearsal/rehearse.ts";
import { writeFailure } from "../../src/rehearsal/report.ts";

it("the shipped flows go as their tests tell, everywhere, in every language", async () => {
  const { performances, coverage, problems } = await rehearse({
    root: ".",
    folder: ".",
    actions,
    tasks,
    flows: [],
    languages: LANGUAGES,
  });
  expect(problems).toEqual([]);
  const failed = performances.filter((one) => one.mismatches.length > 0);
  expect(failed.map(writeFailure).join("\n")).toBe("");
  expect(coverage.filter((one) => one.missing.length > 0)).toEqual([]);
  expect(performances.length).toBeGreaterThan(600);
}, 400_000);
