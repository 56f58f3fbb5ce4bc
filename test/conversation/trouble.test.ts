import { afterEach, describe, expect, it } from "vitest";
import { drain } from "../../src/conversation/drain.ts";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";

describe("when something goes wrong", () => {
  let village: Village;

  afterEach(() => village.close());

  /** A village whose `milk.summary` fails the first times. */
  const withFailures = (failures: number): Promise<Village> => {
    let left = failures;
    return openVillage("sqlite", (actions) => {
      const summary = actions.get("milk.summary");
      if (summary === undefined) throw new Error("milk.summary is gone");
      const failing: typeof summary = {
        ...summary,
        run: (call, inputs) =>
          left-- > 0 ? Promise.reject(new TypeError("planted")) : summary.run(call, inputs),
      };
      return new Map([...actions, [summary.name, failing]]);
    });
  };

  it("a message that fails twice is answered the third time, once", async () => {
    village = await withFailures(2);
    const rosa = await village.newFamily();
    await rosa.says("12");
    expect((await rosa.says("mi leche")).join()).toContain("Hoy: 12 L");
    expect(village.turns).toEqual(["done", "failed", "failed", "done"]);
  });

  it("a poisoned message is set aside after three tries, and the person told", async () => {
    village = await withFailures(99);
    const rosa = await village.newFamily();
    await rosa.says("12");
    const [said] = await rosa.says("mi leche");
    expect(said).toContain("Una persona lo va a revisar");
    expect(village.turns).toEqual(["done", "failed", "failed", "set_aside"]);
    expect(await village.tickets(rosa)).toEqual(["message_failed"]);
    const sql = "SELECT state, tries, failure FROM inbox WHERE state <> 'done'";
    expect(await village.ask(sql)).toMatchObject([
      { state: "set_aside", tries: 3, failure: "TypeError" },
    ]);
  });

  it("a question that a poisoned message was meant for is left, not forgotten", async () => {
    village = await openVillage("sqlite", (actions) => {
      const add = actions.get("milk.decide_add");
      if (add === undefined) throw new Error("milk.decide_add is gone");
      const failing: typeof add = { ...add, run: () => Promise.reject(new TypeError("planted")) };
      return new Map([...actions, [add.name, failing]]);
    });
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("15");
    const said = (await rosa.says("sumar")).join("\n");
    expect(said).toContain("No cambié nada: de hoy");
    expect(said).toContain("Una persona lo va a revisar");
    // The echo before it keeps its button.
    await rosa.presses("Deshacer");
    expect(await village.stored(rosa)).toEqual([]);
  });

  it("what follows a poisoned message is handled as ever", async () => {
    village = await withFailures(99);
    const rosa = await village.newFamily();
    await rosa.says("mi leche");
    expect((await rosa.says("12"))[0]).toContain("Anoté 12 L");
    expect((await rosa.says("deshacer"))[0]).toContain("borré 12 L");
  });

  it("nothing of a failed turn is kept", async () => {
    village = await openVillage("sqlite", (actions) => {
      const undo = actions.get("milk.undo");
      if (undo === undefined) throw new Error("milk.undo is gone");
      const failing: typeof undo = {
        ...undo,
        async run(call, inputs) {
          await undo.run(call, inputs);
          throw new Error("planted after the work");
        },
      };
      return new Map([...actions, [undo.name, failing]]);
    });
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("deshacer");
    expect(await village.stored(rosa)).toMatchObject([{ day: TODAY, litres: 12 }]);
  });

  it("a conversation goes on in the program it began with", async () => {
    village = await openVillage();
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("15");
    const sql = "SELECT program FROM session WHERE identity_id = $1";
    const [session] = await village.ask<{ program: string }>(sql, rosa.identityId);
    const [stored] = await village.ask<{ flow: string }>(
      "SELECT flow FROM program WHERE hash = $1",
      session?.program ?? "",
    );
    expect(stored?.flow).toBe("milk_report");
    await rosa.says("2");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 27 }]);
  });

  it("messages are handled in the order of writing, not of arrival", async () => {
    village = await openVillage();
    const rosa = await village.newFamily();
    const earlier = village.now();
    village.later({ minutes: 5 });
    const message = (text: string) => ({ kind: "text", text }) as const;
    const answers = await Promise.all([
      rosa.sends(message("no, 14"), village.now()),
      rosa.sends(message("12"), earlier),
    ]);
    const said = [...answers.flat(), ...(await rosa.hears())].join();
    expect(said).toContain("Corregido: ahora 14 L");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 14 }]);
  });

  it("an identity that is gone is a fault, not a silence", async () => {
    village = await openVillage();
    await expect(drain({ store: village.store } as never, "nobody")).rejects.toThrow("identity");
  });
});
