import { addDays, limaDay } from "../src/core/lima.ts";
import type { Connection, Store } from "../src/store/connection.ts";

/** Days of history of each family, all before the days that the benchmark reports. */
const HISTORY_DAYS = 5;
const BATCH = 2000;

/** Chat id of the n-th family. */
export function chatId(index: number): number {
  return 1_000_000 + index;
}

/** Fills a database with families that agreed to everything and have some history. */
export async function seed(store: Store, families: number): Promise<void> {
  const now = new Date().toISOString();
  const today = limaDay(new Date());
  for (let start = 0; start < families; start += BATCH) {
    await store.transaction(async (tx) => {
      for (let index = start; index < Math.min(start + BATCH, families); index++)
        await family(tx, index, now, today);
    });
  }
}

async function family(tx: Connection, index: number, now: string, today: string): Promise<void> {
  const id = String(index).padStart(8, "0");
  await tx.run(
    "INSERT INTO family (id, code, name, demonstration, created_at) VALUES ($1, $2, $3, $4, $5)",
    `f${id}`,
    `B-${id}`,
    "Quispe",
    false,
    now,
  );
  await tx.run(
    "INSERT INTO person (id, family_id, name, language, created_at) VALUES ($1, $2, $3, $4, $5)",
    `p${id}`,
    `f${id}`,
    "Rosa Quispe",
    index % 2 === 0 ? "es" : "qu",
    now,
  );
  await tx.run(
    "INSERT INTO identity (id, channel, address, person_id, reachable, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    `i${id}`,
    "telegram",
    String(chatId(index)),
    `p${id}`,
    true,
    now,
  );
  for (const purpose of ["reports", "reminders", "trainings"]) {
    await tx.run(
      "INSERT INTO consent (id, person_id, purpose, granted, words, at, current) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      `c${id}${purpose}`,
      `p${id}`,
      purpose,
      true,
      "bench",
      now,
      true,
    );
  }
  for (let day = 0; day < HISTORY_DAYS; day++) {
    await tx.run(
      `INSERT INTO milk_day (family_id, day, total_ml, approximate, flagged, report_id, source, channel, message_id, reported_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'chat', 'telegram', $7, $8)`,
      `f${id}`,
      addDays(today, -61 - day),
      9000 + day * 500,
      false,
      false,
      `r${id}${day}`,
      `m${id}${day}`,
      now,
    );
  }
}
