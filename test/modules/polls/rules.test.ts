import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limaInstant } from "../../../src/core/lima.ts";
import { resultLines } from "../../../src/modules/polls/results.ts";
import {
  countPoll,
  faultOfClosing,
  readOptions,
  SMALL,
  type Answer,
} from "../../../src/modules/polls/rules.ts";

describe("the answers of a poll as people write them", () => {
  it.each([
    ["riego, posta, camino", ["riego", "posta", "camino"]],
    ["Riego; Posta de salud;Camino", ["Riego", "Posta de salud", "Camino"]],
    ["1) riego\n2) posta, con enfermera\n\n3. camino", ["riego", "posta, con enfermera", "camino"]],
    ["- unu\n• ñan", ["unu", "ñan"]],
    ["sí / no", ["sí", "no"]],
  ])("%j", (text, options) => {
    expect(readOptions(text)).toEqual(options);
  });

  it.each([
    ["riego", "too_few"],
    [" , ,, ", "too_few"],
    ["a,b,c,d,e,f,g,h,i,j,k", "too_many"],
    [`riego, ${"x".repeat(41)}`, "too_long"],
    ["Ñan, ñan", "twice"],
    ["posta, postá", "twice"],
  ])("%j is refused: %s", (text, fault) => {
    expect(readOptions(text)).toBe(fault);
  });

  it("never takes anything but two to ten short, different answers", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const read = readOptions(text);
        if (typeof read === "string") return;
        expect(read.length).toBeGreaterThanOrEqual(2);
        expect(read.length).toBeLessThanOrEqual(10);
        expect(new Set(read).size).toBe(read.length);
        for (const one of read) expect(one.length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe("the closing of a poll", () => {
  const now = limaInstant("2026-11-23", 7 * 60);
  it.each([
    ["2026-11-23", 6 * 60, "past"],
    ["2026-11-23", 7 * 60 + 10, "soon"],
    ["2026-11-23", 7 * 60 + 15, null],
    ["2027-01-23", 7 * 60, null],
    ["2027-02-01", 7 * 60, "far"],
  ])("%s at minute %i: %s", (day, minute, fault) => {
    expect(faultOfClosing(limaInstant(day, minute), now)).toBe(fault);
  });
});

const answers = fc.array(
  fc.record<Answer>({
    option: fc.integer({ min: 1, max: 3 }),
    sex: fc.constantFrom("F", "M", null),
    community: fc.constantFrom("Ccasacunca", "Zurite", "Chacan", null),
  }),
  { maxLength: 60 },
);

const sum = (counts: readonly number[]): number => counts.reduce((one, other) => one + other, 0);

describe("the result of a poll", () => {
  it("counts every answer once, in whatever order they came", () => {
    fc.assert(
      fc.property(answers, (some) => {
        const result = countPoll(some, 3);
        expect(sum(result.counts)).toBe(some.length);
        expect(result.answered).toBe(some.length);
        expect(sum(result.communities.flatMap((group) => group.counts))).toBe(some.length);
        expect(countPoll([...some].reverse(), 3)).toEqual(result);
      }),
    );
  });

  it("shows no group of fewer than five apart, nor lets one be told from the others", () => {
    fc.assert(
      fc.property(answers, (some) => {
        const { communities, sexes } = countPoll(some, 3);
        if (communities.length > 1)
          for (const { counts } of communities) expect(sum(counts)).toBeGreaterThanOrEqual(SMALL);
        if (sexes === null) return;
        const left = some.length - sum(sexes.women) - sum(sexes.men);
        expect(sum(sexes.women)).toBeGreaterThanOrEqual(SMALL);
        expect(sum(sexes.men)).toBeGreaterThanOrEqual(SMALL);
        expect(left === 0 || left >= SMALL).toBe(true);
      }),
    );
  });

  it("is written in lines that every language reads alike", () => {
    const many = (count: number, answer: Answer): Answer[] => Array<Answer>(count).fill(answer);
    const some = [
      ...many(6, { option: 1, sex: "F", community: "Ccasacunca" }),
      ...many(5, { option: 2, sex: "M", community: "Zurite" }),
      ...many(2, { option: 2, sex: "M", community: "Chacan" }),
    ];
    expect(resultLines(["riego", "posta", "camino"], countPoll(some, 3))).toEqual({
      all: "1 riego: 6\n2 posta: 7\n3 camino: 0",
      communities: "Ccasacunca: riego 6\n…: posta 7",
      women: "riego 6",
      men: "posta 7",
    });
  });
});
