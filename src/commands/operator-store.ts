import { join } from "node:path";
import { readConfig, type Config } from "../config.ts";
import { shiftedClock, systemClock, type Clock } from "../core/clock.ts";
import type { Store } from "../store/connection.ts";
import { openStore } from "../store/open.ts";

/** What a command that works beside the running service has in hand. */
export interface Operator {
  store: Store;
  clock: Clock;
  config: Config;
}

/** Opens the database for one command. */
export async function withStore(
  root: string,
  work: (operator: Operator) => Promise<void>,
): Promise<void> {
  const config = readConfig(process.env, process.cwd());
  const { databaseUrl, clockStart } = config;
  const store = await openStore(databaseUrl, join(root, "prisma"));
  try {
    const clock = clockStart === null ? systemClock : shiftedClock(clockStart);
    await work({ store, clock, config });
  } finally {
    await store.close();
  }
}

/** One line of JSON on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
