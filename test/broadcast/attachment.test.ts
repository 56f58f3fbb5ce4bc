import { Resvg } from "@resvg/resvg-js";
import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { readAttachment } from "../../src/broadcast/attachment.ts";
import { confirmBroadcast } from "../../src/broadcast/confirm.ts";
import { keepFile } from "../../src/store/files.ts";
import { openVillage, TODAY } from "../kit/conversation.ts";
import { draftIn } from "./village.ts";

const PNG = new Uint8Array(
  new Resvg('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>').render().asPng(),
);
const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const JPEG = latin(
  "\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x04\x08\x01\xff\xda\0\x04\x01\0data\xff\xd9",
);
const PDF = latin("%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n");
const OGG = latin("OggS\0\x02".padEnd(28, "\0") + "OpusHead\x01\x01");
const MP3 = latin("ID3\x04".padEnd(300, "\0"));
const M4A = latin("\0\0\0\x20ftypM4A ".padEnd(40, "\0") + "moov");

describe("a file that goes with a broadcast", () => {
  it.each([
    ["png", PNG, "picture", "image/png"],
    ["jpg", JPEG, "picture", "image/jpeg"],
    ["pdf", PDF, "document", "application/pdf"],
    ["ogg", OGG, "voice", "audio/ogg"],
    ["mp3", MP3, "audio", "audio/mpeg"],
    ["m4a", M4A, "audio", "audio/mp4"],
  ])("is known by its content: %s", (ending, bytes, kind, mime) => {
    expect(readAttachment(`file.${ending}`, bytes)).toMatchObject({ kind, mime });
  });

  it.each([
    ["cut off", PNG.subarray(0, PNG.length - 4), /The picture a\.png is damaged or not complete/],
    ["cut off", JPEG.subarray(0, JPEG.length - 2), /The picture a\.png is damaged or not complete/],
    ["cut off", PDF.subarray(0, 20), /The PDF a\.png is damaged or not complete/],
    ["without Opus", latin("OggS".padEnd(300, "\0")), /The recording a\.png is damaged/],
    ["empty", new Uint8Array(), /The file a\.png is empty/],
    ["no such file", latin("<html></html>"), /a\.png is no picture \(JPEG, PNG\), recording/],
    ["a PNG by its name only", latin("hello"), /a\.png is no picture/],
  ])("%s is refused with what to do", (_what, bytes, message) => {
    expect(() => readAttachment("a.png", bytes)).toThrow(message);
  });

  it("that is too large is refused with the limit", () => {
    const large = new Uint8Array(11 * 1024 * 1024);
    large.set(PNG);
    expect(() => readAttachment("a.png", large)).toThrow(/has 11\.0 MB; messengers take 10/);
  });

  it("with any byte of a picture changed is found out", () => {
    assert(
      property(
        integer({ min: 8, max: PNG.length - 1 }),
        integer({ min: 1, max: 255 }),
        (at, by) => {
          const damaged = PNG.slice();
          damaged[at] = (damaged[at] ?? 0) ^ by;
          expect(() => readAttachment("a.png", damaged)).toThrow(/damaged/);
        },
      ),
    );
  });

  it("reaches the phone with its text", async () => {
    const village = await openVillage();
    try {
      const rosa = await village.newFamily({ purposes: ["reports", "trainings"] });
      village.at(TODAY, "10:00");
      await village.store
        .transaction(async (tx) => {
          const file = readAttachment("feria.png", PNG);
          const fileId = await keepFile(tx, file, village.now());
          const texts = { es: "Hay feria." };
          const content = {
            kind: "texts" as const,
            texts,
            attachment: { kind: file.kind, fileId },
          };
          return content;
        })
        .then((content) =>
          confirmBroadcast(village.store, draftIn(village, { content }), null, village.now()),
        );
      await village.stage.runDue();
      await rosa.hears();
      expect(rosa.heard()).toMatchObject([{ text: "Hay feria.", attachment: { kind: "picture" } }]);
    } finally {
      await village.close();
    }
  });
});
