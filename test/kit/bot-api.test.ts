// Long on purpose: one server, one test file, its whole behaviour in one place.

import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Markup, Telegraf, TelegramError } from "telegraf";
import { message } from "telegraf/filters";
import { afterEach, describe, expect, it } from "vitest";

import { startBotApi } from "./bot-api/bot-api.ts";
import type { BotApi, BotApiOptions } from "./bot-api/bot-api.ts";
import type { Update } from "./bot-api/wire.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(options: BotApiOptions = {}): Promise<BotApi> {
  const api = await startBotApi({ retryScale: 0.01, hearTimeoutMs: 3000, ...options });
  closers.push(() => api.stop());
  return api;
}

function makeBot(api: BotApi): Telegraf {
  const telegram = { apiRoot: api.root, webhookReply: false };
  return new Telegraf(api.token, { telegram });
}

async function poll(bot: Telegraf): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = bot.launch(resolve);
    closers.push(async () => {
      bot.stop();
      await done;
    });
  });
}

interface Hook {
  readonly url: string;
  readonly updates: Update[];
  readonly secrets: unknown[];
  readonly bodies: string[];
}

/** A webhook that answers with what `respond` says: a status, or headers too. */
async function listen(
  respond: (update: Update) => number | Promise<number>,
  headers: Record<string, string> = {},
): Promise<Hook> {
  const updates: Update[] = [];
  const secrets: unknown[] = [];
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const update = JSON.parse(body) as Update;
      bodies.push(body);
      updates.push(update);
      secrets.push(request.headers["x-telegram-bot-api-secret-token"]);
      response.writeHead(await respond(update), headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, updates, secrets, bodies };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function refusalOf(call: Promise<unknown>): Promise<TelegramError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TelegramError) return error;
    throw error;
  }
  throw new Error("the call was accepted");
}

describe("receiving", () => {
  it("gives updates to a polling telegraf bot, commands marked", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa", languageCode: "es" });
    const bot = makeBot(api);
    bot.command("ayuda", (context) => context.reply("Te ayudo"));
    bot.on(message("text"), (context) =>
      context.reply(`Anoté ${context.message.text} de ${context.from.first_name}`),
    );
    await poll(bot);
    const update = await rosa.says("12 ñandúes");
    expect(update.message).toMatchObject({ message_id: 1, from: { id: 1001, is_bot: false } });
    const answer = await rosa.hears(/Anoté 12 ñandúes de Rosa/);
    expect(answer).toMatchObject({ messageId: 2, method: "sendMessage" });
    const next = await rosa.says("/ayuda");
    expect(next.update_id).toBe(update.update_id + 1);
    await rosa.hears("Te ayudo");
    await api.settled();
    await rosa.hearsNothing(50);
    expect(api.stats).toMatchObject({
      sent: 2,
      duplicates: 0,
      unknownMethods: 0,
      updatesPending: 0,
    });
  });

  it("keeps unconfirmed updates, obeys limit and offset, ends the older of two polls", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const first = await rosa.says("1");
    await rosa.says("2");
    await rosa.says("3");
    const { telegram } = makeBot(api);
    const get = (offset: number, limit = 100): Promise<number[]> =>
      telegram
        .getUpdates(0, limit, offset, undefined)
        .then((all) => all.map((each) => each.update_id));
    const id = first.update_id;
    expect(await get(0, 2)).toEqual([id, id + 1]);
    expect(await get(0)).toEqual([id, id + 1, id + 2]);
    expect(await get(id + 2)).toEqual([id + 2]);
    expect(await get(-1)).toEqual([id + 2]);
    expect(await get(id + 3)).toEqual([]);
    api.redeliver(first);
    expect(await get(id + 3)).toEqual([id]);
    expect(await get(id + 3)).toEqual([]);
    const older = refusalOf(telegram.getUpdates(50, 100, id + 3, undefined));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const newer = telegram.getUpdates(50, 100, id + 3, undefined);
    expect(await older).toMatchObject({ code: 409 });
    await rosa.says("4");
    expect(await newer).toHaveLength(1);
  });

  it("posts to a telegraf webhook with the secret, in ASCII", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const bot = makeBot(api);
    bot.on(message("text"), (context) => context.reply(`re ${context.message.text}`));
    const callback = bot.webhookCallback("/hook", { secretToken: "s3cret" });
    const server = createServer((request, response) => void callback(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    await bot.telegram.setWebhook(url, { secret_token: "s3cret" });
    await rosa.says("añu");
    await rosa.hears("re añu");
    expect(await refusalOf(bot.telegram.getUpdates(0, 1, 0, undefined))).toMatchObject({
      code: 409,
    });

    const plain = await listen(() => 200);
    await bot.telegram.setWebhook(plain.url, { secret_token: "other" });
    await rosa.says("añu 🌽");
    await api.settled();
    expect(plain.secrets).toEqual(["other"]);
    expect(plain.bodies[0]).toContain("a\\u00f1u \\ud83c\\udf3d");
  });

  it("retries at once, then later, keeps a chat's order, does not stop other chats", async () => {
    const api = await start({ retryScale: 0.1 });
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const juan = api.person({ id: 1002, firstName: "Juan" });
    let failures = 3;
    const times: number[] = [];
    const hook = await listen((update) => {
      if (update.message?.from.id !== 1001) return 200;
      times.push(Date.now());
      if (failures === 0) return 200;
      failures -= 1;
      return 500;
    });
    const { telegram } = makeBot(api);
    await telegram.setWebhook(hook.url);
    await rosa.says("a");
    await rosa.says("b");
    await juan.says("c");
    await api.settled();
    const texts = hook.updates.map((update) => update.message?.text);
    expect(texts.filter((text) => text !== "c")).toEqual(["a", "a", "a", "a", "b"]);
    expect(texts.indexOf("c")).toBeLessThan(3);
    const waits = times.map((time, index) => time - (times[index - 1] ?? time));
    expect(waits[1]).toBeLessThan(90);
    expect(waits[2]).toBeGreaterThanOrEqual(195);
    expect(waits[3]).toBeGreaterThanOrEqual(395);
    expect(api.stats).toMatchObject({ webhookFailures: 3, webhookDelivered: 3 });
    expect(await telegram.getWebhookInfo()).toMatchObject({
      pending_update_count: 0,
      last_error_message: "Wrong response from the webhook: 500 Internal Server Error",
    });
  });

  it("obeys Retry-After", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    let refuse = true;
    const hook = await listen(
      () => {
        const status = refuse ? 503 : 200;
        refuse = false;
        return status;
      },
      { "retry-after": "20" },
    );
    await makeBot(api).telegram.setWebhook(hook.url);
    const before = Date.now();
    await rosa.says("a");
    await api.settled();
    expect(Date.now() - before).toBeGreaterThanOrEqual(190);
  });

  it("posts a press beside that person's messages, at most max_connections at once", async () => {
    const api = await start();
    const people = [1, 2, 3, 4].map((id) => api.person({ id, firstName: `P${id}` }));
    let open = 0;
    let most = 0;
    const hook = await listen(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 20));
      open -= 1;
      return 200;
    });
    const { telegram } = makeBot(api);
    await telegram.setWebhook(hook.url, { max_connections: 2 });
    await telegram.sendMessage(1, "?", Markup.inlineKeyboard([Markup.button.callback("Sí", "y")]));
    await people[0]?.says("slow");
    await people[0]?.presses("Sí");
    await api.settled();
    expect(most).toBe(2);
    for (const person of people) await person.says("x");
    await api.settled();
    expect(most).toBe(2);
  });

  it("filters by allowed_updates and performs a call in the webhook's answer", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const { telegram } = makeBot(api);
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ method: "sendMessage", chat_id: 1001, text: "in the answer" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await telegram.setWebhook(url, { allowed_updates: ["message"] });
    const { message: own } = await rosa.says("hola");
    await rosa.hears("in the answer");
    await rosa.edits(own?.message_id ?? 0, "holá");
    await api.settled();
    await rosa.hearsNothing(50);
  });

  it("delivers an update again, by webhook and by polling", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const hook = await listen(() => 200);
    const { telegram } = makeBot(api);
    await telegram.setWebhook(hook.url);
    const update = await rosa.says("12");
    await api.settled();
    api.redeliver(update);
    await api.settled();
    expect(hook.updates).toEqual([update, update]);

    await telegram.deleteWebhook();
    const bot = makeBot(api);
    const seen: number[] = [];
    bot.on(message("text"), (context) => void seen.push(context.update.update_id));
    await poll(bot);
    const second = await rosa.says("13");
    await api.settled();
    api.redeliver(second);
    await api.settled();
    expect(seen).toEqual([second.update_id, second.update_id]);
  });

  it("holds updates back and releases them in another order", async () => {
    // This chance would leave the order as it is.
    const api = await start({ random: () => 0.999 });
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const hook = await listen(() => 200);
    const { telegram } = makeBot(api);
    await telegram.setWebhook(hook.url);
    const texts = ["1", "2", "3", "4"];
    api.hold();
    for (const text of texts) await rosa.says(text);
    expect(api.stats.updatesPending).toBe(4);
    expect(hook.updates).toEqual([]);
    const order = api.release({ shuffle: true }).map((update) => update.message?.text);
    await api.settled();
    const came = hook.updates.map((update) => update.message?.text);
    expect(came).toEqual(order);
    expect(came).not.toEqual(texts);

    await telegram.deleteWebhook();
    api.hold();
    for (const text of texts) await rosa.says(text);
    api.release({ order: (updates) => updates.toReversed() });
    const polled = await telegram.getUpdates(0, 100, 0, undefined);
    expect(polled.map((update) => (update as Update).message?.text)).toEqual(texts.toReversed());
    const ids = polled.map((update) => update.update_id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });
});

describe("sending", () => {
  it("takes an upload byte for byte, gives it to the person, and knows its file_id", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const { telegram } = makeBot(api);
    const bytes = Buffer.from([
      0,
      13,
      10,
      45,
      45,
      255,
      ...Array.from({ length: 70_000 }, (_, i) => i % 256),
    ]);
    const { reply_markup: more } = Markup.inlineKeyboard([Markup.button.callback("Más", "more")]);
    const sent = await telegram.sendPhoto(
      1001,
      { source: bytes, filename: "precio.png" },
      { caption: "Precio ñ", reply_markup: more },
    );
    const seen = await rosa.hears("Precio ñ");
    expect(seen.photo?.equals(bytes)).toBe(true);
    expect(seen.buttons).toEqual([[{ label: "Más", data: "more" }]]);
    const fileId = sent.photo.at(-1)?.file_id ?? "";
    await telegram.sendPhoto(1001, fileId);
    expect((await rosa.hears()).photo?.equals(bytes)).toBe(true);
    expect(await refusalOf(telegram.sendVoice(1001, fileId))).toMatchObject({ code: 400 });
    await telegram.sendVoice(1001, { source: Buffer.from("OggS") });
    expect((await rosa.hears()).voice?.toString()).toBe("OggS");
    await telegram.sendDocument(1001, { source: Buffer.from("a;b"), filename: "leche.csv" });
    expect(await rosa.hears()).toMatchObject({
      fileName: "leche.csv",
      document: Buffer.from("a;b"),
    });
    const link = await telegram.getFileLink(fileId);
    expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("refuses what Telegram refuses", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    api.person({ id: 1002, firstName: "Nueva", started: false });
    const { telegram } = makeBot(api);
    const button = (data: string): ReturnType<typeof Markup.inlineKeyboard> =>
      Markup.inlineKeyboard([Markup.button.callback("x", data)]);
    const html = { parse_mode: "HTML" } as const;
    const refused: [() => Promise<unknown>, number, RegExp][] = [
      [() => telegram.sendMessage(1001, " "), 400, /text is empty/],
      [() => telegram.sendMessage(1001, "a".repeat(4097)), 400, /too long/],
      [() => telegram.sendMessage(999, "a"), 400, /chat not found/],
      [() => telegram.sendMessage(1002, "a"), 403, /can't initiate/],
      [
        () => telegram.sendMessage(1001, "2 < 3", html),
        400,
        /can't parse entities: Unsupported start tag/,
      ],
      [() => telegram.sendMessage(1001, "<b>a", html), 400, /Can't find end tag .* "b"/],
      [
        () => telegram.sendMessage(1001, "<b>a</i>", html),
        400,
        /Unmatched end tag at byte offset 4/,
      ],
      [() => telegram.sendMessage(1001, "a", button("ñ".repeat(33))), 400, /BUTTON_DATA_INVALID/],
      [() => telegram.sendMessage(1001, "a", button("")), 400, /BUTTON_DATA_INVALID/],
      [
        () => telegram.sendMessage(1001, "a", { reply_parameters: { message_id: 7 } }),
        400,
        /replied/,
      ],
      [() => telegram.sendPhoto(1001, "nothing"), 400, /wrong remote file identifier/],
      [() => telegram.answerCbQuery("77"), 400, /query is too old/],
      [() => telegram.sendPoll(1001, "?", ["a", "b"]), 404, /method not found/],
      [
        () => new Telegraf("1:wrong", { telegram: { apiRoot: api.root } }).telegram.getMe(),
        401,
        /Unauth/,
      ],
    ];
    for (const [call, code, description] of refused) {
      const error = await refusalOf(call());
      expect([error.code, error.description]).toEqual([code, expect.stringMatching(description)]);
    }
    expect(api.stats).toMatchObject({ sent: 0, unknownMethods: 1, unknownNames: ["sendPoll"] });
    await telegram.sendMessage(1001, "<b>Leña</b> &lt; 3 &amp; más", html);
    const seen = await rosa.hears("Leña < 3 & más");
    expect(seen.entities).toEqual([{ type: "bold", offset: 0, length: 4 }]);
    await rosa.blocksBot();
    const blocked = await refusalOf(telegram.sendMessage(1001, "a"));
    expect([blocked.code, blocked.description]).toEqual([
      403,
      "Forbidden: bot was blocked by the user",
    ]);
    await expect(rosa.says("a")).rejects.toThrow(/blocked/);
    const back = await rosa.unblocksBot();
    expect(back.my_chat_member?.new_chat_member.status).toBe("member");
    await telegram.sendMessage(1001, "a");
  });

  it("carries a press to the bot, which answers once and changes the message", async () => {
    const api = await start({ callbackTtlMs: 300 });
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const bot = makeBot(api);
    const again: number[] = [];
    bot.action("yes", async (context) => {
      await context.answerCbQuery("Gracias");
      again.push((await refusalOf(context.answerCbQuery())).code);
      await context.editMessageText("Votaste sí");
      again.push((await refusalOf(context.editMessageText("Votaste sí"))).code);
    });
    bot.action("late", () => undefined);
    await poll(bot);
    const keys = [Markup.button.callback("Sí", "yes"), Markup.button.callback("No", "late")];
    await bot.telegram.sendMessage(1001, "¿Agua?", Markup.inlineKeyboard(keys));
    const question = await rosa.hears("¿Agua?");
    const no = question.buttons[0]?.[1];
    if (no === undefined) throw new Error("the second button is missing");
    await rosa.presses("Sí");
    const changed = await rosa.hears("Votaste sí");
    expect(changed).toMatchObject({ messageId: question.messageId, buttons: [] });
    await api.settled();
    expect(again).toEqual([400, 400]);
    expect(rosa.notices).toEqual(["Gracias"]);
    await expect(rosa.presses("Sí")).rejects.toThrow(/no button "Sí"/);
    // The phone had not yet seen the change.
    const late = await rosa.presses(no);
    await new Promise((resolve) => setTimeout(resolve, 320));
    const id = late.callback_query?.id ?? "";
    expect(await refusalOf(bot.telegram.answerCbQuery(id))).toMatchObject({ code: 400 });
    expect(api.stats.callbacksUnanswered).toBe(1);
    await bot.telegram.deleteMessage(1001, question.messageId);
    expect(rosa.inbox.at(-1)?.deleted).toBe(true);
  });

  it("shows a reply keyboard whose keys are said or share the contact", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const { telegram } = makeBot(api);
    const keys = [Markup.button.text("🥛 Leche"), Markup.button.contactRequest("Mi número")];
    await telegram.sendMessage(1001, "Menú", Markup.keyboard(keys).resize());
    expect((await rosa.presses("🥛 Leche")).message?.text).toBe("🥛 Leche");
    expect((await rosa.presses("Mi número")).message?.contact?.user_id).toBe(1001);
    const others = await rosa.forwardsContact({
      phoneNumber: "+51911",
      firstName: "Ana",
      userId: 5,
    });
    expect(others.message?.contact?.user_id).toBe(5);
    const voice = await rosa.sendsVoice(Buffer.from("voz"), { duration: 2 });
    const link = await telegram.getFileLink(voice.message?.voice?.file_id ?? "");
    expect(await (await fetch(link)).text()).toBe("voz");
    await rosa.sendsPhoto();
    await rosa.sendsSticker();
    const place = await rosa.sendsLocation(-13.5, -72, { replyTo: 1, date: new Date(86_400_000) });
    expect(place.message).toMatchObject({ date: 86_400, reply_to_message: { text: "Menú" } });
    await telegram.sendMessage(1001, "Adiós", Markup.removeKeyboard());
    expect(rosa.keyboard).toBeUndefined();
  });

  it("takes forms, addresses with a query, menus and telegraf's other calls", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const { telegram } = makeBot(api);
    const base = `${api.root}/bot${api.token}`;
    await fetch(`${base}/sendmessage?chat_id=1001&text=consulta%20%C3%B1`);
    await rosa.hears("consulta ñ");
    const form = new URLSearchParams({ chat_id: "1001", text: "formulario" });
    form.set(
      "reply_markup",
      JSON.stringify({ inline_keyboard: [[{ text: "a", callback_data: "b" }]] }),
    );
    await fetch(`${base}/sendMessage`, { method: "POST", body: form });
    expect((await rosa.hears("formulario")).buttons).toEqual([[{ label: "a", data: "b" }]]);
    const broken = await fetch(`${base}/sendMessage`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(broken.status).toBe(400);
    await telegram.setMyCommands([{ command: "ayuda", description: "Yanapay" }], {
      language_code: "qu",
    });
    expect([...api.commands.keys()]).toEqual(["default:qu"]);
    await telegram.sendChatAction(1001, "typing");
    await telegram.setChatMenuButton({ menuButton: { type: "commands" } });
    expect(await telegram.getChat(1001)).toMatchObject({ type: "private", first_name: "Rosa" });
    expect(api.calls.map((call) => call.outcome)).not.toContain("open");
    expect(api.calls[0]?.payload.text).toBe("consulta ñ");
    expect(JSON.stringify(api.calls)).not.toContain("consulta");
  });
});

describe("faults", () => {
  it("surfaces a 429 with retry_after, for the right chat and as often as told", async () => {
    const api = await start();
    api.person({ id: 1001, firstName: "Rosa" });
    api.person({ id: 1002, firstName: "Juan" });
    const { telegram } = makeBot(api);
    const fault = api.faults.add({
      method: "sendMessage",
      chatId: 1001,
      kind: "429",
      retryAfter: 7,
    });
    await telegram.sendMessage(1002, "a");
    const error = await refusalOf(telegram.sendMessage(1001, "a"));
    expect(error.code).toBe(429);
    expect(error.parameters?.retry_after).toBe(7);
    await telegram.sendMessage(1001, "a");
    expect([fault.used, api.faults.left]).toEqual([1, 0]);
  });

  it("loses answers, resets, breaks and delays", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const { telegram } = makeBot(api);
    const say = (text: string): Promise<unknown> => telegram.sendMessage(1001, text);

    api.faults.add({ method: "sendMessage", kind: "lost_answer" });
    await expect(say("perdida")).rejects.toMatchObject({ code: "ECONNRESET" });
    await rosa.hears("perdida");
    await say("perdida");
    expect(api.stats).toMatchObject({ sent: 2, duplicates: 1 });
    await rosa.hears("perdida");

    api.faults.add({ kind: "reset_before" });
    await expect(say("nunca")).rejects.toMatchObject({ code: "ECONNRESET" });
    api.faults.add({ kind: "500" });
    expect(await refusalOf(say("nunca"))).toMatchObject({ code: 500 });
    api.faults.add({ kind: "502_html" });
    expect(await refusalOf(say("nunca"))).toMatchObject({ code: 502 });
    await rosa.hearsNothing(30);

    api.faults.add({ kind: "broken_json" });
    await expect(say("rota")).rejects.toMatchObject({ type: "invalid-json" });
    await rosa.hears("rota");
    const before = Date.now();
    api.faults.add({ kind: "slow", delayMs: 60 });
    await say("lenta");
    expect(Date.now() - before).toBeGreaterThanOrEqual(58);
    expect(api.calls.map((call) => call.outcome)).toEqual([
      "lost_answer",
      "ok",
      "reset_before",
      "500",
      "502_html",
      "broken_json",
      "slow",
    ]);
  });
});

describe("listening", () => {
  it("tells what came instead, and what came although nothing should", async () => {
    const api = await start();
    const rosa = api.person({ id: 1001, firstName: "Rosa" });
    const { telegram } = makeBot(api);
    await telegram.sendMessage(1001, "Buenos días");
    await expect(rosa.hears(/Anoté/, { timeoutMs: 20 })).rejects.toThrow(
      /Rosa \(1001\) waited 20 ms for \/Anoté\/; what came instead:\n {2}#1 sendMessage: Buenos días/,
    );
    await expect(rosa.hearsNothing(20)).rejects.toThrow(/Buenos días/);
    expect(rosa.catchesUp()).toHaveLength(1);
    await rosa.hearsNothing(20);
  });

  it("keeps only counts and the last message when told not to record", async () => {
    const api = await start({ record: false });
    const people = Array.from({ length: 50 }, (_, index) =>
      api.person({ id: index + 1, firstName: `P${index}` }),
    );
    const sends: number[] = [];
    api.onSend((chatId) => sends.push(chatId));
    const { telegram } = makeBot(api);
    for (const text of ["a", "b"]) {
      await Promise.all(people.map((person) => telegram.sendMessage(person.id, text)));
    }
    expect(api.stats).toMatchObject({ sent: 100, duplicates: 0, perMethod: { sendMessage: 100 } });
    expect([sends.length, api.calls.length]).toEqual([100, 0]);
    expect(people[0]?.inbox.map((each) => each.text)).toEqual(["b"]);
    await people[0]?.hears("b");
  });
});
