import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openVillage, TODAY, type Village } from "../kit/conversation.ts";

describe("a question without an answer", () => {
  let village: Village;

  beforeEach(async () => {
    village = await openVillage();
  });
  afterEach(() => village.close());

  it("is repeated in short once, after two hours", async () => {
    const rosa = await village.newFamily();
    await rosa.says("2 porongos");
    village.later({ hours: 1, minutes: 59 });
    await village.ringTimers();
    expect(await rosa.hears()).toEqual([]);
    village.later({ minutes: 1 });
    await village.ringTimers();
    expect(await rosa.hears()).toEqual([expect.stringContaining("Para anotar su leche me falta")]);
    village.later({ hours: 3 });
    await village.ringTimers();
    expect(await rosa.hears()).toEqual([]);
  });

  it("keeps its choices in the short form, by number and by button", async () => {
    const rosa = await village.newFamily();
    for (const text of ["12", "15"]) await rosa.says(text);
    village.later({ hours: 2 });
    await village.ringTimers();
    expect((await rosa.hears())[0]).toContain("Falta su respuesta: ¿1 cambiar a 15 L");
    await rosa.presses("Cambiar: queda 15 L");
    expect(await village.stored(rosa)).toMatchObject([{ litres: 15 }]);
  });

  it("is not repeated once it was answered", async () => {
    const rosa = await village.newFamily();
    await rosa.says("2 porongos");
    await rosa.says("20");
    village.later({ hours: 2 });
    await village.ringTimers();
    expect(await rosa.hears()).toEqual([]);
  });

  it("is not repeated at night but early in the morning", async () => {
    const rosa = await village.newFamily();
    village.at(TODAY, "19:00");
    await rosa.says("2 porongos");
    village.at(TODAY, "21:00");
    await village.ringTimers();
    expect(await rosa.hears()).toEqual([]);
    village.at("2026-11-24", "06:29");
    await village.ringTimers();
    expect(await rosa.hears()).toEqual([]);
    village.at("2026-11-24", "06:30");
    await village.ringTimers();
    expect(await rosa.hears()).toHaveLength(1);
  });

  it.each([[["reports"]], [[]]] as const)(
    "is not repeated to somebody who agreed to %j only",
    async (purposes) => {
      const rosa = await village.newFamily({ purposes: [...purposes] });
      await rosa.says("2 porongos");
      village.later({ hours: 3 });
      await village.ringTimers();
      expect(await rosa.hears()).toEqual([]);
    },
  );

  it("stays open after the reminder, and rings once for two processes", async () => {
    const rosa = await village.newFamily();
    await rosa.says("2 porongos");
    village.later({ hours: 2 });
    await Promise.all([village.ringTimers(), village.ringTimers()]);
    expect(await rosa.hears()).toHaveLength(1);
    expect((await rosa.says("20"))[0]).toContain("40 L");
  });

  it("starts to count when it left, not when it was written", async () => {
    const rosa = await village.newFamily();
    await rosa.says("2 porongos");
    const sql = "SELECT due_at FROM timer WHERE identity_id = $1";
    const [timer] = await village.ask<{ due_at: string }>(sql, rosa.identityId);
    const away = new Date(timer?.due_at ?? 0).getTime() - village.now().getTime();
    expect(away).toBe(2 * 3_600_000);
  });
});
