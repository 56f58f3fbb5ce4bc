import { assert, array, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "../../src/outbox/pace.ts";

describe("the pace of a messenger", () => {
  it("lets no more than the rate reach the messenger within any second, however long each travels", () => {
    assert(
      property(
        integer({ min: 1, max: 60 }),
        array(record({ ms: integer({ min: 0, max: 400 }), travel: integer({ min: 0, max: 100 }) })),
        (rate, steps) => {
          let now = 0;
          const pace = new Pace(
            { perSecond: rate, underWay: 8, jitterMs: 0, perDay: null },
            () => now,
          );
          const reached: number[] = [];
          const underWay: { at: number; arrived: () => void }[] = [];
          for (const { ms, travel } of steps) {
            const until = now + ms;
            for (const one of underWay.splice(0).sort((left, right) => left.at - right.at)) {
              if (one.at > until) underWay.push(one);
              else {
                now = Math.max(now, one.at);
                one.arrived();
              }
            }
            now = until;
            for (let left = pace.available(); left > 0; left--) {
              underWay.push({ at: now + travel, arrived: pace.take() });
              reached.push(now + travel);
            }
          }
          for (const at of reached)
            expect(
              reached.filter((one) => one > at - 1000 && one <= at).length,
            ).toBeLessThanOrEqual(rate);
        },
      ),
    );
  });

  it("keeps up with the rate when it is asked again and again", () => {
    let now = 0;
    const pace = new Pace({ perSecond: 30, underWay: 8, jitterMs: 0, perDay: null }, () => now);
    let sent = 0;
    while (now < 100_000) {
      for (let left = pace.available(); left > 0; left--, sent++) pace.take()();
      now += Math.max(1, pace.waitMs()) + 7;
    }
    expect(sent).toBeGreaterThan(30 * 100 * 0.97);
  });

  it("never holds an answer back unless broadcasts filled the second, and then makes room for it first", async () => {
    let now = 0;
    const pace = new Pace({ perSecond: 10, underWay: 8, jitterMs: 0, perDay: null }, () => now);
    let rested = 0;
    const answer = (): Promise<void> =>
      pace.answer((ms) => {
        expect(pace.available()).toBe(0);
        rested += ms;
        now += ms;
        return Promise.resolve();
      });
    for (let count = 0; count < 30; count++) await answer();
    expect(rested).toBe(0);
    now = 5000;
    for (let count = 0; count < 10; count++, now += 100) {
      expect(pace.available()).toBeGreaterThan(0);
      pace.take()();
    }
    await answer();
    expect(rested).toBeLessThanOrEqual(100);
    expect(rested).toBeGreaterThan(0);
  });

  it("waits seconds where a messenger allows less than one", () => {
    let now = 0;
    const pace = new Pace({ perSecond: 0.25, underWay: 1, jitterMs: 0, perDay: null }, () => now);
    expect(pace.available()).toBe(1);
    pace.take();
    expect(pace.waitMs()).toBe(4000);
    now = 4000;
    expect(pace.available()).toBe(1);
  });
});
