import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readChoice, readYesNo } from "../../src/understanding/choice.ts";
import { controlWordOf, normalisedAnswer } from "../../src/understanding/control-words.ts";
import { readNumber } from "../../src/understanding/numbers-asked.ts";
import { makeUnderstander } from "../../src/understanding/understand.ts";
import { shippedLexicon } from "./words.ts";

const lexicon = shippedLexicon();
const options = [
  { label: "Leche", words: ["lichi"] },
  { label: "Precios" },
  { label: "Capacitación" },
  { label: "Papa y maíz" },
  { label: "Votación" },
];
const ten = Array.from({ length: 10 }, (_, place) => ({ label: `camino ${"abcdefghij"[place]}` }));

describe("one of several options", () => {
  it.each([
    ["2", 2],
    ["2.", 2],
    ["2)", 2],
    ["2️⃣", 2],
    ["la 2", 2],
    ["el 2", 2],
    ["opción 2", 2],
    ["opcion numero 2", 2],
    ["la opción 2 por favor", 2],
    ["quiero la 2", 2],
    ["nro 2", 2],
    ["dos", 2],
    ["iskay", 2],
    ["iskayta", 2],
    ["el segundo", 2],
    ["la segunda opción", 2],
    ["2do", 2],
    ["2da", 2],
    ["el tercero", 3],
    ["el último", 5],
    ["la última opción", 5],
    ["el sexto", null],
    ["LECHE", 1],
    ["la leche", 1],
    ["quiero leche", 1],
    ["leche, gracias", 1],
    ["lichita", 1],
    ["lehce", 1],
    ["la lehce", 1],
    ["1. Leche", 1],
    ["2 Precios", 2],
    ["2 leche", null],
    ["papa y maiz", 4],
    ["4 papa y maíz", 4],
    ["no quiero leche", null],
    ["un segundo", null],
    ["1 o 2", null],
    ["2 litros", null],
    ["6", null],
    ["👍", null],
  ])("%j is %j", (text, choice) => expect(readChoice(text, options, lexicon)).toBe(choice));

  it("is read from a keycap of ten", () => {
    expect(readChoice("🔟", ten, lexicon)).toBe(10);
    expect(readChoice("🔟", options, lexicon)).toBeNull();
  });

  it("is read back from every number and label, whatever stands around", () => {
    const around = fc.constantFrom(
      ["", ""],
      ["la ", ""],
      ["opción ", ", gracias"],
      ["quiero ", "!"],
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), around, (place, [before, after]) => {
        expect(readChoice(`${before}${place}${after}`, options, lexicon)).toBe(place);
        const label = options[place - 1]?.label ?? "";
        expect(readChoice(`${before}${label}${after}`, options, lexicon)).toBe(place);
      }),
    );
  });
});

describe("yes or no", () => {
  it.each(
    "sí|si|sii|siii|SIIIII|sip|ya|yap|claro|claro que sí|ok|okey|dale|bueno|listo|de acuerdo|correcto|así es|por supuesto|arí|ari|ariii|riki|allinmi|chaymi|arí riki|munani|sí, por favor|sí señora|ya pues|si pe|bueno, gracias|👍|👍🏽|👌|✅|oui|yes".split(
      "|",
    ),
  )("%j is yes", (text) => expect(readYesNo(text, lexicon)).toBe("yes"));

  it.each(
    "no|No.|noo|nooooo|nop|nada|para nada|de ninguna manera|no gracias|no, gracias|claro que no|por supuesto que no|ya no|no señor|nunca|jamás|manan|mana|manam|ama|aman|manan allinchu|manan munanichu|👎|❌|non|nope".split(
      "|",
    ),
  )("%j is no", (text) => expect(readYesNo(text, lexicon)).toBe("no"));

  it.each([
    "sí pero no",
    "sí y no",
    "no sé",
    "tal vez",
    "creo que sí",
    "quizás",
    "12",
    "mañana",
    "manaraq",
    "icha",
    "gracias",
    "",
    "ayuda",
    "no hay leche",
  ])("%j is neither", (text) => expect(readYesNo(text, lexicon)).toBeNull());
});

describe("a number", () => {
  it.each([
    ["12", 12_000],
    ["12.5", 12_500],
    ["12,5", 12_500],
    ["12,05", 12_050],
    ["0,125", 125],
    ["007", 7000],
    ["1,234.50", 1_234_500],
    ["45678912", 45_678_912_000],
    ["１２", 12_000],
    ["3️⃣", 3000],
    ["1️⃣2️⃣", 12_000],
    ["🔟", 10_000],
    ["doce", 12_000],
    ["treinta y cinco", 35_000],
    ["dos y medio", 2500],
    ["12 1/2", 12_500],
    ["doce coma cinco", 12_500],
    ["chunka iskayniyuq", 12_000],
    ["kimsa chunka", 30_000],
    ["cero", 0],
    ["son 12, gracias", 12_000],
    ["12 por favor", 12_000],
    ["unos 12", null],
    ["12 más o menos", null],
    ["yaqa chunka", null],
    ["10-12", null],
    ["10 a 12", null],
    ["entre 10 y 12", null],
    ["10 o 12", null],
    ["-5", null],
    ["−5", null],
    ["menos 5", null],
    ["1.234", null],
    ["1 500", null],
    ["12 litros", null],
    ["12 soles", null],
    ["chunkachu", null],
    ["medio", null],
    ["doze?", null],
    ["nada", null],
    ["", null],
  ])("%j is %j", (text, milli) => expect(readNumber(text, lexicon)).toBe(milli));

  it("comes back as written, with up to two decimals", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom(".", ","),
        (whole, hundredths, point) => {
          const text = `${whole}${point}${String(hundredths).padStart(2, "0")}`;
          expect(readNumber(text, lexicon)).toBe(whole * 1000 + hundredths * 10);
          expect(readNumber(String(whole), lexicon)).toBe(whole * 1000);
        },
      ),
    );
  });
});

describe("control words", () => {
  it.each([
    ["BASTA", "stop"],
    ["stop", "stop"],
    ["¡Ayuda!", "help"],
    ["?", "help"],
    ["yanapay", "help"],
    ["menú", "menu"],
    ["quechua", "language"],
    ["runasimi", "language"],
    ["hablar con una persona", "person"],
    ["otra vez", "repeat"],
    ["atrás", "back"],
    ["volver", "back"],
    ["regresar", "back"],
    ["anterior", "back"],
    ["qhipaman", "back"],
    ["kutiy", "back"],
    ["retour", "back"],
    ["back", "back"],
    ["cancelar", "cancel"],
    ["ayudaa", null],
    ["quiero ayuda", null],
    ["sí", null],
    ["leche", null],
    ["seguir", null],
    ["", null],
  ])("%j is %j", (text, intent) => expect(controlWordOf(text, lexicon)).toBe(intent));

  it.each([
    ["Papa y Maíz!", "papa y maiz"],
    ["2️⃣", "2"],
    ["🔟", "10"],
    ["  ¿Sí? ", "si"],
    ["...", ""],
  ])("%j is compared as %j", (text, form) => expect(normalisedAnswer(text)).toBe(form));

  it.each([
    ["saltar", "skip"],
    ["paso", "skip"],
    ["siguiente", "skip"],
    ["omitir", "skip"],
    ["pasar", "skip"],
    ["skip", "skip"],
    ["passer", "skip"],
    ["pasay", "skip"],
    ["saltay", "skip"],
    ["sigo", "continue"],
    ["continuer", "continue"],
    ["seguir", "resume"],
    ["continue", "resume"],
  ])("%j says %s", (text, intent) => {
    const context = { sentAt: new Date("2026-11-23T23:30:00Z"), afterReport: false };
    expect(makeUnderstander(lexicon).understand(text, context)).toEqual({ kind: "intent", intent });
  });
});

describe("any answer", () => {
  it("is read without throwing or hanging", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 4000 }), (text) => {
        readChoice(text, options, lexicon);
        readYesNo(text, lexicon);
        readNumber(text, lexicon);
        controlWordOf(text, lexicon);
        expect(normalisedAnswer(normalisedAnswer(text))).toBe(normalisedAnswer(text));
      }),
    );
    for (const piece of ["si ", "s", "1 ", "la ", "🔟", "chunka "]) {
      const text = piece.repeat(4000).slice(0, 4000);
      const start = performance.now();
      expect(readChoice(text, options, lexicon)).toBeNull();
      expect(readYesNo(text, lexicon)).toBeNull();
      expect(readNumber(text, lexicon)).toBeNull();
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});
