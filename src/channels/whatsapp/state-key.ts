import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { OperatorError } from "../../core/errors.ts";
import { keyOf } from "../../core/keys.ts";

/**
 * The key that seals what is saved of WhatsApp: the given one, or that of a file beside the database, made
 * when it is first needed. Without it a saved link cannot be opened.
 */
export function stateKey(given: Uint8Array | null, file: string): Uint8Array {
  if (given !== null) return given;
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      // Another process made it at the same moment.
      if ((error as { code?: unknown }).code !== "EEXIST") throw error;
    }
  }
  const key = keyOf(readFileSync(file, "utf8").trim());
  if (key === null)
    throw new OperatorError(
      `${file} holds no key of 32 bytes. Put the original file back, or set WHATSAPP_STATE_KEY.`,
    );
  return key;
}
