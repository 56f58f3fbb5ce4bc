import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  daysBetween,
  isLimaDay,
  limaDay,
  limaInstant,
  limaMinutes,
  weekday,
} from "../../src/core/lima.ts";

const instants = fc.date({
  min: new Date("2000-01-01T00:00:00Z"),
  max: new Date("2100-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const days = instants.map(limaDay);

describe("a day in Lima", () => {
  it.each([
    ["2026-11-24T04:59:59.999Z", "2026-11-23", 1439],
    ["2026-11-24T05:00:00.000Z", "2026-11-24", 0],
    ["2026-01-01T00:00:00.000Z", "2025-12-31", 19 * 60],
    ["2028-03-01T04:00:00.000Z", "2028-02-29", 23 * 60],
  ])("%s is %s, minute %d", (instant, day, minutes) => {
    expect(limaDay(new Date(instant))).toBe(day);
    expect(limaMinutes(new Date(instant))).toBe(minutes);
  });

  it("is what the machine's own time zones say", () => {
    const clock = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Lima" });
    fc.assert(fc.property(instants, (instant) => limaDay(instant) === clock.format(instant)));
  });

  it("and its minute make the instant again", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const again = limaInstant(limaDay(instant), limaMinutes(instant));
        expect(instant.getTime() - again.getTime()).toBeGreaterThanOrEqual(0);
        expect(instant.getTime() - again.getTime()).toBeLessThan(60_000);
      }),
    );
  });

  it("moves there and back, and the week with it", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -5000, max: 5000 }), (day, away) => {
        const other = addDays(day, away);
        expect(addDays(other, -away)).toBe(day);
        expect(daysBetween(day, other)).toBe(away);
        expect((((weekday(day) + away) % 7) + 7) % 7).toBe(weekday(other));
        expect(day < other).toBe(away > 0);
      }),
    );
  });

  it("knows its name", () => {
    expect(weekday("2026-11-22")).toBe(0);
    expect(weekday("2026-11-23")).toBe(1);
    expect(weekday("2026-11-28")).toBe(6);
  });

  it.each(["2026-11-23", "2028-02-29", "2000-01-01"])("%s is one", (text) =>
    expect(isLimaDay(text)).toBe(true),
  );
  it.each(["2026-02-29", "2026-13-01", "2026-11-31", "2026-1-1", "23/11/2026", "", "2026-11-23T"])(
    "«%s» is none",
    (text) => expect(isLimaDay(text)).toBe(false),
  );
});
