import { describe, expect, it } from "vitest";

import { limaDay } from "../../src/core/lima.ts";
import type { Reading } from "../../src/core/reading.ts";
import { readChoice, readLitres, readYesNo } from "../../src/understanding/choice.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import { shippedLexicon } from "./words.ts";

const lexicon = shippedLexicon();
const understander = makeUnderstander(lexicon);
/** Monday, half past six in the evening in Cusco. */
const MONDAY = new Date("2026-11-23T23:30:00Z");

function read(text: string, afterReport = false, sentAt = MONDAY): Reading {
  return understander.understand(text, { sentAt, afterReport });
}

/** A reading as a short line: days with litres, or the question, or the intent. */
function say(text: string, afterReport = false): string {
  const reading = read(text, afterReport);
  switch (reading.kind) {
    case "milk":
      return reading.entries
        .map((entry) => {
          const sides = [
            entry.morningMl === null ? "" : ` morning ${entry.morningMl / 1000}`,
            entry.eveningMl === null ? "" : ` evening ${entry.eveningMl / 1000}`,
          ].join("");
          return `${entry.day.slice(5)}: ${entry.totalMl / 1000}${sides}`;
        })
        .join(", ");
    case "milk_question":
      return `? ${reading.doubt}`;
    case "product":
      return `${reading.count / 1000} ${reading.product}`;
    case "market":
      return `${reading.act} ${reading.product ?? "something"}`;
    case "intent":
      return reading.intent;
    case "wordless":
    case "unknown":
      return reading.kind;
  }
}

describe("a day's milk", () => {
  it.each([
    ["12L", "11-23: 12"],
    ["hoy12litros", "11-23: 12"],
    ["una docena de litros", "11-23: 12"],
    ["12 1/2", "11-23: 12.5"],
    ["dos litros y cuarto", "11-23: 2.25"],
    ["1 litro 500 ml", "11-23: 1.5"],
    ["6eis litros", "11-23: 6"],
    ["l2 litros", "11-23: 12"],
    ["chunka pusaqniyuq", "11-23: 18"],
    ["kimsa chunka pichqayuq litro", "11-23: 35"],
    ["huk chunka", "11-23: 10"],
    ["veinte y pichqa litros", "11-23: 25"],
    ["porongo lleno de 25", "11-23: 25"],
    ["un porongo de 40 y un balde de 10", "11-23: 50"],
    ["3 vacas 4 litros cada una", "11-23: 12"],
    ["la pinta 5 y la negra 4", "11-23: 9"],
    ["saqué 12 vendí 10", "11-23: 12"],
    ["familia quispe 15 litros", "11-23: 15"],
    ["Juana Quispe 12", "11-23: 12"],
    ["45678912 18 litros", "11-23: 18"],
    ["984 123 456 18 litros", "11-23: 18"],
    ["ya basta con la leche, saqué 12 litros", "11-23: 12"],
  ])("%s", (text, told) => expect(say(text)).toBe(told));

  it("knows what was certain in the words", () => {
    expect(read("12")).toMatchObject({ explicit: false, dayNamed: false, unit: "L_implied" });
    expect(read("hoy 12")).toMatchObject({ explicit: false, dayNamed: true });
    expect(read("12 litros")).toMatchObject({ explicit: true, dayNamed: false, unit: "L" });
    expect(read("unos 12")).toMatchObject({ approximate: true });
    expect(read("12 litros a 1.80")).toMatchObject({ centimosPerLitre: 180 });
    expect(read("en la tarde 5")).toMatchObject({ partial: true });
  });

  it.each([
    "no pude ordeñar",
    "manan ch'awanichu",
    "❌🥛",
    "la vaca está seca",
    "hoy nada de leche",
  ])("%s is a day without milk", (text) => expect(say(text)).toBe("11-23: 0"));
});

describe("milkings and days", () => {
  it.each([
    ["M8T5", "11-23: 13 morning 8 evening 5"],
    ["mañana 8 y 5 tarde", "11-23: 13 morning 8 evening 5"],
    ["tutamanta pusaq ch'isi pichqa", "11-23: 13 morning 8 evening 5"],
    ["a las 5 de la tarde 6 litros", "11-23: 6 evening 6"],
    ["mañana 8 y tarde todavía", "11-23: 8 morning 8"],
    ["12 hoy y 10 ayer", "11-22: 10, 11-23: 12"],
    ["hace tres días 10", "11-20: 10"],
    ["el 22 10 litros", "11-22: 10"],
    ["22-11: 10", "11-22: 10"],
    ["el 20 de noviembre 9 litros", "11-20: 9"],
    ["10 litros el 22/11", "11-22: 10"],
    ["domingo 22: 10", "11-22: 10"],
    ["qayna p'unchay tutamanta pusaq tarde pichqa", "11-22: 13 morning 8 evening 5"],
  ])("%s", (text, told) => expect(say(text)).toBe(told));

  it("takes the day from the moment of sending, in Peru", () => {
    const justAfterMidnight = new Date("2026-11-24T05:20:00Z");
    expect(limaDay(justAfterMidnight)).toBe("2026-11-24");
    expect(read("ayer 10", false, justAfterMidnight)).toMatchObject({
      entries: [{ day: "2026-11-23" }],
    });
    const justBefore = new Date("2026-11-24T04:50:00Z");
    expect(read("hoy 10", false, justBefore)).toMatchObject({ entries: [{ day: "2026-11-23" }] });
  });
});

describe("when unsure, a question", () => {
  it.each([
    ["8 5", "? sum_or_split"],
    ["10 entre 12", "? range"],
    ["pisqa soqta chunka", "? range"],
    ["lunes 10", "? which_date"],
    ["ayer y hoy 20 litros", "? which_date"],
    ["paqarin chunka ch'awasaq", "? future"],
    ["una cantina", "? unit_size"],
    ["3 vacas a 4 litros", "? per_cow"],
    ["chunka mas", "? approximate"],
    ["1.250 litros", "? decimal_or_thousand"],
    ["12:30 litros", "? garbled"],
    ["cuarto litros", "? garbled"],
    ["media docena", "? garbled"],
    ["12 gatos", "? garbled"],
    ["12 quesos y 5 litros", "? garbled"],
    ["12%", "? garbled"],
    ["mi vaca parió 2", "? garbled"],
    ["12 litros de agua", "? not_a_report"],
    ["entregué 10", "? sum_or_split"],
    ["menos 5", "? negative"],
    ["no saqué 12", "? garbled"],
    ["12?", "? garbled"],
    ["mis vacas son 4", "? not_a_report"],
    ["día 12", "? which_date"],
    ["12 horas", "? not_a_report"],
    ["el ternero mamó 2 litros", "? garbled"],
    ["quedaron 5 litros", "? sum_or_split"],
    ["mañana vendí 8", "? sum_or_split"],
    ["desde ayer 20 litros", "? which_date"],
  ])("%s", (text, question) => expect(say(text)).toBe(question));

  it("offers what the question needs", () => {
    expect(read("2 porongos y 5 litros")).toMatchObject({
      container: { unit: "porongo", countMilli: 2000, extraMl: 5000 },
    });
    expect(read("12 kilos")).toMatchObject({ guessMl: 11_700, container: { unit: "kg" } });
    expect(read("10-12 litros")).toMatchObject({ guessMl: 10_000, otherMl: 12_000 });
    expect(read("mañana 8 tarde 5 total 14")).toMatchObject({ guessMl: 13_000, otherMl: 14_000 });
  });
});

describe("a correction after a report", () => {
  it.each([
    ["no, 14", "11-23: 14"],
    ["14 (correct)", "11-23: 14"],
    ["era 9 no 90", "11-23: 9"],
    ["no son 12 son 14", "11-23: 14"],
    ["cambiar 12 por 14", "11-23: 14"],
    ["manan chunkachu, chunka tawayuq", "11-23: 14"],
    ["ayer era 11", "11-22: 11"],
  ])("%s", (text, told) => {
    expect(say(text, true)).toBe(told);
    expect(read(text, true)).toMatchObject({ correction: true });
  });

  it("asks when only the wrong figure is told", () => {
    expect(say("no era 12", true)).toBe("? garbled");
    expect(say("14 no", true)).toBe("? garbled");
  });
});

describe("other things people write", () => {
  it.each([
    ["STOP", "stop"],
    ["ya no me escriban por favor", "stop"],
    ["ama apachimuychu", "stop"],
    ["amaña", "stop"],
    ["qatiy", "resume"],
    ["?", "help"],
    ["yanapaway", "help"],
    ["menú", "menu"],
    ["runasimi", "language"],
    ["français", "language"],
    ["quiero hablar con el técnico", "person"],
    ["chinkachiy", "undo"],
    ["borra eso", "undo"],
    ["me equivoqué", "correct"],
    ["saqiy", "cancel"],
    ["kutiy", "back"],
    ["¿cuánto llevo?", "summary"],
    ["hayk'atan ruwarqani", "summary"],
    ["mi mes", "month_summary"],
    ["2 soles el litro", "price"],
    ["¿cuándo es la reunión?", "question"],
    ["hola buenas tardes ingeniero", "greeting"],
    ["añay taytay", "thanks"],
    ["mi esposo sabe", "dont_know"],
    ["no ordeñé todavía", "dont_know"],
    ["tengo 5 vacas", "herd"],
    ["dni 45678912", "identity_document"],
    ["/start ABC123", "start"],
    ["1 saco de papa", "1 other"],
    ["10 cuyes", "10 guinea_pig"],
    ["🙂", "wordless"],
    ["no hay señal", "unknown"],
    ["984123456", "unknown"],
  ])("%s", (text, meaning) => expect(say(text)).toBe(meaning));
});

describe("bad input", () => {
  it.each([
    ["99999999999999999999999999999999999999999", "? out_of_range"],
    ["1e309", "? garbled"],
    ["'; DROP TABLE milk; --", "unknown"],
    ["\u202E21 \u0000", "11-23: 21"],
    ["", "unknown"],
    ["a".repeat(10_000), "unknown"],
    ["12 litros ".repeat(1000), "unknown"],
  ])("%j", (text, meaning) => expect(say(text)).toBe(meaning));
});

describe("answers to our own questions", () => {
  const options = [
    { label: "Leche", words: ["lichi"] },
    { label: "Precios" },
    { label: "Capacitación" },
    { label: "Votación" },
    { label: "Técnico" },
    { label: "Ayuda", words: ["yanapay"] },
  ];

  it.each([
    ["1", 1],
    ["2️⃣", 2],
    ["tres", 3],
    ["tawa", 4],
    ["pichqa", 5],
    ["ayuda", 6],
    ["YANAPAY", 6],
    ["capasitación", 3],
    ["1 litro", null],
    ["12", null],
    ["0", null],
    ["1.5", null],
    ["otra cosa", null],
    ["", null],
  ])("choice %j is %j", (text, choice) => expect(readChoice(text, options, lexicon)).toBe(choice));

  it("gives no choice when two options fit", () => {
    expect(readChoice("casas", [{ label: "casa" }, { label: "cosas" }], lexicon)).toBeNull();
  });

  it.each([
    ["20", 20_000],
    ["de 20 litros", 20_000],
    ["veinte", 20_000],
    ["iskay chunka", 20_000],
    ["12,5 L", 12_500],
    ["20 o 30", null],
    ["grande", null],
  ])("size %j is %j ml", (text, ml) => expect(readLitres(text, lexicon)).toBe(ml));

  it.each([
    ["sí", "yes"],
    ["claro, así es", "yes"],
    ["ok gracias", "yes"],
    ["arí", "yes"],
    ["👍", "yes"],
    ["✅", "yes"],
    ["manan", "no"],
    ["nop", "no"],
    ["👎", "no"],
    ["sí no", null],
    ["12", null],
    ["tal vez", null],
  ])("%j means %j", (text, answer) => expect(readYesNo(text, lexicon)).toBe(answer));
});
