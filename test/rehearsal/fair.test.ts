import { expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { rehearse } from "../../src/rehearsal/rehearse.ts";
import { writeFailure } from "../../src/rehearsal/report.ts";

/** `fair/` holds flows with every kind of node that the shipped ones do not use, and their tests. */
it("every kind of node is talked through: doubts, ranks, waits, runs, corrections, what was left", async () => {
  const { performances, coverage, problems } = await rehearse({
    root: ".",
    folder: "test/rehearsal/fair",
    actions,
    flows: ["fair_survey"],
    languages: ["es"],
  });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const failed = performances.filter((one) => one.mismatches.length > 0);
  expect(failed.map(writeFailure).join("\n")).toBe("");
  expect(coverage.flatMap((one) => one.missing)).toEqual([]);
});
