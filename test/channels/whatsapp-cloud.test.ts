import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CloudError, toSendError } from "../../src/channels/whatsapp-cloud/failures.ts";
import { buttonId, readDelivery } from "../../src/channels/whatsapp-cloud/read.ts";
import { isSigned } from "../../src/channels/whatsapp-cloud/signature.ts";
import {
  envelope,
  kindOf,
  writeMessage,
  writeTemplate,
} from "../../src/channels/whatsapp-cloud/write.ts";
import type { Choice, OutgoingContent } from "../../src/core/message.ts";
import { compose } from "../kit/cloud-api/check.ts";
import { signatureOf, writeBody } from "../kit/cloud-api/webhook.ts";
import type { World } from "../kit/cloud-api/world.ts";

const NOW = new Date("2026-11-25T15:00:00.000Z");

function content(change: Partial<OutgoingContent> = {}): OutgoingContent {
  const text = "¿Cuánto fue?";
  return { text, choices: [], listed: true, question: null, picture: null, ...change };
}

function options(...labels: string[]): Choice[] {
  return labels.map((label, index) => ({ number: index + 1, label, value: `v${index}` }));
}

/** A server that knows one picture; it refuses what Meta refuses. */
const WORLD = {
  newId: () => "wamid.1",
  media: new Map(
    ["image", "audio", "document"].map((kind) => [
      kind,
      {
        id: kind,
        mime: { image: "image/png", audio: "audio/ogg", document: "application/pdf" }[kind] ?? "",
        name: "x",
        bytes: Buffer.alloc(1),
      },
    ]),
  ),
  templates: new Map([["news:es", 1]]),
} as unknown as World;
const shown = (payload: object) => compose(WORLD, payload as Record<string, unknown>);

describe("writing a message for the Cloud API", () => {
  it.each([
    ["none", [], 0, 0],
    ["two short ones", options("Sí", "No"), 2, 0],
    ["three short ones", options("Sí", "No", "No sé"), 3, 0],
    ["four", options("Sí", "No", "No sé", "Después"), 0, 4],
    ["a long one", options("Cambiar lo de ayer: queda 13 L", "No"), 0, 2],
    ["two alike", [...options("Sí"), ...options("Sí")], 0, 2],
    ["eleven", options(...Array.from({ length: 11 }, (_, index) => `choice ${index}`)), 0, 0],
  ] as const)("with %s", (_what, choices, buttons, rows) => {
    const message = shown(writeMessage(content({ choices: [...choices], question: "q" }), null));
    expect([message.buttons.length, message.rows.length]).toEqual([buttons, rows]);
    expect(message.text).toContain("¿Cuánto fue?");
    // Whoever sees no button reads the numbers.
    if (buttons === 0 && choices.length > 0) expect(message.text).toContain("1 ");
  });

  it("several answers to one question are typed", () => {
    const choices = options("queso", "leche");
    const several = content({ choices, question: "q", several: true });
    expect(shown(writeMessage(several, null)).type).toBe("text");
  });

  it("whatever is written, Meta takes", () => {
    const label = fc.string({ unit: "grapheme-composite", minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-composite", minLength: 1, maxLength: 1500 }),
        fc.array(label, { maxLength: 12 }),
        fc.constantFrom(null, "image" as const, "document" as const, "audio" as const),
        (text, labels, kind) => {
          fc.pre(text.trim() !== "" && (kind === null || text.length < 900));
          const asked = content({ text, choices: options(...labels), question: "q" });
          const file = kind === null ? null : { kind, id: kind, voice: true, name: "x" };
          const said = kind === "audio" ? content({ text: "" }) : asked;
          shown(writeMessage(said, file));
          const template = writeTemplate(asked, "news", "es");
          if (template !== null) shown(template);
        },
      ),
    );
  });

  it("is addressed to a number, or to the id of somebody who hides it", () => {
    expect(envelope({ address: "+51984000001", id: "o1" })).toMatchObject({
      to: "51984000001",
      biz_opaque_callback_data: "o1",
    });
    expect(envelope({ address: "PE.15", id: "o1" })).toMatchObject({ recipient: "PE.15" });
  });

  it.each([
    ["picture", "image/jpeg", 10, "image"],
    ["picture", "image/webp", 10, "document"],
    ["picture", "image/png", 6_000_000, "document"],
    ["voice", "audio/ogg; codecs=opus", 10, "audio"],
    ["audio", "audio/wav", 10, "document"],
    ["document", "image/png", 10, "document"],
  ] as const)("a %s of type %s and %i bytes goes as %s", (kind, mime, size, goes) =>
    expect(kindOf({ kind, mime }, size)).toBe(goes),
  );
});

describe("reading a call of the webhook", () => {
  const call = (value: object, phoneId = "1") => ({
    object: "whatsapp_business_account",
    entry: [
      {
        changes: [
          { field: "messages", value: { metadata: { phone_number_id: phoneId }, ...value } },
        ],
      },
    ],
  });
  const text = (body: string, more: object = {}) => ({
    from: "51984000001",
    id: "wamid.1",
    timestamp: "1764238453",
    type: "text",
    text: { body },
    ...more,
  });
  const read = (value: object, phoneId?: string) => readDelivery(call(value, phoneId), "1", NOW);

  it("knows who wrote what and when, and what is quoted", () => {
    expect(
      read({ messages: [text("leche 12", { context: { id: "wamid.0" } })] })?.messages,
    ).toEqual([
      {
        channel: "whatsapp_cloud",
        providerId: "wamid.1",
        address: "+51984000001",
        quotes: "wamid.0",
        sentAt: new Date(1_764_238_453_000),
        sequence: NOW.getTime() * 1000,
        content: { kind: "text", text: "leche 12" },
        languageHint: null,
      },
    ]);
  });

  it("keeps the order of messages of one second", () => {
    const order = read({ messages: [text("1"), text("2", { id: "b" })] })?.messages;
    expect((order?.[1]?.sequence ?? 0) - (order?.[0]?.sequence ?? 0)).toBe(1);
  });

  it("reads a pressed button back as it was written", () => {
    const reply = { id: buttonId("q1", "a|b"), title: "Sí" };
    for (const type of ["button_reply", "list_reply"])
      expect(
        read({
          messages: [text("", { type: "interactive", interactive: { type, [type]: reply } })],
        })?.messages[0]?.content,
      ).toEqual({ kind: "press", question: "q1", value: "a|b" });
  });

  it("takes a picture sent as a file for a picture, and a recording for a voice", () => {
    const media = (type: string, more: object = {}) =>
      read({ messages: [text("", { type, [type]: { id: "m1", ...more } })] })?.messages[0]?.content;
    expect(media("image", { caption: "mi vaca" })).toEqual({
      kind: "media",
      media: "picture",
      caption: "mi vaca",
      file: "m1",
    });
    expect(media("document", { mime_type: "image/png" })).toMatchObject({ media: "picture" });
    expect(media("document", { mime_type: "application/pdf" })).toMatchObject({
      media: "document",
    });
    expect(media("audio", { voice: true })).toMatchObject({ media: "voice" });
    expect(media("video")).toMatchObject({ media: "video" });
  });

  it("tells a contact of one's own from another's", () => {
    const contact = (waId: string) =>
      read({
        messages: [text("", { type: "contacts", contacts: [{ phones: [{ wa_id: waId }] }] })],
      })?.messages[0]?.content;
    expect(contact("51984000001")).toMatchObject({ kind: "contact", own: true });
    expect(contact("51984000002")).toMatchObject({ own: false });
  });

  it("passes over other numbers", () => {
    expect(read({ messages: [text("12")] }, "2")).toEqual({ messages: [], receipts: [] });
  });

  it("reads statuses with our own id, and why something failed", () => {
    const status = (state: string, more: object = {}) => ({
      id: "wamid.9",
      status: state,
      timestamp: "1764238453",
      recipient_id: "51984000001",
      ...more,
    });
    const errors = [{ code: 131_026, title: "Message undeliverable" }];
    const receipts = read({
      statuses: [
        status("delivered", { biz_opaque_callback_data: "o1" }),
        status("played"),
        status("failed", { errors }),
        status("deleted"),
      ],
    })?.receipts;
    expect(receipts).toMatchObject([
      { state: "delivered", parcelId: "o1", providerId: "wamid.9", reason: null },
      { state: "read", parcelId: null },
      { state: "failed", unreachable: true, reason: "not reached by WhatsApp (131026)" },
    ]);
  });

  it("never throws, whatever comes, and says what is no call", () => {
    for (const raw of [null, 5, "x", [], {}, { object: "x" }])
      expect(readDelivery(raw, "1", NOW)).toBeNull();
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (one, other) => {
        read({ messages: [one, text("12", { context: one, text: other })], statuses: [other] });
        readDelivery({ object: "x", entry: [{ changes: [one, other] }] }, "1", NOW);
      }),
    );
  });
});

describe("the signature", () => {
  it("is of the very bytes: the same JSON written anew is refused", () => {
    const body = writeBody({ text: "ñuqanchik 🥛 / 12" });
    expect(isSigned(signatureOf(body, "secret"), body, "secret")).toBe(true);
    const anew = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(anew.equals(body)).toBe(false);
    expect(isSigned(signatureOf(body, "secret"), anew, "secret")).toBe(false);
    for (const other of [undefined, "", "sha256=", signatureOf(body, "another")])
      expect(isSigned(other, body, "secret")).toBe(false);
  });
});

describe("what a failed call means", () => {
  it.each([
    [429, 130_429, "retry", 2000],
    [429, 131_056, "retry", 6000],
    [400, 131_048, "retry", 600_000],
    [429, 0, "retry", 2000],
    [503, 131_016, "retry", null],
    [401, 190, "retry", 60_000],
    [403, 10, "retry", 60_000],
    [400, 131_026, "unreachable", null],
    [400, 131_047, "refused", null],
    [400, 131_049, "refused", null],
    [404, 132_001, "refused", null],
    [400, 100, "refused", null],
    [500, 131_000, "unknown", null],
    [502, 0, "unknown", null],
  ] as const)("%i with code %i: %s", (status, code, outcome, retryAfterMs) =>
    expect(toSendError(new CloudError(status, code))).toMatchObject({ outcome, retryAfterMs }),
  );

  it.each([
    ["ECONNREFUSED", "retry"],
    ["ENOTFOUND", "retry"],
    ["ECONNRESET", "unknown"],
    ["UND_ERR_SOCKET", "unknown"],
  ])("%s: %s", (code, outcome) =>
    expect(toSendError(new TypeError("fetch failed", { cause: { code } }))).toMatchObject({
      outcome,
    }),
  );

  it("a time-out is unknown", () =>
    expect(toSendError(new DOMException("x", "TimeoutError"))).toMatchObject({
      outcome: "unknown",
    }));
});
