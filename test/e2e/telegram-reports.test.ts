import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echo, SPANISH, TONGUES, TRANSLATED } from "./telegram-speech.ts";
import { MODES, openStage, TODAY, YESTERDAY, type Stage } from "./telegram-stage.ts";

describe.each(MODES)("reports by %s", (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode });
  });
  afterAll(() => stage.close());

  describe.each(TONGUES)("in %s", (tongue) => {
    it("takes a number, and milkings that replace nothing of another day", async () => {
      const rosa = stage.family(tongue);
      const { today, yesterday, sevenAndFive, yesterdayNine } = rosa.speech;
      expect(await rosa.asks(sevenAndFive)).toMatch(/12 L \(\S+ 7 \+ \S+ 5\), /);
      expect(await rosa.asks(yesterdayNine)).toMatch(echo("9", yesterday));
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12 = 7 + 5", [YESTERDAY]: "9" });

      const benita = stage.family(tongue);
      const answer = await benita.asks("12,5");
      expect(answer).toMatch(echo("12.5", today));
      if (tongue === "qu" && TRANSLATED) expect(answer).not.toMatch(SPANISH);
      benita.shallHave({ [TODAY]: "12.5" });
    });

    it("takes a day without milk as zero", async () => {
      const rosa = stage.family(tongue);
      expect(await rosa.asks(rosa.speech.noMilk)).toMatch(echo("0", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "0" });
    });

    it("stores what was written late yesterday for yesterday, however late it comes", async () => {
      const rosa = stage.family(tongue);
      const late = new Date(`${YESTERDAY}T23:50:00-05:00`);
      expect(await rosa.asks("12", { date: late })).toMatch(echo("12", rosa.speech.yesterday));
      expect(await rosa.asks("13")).toMatch(echo("13", rosa.speech.today));
      rosa.shallHave({ [YESTERDAY]: "12", [TODAY]: "13" });
    });

    it("corrects by the digit 1", async () => {
      const rosa = stage.family(tongue);
      expect(await rosa.asks("12")).toContain("1");
      expect(await rosa.asks("1")).not.toMatch(/\d L/);
      expect(await rosa.asks("14")).toMatch(echo("14", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "14" });
    });

    it('corrects by "no, 14"', async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("12");
      expect(await rosa.asks(rosa.speech.noFourteen)).toMatch(echo("14", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "14" });
    });

    it("corrects by the button, also of a day before", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks(rosa.speech.yesterdayNine);
      await rosa.presses(1);
      await rosa.hears();
      expect(await rosa.asks("10")).toMatch(echo("10", rosa.speech.yesterday));
      rosa.shallHave({ [YESTERDAY]: "10" });
    });

    it("undoes by a word, and a corrected figure goes back to the one before", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("12");
      await rosa.asks(rosa.speech.noFourteen);
      expect(await rosa.asks(rosa.speech.undo)).toMatch(echo("12", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "12" });

      const benita = stage.family(tongue);
      await benita.asks("12");
      expect(await benita.asks(benita.speech.undo)).toMatch(echo("12", benita.speech.today));
      expect(await benita.asks(benita.speech.undo)).not.toMatch(/\d L/);
    });

    it("undoes by an old button what stood there, not what was said since", async () => {
      const rosa = stage.family(tongue);
      await rosa.says("12");
      const first = await rosa.hears(echo("12", rosa.speech.today));
      await rosa.asks(rosa.speech.yesterdayNine);
      const undo = first.buttons.flat()[1];
      if (undo === undefined) throw new Error("no button to undo");
      await rosa.presses(undo);
      await rosa.hears(echo("12", rosa.speech.today));
      await rosa.presses(undo);
      expect((await rosa.hears()).text).not.toMatch(/\d L/);
      rosa.shallHave({ [YESTERDAY]: "9" });
    });

    it("asks whether a second report replaces or adds, once", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("12");
      const question = await rosa.asks("5");
      expect(question).toMatch(/1 .*5 L[^]*2 .*17 L[^]*3 .*12 L/);
      // A valid answer beats a report of two litres.
      expect(await rosa.asks("2")).toMatch(echo("17", rosa.speech.today));
      rosa.shallHave({ [TODAY]: "17" });

      const benita = stage.family(tongue);
      await benita.asks("12");
      await benita.asks("5");
      await benita.presses(1);
      await benita.hears(echo("5", benita.speech.today));
      benita.shallHave({ [TODAY]: "5" });

      const luz = stage.family(tongue);
      await luz.asks("12");
      await luz.asks("5");
      expect(await luz.asks("3")).toContain("12 L");
      luz.shallHave({ [TODAY]: "12" });
    });

    it("asks whether the same figure again is the same milk", async () => {
      const rosa = stage.family(tongue);
      await rosa.asks("12");
      expect(await rosa.asks("12")).toMatch(/1 .*12 L[^]*2 .*24 L/);
      expect(await rosa.asks("1")).toContain("12 L");
      rosa.shallHave({ [TODAY]: "12" });
    });
  });

  it("has stored what was told, once, and nothing else", async () => {
    expect(await stage.stored()).toEqual(stage.expected());
    expect(stage.api.stats.callbacksUnanswered).toBe(0);
    expect(stage.api.stats.refused).toEqual({});
  });
});
