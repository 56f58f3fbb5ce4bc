import { z } from "zod";
import type { Value } from "../store/connection.ts";

/**
 * A backup is gzipped lines of JSON: a header; for each table its name and columns, followed by its rows as arrays;
 * for each uploaded file its name and bytes; and an end that counts all of it, so that a torn file is known as such.
 */
export const FORMAT = 1;

const cell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ bytes: z.base64() }),
  z.strictObject({ whole: z.string().regex(/^-?\d+$/) }),
]);

const line = z.union([
  z.strictObject({
    kallpanchis: z.literal(FORMAT),
    at: z.iso.datetime(),
    migrations: z.array(z.string()),
  }),
  z.strictObject({ table: z.string(), columns: z.array(z.string()) }),
  z.strictObject({ file: z.string(), bytes: z.base64() }),
  z.strictObject({ tables: z.int(), rows: z.int(), files: z.int(), end: z.literal(true) }),
  z.array(cell),
]);
export type Line = z.infer<typeof line>;

/** One line of an archive; null when it is none. */
export function readLine(text: string): Line | null {
  try {
    const read = line.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** A row as a line. */
export function writeRow(values: readonly Value[]): string {
  return JSON.stringify(
    values.map((value) => {
      if (typeof value === "bigint") return { whole: String(value) };
      return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString("base64") } : value;
    }),
  );
}

/** The values of a row's line. */
export function readRow(cells: Extract<Line, unknown[]>): Value[] {
  return cells.map((value) => {
    if (value === null || typeof value !== "object") return value;
    return "bytes" in value ? Buffer.from(value.bytes, "base64") : BigInt(value.whole);
  });
}
