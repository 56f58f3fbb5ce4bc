import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ActionCall, ActionResult } from "../../../src/core/action.ts";
import { addDays } from "../../../src/core/lima.ts";
import type { MilkReading } from "../../../src/core/reading.ts";
import type { FlowValues } from "../../../src/core/value.ts";
import { milkActions } from "../../../src/modules/milk/actions.ts";
import { OLDEST_DAYS } from "../../../src/modules/milk/draft.ts";
import type { Connection } from "../../../src/store/connection.ts";
import { openVillage, TODAY, type Village, type Villager } from "../../kit/conversation.ts";

describe("what flows may ask of milk", () => {
  let village: Village;
  let acts = 0;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());

  /** Runs an action as a flow would, with an act key of its own unless one is given. */
  function run(
    who: Villager,
    name: string,
    inputs: FlowValues,
    change: Partial<ActionCall<Connection>> = {},
  ): Promise<ActionResult> {
    const action = milkActions.find((one) => one.name === name);
    if (action === undefined) throw new Error(`no action ${name}`);
    const { identityId, address, familyId, personId } = who;
    acts += 1;
    const person = { personId, familyId, name: "", language: "es" as const, purposes: [] };
    return village.store.transaction((tx) =>
      action.run(
        {
          tx,
          caller: { identityId, address, channel: "simulator", language: "es", person },
          now: village.now(),
          today: TODAY,
          message: { id: `message ${acts}`, sentAt: village.now() },
          actKey: `act ${acts}`,
          shown: "",
          worded: () => "",
          ...change,
        },
        inputs,
      ),
    );
  }

  const reading = (day: string, totalMl: number): FlowValues => ({
    reading: {
      type: "reading",
      reading: {
        kind: "milk",
        entries: [{ day, totalMl, morningMl: null, eveningMl: null }],
        approximate: false,
        partial: false,
        correction: false,
        dayNamed: true,
        explicit: true,
        unit: "L",
        centimosPerLitre: null,
      } satisfies MilkReading,
    },
  });

  async function taken(who: Villager, day: string, totalMl: number): Promise<ActionResult> {
    const { values = {} } = await run(who, "milk.understand", reading(day, totalMl));
    return run(who, "milk.take", values);
  }

  it.each([
    [0, "recorded"],
    [1, "recorded"],
    [OLDEST_DAYS, "recorded"],
    [OLDEST_DAYS + 1, "too_old"],
    [-1, "future"],
  ])("a figure of %d days ago: %s", async (days, outcome) => {
    const rosa = await village.newFamily();
    expect((await taken(rosa, addDays(TODAY, -days), 12_000)).outcome).toBe(outcome);
    expect(await village.stored(rosa)).toHaveLength(outcome === "recorded" ? 1 : 0);
  });

  it("one act is never noted twice", async () => {
    const rosa = await village.newFamily();
    const { values = {} } = await run(rosa, "milk.understand", reading(TODAY, 12_000));
    const twice = { actKey: "the very same act" };
    await run(rosa, "milk.take", values, twice);
    await run(rosa, "milk.undo", {});
    await expect(run(rosa, "milk.take", values, twice)).rejects.toThrow();
    expect(await village.stored(rosa)).toEqual([]);
  });

  it("nobody can undo another family's report", async () => {
    const rosa = await village.newFamily();
    const { values = {} } = await taken(rosa, TODAY, 12_000);
    const other = await village.newFamily();
    const report = values["report"];
    if (report === undefined) throw new Error("no report came back");
    expect((await run(other, "milk.undo", { report })).outcome).toBe("nothing");
    expect((await run(rosa, "milk.undo", { report })).outcome).toBe("undone");
  });

  it("gives only the outcomes and values it declares", async () => {
    const rosa = await village.newFamily();
    const take = milkActions.find((one) => one.name === "milk.take");
    for (const [day, totalMl] of [
      [TODAY, 12_000],
      [TODAY, 13_000],
      [TODAY, 12_000],
      [addDays(TODAY, -1), 900_000],
    ] as const) {
      const { outcome, values = {} } = await taken(rosa, day, totalMl);
      expect(take?.outcomes).toContain(outcome);
      for (const [name, value] of Object.entries(values))
        expect(take?.outputs[name]).toBe(value.type);
    }
  });

  it("refuses somebody unknown and a flow that lost its draft", async () => {
    const rosa = await village.newFamily();
    await expect(run(rosa, "milk.take", {})).rejects.toThrow("lost its draft");
    const caller = { identityId: "", address: "", channel: "simulator", language: null } as const;
    await expect(
      run(rosa, "milk.summary", {}, { caller: { ...caller, person: null } }),
    ).rejects.toThrow("somebody unknown");
  });

  it("names every action once, with a module before its dot", () => {
    const names = milkActions.map((action) => action.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^milk\.[a-z_]+$/);
  });
});
