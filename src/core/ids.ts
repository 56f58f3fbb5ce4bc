import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";

/** A time-ordered unique id; ids made later in one process sort later. The only place where ids are born. */
export function newId(): string {
  return uuidv7();
}

/** An id below every id made at or after the instant. */
export function oldestIdOf(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Names a question, a wait or a run: 16 random characters, short enough for a button's 64 bytes. */
export function newName(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18);
}

/** Letters and digits that are not mistaken for each other, without vowels: a code is no word. */
const CODE_LETTERS = "BCDFGHJKMNPQRSTVWXZ";
const CODE_DIGITS = "23456789";

/** A code to be read aloud and typed: four letters, then two digits; some 8 million of them. */
export function newCode(): string {
  const draw = (from: string): string => from[randomInt(from.length)] ?? "";
  const letters = Array.from({ length: 4 }, () => draw(CODE_LETTERS)).join("");
  return `${letters}${draw(CODE_DIGITS)}${draw(CODE_DIGITS)}`;
}

/** The code a text holds, alone or behind Telegram's /start, as `newCode` writes it; null when it holds none. */
export function codeIn(text: string): string | null {
  const found = /^(?:\/start\s+)?([a-z]{4})[\s-]?([2-9]{2})$/i.exec(text.trim());
  const code = `${found?.[1] ?? ""}${found?.[2] ?? ""}`.toUpperCase();
  return /^[BCDFGHJKMNPQRSTVWXZ]{4}[2-9]{2}$/.test(code) ? code : null;
}

/** A secret of 256 random bits, safe in addresses and cookies. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** A number from 0 to below 1, for spreading things in time. */
export function chance(): number {
  return randomBytes(4).readUInt32BE() / 2 ** 32;
}

/** SHA-256 in hex: for naming programs and files by content and for storing secrets. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
