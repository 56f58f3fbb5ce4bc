import { createHash, randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";

/** A time-ordered unique id; ids made later in one process sort later. The only place where ids are born. */
export function newId(): string {
  return uuidv7();
}

/** Names a question in a button's 64 bytes: 12 random characters. */
export function newQuestionId(): string {
  return randomBytes(9).toString("base64url");
}

/** A secret of 256 random bits, safe in addresses and cookies. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 of a text, in hex: for naming programs by content and for storing secrets. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
