import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { NODE_KINDS } from "../../src/flow/nodes.ts";

describe("registries", () => {
  const texts = (folder: string, ending: string): string =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");

  it.each(NODE_KINDS)("has tests of the node kind %s", (kind) =>
    expect(texts("test/flow", ".test.ts")).toContain(`describe("${kind}"`),
  );

  // That each outcome is reached by talking is the matter of the outcomes.test.ts files.
  it.each([...actions.keys()])("has a flow and a conversation for the action %s", (name) => {
    expect(texts("flows", ".yaml")).toContain(`call: ${name}`);
    const stories = [
      texts("test/conversation", ".test.ts"),
      texts("test/modules", "outcomes.test.ts"),
      texts("flows", ".test.yaml"),
    ];
    expect(stories.join("\n")).toMatch(new RegExp(`["[ ]${name} `));
  });
});
