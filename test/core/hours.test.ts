import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDecentHour, isReminderHour, nextDecentHour, nightfall } from "../../src/core/hours.ts";
import { limaDay, limaInstant } from "../../src/core/lima.ts";

/** An hour of Monday 23 November 2026, or of a day after it, in Lima. */
function at(time: string, day = "2026-11-23"): Date {
  const [hours, minutes] = time.split(":").map(Number);
  return limaInstant(day, (hours ?? 0) * 60 + (minutes ?? 0));
}

const instants = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2040-01-01T00:00:00Z"),
  noInvalidDate: true,
});

describe("hours at which we may write", () => {
  it.each([
    ["04:59", false],
    ["05:00", true],
    ["12:00", true],
    ["20:29", true],
    ["20:30", false],
    ["23:59", false],
    ["00:00", false],
  ])("%s: %s", (time, decent) => expect(isDecentHour(at(time))).toBe(decent));

  it.each([
    ["12:00", at("12:00")],
    ["20:30", at("06:30", "2026-11-24")],
    ["23:59", at("06:30", "2026-11-24")],
    ["00:00", at("06:30")],
    ["04:59", at("06:30")],
  ])("what falls on %s is put off to %s", (time, later) => {
    expect(nextDecentHour(at(time))).toEqual(later);
  });

  it("always lie ahead, and within a night", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const next = nextDecentHour(instant);
        expect(isDecentHour(next)).toBe(true);
        const wait = next.getTime() - instant.getTime();
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(10 * 3_600_000);
      }),
    );
  });

  it("end at half past eight", () => {
    expect(nightfall(at("18:00"))).toEqual(at("20:30"));
    fc.assert(fc.property(instants, (one) => limaDay(nightfall(one)) === limaDay(one)));
  });
});

describe("hours of the reminder", () => {
  it.each([
    ["17:59", "2026-11-23", false],
    ["18:00", "2026-11-23", true],
    ["19:59", "2026-11-28", true],
    ["20:00", "2026-11-23", false],
    ["18:30", "2026-11-29", false],
  ])("%s on %s: %s", (time, day, due) => expect(isReminderHour(at(time, day))).toBe(due));

  it("are decent ones", () => {
    fc.assert(fc.property(instants, (one) => !isReminderHour(one) || isDecentHour(one)));
  });
});
