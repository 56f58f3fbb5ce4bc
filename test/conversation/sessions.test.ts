import { afterAll, beforeAll, expect, it } from "vitest";
import { openVillage, type Village } from "../kit/conversation.ts";

let village: Village;
beforeAll(async () => {
  village = await openVillage();
});
afterAll(() => village.close());

/** Bytes a conversation may take in the database. */
const MOST_BYTES = 1024;

it("a conversation takes less than a kilobyte, even with three echoes that may be corrected", async () => {
  const rosa = await village.newFamily();
  for (const day of ["viernes", "sábado", "ayer"]) await rosa.says(`${day} 12`);
  const sizes: number[] = [];
  for (const text of ["2 porongos", "20", "1", "15", "2", "no, 14"]) {
    await rosa.says(text);
    const [row] = await village.ask<{ state: string }>(
      "SELECT state FROM session WHERE identity_id = $1",
      rosa.identityId,
    );
    sizes.push(Buffer.byteLength(row?.state ?? ""));
  }
  expect(Math.max(...sizes)).toBeLessThan(MOST_BYTES);
  expect(Math.min(...sizes)).toBeGreaterThan(300);
});
