import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fit } from "../../src/core/fitting.ts";
import { CHANNEL_LIMITS, CHANNELS, type OutgoingContent } from "../../src/core/message.ts";

const LIMITS = CHANNEL_LIMITS.whatsapp;
const choices = [{ number: 1, label: "Sí", value: "yes" }];

function content(change: Partial<OutgoingContent> = {}): OutgoingContent {
  const text = "¿Cuánto fue?";
  return { text, choices: [], listed: false, question: null, picture: null, ...change };
}

describe("what a messenger can carry in one", () => {
  it("stays one message", () => {
    const attachment = { kind: "picture" as const, fileId: "f" };
    for (const one of [content(), content({ attachment }), content({ choices, question: "q" })])
      expect(fit(one, LIMITS)).toEqual([one]);
  });

  it("a voice goes first where it carries no words, and the question follows it", () => {
    const attachment = { kind: "voice" as const, fileId: "f" };
    const [voice, words, ...more] = fit(content({ attachment, choices, question: "q" }), LIMITS);
    expect(more).toEqual([]);
    expect(voice).toMatchObject({ text: "", attachment, question: null, choices: [] });
    expect(words).toMatchObject({ text: "¿Cuánto fue?", attachment: null, question: "q", choices });
    expect(fit(content({ attachment }), CHANNEL_LIMITS.telegram)).toHaveLength(1);
  });

  it("a long text follows its picture", () => {
    const attachment = { kind: "picture" as const, fileId: "f" };
    const parts = fit(content({ attachment, text: "a".repeat(1025) }), LIMITS);
    expect(parts.map(({ text }) => text.length)).toEqual([0, 1025]);
  });

  it("a text is cut between paragraphs, lines or words", () => {
    const limits = { ...LIMITS, text: 20 };
    const texts = (text: string) => fit(content({ text }), limits).map((part) => part.text);
    expect(texts("uno dos\n\ntres cuatro\ncinco seis siete")).toEqual([
      "uno dos",
      "tres cuatro",
      "cinco seis siete",
    ]);
    expect(texts("x".repeat(45))).toEqual(["x".repeat(20), "x".repeat(20), "x".repeat(5)]);
  });

  it("never loses a word, never breaks a letter, never grows beyond the limit, and asks once", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-composite", maxLength: 300 }),
        fc.constantFrom(...CHANNELS),
        fc.integer({ min: 10, max: 60 }),
        (text, channel, most) => {
          const limits = { ...CHANNEL_LIMITS[channel], text: most, caption: 10 };
          const parts = fit(content({ text, question: "q", choices }), limits);
          const bare = (written: string) => written.replaceAll(/\s+/g, "");
          expect(bare(parts.map((part) => part.text).join(""))).toBe(bare(text));
          for (const part of parts) {
            expect(part.text.length).toBeLessThanOrEqual(most);
            // Half a letter does not survive being written as bytes.
            expect(Buffer.from(part.text).toString()).toBe(part.text);
          }
          expect(parts.filter((part) => part.question !== null)).toEqual([parts.at(-1)]);
        },
      ),
    );
  });
});
