import { type proto, WAMessageStubType, type WAMessage } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { readMessage } from "../../../src/channels/whatsapp/read.ts";
import type { InboundContent } from "../../../src/core/message.ts";

const NOW = new Date("2026-11-25T15:00:00Z");
const WRITTEN = Math.trunc(NOW.getTime() / 1000) - 60;
const LID = "25198400000@lid";
const PHONE = "51984000001@s.whatsapp.net";

function raw(message: proto.IMessage, change: Partial<WAMessage> = {}): WAMessage {
  const key = { remoteJid: LID, remoteJidAlt: PHONE, fromMe: false, id: "3A01" };
  return { key, messageTimestamp: WRITTEN, message, ...change };
}

function read(message: proto.IMessage, change: Partial<WAMessage> = {}) {
  return readMessage(raw(message, change), NOW, 7);
}

function content(message: proto.IMessage): InboundContent {
  const result = read(message);
  if (result.kind !== "message") throw new Error(`it was ${result.kind}`);
  return result.message.content;
}

describe("a WhatsApp message", () => {
  it("is known by chat and id, and by the number before the LID", () => {
    expect(read({ conversation: "leche 12" })).toEqual({
      kind: "message",
      message: {
        channel: "whatsapp",
        providerId: `${LID}:3A01`,
        address: "+51984000001",
        alternates: [LID],
        sentAt: new Date(WRITTEN * 1000),
        sequence: 7,
        content: { kind: "text", text: "leche 12" },
        languageHint: null,
      },
    });
  });

  it("of somebody whose number is hidden is known by the LID alone", () => {
    const result = read(
      { conversation: "a" },
      { key: { remoteJid: LID, fromMe: false, id: "3A" } },
    );
    expect(result).toMatchObject({ kind: "message", message: { address: LID } });
    expect(result).not.toHaveProperty("message.alternates");
  });

  it("of somebody shown by the number keeps the LID beside it", () => {
    const key = { remoteJid: PHONE, remoteJidAlt: LID, fromMe: false, id: "3A" };
    expect(read({ conversation: "a" }, { key })).toMatchObject({
      message: { address: "+51984000001", alternates: [LID] },
    });
  });

  it.each<[string, proto.IMessage, string]>([
    ["a text", { conversation: "12" }, "12"],
    ["a long text", { extendedTextMessage: { text: "doce" } }, "doce"],
    ["a vanishing text", { ephemeralMessage: { message: { conversation: "12" } } }, "12"],
    ["a button of somebody's", { buttonsResponseMessage: { selectedDisplayText: "Sí" } }, "Sí"],
    ["a list", { listResponseMessage: { title: "Anta" } }, "Anta"],
    ["a template", { templateButtonReplyMessage: { selectedDisplayText: "No" } }, "No"],
    ["a form", { interactiveResponseMessage: { body: { text: "2" } } }, "2"],
  ])("%s says its words", (_name, message, text) =>
    expect(content(message)).toEqual({ kind: "text", text }),
  );

  it.each<[string, proto.IMessage, object]>([
    ["a picture", { imageMessage: { caption: "12" } }, { media: "picture", caption: "12" }],
    [
      "a picture to be seen once",
      { viewOnceMessageV2: { message: { imageMessage: {} } } },
      { media: "picture" },
    ],
    ["a voice note", { audioMessage: { ptt: true } }, { media: "voice" }],
    ["a video", { videoMessage: {} }, { media: "video" }],
    ["a document", { documentMessage: { fileName: "lista.pdf" } }, { media: "document" }],
    ["a poll", { pollCreationMessageV3: { name: "¿Sí?" } }, { media: "document", file: "" }],
  ])("%s is a file", (_name, message, expected) =>
    expect(content(message)).toMatchObject({ kind: "media", ...expected }),
  );

  it("with a place or a contact is understood", () => {
    expect(
      content({ locationMessage: { degreesLatitude: -13.4, degreesLongitude: -72.1 } }),
    ).toEqual({ kind: "location", latitude: -13.4, longitude: -72.1 });
    const card = (waid: string) => ({
      contactMessage: { vcard: `BEGIN:VCARD\nTEL;type=CELL;waid=${waid}:+51 984\nEND:VCARD` },
    });
    expect(content(card("51984000001"))).toEqual({
      kind: "contact",
      phone: "+51984000001",
      own: true,
    });
    expect(content(card("51984000002"))).toMatchObject({ own: false });
  });

  it("that quotes one of ours tells which", () =>
    expect(
      read({ extendedTextMessage: { text: "2", contextInfo: { stanzaId: "3EB01" } } }),
    ).toMatchObject({ message: { quotes: "3EB01" } }));

  it.each([
    ["next year", WRITTEN + 365 * 86_400, NOW],
    ["a few seconds ahead of us", WRITTEN + 90, NOW],
    ["without a date", 0, NOW],
    ["last week", WRITTEN - 7 * 86_400, new Date((WRITTEN - 7 * 86_400) * 1000)],
  ])("dated %s is dated sensibly", (_name, messageTimestamp, expected) =>
    expect(read({ conversation: "12" }, { messageTimestamp })).toMatchObject({
      message: { sentAt: expected },
    }),
  );

  it.each<[string, proto.IMessage]>([
    ["a reaction", { reactionMessage: { text: "👍" } }],
    ["keys of the app", { protocolMessage: { type: 0 } }],
    ["a vote", { pollUpdateMessage: {} }],
    ["nothing", {}],
  ])("that is %s is passed over", (_name, message) =>
    expect(read(message)).toMatchObject({ kind: "passed" }),
  );

  it.each([
    ["status@broadcast", "a status or a broadcast list"],
    ["1234@broadcast", "a status or a broadcast list"],
    ["1234@newsletter", "a newsletter"],
    ["1234-5678@g.us", "a group"],
    ["0@s.whatsapp.net:x", "from nobody we know"],
  ])("of %s is passed over", (remoteJid, because) =>
    expect(read({ conversation: "12" }, { key: { remoteJid, fromMe: false, id: "3A" } })).toEqual({
      kind: "passed",
      because,
    }),
  );

  it("of our own phone is the operator's", () =>
    expect(
      read({ conversation: "hola" }, { key: { remoteJid: LID, fromMe: true, id: "3A" } }),
    ).toEqual({ kind: "own", to: LID, id: "3A" }));

  it("that could not be opened is known as such", () =>
    expect(
      read({}, { message: null, messageStubType: WAMessageStubType.CIPHERTEXT }),
    ).toMatchObject({ kind: "unreadable", message: { content: { kind: "unreadable" } } }));
});
