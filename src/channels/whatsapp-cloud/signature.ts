import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * True when `X-Hub-Signature-256` is that of exactly these bytes: JSON written anew would differ in its
 * accents and emoji.
 */
export function isSigned(signature: string | undefined, body: Buffer, appSecret: string): boolean {
  const expected = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  return signature !== undefined && sameText(signature, expected);
}

/** Compares in constant time; only a length of its own ends it early. */
export function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
