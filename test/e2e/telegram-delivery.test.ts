import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echo } from "./telegram-speech.ts";
import {
  BEFORE_YESTERDAY,
  MODES,
  openStage,
  TODAY,
  YESTERDAY,
  type Stage,
} from "./telegram-stage.ts";

const TODAY_12 = echo("12", "hoy");

describe.each(MODES)("a bad line by %s", (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode });
  });
  afterAll(() => stage.close());

  it("takes an update that is delivered again once", async () => {
    const rosa = stage.family("es");
    const update = await rosa.says("12");
    await rosa.hears(TODAY_12);
    stage.api.redeliver(update);
    stage.api.redeliver(update);
    await stage.api.settled();
    // The next answer follows the first: the repeated update was given none.
    expect(await rosa.asks("ayer 9")).toMatch(echo("9", "ayer"));
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12", [YESTERDAY]: "9" });
  });

  it("takes a message that comes under a second update number once", async () => {
    const rosa = stage.family("es");
    const update = await rosa.says("12");
    await rosa.hears(TODAY_12);
    const messageId = update.message?.message_id ?? 0;
    const again = await rosa.says("12", { messageId });
    expect(again.update_id).not.toBe(update.update_id);
    await stage.api.settled();
    expect(await rosa.asks("ayer 9")).toMatch(echo("9", "ayer"));
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12", [YESTERDAY]: "9" });
  });

  it("takes a burst in any order, each report for its own day", async () => {
    const people = [stage.family("es"), stage.family("es"), stage.family("es")];
    stage.api.hold();
    for (const rosa of people)
      for (const text of ["12", "ayer 9", "anteayer 8"]) await rosa.says(text);
    stage.api.release({ shuffle: true });
    for (const rosa of people) {
      await rosa.hears(TODAY_12);
      await rosa.hears(echo("9", "ayer"));
      await rosa.hears(echo("8", "anteayer"));
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12", [YESTERDAY]: "9", [BEFORE_YESTERDAY]: "8" });
    }
  });

  it("never lets a report that comes late overwrite the correction of it", async () => {
    const rosa = stage.family("es");
    stage.api.hold();
    await rosa.says("12");
    await rosa.says("no, 14");
    stage.api.release({ order: (updates) => updates.toReversed() });
    await rosa.hears(echo("14", "hoy"));
    await stage.api.settled();
    rosa.shallHave({ [TODAY]: "14" });
  });

  it("acts once on a button pressed twice", async () => {
    const rosa = stage.family("es");
    await rosa.asks("12");
    await rosa.says("5");
    const question = await rosa.hears(/¿Qué hago/);
    const add = question.buttons.flat()[1];
    if (add === undefined) throw new Error("no button to add");
    await Promise.all([rosa.presses(add), rosa.presses(add)]);
    await rosa.hears(echo("17", "hoy"));
    expect((await rosa.hears(/^Ese botón/)).text).not.toMatch(/22 L|34 L/);
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "17" });
  });

  it("waits as long as it is asked to by a 429, then answers once", async () => {
    const rosa = stage.family("es");
    const limit = { method: "sendMessage", chatId: rosa.id, kind: "429", retryAfter: 1 } as const;
    stage.api.faults.add(limit);
    const asked = Date.now();
    await rosa.says("12");
    const answer = await rosa.hears(TODAY_12);
    expect(answer.at - asked).toBeGreaterThanOrEqual(1000);
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12" });
  });

  it("repeats an answer whose fate is unknown, once for each time, and counts it", async () => {
    const unknowns = (): Promise<number> =>
      stage.metric("kallpanchis_sends_total", 'channel="telegram",result="unknown"');
    const before = await unknowns();
    const rosa = stage.family("es");
    stage.api.faults.add({ method: "sendMessage", chatId: rosa.id, kind: "lost_answer" });
    await rosa.says("12");
    await rosa.hears(TODAY_12);
    await rosa.hears(TODAY_12);
    await expect.poll(unknowns).toBe(before + 1);
    expect(await rosa.asks("ayer 9")).toMatch(echo("9", "ayer"));
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12", [YESTERDAY]: "9" });
  });

  it("answers after an outage of some seconds", async () => {
    const rosa = stage.family("es");
    stage.api.faults.add({ method: "sendMessage", chatId: rosa.id, kind: "500", times: 2 });
    await rosa.says("12");
    await rosa.hears(TODAY_12, 25_000);
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12" });
  });

  it.each(["500", "502_html", "reset_before", "broken_json"] as const)(
    "answers in spite of one %s",
    async (kind) => {
      const rosa = stage.family("es");
      stage.api.faults.add({ method: "sendMessage", chatId: rosa.id, kind });
      await rosa.says("12");
      await rosa.hears(TODAY_12);
      if (kind === "broken_json") await rosa.hears(TODAY_12);
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12" });
    },
  );

  it("sends the picture after a 429 too", async () => {
    const rosa = stage.family("es");
    await rosa.asks("12");
    stage.api.faults.add({ method: "sendPhoto", chatId: rosa.id, kind: "429", retryAfter: 1 });
    await rosa.says("mi leche");
    expect((await rosa.hears("12 L")).photo).toBeDefined();
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12" });
  });

  it("stops nobody else while one person's answers wait", async () => {
    const [rosa, luz] = [stage.family("es"), stage.family("es")];
    stage.api.faults.add({ method: "sendMessage", chatId: rosa.id, kind: "429", retryAfter: 2 });
    await rosa.says("12");
    await luz.says("9");
    const other = await luz.hears(echo("9", "hoy"));
    expect(other.at).toBeLessThan((await rosa.hears(TODAY_12)).at);
    rosa.shallHave({ [TODAY]: "12" });
    luz.shallHave({ [TODAY]: "9" });
  });

  it("answers after a crash what was told before it, once", async () => {
    const rosa = stage.family("es");
    stage.api.faults.add({ method: "sendMessage", chatId: rosa.id, kind: "429", retryAfter: 1 });
    await rosa.says("12");
    await expect
      .poll(() => stage.api.calls.some((call) => call.payload.chat_id === String(rosa.id)))
      .toBe(true);
    await stage.crash();
    await rosa.hears(TODAY_12, 15_000);
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12" });
  });

  if (mode === "polling") {
    it("takes once what a poll brings again because its answer was lost", async () => {
      const rosa = stage.family("es");
      stage.api.faults.add({ method: "getUpdates", kind: "lost_answer" });
      // The next poll is struck by the fault: it takes the first message to let the present one end.
      await rosa.asks("ayer 9");
      await rosa.says("12");
      await rosa.hears(TODAY_12);
      await rosa.hearsNothing();
      rosa.shallHave({ [TODAY]: "12", [YESTERDAY]: "9" });
    });
  }

  it("has stored every report once", async () => {
    expect(await stage.stored()).toEqual(stage.expected());
    expect(stage.api.stats.refused).toEqual({});
  });
});
