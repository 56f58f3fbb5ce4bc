import { crc32 } from "node:zlib";
import { OperatorError } from "../core/errors.ts";
import type { Attachment } from "../core/message.ts";

/** A file that is to go with a broadcast, and how it is sent. */
export interface AttachedFile {
  kind: Attachment["kind"];
  mime: string;
  bytes: Uint8Array;
  name: string;
}

const MB = 1024 * 1024;

/** What Telegram's Bot API takes: photos up to 10 MB; other files as large as we keep them. */
const MOST_BYTES = { picture: 10 * MB, voice: 20 * MB, audio: 20 * MB, document: 20 * MB };

interface Kind {
  kind: Attachment["kind"];
  mime: string;
  /** What it is called in messages. */
  called: string;
  begins(bytes: Uint8Array): boolean;
  /** Complete as far as its form tells. */
  isWhole(bytes: Uint8Array): boolean;
}

/** Files we send, told by how they begin: a name may lie. */
const KINDS: readonly Kind[] = [
  {
    kind: "picture",
    mime: "image/png",
    called: "picture",
    begins: (bytes) => hasAt(bytes, 0, "\u0089PNG\r\n\u001A\n"),
    isWhole: isWholePng,
  },
  {
    kind: "picture",
    mime: "image/jpeg",
    called: "picture",
    begins: (bytes) => hasAt(bytes, 0, "\u00FF\u00D8\u00FF"),
    isWhole: isWholeJpeg,
  },
  {
    kind: "document",
    mime: "application/pdf",
    called: "PDF",
    begins: (bytes) => hasAt(bytes, 0, "%PDF-"),
    isWhole: (bytes) => latin(bytes.subarray(-1024)).includes("%%EOF"),
  },
  {
    kind: "voice",
    mime: "audio/ogg",
    called: "recording",
    begins: (bytes) => hasAt(bytes, 0, "OggS"),
    isWhole: (bytes) => latin(bytes.subarray(0, 256)).includes("OpusHead"),
  },
  {
    kind: "audio",
    mime: "audio/mpeg",
    called: "recording",
    begins: (bytes) =>
      hasAt(bytes, 0, "ID3") || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2),
    isWhole: (bytes) => bytes.length > 128,
  },
  {
    kind: "audio",
    mime: "audio/mp4",
    called: "recording",
    begins: (bytes) => hasAt(bytes, 4, "ftypM4A"),
    isWhole: (bytes) => latin(bytes).includes("moov"),
  },
];

/**
 * Reads what kind of file it is and whether it is whole, before anything is stored.
 * @throws OperatorError when it is of no kind we send, damaged, empty or too large
 */
export function readAttachment(name: string, bytes: Uint8Array): AttachedFile {
  if (bytes.length === 0) throw new OperatorError(`The file ${name} is empty.`);
  const found = KINDS.find((one) => one.begins(bytes));
  if (found === undefined)
    throw new OperatorError(
      `${name} is no picture (JPEG, PNG), recording (OGG with Opus, MP3, M4A) or PDF. Save it as one of these.`,
    );
  const { kind, mime, called } = found;
  if (bytes.length > MOST_BYTES[kind])
    throw new OperatorError(
      `The ${called} ${name} has ${(bytes.length / MB).toFixed(1)} MB; messengers take ${MOST_BYTES[kind] / MB}. Make it smaller.`,
    );
  if (!found.isWhole(bytes))
    throw new OperatorError(
      `The ${called} ${name} is damaged or not complete. Open it, save it anew and try again.`,
    );
  return { kind, mime, bytes, name };
}

/** Every chunk has its length and its checksum, and the last one is the end. */
function isWholePng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) return false;
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return false;
    if (hasAt(bytes, at + 4, "IEND")) return true;
    at = end;
  }
  return false;
}

/** Segments up to the picture's data, a frame with a size among them, and the mark of the end. */
function isWholeJpeg(bytes: Uint8Array): boolean {
  let isFramed = false;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return false;
    const mark = bytes[at + 1] ?? 0;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return false;
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) isFramed = true;
    if (mark === 0xda)
      return (
        isFramed && latin(bytes.subarray(Math.max(at, bytes.length - 64))).includes("\u00FF\u00D9")
      );
    at += 2 + length;
  }
  return false;
}

function hasAt(bytes: Uint8Array, at: number, text: string): boolean {
  return latin(bytes.subarray(at, at + text.length)) === text;
}

/** Bytes as text, one letter a byte. */
function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
