import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Speaker } from "./telegram-speaker.ts";
import { echo } from "./telegram-speech.ts";
import { openStage, SECRET, TODAY, type Stage } from "./telegram-stage.ts";

describe("the webhook", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode: "webhook" });
  });
  afterAll(() => stage.close());

  /** A message as Telegram would post it. */
  function messageOf(rosa: Speaker, messageId: number, content: object): string {
    return JSON.stringify({
      update_id: 700_000 + messageId,
      message: {
        message_id: messageId,
        date: Math.floor(rosa.now.date.getTime() / 1000),
        chat: { id: rosa.id, type: "private", first_name: "Rosa" },
        from: { id: rosa.id, is_bot: false, first_name: "Rosa", language_code: "es" },
        ...content,
      },
    });
  }

  it("is registered under the public address with its secret", () => {
    const call = stage.api.calls.find((each) => each.method === "setWebhook");
    expect(call?.outcome).toBe("ok");
    expect(call?.payload.url).toBe(`${stage.service.url}/telegram/webhook`);
    expect(call?.payload.secret_token).toBe(SECRET);
  });

  it.each([null, "", "wrong", `${SECRET}x`, SECRET.slice(1)])(
    "refuses who comes with the secret %j",
    async (secret) => {
      const rosa = stage.family("es");
      expect(await stage.post(messageOf(rosa, 500, { text: "77" }), secret)).toBe(401);
      await rosa.hearsNothing(100);
    },
  );

  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["a word", '"12"'],
    ["no update", "{}"],
    ["an update without a number", '{"update_id":"x"}'],
    ["a message without a chat", '{"update_id":1,"message":{"message_id":1,"date":1}}'],
    ["poisoned keys", '{"update_id":1,"__proto__":{"admin":true},"message":1}'],
    ["far too much", JSON.stringify({ update_id: 1, message: "x".repeat(600_000) })],
  ])("refuses %s with a 4xx", async (_, body) => {
    const status = await stage.post(body, SECRET);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it("refuses other methods", async () => {
    const answer = await fetch(`${stage.service.url}/telegram/webhook`);
    expect(answer.status).toBe(404);
  });

  it.each([
    ["an edited message", { edited_message: { message_id: 1 } }],
    ["a poll", { poll: { id: "1", question: "?" } }],
    ["a kind of tomorrow", { hologram_message: { depth: 3 } }],
    ["a press without data", { callback_query: { id: "1", from: { id: 1001 } } }],
  ])("accepts %s and passes over it", async (_, content) => {
    expect(await stage.post(JSON.stringify({ update_id: 5, ...content }), SECRET)).toBe(200);
  });

  it("passes over groups, bots and contents of tomorrow", async () => {
    const rosa = stage.family("es");
    const group = { chat: { id: rosa.id, type: "group" }, text: "12" };
    const bot = { from: { id: rosa.id, is_bot: true, first_name: "Bot" }, text: "12" };
    const tomorrow = { hologram: { depth: 3 } };
    for (const [index, content] of [group, bot, tomorrow].entries())
      expect(await stage.post(messageOf(rosa, 510 + index, content), SECRET)).toBe(200);
    await rosa.hearsNothing(300);
  });

  it("takes a message with fields nobody knows, once, posted at the same time thrice", async () => {
    const rosa = stage.family("es");
    const body = messageOf(rosa, 520, { text: "12", quantum: { spin: [1, 2] } });
    const posts = await Promise.all([1, 2, 3].map(() => stage.post(body, SECRET)));
    expect(posts).toEqual([200, 200, 200]);
    await rosa.hears(echo("12", "hoy"));
    await rosa.hearsNothing();
    rosa.shallHave({ [TODAY]: "12" });
  });

  it("presses of buttons nobody was shown do nothing", async () => {
    const rosa = stage.family("es");
    await rosa.asks("12");
    const from = { id: rosa.id, is_bot: false, first_name: "Rosa" };
    for (const [index, data] of ["x|undo", "|", "||||", "__proto__|constructor"].entries()) {
      const query = { id: `77${index}`, from, data, chat_instance: "1" };
      expect(
        await stage.post(JSON.stringify({ update_id: 800 + index, callback_query: query }), SECRET),
      ).toBe(200);
      await rosa.hears(/Ese botón/);
    }
    rosa.shallHave({ [TODAY]: "12" });
  });

  it("still takes plain reports, and stored nothing of all that", async () => {
    const rosa = stage.family("es");
    expect(await rosa.asks("13")).toMatch(echo("13", "hoy"));
    rosa.shallHave({ [TODAY]: "13" });
    expect(await stage.stored()).toEqual(stage.expected());
    expect(stage.service.output()).not.toContain(SECRET);
  });
});
