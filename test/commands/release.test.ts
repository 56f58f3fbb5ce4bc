import { afterEach, describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { openShelf, publishPrograms, type Shelf } from "../../src/conversation/shelf.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { Program } from "../../src/flow/program.ts";
import { compileFlows, readLexicon } from "../../src/library.ts";
import { openLog } from "../../src/log.ts";
import { releaseAtStart } from "../../src/release.ts";
import { normalisedAnswer } from "../../src/understanding/control-words.ts";
import { newStore } from "../kit/store.ts";

const lexicon = readLexicon(".");
const { programs } = compileFlows(".", actions, lexicon);

describe("a new version of the service over older flows", () => {
  let remove: () => Promise<void> = () => Promise.resolve();
  afterEach(() => remove());

  /** Starts over a database in which these were published. */
  async function start(published: Program[]): Promise<{ shelf: Shelf; unpublished: string[] }> {
    const opened = await newStore("sqlite");
    remove = opened.remove;
    const { store } = opened;
    if (published.length > 0)
      await publishPrograms(store, published, { by: "Ana", note: null }, systemClock);
    const shelf = await openShelf(store, normalisedAnswer);
    const log = openLog("silent");
    const tools = { store, shelf, clock: systemClock, log, root: ".", actions, lexicon };
    const unpublished = await releaseAtStart(tools, shelf.published(), false);
    return { shelf, unpublished };
  }

  const older = (flow: string, change: (program: Program) => Program): Program[] =>
    programs.map((program) =>
      program.flow === flow ? { ...change(program), hash: "0".repeat(64) } : program,
    );

  it("publishes all flows of an empty database", async () => {
    const { shelf, unpublished } = await start([]);
    expect(shelf.published()).toHaveLength(programs.length);
    expect(unpublished).toEqual([]);
  });

  it("brings flows that it begins itself, and leaves changed ones as drafts", async () => {
    const { shelf, unpublished } = await start(
      programs
        .filter(({ flow }) => flow !== "set_aside" && flow !== "milk_summary")
        .map((program) =>
          program.flow === "help" ? { ...program, title: "Older", hash: "1".repeat(64) } : program,
        ),
    );
    expect(shelf.published().map(({ flow }) => flow)).toContain("set_aside");
    expect(shelf.current("help")).toBe("1".repeat(64));
    expect(unpublished).toContain("help");
  });

  it("refuses to start over a flow that calls what is gone, and says what to do", async () => {
    const published = older("thanks", (program) => ({
      ...program,
      nodes: {
        ...program.nodes,
        [program.first]: { call: "milk.gone", with: {}, on: { done: "done" } },
      },
    }));
    await expect(start(published)).rejects.toThrow(
      `The published flow thanks calls milk.gone (node ${programs.find(({ flow }) => flow === "thanks")?.first}), which this version does not have. Publish the flows of this version: npx kallpanchis flows publish`,
    );
  });

  it("refuses to start over a flow that does not know every outcome", async () => {
    const published = older("milk_report", (program) => {
      const take = program.nodes["take"];
      if (take === undefined || !("on" in take)) throw new Error("milk_report has no take");
      const { whose: _whose, ...on } = take.on as Record<string, string>;
      return { ...program, nodes: { ...program.nodes, take: { ...take, on } } };
    });
    await expect(start(published)).rejects.toThrow(
      "The published flow milk_report does not say what follows when milk.take gives whose (node take). Publish the flows of this version: npx kallpanchis flows publish",
    );
  });
});
