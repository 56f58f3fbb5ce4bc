import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Speaker } from "./telegram-speaker.ts";
import { echo } from "./telegram-speech.ts";
import { MODES, openStage, TODAY, type Stage } from "./telegram-stage.ts";

/** What people, or others, send that is no report of milk. */
const ODD_TEXTS: Record<string, string> = {
  "a blank": " ",
  "an invisible letter": "\u200B",
  "a full stop": ".",
  "emoji only": "🐄🥛🎉",
  "10 000 letters": "ñandú ".repeat(1667),
  "10 000 digits": "9".repeat(10_000),
  SQL: "'; DROP TABLE milk_day; --",
  "a number without end": "1e309",
  "not a number": "NaN undefined null",
  "control characters": "\u0000\u0007\u001B[31mrojo\u0008\u007F",
  "right to left": "\u202E12 سورتيل \u202C",
  "half a letter": "\uD83D",
  markup: "<b>12</b><script>alert(1)</script>",
  "a placeholder": "{figures} {name} ${total}",
  "an unknown command": "/drop_all",
};

/** Longest answer that still fits a small phone's screen. */
const SHORT = 400;

describe.each(MODES)("odd input by %s", (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode, logLevel: "trace" });
  });
  afterAll(() => stage.close());

  it.each(Object.entries(ODD_TEXTS))("answers %s shortly and stores nothing", async (_, text) => {
    const rosa = stage.family("es");
    const answer = await rosa.asks(text);
    expect(answer.length).toBeLessThan(SHORT);
    expect(answer).not.toMatch(/Anoté|\{|undefined|NaN/);
    await rosa.hearsNothing(100);
  });

  it("answers what is no text shortly and stores nothing", async () => {
    const rosa = stage.family("es");
    const { phone } = rosa;
    const sends: (() => Promise<unknown>)[] = [
      () => phone.sendsSticker("👍", rosa.now),
      () => phone.sendsVoice(undefined, rosa.now),
      () => phone.sendsPhoto(undefined, rosa.now),
      () => phone.sendsLocation(undefined, undefined, rosa.now),
      () => phone.sendsContact("+51987654321", rosa.now),
      () => phone.forwardsContact({ phoneNumber: "+51987654322", firstName: "Eulogia" }, rosa.now),
    ];
    for (const send of sends) {
      await send();
      expect((await rosa.hears()).text.length).toBeLessThan(SHORT);
    }
    await rosa.hearsNothing();
  });

  it("reads the words under a photo", async () => {
    const rosa = stage.family("es");
    await rosa.phone.sendsPhoto(undefined, { ...rosa.now, caption: "12 litros" });
    await rosa.hears(echo("12", "hoy"));
    rosa.shallHave({ [TODAY]: "12" });
  });

  it("passes over a message that is edited", async () => {
    const rosa = stage.family("es");
    const update = await rosa.says("12");
    await rosa.hears(echo("12", "hoy"));
    await rosa.phone.edits(update.message?.message_id ?? 0, "99", rosa.now);
    expect(await rosa.asks("no, 13")).toMatch(echo("13", "hoy"));
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "13" });
  });

  it("calls a person for whom it does not understand, and still takes the next report", async () => {
    const rosa = stage.family("es");
    const answers: string[] = [];
    for (const junk of ["xzqw blorp", "blorp fnord", "fnord xzqw"])
      answers.push(await rosa.asks(junk));
    expect(answers.at(-1)).toContain("técnico");
    expect(await rosa.asks("12")).toMatch(echo("12", "hoy"));
    rosa.shallHave({ [TODAY]: "12" });
  });

  it("goes on with who blocked it and came back", async () => {
    const rosa = stage.family("es");
    await rosa.asks("12");
    await rosa.phone.blocksBot();
    await rosa.phone.unblocksBot();
    expect(await rosa.asks("no, 13")).toMatch(echo("13", "hoy"));
    rosa.shallHave({ [TODAY]: "13" });
  });

  it("has stored no more than the plain reports", async () => {
    expect(await stage.stored()).toEqual(stage.expected());
    expect(stage.api.stats.refused).toEqual({});
  });

  it("prints no word, name, number or token of anybody, however much goes wrong", async () => {
    const zenobia = stage.newcomer("es", "Zenobia Achahuanco");
    await tellEverything(stage, zenobia);
    const output = stage.service.output();
    const secrets = [
      stage.api.token,
      String(zenobia.id),
      "Zenobia",
      "Achahuanco",
      "Rosa",
      "Quispe",
      "Pukamarka",
      "987654321",
      "derramada",
      "DROP TABLE",
      "Buenos días",
    ];
    for (const secret of secrets) expect(output).not.toContain(secret);
    expect(output).toContain("telegram trouble");
  });
});

/** Registers, errs and meets every fault, with words that are found nowhere else. */
async function tellEverything(stage: Stage, zenobia: Speaker): Promise<void> {
  for (const text of ["leche derramada 12", "1", "1", "12"]) await zenobia.asks(text);
  for (const text of [zenobia.name, "Pukamarka", "0"]) {
    await zenobia.says(text);
    await zenobia.hears(() => true);
  }
  for (const kind of ["500", "reset_before", "502_html", "429"] as const) {
    stage.api.faults.add({ method: "sendMessage", chatId: zenobia.id, kind });
    await zenobia.says("leche derramada, llámeme al 987654321");
    await zenobia.hears(() => true);
  }
  // Telegram itself is troubled: the probe of the connection meets it.
  const fault = stage.api.faults.add({ method: "getMe", kind: "500" });
  await expect.poll(() => fault.used, { timeout: 10_000 }).toBe(1);
  await expect.poll(() => stage.service.output()).toContain("telegram trouble");
}
