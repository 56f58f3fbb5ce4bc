import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../src/core/language.ts";
import type { Figure, FlowValue } from "../../src/core/value.ts";
import { writeDay, writeLitres, writeText } from "../../src/flow/writing.ts";
import { readWriting } from "../../src/library.ts";
import { TODAY } from "./flows.ts";

const writing = readWriting(".");

function written(value: FlowValue, language: Language = "es"): string {
  return writeText("{value}", { value }, writing[language], TODAY);
}

describe("litres", () => {
  it.each([
    [12_000, "12"],
    [12_500, "12.5"],
    [12_050, "12.05"],
    [750, "0.75"],
    [1, "0.001"],
    [0, "0"],
    [1_234_567_000, "1234567"],
    [-500, "-0.5"],
  ])("%d ml are %s", (ml, text) => {
    expect(writeLitres(ml, writing.es)).toBe(text);
    expect(writeLitres(ml, writing.fr)).toBe(text.replace(".", writing.fr.decimal));
  });
});

describe("days", () => {
  it.each<[Language, string, string, string]>([
    ["es", "2026-11-23", "hoy lunes 23 de noviembre", ""],
    ["es", "2026-11-22", "ayer domingo 22 de noviembre", ""],
    ["es", "2026-11-21", "anteayer sábado 21 de noviembre", ""],
    ["es", "2026-11-20", "viernes 20 de noviembre", ""],
    ["es", "2026-11-24", "martes 24 de noviembre", ""],
    ["es", "2026-09-01", "martes 1 de setiembre", ""],
    ["en", "2026-11-22", "yesterday Sunday 22 November", ""],
    ["qu", "2026-11-23", "kunan p'unchay lunes 23 noviembre", ""],
  ])("in %s, %s is «%s»", (language, day, text) => {
    expect(writeDay(day, writing[language], TODAY)).toBe(text);
  });

  it.each(LANGUAGES)("never leave a placeholder in %s", (language) => {
    for (let date = 1; date <= 30; date++) {
      const day = `2026-11-${String(date).padStart(2, "0")}`;
      expect(writeDay(day, writing[language], TODAY)).not.toMatch(/[{}]|undefined/);
    }
  });
});

describe("figures", () => {
  const figure = (change: Partial<Figure>): FlowValue => ({
    type: "figures",
    figures: [{ day: TODAY, totalMl: 12_000, morningMl: null, eveningMl: null, ...change }],
  });

  it.each([
    [{}, "12 L, hoy lunes 23 de noviembre"],
    [{ morningMl: 7000, eveningMl: 5000 }, "12 L (mañana 7 + tarde 5), hoy lunes 23 de noviembre"],
    [{ morningMl: 12_000 }, "12 L (solo mañana 12), hoy lunes 23 de noviembre"],
    [{ eveningMl: 12_000 }, "12 L (solo tarde 12), hoy lunes 23 de noviembre"],
    [{ totalMl: 0 }, "0 L, hoy lunes 23 de noviembre"],
    [{ day: "2026-11-22" }, "12 L, ayer domingo 22 de noviembre"],
  ])("%j", (change, text) => expect(written(figure(change))).toBe(text));

  it("say what they are in every language", () => {
    for (const language of LANGUAGES) {
      const text = written(figure({ morningMl: 7000 }), language);
      expect(text).toMatch(/^12 L \(.*7\), /);
      expect(text).not.toMatch(/undefined|[{}]/);
    }
  });

  it("of several days stand in a row", () => {
    const one: Figure = { day: TODAY, totalMl: 9000, morningMl: null, eveningMl: null };
    const text = written({ type: "figures", figures: [{ ...one, day: "2026-11-22" }, one] });
    expect(text).toBe("9 L, ayer domingo 22 de noviembre; 9 L, hoy lunes 23 de noviembre");
  });
});

describe("other values", () => {
  it.each<[FlowValue, string | RegExp]>([
    [{ type: "number", milli: 3000 }, "3"],
    [{ type: "litres", ml: 12_500 }, "12.5 L"],
    [{ type: "change", percent: 12 }, /12 % más/],
    [{ type: "change", percent: -12 }, /12 % menos/],
    [{ type: "change", percent: 0 }, /igual/],
    [{ type: "change", percent: null }, /sin semanas anteriores/],
    [{ type: "container", unit: "galon", countMilli: 1000 }, "galón"],
    [{ type: "container", unit: "tinaja", countMilli: 1000 }, "tinaja"],
    [{ type: "state", state: { secret: 1 } }, ""],
    [
      {
        type: "options",
        options: [
          { type: "litres", ml: 1000 },
          { type: "text", text: "b" },
        ],
      },
      "1 L, b",
    ],
  ])("%j", (value, text) => {
    if (typeof text === "string") expect(written(value)).toBe(text);
    else expect(written(value)).toMatch(text);
  });

  it.each(LANGUAGES)("every change is told in %s", (language) => {
    const texts = [5, -5, 0, null].map((percent) => written({ type: "change", percent }, language));
    expect(new Set(texts).size).toBe(4);
    expect(texts.join()).not.toMatch(/[{}]|undefined/);
  });
});

describe("a text", () => {
  const name = (text: string) => ({ name: { type: "text", text } as const });

  it.each([
    ["Buenos días, {name}. Soy yo.", "Rosa", "Buenos días, Rosa. Soy yo."],
    ["Buenos días, {name}. Soy yo.", "", "Buenos días. Soy yo."],
    ["{name} {name}", "Rosa", "Rosa Rosa"],
    ["{name}", "$& {name} $1", "$& {name} $1"],
    ["{other}, {name}", "Rosa", "{other}, Rosa"],
  ])("«%s» for «%s»", (template, given, text) => {
    expect(writeText(template, name(given), writing.es, TODAY)).toBe(text);
  });
});
