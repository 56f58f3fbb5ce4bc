import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readSeveral } from "../../src/understanding/several-choices.ts";
import { shippedLexicon } from "./words.ts";

const lexicon = shippedLexicon();
const options = [
  { label: "Leche", words: ["lichi"] },
  { label: "Papa y maíz" },
  { label: "Cuyes", words: ["quwi", "cuy"] },
  { label: "Papa" },
  { label: "Auto-ayuda" },
];

describe("several options", () => {
  it.each([
    ["1 3", [1, 3]],
    ["1,3", [1, 3]],
    ["1, 3", [1, 3]],
    ["1.3", [1, 3]],
    ["1/3", [1, 3]],
    ["1 y 3", [1, 3]],
    ["1+3", [1, 3]],
    ["1, 2 y 4", [1, 2, 4]],
    ["2-1-3", [2, 1, 3]],
    ["1-2", [1, 2]],
    ["3-1", [3, 1]],
    ["1️⃣3️⃣", [1, 3]],
    ["1️⃣ 3️⃣", [1, 3]],
    ["opciones 1 y 3", [1, 3]],
    ["la 1 y la 3, gracias", [1, 3]],
    ["1. Leche\n3. Cuyes", [1, 3]],
    ["1 leche, 3 cuyes", [1, 3]],
    ["uno y tres", [1, 3]],
    ["huk kimsa", [1, 3]],
    ["hukta kimsatapas", [1, 3]],
    ["el primero y el tercero", [1, 3]],
    ["1ro y 3ro", [1, 3]],
    ["leche y cuyes", [1, 3]],
    ["la leche y los cuyes", [1, 3]],
    ["leche cuyes", [1, 3]],
    ["cuyes, leche", [3, 1]],
    ["leche y también 3", [1, 3]],
    ["lehce y cuyez", [1, 3]],
    ["lichita quwitapas", [1, 3]],
    ["lichiwan quwiwan", [1, 3]],
    ["papa y maíz", [2]],
    ["papa y maiz y leche", [2, 1]],
    ["papa y leche", [4, 1]],
    ["papa y maíz, papa", [2, 4]],
    ["auto-ayuda y leche", [5, 1]],
    ["autoayuda", [5]],
    ["2", [2]],
    ["solo 1", [1]],
    ["todos", "all"],
    ["Todas!", "all"],
    ["todos por favor", "all"],
    ["llapan", "all"],
    ["llapanta", "all"],
    ["ninguno", "none"],
    ["nada", "none"],
    ["no quiero ninguno", "none"],
    ["mana mayqinpas", "none"],
    ["todos menos 2", [1, 3, 4, 5]],
    ["todos menos 2 y cuyes", [1, 4, 5]],
    ["todos excepto la leche", [2, 3, 4, 5]],
    ["llapan, 2 mana", [1, 3, 4, 5]],
    ["llapan ama 2", [1, 3, 4, 5]],
    ["todos menos", null],
    ["todos menos 9", null],
    ["todos y ninguno", null],
    ["13", null],
    ["1 1", null],
    ["leche y 1", null],
    ["1 o 3", null],
    ["1-3", null],
    ["1 a 3", null],
    ["del 1 al 3", null],
    ["0", null],
    ["1 6", null],
    ["leche y toros", null],
    ["no leche", null],
    ["2 cuyes", null],
    ["un cuy y leche", null],
    ["2 cuyez", null],
    ["1 3?", null],
    ["y", null],
    ["", null],
  ])("%j is %j", (text, choices) => expect(readSeveral(text, options, lexicon)).toEqual(choices));

  it("are read by number or label, in the order named", () => {
    const order = fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 1 });
    const joint = fc.constantFrom(", ", " y ", "; ", "\n");
    fc.assert(
      fc.property(order, joint, fc.boolean(), (places, between, byLabel) => {
        const named = places.map((place) => (byLabel ? options[place - 1]?.label : String(place)));
        expect(readSeveral(named.join(between), options, lexicon)).toEqual(places);
      }),
    );
  });

  it("are never more than there are, nor one twice, whatever is written", () => {
    const words = fc
      .array(
        fc.constantFrom(..."1 2 3 1️⃣ , y - leche cuyes papa maíz el uno kimsa todos".split(" ")),
      )
      .map((pieces) => pieces.join(" "));
    fc.assert(
      fc.property(fc.oneof(words, fc.string({ unit: "binary", maxLength: 4000 })), (text) => {
        const choices = readSeveral(text, options, lexicon);
        if (!Array.isArray(choices)) return;
        expect(choices.length).toBeGreaterThan(0);
        expect(new Set(choices).size).toBe(choices.length);
        for (const choice of choices) expect(options[choice - 1]).toBeDefined();
      }),
    );
  });
});
