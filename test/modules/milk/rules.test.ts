import { describe, expect, it } from "vitest";

import {
  combine,
  plausibility,
  resolveContainer,
  type MilkProfile,
} from "../../../src/modules/milk/rules.ts";

const nobody: MilkProfile = { recentTotalsMl: [], cowsMilking: null };
const steady: MilkProfile = {
  recentTotalsMl: [8000, 8500, 9000, 8000, 8500, 9500, 8500],
  cowsMilking: 2,
};

describe("limits", () => {
  it("accept up to 120 L, ask above, and tell the technician above 400 L", () => {
    expect(plausibility(120_000, nobody)).toEqual({ verdict: "ok" });
    expect(plausibility(121_000, nobody)).toMatchObject({
      reason: "above_limit",
      suggestionMl: null,
    });
    expect(plausibility(400_000, nobody)).toMatchObject({ reason: "above_limit" });
    expect(plausibility(400_001, nobody)).toMatchObject({ reason: "far_above_limit" });
  });

  it("ask above 25 L for each milking cow", () => {
    expect(plausibility(50_000, { recentTotalsMl: [], cowsMilking: 2 })).toEqual({ verdict: "ok" });
    expect(plausibility(60_000, { recentTotalsMl: [], cowsMilking: 2 })).toMatchObject({
      reason: "per_cow",
    });
    expect(plausibility(60_000, { recentTotalsMl: [], cowsMilking: 0 })).toEqual({ verdict: "ok" });
  });

  it("ask above mean + 4 sd only when it is also twice the mean", () => {
    const meanSd = { meanMl: 10_000, sdMl: 2000 };
    expect(plausibility(12_000, { ...nobody, meanSd })).toEqual({ verdict: "ok" });
    expect(plausibility(20_000, { ...nobody, meanSd })).toEqual({ verdict: "ok" });
    expect(plausibility(21_000, { ...nobody, meanSd })).toMatchObject({ reason: "unusual" });
  });
});

describe("the outlier rule", () => {
  it("stays silent with fewer than seven own reports", () => {
    const few = { recentTotalsMl: steady.recentTotalsMl.slice(0, 6), cowsMilking: null };
    expect(plausibility(25_000, few)).toEqual({ verdict: "ok" });
  });

  it("lets an ordinary day pass and asks about a far one", () => {
    expect(plausibility(10_000, steady)).toEqual({ verdict: "ok" });
    expect(plausibility(12_500, steady)).toEqual({ verdict: "ok" });
    expect(plausibility(13_500, steady)).toMatchObject({ reason: "unusual", suggestionMl: null });
  });

  it("suggests the shifted figure when a zero or a point went missing", () => {
    expect(plausibility(85_000, { ...steady, cowsMilking: null })).toMatchObject({
      suggestionMl: 8500,
    });
    expect(plausibility(85_000, steady)).toMatchObject({ reason: "per_cow", suggestionMl: 8500 });
    expect(plausibility(850, steady)).toMatchObject({ reason: "unusual", suggestionMl: 8500 });
    expect(
      plausibility(850_000, { ...steady, recentTotalsMl: Array(7).fill(90_000) }),
    ).toMatchObject({
      reason: "far_above_limit",
      suggestionMl: 85_000,
    });
  });

  it("does not doubt a day without milk", () => {
    expect(plausibility(0, steady)).toEqual({ verdict: "ok" });
  });
});

describe("containers and second reports", () => {
  it("turns cans into millilitres", () => {
    expect(resolveContainer({ countMilli: 2000, extraMl: 0 }, 40_000)).toBe(80_000);
    expect(resolveContainer({ countMilli: 500, extraMl: 5000 }, 25_000)).toBe(17_500);
  });

  it("adds a second report side by side", () => {
    expect(
      combine(
        { totalMl: 8000, morningMl: 8000, eveningMl: null },
        { totalMl: 5000, morningMl: null, eveningMl: 5000 },
      ),
    ).toEqual({ totalMl: 13_000, morningMl: 8000, eveningMl: 5000 });
    expect(
      combine(
        { totalMl: 8000, morningMl: null, eveningMl: null },
        { totalMl: 5000, morningMl: null, eveningMl: null },
      ),
    ).toEqual({ totalMl: 13_000, morningMl: null, eveningMl: null });
  });
});
