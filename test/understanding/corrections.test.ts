import { describe, expect, it } from "vitest";
import { readLexicon } from "../../src/library.ts";
import { readCorrection } from "../../src/understanding/correction-words.ts";

const lexicon = readLexicon(".");
const read = (text: string): ReturnType<typeof readCorrection> => readCorrection(text, lexicon);

describe("an earlier answer taken back", () => {
  it.each([
    ["no, era Rosa Quispe", "Rosa Quispe", true],
    ["No era 9", "9", false],
    ["perdón, el viernes", "el viernes", true],
    ["me equivoqué, era 9", "9", true],
    ["9, perdón", "9", false],
    ["manan, 9 karqan", "9", true],
    ["pampachaykuway, Sisa", "Sisa", true],
    ["non, c'était Léa", "Léa", true],
    ["sorry, it was Rosa", "Rosa", true],
    ["son 4", "4", false],
  ])("«%s» says «%s»", (text, rest, certain) => {
    expect(read(text)).toEqual({ rest, certain });
  });

  it.each(["Rosa Quispe", "9", "no", "perdón", "no, no", "", "x".repeat(300)])(
    "«%s» takes nothing back",
    (text) => {
      expect(read(text)).toBeNull();
    },
  );
});
