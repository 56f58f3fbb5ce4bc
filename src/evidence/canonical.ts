import { createHash } from "node:crypto";

/** What can be written canonically: no floats, no undefined, no dates; big integers become texts of digits. */
export type Canonical =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [key: string]: Canonical };

/** What a value is when it is read back from its canonical form: big integers are texts still. */
export type Written<Value> = Value extends bigint
  ? string
  : Value extends object
    ? { [Key in keyof Value]: Written<Value[Key]> }
    : Value;

/**
 * The one way to write a value: JSON without spaces, keys in the order of their characters' codes, big integers as
 * texts. The same value gives the same bytes on every machine, so that a hash of it means something. Throws for
 * numbers that are not whole and safe.
 */
export function canonical(value: Canonical): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} cannot be written canonically.`);
    return String(value);
  }
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}

function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value);
}

/** SHA-256 in hex; texts as UTF-8. */
export function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
