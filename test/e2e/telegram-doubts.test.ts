import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echo, SPANISH, TONGUES, TRANSLATED } from "./telegram-speech.ts";
import { MODES, openStage, TODAY, YESTERDAY, type Stage } from "./telegram-stage.ts";

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe.each(MODES)("doubts and requests by %s", (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode });
  });
  afterAll(() => stage.close());

  describe.each(TONGUES)("in %s", (tongue) => {
    it("asks about 121 litres and takes them when they are confirmed", async () => {
      const rosa = stage.family(tongue);
      expect(await rosa.asks("121")).toMatch(/121 L[^]*1 .*121 L[^]*2 /);
      expect(await rosa.asks("1")).toMatch(echo("121", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "121" });
    });

    it("asks about 500 litres and then for the right amount", async () => {
      const rosa = stage.family(tongue);
      expect(await rosa.asks("500 litros")).toContain("500 L");
      expect(await rosa.asks(rosa.speech.no)).toContain("12");
      expect(await rosa.asks("50")).toMatch(echo("50", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "50" });
    });

    it("stores nothing while a question waits", async () => {
      const rosa = stage.family(tongue);
      expect(await rosa.asks("500 litros")).toContain("500 L");
      const benita = stage.family(tongue);
      await benita.asks(benita.speech.twoCans);
    });

    it("lets a new clear report take the place of the question, and says so", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("121");
      const answer = await rosa.asks("13");
      expect(answer).toContain("121 L");
      expect(answer).toMatch(echo("13", rosa.speech.today));
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "13" });
    });

    it("asks the size of a can once", async () => {
      const rosa = stage.family(tongue);
      const { today, yesterday, twoCans, yesterdayTwoCans } = rosa.speech;
      expect(await rosa.asks(twoCans)).toContain("porongo");
      expect(await rosa.asks("20")).toMatch(echo("40", today));
      expect(await rosa.asks(yesterdayTwoCans)).toMatch(echo("40", yesterday));
      rosa.shallHave({ [TODAY]: "40", [YESTERDAY]: "40" });
    });

    it("takes a plain report after junk", async () => {
      const rosa = stage.family(tongue);
      const answer = await rosa.asks("xzqw blorp fnord");
      expect(answer).toContain("12");
      if (tongue === "qu" && TRANSLATED) expect(answer).not.toMatch(SPANISH);
      expect(await rosa.asks(rosa.speech.twelve)).toMatch(echo("12", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "12" });
    });

    it("tells how it goes in two lines and a picture", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks(rosa.speech.yesterdayNine);
      await rosa.asks("12");
      for (const request of rosa.speech.summaries) {
        await rosa.says(request);
        const summary = await rosa.hears("21 L");
        expect(summary.caption.split("\n")).toHaveLength(2);
        expect(summary.caption).toMatch(/12 L[^]*21 L[^]*21 L/);
        expect(summary.photo?.subarray(0, PNG.length)).toEqual(PNG);
        expect(summary.photo?.length).toBeGreaterThanOrEqual(20_000);
      }
      await rosa.hearsNothing();
      rosa.shallHave({ [YESTERDAY]: "9", [TODAY]: "12" });
    });

    it("answers who has nothing yet without a picture", async () => {
      const rosa = stage.family(tongue);
      await rosa.says(rosa.speech.summaries[0]);
      const answer = await rosa.hears();
      expect(answer.photo).toBeUndefined();
      expect(answer.text).toContain("12");
    });

    it("answers a question in passing and comes back to the one that waits", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("12");
      await rosa.asks("5");
      const help = await rosa.asks(rosa.speech.help);
      expect(help.split("\n").length).toBeGreaterThan(4);
      expect(help).toContain("17 L");
      expect(await rosa.asks("2")).toMatch(echo("17", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "17" });
    });

    it("passes questions on to a person, and stops and resumes", async () => {
      const rosa = stage.family(tongue);
      const answers = [
        await rosa.asks(rosa.speech.help),
        await rosa.asks(rosa.speech.person),
        await rosa.asks("¿cuándo viene el camión a mi comunidad?"),
        await rosa.asks(rosa.speech.stop),
        await rosa.asks(rosa.speech.resume),
      ];
      expect(new Set(answers).size).toBe(answers.length);
      if (tongue === "qu" && TRANSLATED)
        for (const answer of answers) expect(answer).not.toMatch(SPANISH);
      expect(await rosa.asks(rosa.speech.stop)).toBe(answers[3]);
      // Who wants no reminders can go on reporting.
      expect(await rosa.asks("12")).toMatch(echo("12", rosa.speech.today));
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12" });
    });

    it("changes the language at any moment", async () => {
      const rosa = stage.family(tongue);
      const [there, back] = tongue === "es" ? (["2", "1"] as const) : (["1", "2"] as const);
      const [other, own] = tongue === "es" ? ["kunan p'unchay", "hoy"] : ["hoy", "kunan p'unchay"];
      expect(await rosa.asks(rosa.speech.language)).toMatch(/1 Castellano[^]*2 Runasimi/);
      await rosa.asks(there);
      expect(await rosa.asks("12")).toMatch(echo("12", other));
      await rosa.asks("IDIOMA");
      await rosa.asks(back);
      expect(await rosa.asks("no, 14")).toMatch(echo("14", own));
      rosa.shallHave({ [TODAY]: "14" });
    });
  });

  it("has stored what was told, once, and nothing else", async () => {
    expect(await stage.stored()).toEqual(stage.expected());
    expect(stage.api.stats.refused).toEqual({});
  });
});
