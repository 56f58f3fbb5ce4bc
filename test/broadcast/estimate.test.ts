import { assert, boolean, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { reachedBy, type Amount, type Rates } from "../../src/broadcast/estimate.ts";
import { isDecentHour } from "../../src/core/hours.ts";

const RATES: Rates = {
  telegram: { perSecond: 25, perDay: null },
  whatsapp: { perSecond: 0.25, perDay: 900 },
  whatsapp_cloud: { perSecond: 20, perDay: null },
  simulator: { perSecond: 1000, perDay: null },
};
const at = (text: string): Date => new Date(`${text}:00-05:00`);

function reached(but: Partial<Amount>, now: string): string {
  const amount: Amount = {
    waiting: { telegram: 3000 },
    startAt: at(now),
    windowMs: 0,
    ignoreQuiet: false,
    sharedBy: 1,
    ...but,
  };
  return reachedBy(amount, RATES, at(now))?.toISOString() ?? "never";
}

describe("when the last one will be reached", () => {
  it.each([
    ["at the messenger's pace", {}, "2026-11-25T10:00", "2026-11-25T10:02"],
    ["sharing the lane with another", { sharedBy: 2 }, "2026-11-25T10:00", "2026-11-25T10:04"],
    [
      "by the slowest messenger",
      { waiting: { telegram: 25, whatsapp: 60 } },
      "2026-11-25T10:00",
      "2026-11-25T10:04",
    ],
    ["at the end of its window", { windowMs: 7_200_000 }, "2026-11-25T10:00", "2026-11-25T12:00"],
    ["not at night", {}, "2026-11-25T22:00", "2026-11-26T06:32"],
    ["broken off by the night", {}, "2026-11-25T20:29", "2026-11-26T06:31"],
    [
      "at night where that is wanted",
      { ignoreQuiet: true },
      "2026-11-25T22:00",
      "2026-11-25T22:02",
    ],
    [
      "over several days where a day has a limit",
      { waiting: { whatsapp: 1000 } },
      "2026-11-25T10:00",
      "2026-11-26T06:36",
    ],
  ])("is told %s", (_how, but, now, wanted) => {
    const told = Date.parse(reached(but, now));
    expect(Math.abs(told - at(wanted).getTime())).toBeLessThan(60_000);
  });

  it("is not told when nobody waits", () => {
    expect(reached({ waiting: { telegram: 0 } }, "2026-11-25T10:00")).toBe("never");
  });

  it("lies ahead, at a decent hour, and not sooner for more people", () => {
    assert(
      property(
        integer({ min: 1, max: 200_000 }),
        integer({ min: 0, max: 14_400 }),
        integer({ min: 0, max: 600 }),
        boolean(),
        (count, minutes, window, whatsapp) => {
          const now = new Date(at("2026-11-23T00:00").getTime() + minutes * 60_000);
          const until = (people: number): Date =>
            reachedBy(
              {
                waiting: { [whatsapp ? "whatsapp" : "telegram"]: people },
                startAt: now,
                windowMs: window * 60_000,
                ignoreQuiet: false,
                sharedBy: 1,
              },
              RATES,
              now,
            ) ?? now;
          const end = until(count);
          expect(end >= now).toBe(true);
          expect(isDecentHour(new Date(end.getTime() - 1)) || isDecentHour(end)).toBe(true);
          expect(until(count + 100) >= end).toBe(true);
        },
      ),
    );
  });
});
