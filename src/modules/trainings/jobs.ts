import type { RegularTask } from "../../core/task.ts";
import { instant, type Store } from "../../store/connection.ts";
import { passOffers } from "./places.ts";

const PAGE = 100;

/** Places that were offered and not taken in time go to the next who wait. */
const passedOffers: RegularTask<Store> = {
  name: "trainings.offers",
  everyMs: 15_000,
  async run({ store, clock }) {
    const due = await store.read((connection) =>
      connection.query<{ training_id: string }>(
        "SELECT DISTINCT training_id FROM training_person WHERE answer = 'offered' AND offered_until <= $1 LIMIT $2",
        instant(clock.now()),
        PAGE,
      ),
    );
    for (const { training_id: id } of due)
      await store.transaction((tx) => passOffers(tx, id, clock.now()));
  },
};

/** What trainings do regularly. */
export const trainingTasks: readonly RegularTask<Store>[] = [passedOffers];
