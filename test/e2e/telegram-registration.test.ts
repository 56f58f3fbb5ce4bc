import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echo, SPANISH, TONGUES, TRANSLATED } from "./telegram-speech.ts";
import { milkOf, MODES, openStage, TODAY, YESTERDAY, type Stage } from "./telegram-stage.ts";

describe.each(MODES)("first contact by %s", (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode });
  });
  afterAll(() => stage.close());

  describe.each(TONGUES)("in %s", (tongue) => {
    it("keeps the first message through language and consent, then asks who it is", async () => {
      const rosa = stage.newcomer(tongue, `Rosa Ccori ${tongue}`);
      expect(await rosa.asks("12")).toMatch(/Hola[^]*¿En qué idioma\? ¿Ima simipi\?/);
      const consent = await rosa.asks(rosa.speech.choice.number);
      expect(consent).toContain("BASTA");
      await rosa.says("1");
      await rosa.hears(echo("12", rosa.speech.today));
      const name = await rosa.hears();
      const community = await rosa.asks(rosa.name);
      const association = await rosa.asks("Huayllaccocha");
      const ready = await rosa.asks("0");
      expect(ready).toContain("12");
      if (tongue === "qu" && TRANSLATED) {
        for (const said of [consent, name.text, community, association, ready])
          expect(said).not.toMatch(SPANISH);
      }
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12" });
    });

    it("takes buttons as well, and the report after a greeting", async () => {
      const rosa = stage.newcomer(tongue, `Rosa Poma ${tongue}`);
      await rosa.says("/start");
      await rosa.hears(/idioma/);
      await rosa.presses(rosa.speech.choice.label);
      await rosa.hears("BASTA");
      await rosa.presses(1);
      const question = await rosa.hears();
      expect(question.text).toContain("12");
      expect(await rosa.asks(rosa.speech.yesterdayNine)).toMatch(echo("9", rosa.speech.yesterday));
      await rosa.hears();
      for (const told of [rosa.name, "0", "0"]) await rosa.asks(told);
      rosa.shallHave({ [YESTERDAY]: "9" });
    });

    it("takes the newest report of somebody who goes on reporting instead of answering", async () => {
      const rosa = stage.newcomer(tongue, `Rosa Auca ${tongue}`);
      await rosa.asks("10");
      await rosa.asks("15 litros");
      await rosa.asks(rosa.speech.choice.number);
      expect(await rosa.asks(rosa.speech.yes)).toMatch(echo("15", rosa.speech.today));
      await rosa.hears();
      for (const told of [rosa.name, "0", "0"]) await rosa.asks(told);
      rosa.shallHave({ [TODAY]: "15" });
    });

    it("stores nothing while the consent waits", async () => {
      const rosa = stage.newcomer(tongue, `Rosa Huillca ${tongue}`);
      await rosa.asks("12");
      expect(await rosa.asks(rosa.speech.choice.number)).toContain("BASTA");
    });

    it.each(["2", "no"])(
      "stores nothing after the refusal %j, and may be asked again",
      async (no) => {
        const rosa = stage.newcomer(tongue, `Rosa Soto ${tongue}`);
        await rosa.asks("12");
        await rosa.asks(rosa.speech.choice.number);
        const refused = await rosa.asks(no === "no" ? rosa.speech.no : no);
        expect(refused).not.toMatch(/12 L/);
        expect(await rosa.asks("13")).toContain("BASTA");
      },
    );

    it("greets a family of the roster by name and takes its very first message", async () => {
      const rosa = stage.family(tongue);
      const answer = await rosa.asks(rosa.speech.twelve);
      expect(answer).toContain(rosa.name.split(" ")[0]);
      expect(answer).toMatch(echo("12", rosa.speech.today));
      if (tongue === "qu" && TRANSLATED) expect(answer).not.toMatch(SPANISH);
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12" });
    });

    it("asks only for the consent when the roster does not tell it", async () => {
      const rosa = stage.unaskedFamily(tongue);
      const question = await rosa.asks("8");
      expect(question).toContain(rosa.name.split(" ")[0]);
      expect(question).toContain("BASTA");
      expect(await rosa.asks("1")).toMatch(echo("8", rosa.speech.today));
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "8" });
    });
  });

  it("finds at once newcomers whom an import brings in meanwhile, with what they had told", async () => {
    const [greeted, told] = [
      stage.newcomer("es", "Justina Mayta"),
      stage.newcomer("qu", "Luz Poma"),
    ];
    await greeted.asks("hola");
    await told.asks("12");
    await stage.imports([
      `LATE-1,Mayta,${greeted.name},${greeted.id},es,yes`,
      `LATE-2,Poma,${told.name},${told.id},qu,yes`,
    ]);
    expect(await greeted.asks("11")).toMatch(echo("11", "hoy"));
    await told.says("qayna p'unchay isqun");
    await told.hears(echo("12", "kunan p'unchay"));
    await told.hears(echo("9", "qayna p'unchay"));
  });

  it("has stored what was told with consent, once, and nothing else", async () => {
    const rows = await stage.rows();
    expect(milkOf(rows)).toEqual({
      ...stage.expected(),
      "LATE-1": { [TODAY]: "11" },
      "LATE-2": { [TODAY]: "12", [YESTERDAY]: "9" },
    });
    const [rosa] = rows.filter((row) => row.person_name === "Rosa Ccori es");
    expect(rosa?.community).toBe("Huayllaccocha");
    expect(stage.api.stats.callbacksUnanswered).toBe(0);
    expect(stage.api.stats.refused).toEqual({});
  });
});
