import { TelegramError } from "telegraf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actions } from "../../src/actions.ts";
import { toSendError } from "../../src/channels/telegram/failures.ts";
import { buttonData, readUpdate } from "../../src/channels/telegram/read.ts";
import { failureName } from "../../src/channels/telegram/telegram.ts";
import { writeCall } from "../../src/channels/telegram/write.ts";
import { newName } from "../../src/core/ids.ts";
import type { OutgoingContent } from "../../src/core/message.ts";
import { compileFlows, readLexicon } from "../../src/library.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const ROSA = { id: 700, is_bot: false, first_name: "Rosa", language_code: "es-PE" };
const CHAT = { id: 700, type: "private", first_name: "Rosa" };
const DATE = 1_795_435_200;

/** An update that carries a message of Rosa's. */
function written(content: object, change: object = {}): object {
  return {
    update_id: 5,
    message: { message_id: 9, date: DATE, chat: CHAT, from: ROSA, ...content, ...change },
  };
}

describe("reading what Telegram delivers", () => {
  it("a text, with its own time, place and language", () => {
    expect(readUpdate(written({ text: "12" }), NOW)).toEqual({
      kind: "message",
      pressId: null,
      message: {
        channel: "telegram",
        providerId: "m700:9",
        address: "700",
        sentAt: new Date(DATE * 1000),
        sequence: 9,
        content: { kind: "text", text: "12" },
        languageHint: "es",
      },
    });
  });

  it.each([
    [{ text: "" }, { kind: "text", text: "" }],
    [
      { contact: { phone_number: "+51984", user_id: 700 } },
      { kind: "contact", phone: "+51984", own: true },
    ],
    [{ contact: { phone_number: "+51984", user_id: 701 } }, { kind: "contact", own: false }],
    [{ contact: { phone_number: "+51984" } }, { kind: "contact", own: false }],
    [{ location: { latitude: -13.5, longitude: -72 } }, { kind: "location", latitude: -13.5 }],
    [{ sticker: { emoji: "👍" } }, { kind: "sticker", emoji: "👍" }],
    [{ sticker: {} }, { kind: "sticker", emoji: "" }],
    [
      { photo: [{ file_id: "small" }, { file_id: "big" }], caption: "12 litros" },
      { media: "picture", file: "big", caption: "12 litros" },
    ],
    [{ voice: { file_id: "v" } }, { media: "voice", file: "v", caption: "" }],
    [{ audio: { file_id: "a" } }, { media: "voice", file: "a" }],
    [{ video_note: { file_id: "n" } }, { media: "video", file: "n" }],
    [
      { animation: { file_id: "g" }, document: { file_id: "d" } },
      { media: "video", file: "g" },
    ],
    [
      { document: { file_id: "d" }, caption: "ayer 9" },
      { media: "document", caption: "ayer 9" },
    ],
  ])("%j", (content, expected) => {
    expect(readUpdate(written(content), NOW)).toMatchObject({ message: { content: expected } });
  });

  it("a press, which is dated by its arrival", () => {
    const press = { id: "p1", from: ROSA, data: "AbC_12|replace" };
    expect(readUpdate({ update_id: 6, callback_query: press }, NOW)).toMatchObject({
      kind: "message",
      pressId: "p1",
      message: {
        providerId: "cp1",
        address: "700",
        sentAt: NOW,
        content: { kind: "press", question: "AbC_12", value: "replace" },
      },
    });
  });

  it.each([
    ["kicked", false],
    ["member", true],
  ])("that we are now %s", (status, reachable) => {
    const change = { chat: CHAT, date: DATE, new_chat_member: { status } };
    expect(readUpdate({ update_id: 7, my_chat_member: change }, NOW)).toMatchObject({
      message: { content: { kind: "reachable", reachable } },
    });
  });

  it("the same message under two updates as one", () => {
    const ids = [5, 6].map((update_id) => {
      const read = readUpdate({ ...written({ text: "12" }), update_id }, NOW);
      return read.kind === "message" ? read.message.providerId : "";
    });
    expect(ids[0]).toBe(ids[1]);
  });

  it.each([
    ["of a group", written({ text: "12" }, { chat: { id: -5, type: "group" } })],
    ["of a bot", written({ text: "12" }, { from: { ...ROSA, is_bot: true } })],
    ["of a kind we do not read", written({ dice: { value: 3 } })],
    ["that tells of a pinned message", written({ pinned_message: {} })],
    ["an edit", { update_id: 5, edited_message: { message_id: 9 } }],
    ["a reaction", { update_id: 5, message_reaction: {} }],
    ["a poll", { update_id: 5, poll: { id: "x" } }],
    ["nothing but a number", { update_id: 5 }],
    ["a press without data", { update_id: 5, callback_query: { id: "p", from: ROSA } }],
    [
      "a press of another bot's button",
      { update_id: 5, callback_query: { id: "p", from: ROSA, data: "x" } },
    ],
    [
      "a group that we left",
      {
        update_id: 5,
        my_chat_member: {
          chat: { id: -5, type: "group" },
          date: DATE,
          new_chat_member: { status: "left" },
        },
      },
    ],
  ])("passes over an update %s", (_what, update) => {
    expect(readUpdate(update, NOW)).toEqual({ kind: "ignored" });
  });

  it.each([
    null,
    undefined,
    5,
    "x",
    [],
    {},
    { update_id: "5" },
    { message: {} },
    { update_id: 5, message: { text: "12" } },
  ])("calls %j malformed", (update) =>
    expect(readUpdate(update, NOW)).toEqual({ kind: "malformed" }),
  );

  it("takes a language we do not speak for none", () => {
    const from = (language_code?: string) => ({ from: { ...ROSA, language_code } });
    for (const code of ["de", "", undefined, "zz-ZZ"])
      expect(readUpdate(written({ text: "x" }, from(code)), NOW)).toMatchObject({
        message: { languageHint: null },
      });
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (message, press) => {
        readUpdate(message, NOW);
        readUpdate({ update_id: 1, message, callback_query: press }, NOW);
      }),
    );
  });
});

describe("buttons", () => {
  const { programs } = compileFlows(".", actions, readLexicon("."));

  it("of every shipped choice fit into Telegram's 64 bytes, and are read back", () => {
    const options = programs.flatMap((program) =>
      Object.values(program.nodes).flatMap((node) =>
        "choose" in node ? Object.keys(node.choose) : [],
      ),
    );
    expect(options.length).toBeGreaterThan(20);
    for (const value of [...options, "99"]) {
      const data = buttonData(newName(), value);
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      const press = { update_id: 1, callback_query: { id: "p", from: ROSA, data } };
      expect(readUpdate(press, NOW)).toMatchObject({ message: { content: { value } } });
    }
  });
});

const PARCEL = { id: "1", kind: "reply", address: "700" } as const;

describe("writing a message as a call", () => {
  const content = (change: Partial<OutgoingContent> = {}): OutgoingContent => ({
    text: "¿Cuánto fue?",
    choices: [],
    listed: true,
    question: null,
    picture: null,
    ...change,
  });
  const choices = [
    { number: 1, label: "Sí", value: "yes" },
    { number: null, label: "No", value: "no" },
  ];
  const call = (change: Partial<OutgoingContent>, png: Uint8Array | null = null) =>
    writeCall({ ...PARCEL, content: content(change), png, file: null });

  it("plain text stays plain", () => {
    expect(call({ text: "<b>*_[x](y)" })).toEqual({
      method: "sendMessage",
      payload: { chat_id: "700", text: "<b>*_[x](y)" },
      upload: null,
    });
  });

  it("choices are listed and are buttons", () => {
    expect(call({ choices, question: "q" }).payload).toMatchObject({
      text: "¿Cuánto fue?\n\n1 Sí",
      reply_markup: {
        inline_keyboard: [
          [
            { text: "1 Sí", callback_data: "q|yes" },
            { text: "No", callback_data: "q|no" },
          ],
        ],
      },
    });
  });

  it("long labels have a row each, and text that tells them is left as it is", () => {
    const long = choices.map((choice) => ({ ...choice, label: "Cambiar: queda 13 L" }));
    const written = call({ choices: long, question: "q", listed: false });
    expect(written.payload).toMatchObject({ text: "¿Cuánto fue?" });
    expect(written.payload.reply_markup?.inline_keyboard).toHaveLength(2);
  });

  it("choices of no question have no buttons", () => {
    expect(call({ choices }).payload).not.toHaveProperty("reply_markup");
  });

  it("a picture carries the text, cut to what is allowed", () => {
    const png = new Uint8Array([1]);
    expect(call({ text: "a".repeat(5000) }, png)).toMatchObject({
      method: "sendPhoto",
      payload: { chat_id: "700", caption: "a".repeat(1024) },
      upload: { field: "photo", name: "chart.png", remoteId: null },
    });
    expect(call({ text: "a".repeat(5000) }).payload.text).toBe("a".repeat(4096));
  });

  it.each([
    ["picture", "image/jpeg", "sendPhoto"],
    ["picture", "image/heic", "sendDocument"],
    ["voice", "audio/ogg; codecs=opus", "sendVoice"],
    ["voice", "audio/wav", "sendAudio"],
    ["audio", "audio/mpeg", "sendAudio"],
    ["document", "application/pdf", "sendDocument"],
  ] as const)("a %s of type %s goes by %s, with its name", (kind, mime, method) => {
    const bytes = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array([1]));
    const file = { kind, mime, name: "acta", size: 1, remoteId: "known", bytes };
    const written = writeCall({ ...PARCEL, content: content(), png: null, file });
    expect(written).toMatchObject({ method, upload: { name: "acta", remoteId: "known" } });
    expect(written.payload).toEqual({ chat_id: "700", caption: "¿Cuánto fue?" });
  });
});

describe("what a failed call means", () => {
  const answered = (code: number, description: string, retry_after?: number): TelegramError =>
    new TelegramError(
      { error_code: code, description, ...(retry_after && { parameters: { retry_after } }) },
      { method: "sendMessage", payload: {} },
    );

  it.each([
    [answered(429, "Too Many Requests", 7), "retry", 7000],
    [answered(429, "Too Many Requests"), "retry", 1000],
    [answered(401, "Unauthorized"), "retry", 60_000],
    [answered(404, "Not Found"), "retry", 60_000],
    [answered(403, "Forbidden: bot was blocked by the user"), "unreachable", null],
    [answered(400, "Bad Request: chat not found"), "unreachable", null],
    [answered(400, "Bad Request: PEER_ID_INVALID"), "unreachable", null],
    [answered(400, "Bad Request: user is deactivated"), "unreachable", null],
    [answered(400, "Bad Request: message text is empty"), "refused", null],
    [answered(413, "Request Entity Too Large"), "refused", null],
    [answered(500, "Internal Server Error"), "unknown", null],
    [answered(502, "Bad Gateway"), "unknown", null],
    [Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "retry", null],
    [Object.assign(new Error("x"), { code: "ENOTFOUND" }), "retry", null],
    [Object.assign(new Error("x"), { code: "ECONNRESET" }), "unknown", null],
    [Object.assign(new Error("x"), { code: "ETIMEDOUT" }), "unknown", null],
    [new DOMException("x", "TimeoutError"), "unknown", null],
    [null, "unknown", null],
    ["odd", "unknown", null],
  ])("%s: %s", (error, outcome, retryAfterMs) => {
    expect(toSendError(error)).toMatchObject({ name: "SendError", outcome, retryAfterMs });
  });

  it("is told to the log without a token, address or text", () => {
    const secret = "https://api.telegram.org/bot123:hush/sendMessage to 700";
    const failed = Object.assign(new Error(secret), { code: "ECONNRESET" });
    for (const error of [
      failed,
      new Error(secret),
      answered(400, secret),
      { text: secret },
      null,
    ]) {
      expect(failureName(error)).not.toMatch(/hush|700/);
      expect(toSendError(error).message).not.toMatch(/hush|700/);
    }
  });
});
