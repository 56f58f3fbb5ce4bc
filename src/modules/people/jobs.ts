import type { RegularTask } from "../../core/task.ts";
import type { Store } from "../../store/connection.ts";
import { forgetCodes } from "./codes.ts";
import { forgetErasedIdentities } from "./erase.ts";

const HOUR_MS = 3_600_000;

/** The address of somebody erased is needed for the last answer, which is repeated for no longer. */
const GOODBYE_MS = 24 * HOUR_MS;

/** What the people module does regularly. */
export const peopleTasks: RegularTask<Store>[] = [
  {
    name: "people.forget",
    everyMs: HOUR_MS,
    async run({ store, clock }) {
      const before = new Date(clock.now().getTime() - GOODBYE_MS);
      await store.transaction(async (tx) => {
        await forgetErasedIdentities(tx, before);
        await forgetCodes(tx, before);
      });
    },
  },
];
