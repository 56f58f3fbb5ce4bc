/** A key of 32 bytes written in hex or base64; null when it is none. */
export function keyOf(text: string): Uint8Array | null {
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, "hex")
    : Buffer.from(text.replaceAll("-", "+").replaceAll("_", "/"), "base64");
  return bytes.length === 32 ? bytes : null;
}
