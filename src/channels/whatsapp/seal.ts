import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** A sealed value that this key does not open: another key, another place, or damage. */
export class SealError extends Error {
  constructor() {
    super("a saved WhatsApp key cannot be opened with the present state key");
    this.name = "SealError";
  }
}

/** Seals bytes with AES-256-GCM; they open only with the same key and under the same place. */
export function seal(key: Uint8Array, place: string, plain: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens what `seal` made.
 * @throws SealError
 */
export function open(key: Uint8Array, place: string, sealed: Uint8Array): Uint8Array {
  try {
    const end = sealed.length - TAG_LENGTH;
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_LENGTH));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(IV_LENGTH, end)), decipher.final()]);
  } catch {
    throw new SealError();
  }
}
