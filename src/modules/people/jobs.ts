import type { RegularTask } from "../../core/task.ts";
import { instant, type Store } from "../../store/connection.ts";
import { queueNotice } from "../../store/notices.ts";
import { forgetErasedIdentities } from "./erase.ts";
import { recordConsent } from "./store.ts";

const HOUR_MS = 3_600_000;
const PAGE = 200;

/** Somebody new is asked what else they want to hear of when they have been with us for so long. */
const SETTLED_MS = 24 * HOUR_MS;

/** The question is not asked any more after so long; its answer is a no. */
const ASKING_MS = 14 * 24 * HOUR_MS;

/** The address of somebody erased is needed for the last answer, which is repeated for no longer. */
const GOODBYE_MS = 24 * HOUR_MS;

/** What is asked about once, of whoever agreed to reports and reminders. */
const FURTHER = ["trainings", "prices", "votes"] as const;

/** What the people module does regularly. */
export const peopleTasks: RegularTask<Store>[] = [
  {
    name: "people.forget_erased",
    everyMs: HOUR_MS,
    async run({ store, clock }) {
      const before = new Date(clock.now().getTime() - GOODBYE_MS);
      await store.transaction((tx) => forgetErasedIdentities(tx, before));
    },
  },
  {
    name: "people.ask_further",
    everyMs: HOUR_MS,
    async run({ store, clock }) {
      for (let more = true; more;) more = await askPage(store, clock.now());
    },
  },
];

/**
 * Asks for consent to what was never asked about, once: until there is a yes it stands as a no. True when
 * there may be more to ask.
 */
async function askPage(store: Store, now: Date): Promise<boolean> {
  return store.transaction(async (tx) => {
    const persons = await tx.query<{ id: string }>(
      `SELECT p.id FROM person p
       WHERE p.created_at < $1
         AND EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.purpose = 'reminders' AND c.current AND c.granted)
         AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.purpose IN ('trainings', 'prices', 'votes'))
         AND EXISTS (SELECT 1 FROM milk_report r WHERE r.family_id = p.family_id)
       ORDER BY p.id LIMIT $2`,
      instant(new Date(now.getTime() - SETTLED_MS)),
      PAGE,
    );
    for (const { id } of persons) {
      await recordConsent(tx, id, FURTHER, false, "asked", now);
      await queueNotice(
        tx,
        {
          personId: id,
          purpose: "reminders",
          flow: "ask_further",
          values: {},
          dueAt: now,
          expiresAt: new Date(now.getTime() + ASKING_MS),
          onceKey: `people:further:${id}`,
          urgent: false,
        },
        now,
      );
    }
    return persons.length === PAGE;
  });
}
