import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDecentHour } from "../../../src/core/hours.ts";
import { limaInstant, limaMinutes } from "../../../src/core/lima.ts";
import {
  ageGroup,
  faultOfStart,
  feedbackSpan,
  freePlaces,
  guardedCount,
  lastReachedAt,
  offerUntil,
  remindersOf,
} from "../../../src/modules/trainings/rules.ts";

const at = (day: string, time: string): Date => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return limaInstant(day, hours * 60 + minutes);
};
const moments = fc.date({
  min: new Date("2026-01-01T00:00:00Z"),
  max: new Date("2027-12-31T00:00:00Z"),
  noInvalidDate: true,
});

describe("rules of trainings", () => {
  it("remind the evening before and two hours before, as far as that is still to come", () => {
    const start = at("2026-11-27", "09:00");
    const kinds = (now: Date): string[] => remindersOf(start, now).map((one) => one.kind);
    expect(kinds(at("2026-11-23", "07:00"))).toEqual(["evening", "two_hours"]);
    expect(kinds(at("2026-11-26", "19:00"))).toEqual(["two_hours"]);
    expect(kinds(at("2026-11-27", "07:30"))).toEqual([]);
    const early = remindersOf(at("2026-11-27", "06:00"), at("2026-11-23", "07:00"));
    expect(early.map((one) => one.kind)).toEqual(["evening"]);
  });

  it("remind nobody at night, and never after the beginning", () => {
    fc.assert(
      fc.property(moments, moments, (start, now) => {
        for (const { dueAt, expiresAt } of remindersOf(start, now)) {
          expect(isDecentHour(dueAt)).toBe(true);
          expect(dueAt < start && dueAt > now && dueAt < expiresAt).toBe(true);
        }
      }),
    );
  });

  it("hold an offered place for hours in which one may be written to, and not to the last minute", () => {
    const start = at("2026-11-27", "09:00");
    expect(offerUntil(start, at("2026-11-25", "10:00"))).toEqual(at("2026-11-25", "14:00"));
    expect(offerUntil(start, at("2026-11-25", "18:00"))).toEqual(at("2026-11-26", "09:00"));
    expect(offerUntil(start, at("2026-11-25", "23:00"))).toEqual(at("2026-11-26", "10:30"));
    expect(offerUntil(start, at("2026-11-26", "19:00"))).toEqual(at("2026-11-27", "08:30"));
    expect(offerUntil(start, at("2026-11-27", "08:40"))).toBeNull();
    fc.assert(
      fc.property(moments, moments, (begins, now) => {
        const until = offerUntil(begins, now);
        if (until !== null) expect(until > now && until < begins).toBe(true);
      }),
    );
  });

  it("refuse a beginning that has passed or lies beyond a year", () => {
    const now = at("2026-11-23", "07:00");
    expect(faultOfStart(at("2026-11-23", "07:00"), now)).toBe("past");
    expect(faultOfStart(at("2026-11-23", "07:01"), now)).toBeNull();
    expect(faultOfStart(at("2028-01-01", "07:00"), now)).toBe("far");
  });

  it("tell when the last is reached, at the pace of each messenger and not in the night", () => {
    const start = at("2026-11-23", "20:00");
    expect(lastReachedAt(start, { telegram: 28 })).toEqual(new Date(start.getTime() + 1000));
    // 600 at one in four seconds take forty minutes: half an hour tonight, ten minutes in the morning.
    expect(lastReachedAt(start, { whatsapp: 600 })).toEqual(at("2026-11-24", "06:40"));
    expect(lastReachedAt(start, {})).toEqual(start);
    expect(limaMinutes(lastReachedAt(at("2026-11-23", "22:00"), { telegram: 1 }))).toBe(390);
  });

  it("count ages in groups, and small groups not at all", () => {
    const groups = [2010, 2009, 2008, 1997, 1996, 1967, 1966].map((year) => ageGroup(year, 2026));
    expect(groups.join(" ")).toBe("<18 <18 18-29 18-29 30-59 30-59 60+");
    expect(ageGroup(null, 2026)).toBeNull();
    expect([0, 1, 4, 5, 12].map(guardedCount)).toEqual(["0", "<5", "<5", "5", "12"]);
    expect(freePlaces(2, 5)).toBe(0);
    expect(freePlaces(null, 5000)).toBe(Number.POSITIVE_INFINITY);
  });

  it("ask afterwards, at once where the list is made late, and not after days", () => {
    const start = at("2026-11-27", "09:00");
    expect(feedbackSpan(start, start).dueAt).toEqual(at("2026-11-27", "12:00"));
    const late = at("2026-11-28", "09:00");
    expect(feedbackSpan(start, late)).toEqual({
      dueAt: late,
      expiresAt: at("2026-12-02", "09:00"),
    });
  });
});
