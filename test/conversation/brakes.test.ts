import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVillage, type Village } from "../kit/conversation.ts";

describe("what goes on is seen, and what goes round in circles is stopped", () => {
  let village: Village;

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village.close());

  it("shows what a turn did: words by name, actions, timers and where it stands", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("13");
    expect(village.traces.at(-1)).toMatchObject({
      said: [{ key: "milk_report.ask_exists" }],
      calls: [
        { action: "milk.understand", outcome: "understood" },
        { action: "milk.take", outcome: "exists" },
      ],
      timers: [{ timer: "nudge", delayMs: 7_200_000 }],
      tickets: [],
      stopped: null,
      standing: { flow: "milk_report", node: "ask_exists" },
    });
  });

  it("answers a machine that says always the same ten times an hour, and tells a technician", async () => {
    const rosa = await village.newFamily();
    const answers: string[][] = [];
    for (let said = 0; said < 14; said++) answers.push(await rosa.says("hola"));
    expect(answers[9]).toHaveLength(1);
    expect(answers[10]).toEqual([expect.stringContaining("hago una pausa")]);
    expect(answers.slice(11)).toEqual([[], [], []]);
    expect(await village.tickets(rosa)).toContain("stopped_identical_messages");
    expect((await rosa.says("12"))[0]).toContain("Anoté 12 L");
    village.later({ hours: 2 });
    expect(await rosa.says("hola")).toHaveLength(1);
  });

  it("also a machine that goes round in a few texts after an hour of ordinary talk", async () => {
    const rosa = await village.newFamily();
    for (let day = 2; day <= 11; day++) await rosa.says(`${day} de noviembre ${day}`);
    let paused = 0;
    for (let said = 0; said < 24; said++) {
      const answer = await rosa.says(["hola", "gracias"][said % 2] ?? "");
      if (answer.join().includes("hago una pausa")) paused += 1;
    }
    expect(paused).toBe(2);
  });

  it("ends a conversation of more than sixty turns, and says so", async () => {
    const rosa = await village.newFamily();
    await rosa.says("12");
    await rosa.says("13");
    const words = ["ayuda", "repetir", "mi leche"];
    let last: string[] = [];
    for (let said = 0; said < 62 && village.stops.at(-1) !== "turns"; said++) {
      village.later({ minutes: 13 });
      last = await rosa.says(words[said % words.length] ?? "");
    }
    expect(village.stops.at(-1)).toBe("turns");
    expect(last.join()).toContain("Me enredé con esta conversación");
    expect(await village.tickets(rosa)).toContain("stopped_turns");
    // The question is gone, and what stood before it stands.
    expect(await village.stored(rosa)).toMatchObject([{ litres: 12 }]);
    expect((await rosa.says("ayer 9"))[0]).toContain("Anoté 9 L");
  });
});
