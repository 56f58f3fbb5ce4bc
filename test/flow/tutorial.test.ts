import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errorsOf } from "./flows.ts";

it("compiles the flow that the manual shows", () => {
  const manual = readFileSync("docs/flows.md", "utf8");
  const flows = [...manual.matchAll(/```yaml\n(flow:[^]*?)```/g)].map((match) => match[1] ?? "");
  expect(flows).toHaveLength(1);
  expect(errorsOf(flows)).toEqual([]);
});
