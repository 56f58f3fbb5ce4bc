import { HEADER } from "./noise.ts";

/** Takes a client's bytes apart: its greeting once, then frames of three bytes of length and a body. */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);
  #greeted = false;

  /** The frames that are whole now. */
  push(data: Uint8Array): Uint8Array[] {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    if (!this.#greeted && !this.#greet()) return [];
    const frames: Uint8Array[] = [];
    while (this.#bytes.length >= 3) {
      const length = this.#bytes.readUIntBE(0, 3);
      if (this.#bytes.length < length + 3) break;
      frames.push(this.#bytes.subarray(3, length + 3));
      this.#bytes = this.#bytes.subarray(length + 3);
    }
    return frames;
  }

  #greet(): boolean {
    let start = 0;
    if (this.#bytes.subarray(0, 2).toString("latin1") === "ED") {
      if (this.#bytes.length < 7) return false;
      start = 7 + this.#bytes.readUIntBE(4, 3);
    }
    if (this.#bytes.length < start + HEADER.length) return false;
    if (!this.#bytes.subarray(start, start + HEADER.length).equals(HEADER))
      throw new Error("the client did not greet as WhatsApp does");
    this.#bytes = this.#bytes.subarray(start + HEADER.length);
    this.#greeted = true;
    return true;
  }
}

/** A body with its length before it. */
export function frame(body: Uint8Array): Buffer {
  const length = Buffer.alloc(3);
  length.writeUIntBE(body.length, 0, 3);
  return Buffer.concat([length, body]);
}
