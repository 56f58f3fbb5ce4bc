import type { Clock } from "./clock.ts";

/**
 * Something a module does again and again. Every process runs it, and a process may end in the middle of
 * it: so it looks at the database for what is due, and doing that twice changes nothing.
 */
export interface RegularTask<Store> {
  /** Names it in logs, for example `milk.remind`. */
  name: string;
  /** Milliseconds from one run to the next; a run that takes longer is not overtaken by another. */
  everyMs: number;
  run(tools: { store: Store; clock: Clock }): Promise<void>;
}
