import { describe, expect, it } from "vitest";
import { shiftedClock, systemClock } from "../../src/core/clock.ts";
import { newId, newName, newSecret, sha256 } from "../../src/core/ids.ts";
import { isLanguage, LANGUAGES } from "../../src/core/language.ts";

const many = (make: () => string): string[] => Array.from({ length: 2000 }, make);

describe("ids", () => {
  it("sort in the order of their birth, and are never the same", () => {
    const ids = many(newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("of questions are short and safe in a button", () => {
    const ids = many(newName);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\w-]{12,24}$/);
  });

  it("of secrets hold 256 bits", () => expect(newSecret()).toMatch(/^[\w-]{43}$/));

  it("of content are its SHA-256", () => {
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("clocks", () => {
  it("shifted ones run on from where they were set", () => {
    const start = new Date("2030-01-01T00:00:00Z");
    const passed = shiftedClock(start).now().getTime() - start.getTime();
    expect(passed).toBeGreaterThanOrEqual(0);
    expect(passed).toBeLessThan(10_000);
  });

  it("of the machine tell its time", () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000);
  });
});

describe("languages", () => {
  it("are four", () => {
    for (const language of LANGUAGES) expect(isLanguage(language)).toBe(true);
    for (const other of ["", "ES", "pt", "quz", "toString"]) expect(isLanguage(other)).toBe(false);
  });
});
