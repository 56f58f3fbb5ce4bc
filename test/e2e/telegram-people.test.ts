import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TONGUES } from "./telegram-speech.ts";
import { openStage, type Stage } from "./telegram-stage.ts";

/** Words of both tongues in which these conversations differ. */
const WORDS = {
  es: {
    link: "otro celular",
    erase: "bórrame",
    nothing: "no hay nada que borrar",
    mine: "mis datos",
  },
  qu: {
    link: "musuq celular",
    erase: "datosniyta pichay",
    nothing: "manan ima pichanapas",
    mine: "datosniy",
  },
};

describe("people and their phones over the wire", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode: "polling" });
  });
  afterAll(() => stage.close());

  describe.each(TONGUES)("in %s", (tongue) => {
    const words = WORDS[tongue];
    const codeIn = (said: string): string => /\b[A-Z]{4}\d\d\b/.exec(said)?.[0] ?? "";

    it("a second account becomes Rosa's by a code, her milk is one, and erasing takes both along", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks(rosa.speech.twelve);
      const code = codeIn(await rosa.asks(words.link));
      expect(code).not.toBe("");
      const other = stage.newcomer(tongue, `Rosa Otra ${tongue}`);
      const asked = await other.asks(code);
      expect(asked).toContain(rosa.name.split(" ")[0]);
      await other.asks("1");
      await other.asks("1");
      expect(await other.asks(words.mine)).toContain(rosa.name);
      await rosa.asks(words.erase);
      await rosa.asks("1");
      expect(await other.asks(words.erase)).toContain(words.nothing);
      expect(await rosa.asks(words.erase)).toContain(words.nothing);
    });

    it("an invitation from the command line, opened as a link, brings a newcomer into the family", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("10");
      const families = await stage.runs("export", "families", "--format", "json");
      const row = (JSON.parse(families) as { family_code: string; person_name: string }[]).find(
        (one) => one.person_name === rosa.name,
      );
      const made = await stage.runs("invite", "--family", row?.family_code ?? "");
      const { code } = JSON.parse(made) as { code: string };
      const son = stage.newcomer(tongue, `Hijo ${tongue}`);
      await son.says(`/start ${code}`);
      const first = await son.hears();
      expect(first.text).toMatch(/¿Ima simipi\?|Quispe|invitaron/);
    });
  });
});
