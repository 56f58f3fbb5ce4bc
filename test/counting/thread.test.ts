import { resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeCounting } from "../../src/counting/counting.ts";
import { approve, election, greedy, mes } from "./elections.ts";

const worker = resolve("dist/counting-worker.mjs");
const counting = makeCounting(worker);
afterAll(() => counting.stop());

const five = election(15_000, { A: 4000, B: 9000, C: 7000 }, [
  approve("A B C"),
  approve("C"),
  approve("B C"),
  approve(""),
  approve("A B"),
]);

describe("the counting thread", () => {
  it("answers with both programs' purchases and every project explained", async () => {
    const [counted, other] = await Promise.all([
      counting.count(five, mes),
      counting.count(five, greedy),
    ]);
    expect(counted.first).toEqual([{ project: "C", figure: "7000/3" }]);
    expect(counted.second).toEqual(counted.first);
    expect(counted.outcome.moneyLeft).toBe(8000n);
    expect(counted.explanations.map(({ project, reason }) => `${project} ${reason}`)).toEqual([
      "A supporters-short",
      "B supporters-short",
      "C bought",
    ]);
    expect(other.outcome.winners).toEqual(["C", "A"]);
    const near = await counting.shortfall(five, mes, "A");
    // Two supporters have 3000 and 2000/3 left; what A costs is 4000.
    expect(near).toEqual({ votes: 1, support: { num: 11n, den: 12n } });
    expect((await counting.shortfall(five, greedy, "B")).support).toBeNull();
  });

  it("refuses with the reason: a tie, an election nobody could count", async () => {
    await expect(counting.count(five, { ...mes, ties: [] })).rejects.toMatchObject({
      reason: "tie",
      message: expect.stringContaining("B and C") as string,
    });
    await expect(counting.count(election(1, { A: 0 }, []), mes)).rejects.toMatchObject({
      reason: "election",
    });
  });

  it("refuses what waits when it is stopped", async () => {
    const other = makeCounting(worker);
    const waiting = other.count(five, mes);
    await Promise.all([expect(waiting).rejects.toMatchObject({ reason: "broken" }), other.stop()]);
    await expect(other.count(five, mes)).rejects.toThrow("has been stopped");
  });
});
