import { peopleTasks } from "./modules/people/jobs.ts";
import type { RegularTask } from "./core/task.ts";
import { pollTasks } from "./modules/polls/closing.ts";
import { trainingTasks } from "./modules/trainings/jobs.ts";
import type { Store } from "./store/connection.ts";
import { askFeedback, expireOldOffers, lapseReservations } from "./modules/market/sale-jobs.ts";
import { sendDigests, tellAlerts } from "./modules/market/watch-jobs.ts";

/** Everything the modules do regularly. */
export const tasks: readonly RegularTask<Store>[] = [
  ...peopleTasks,
  ...trainingTasks,
  ...pollTasks,
  askFeedback,
  expireOldOffers,
  lapseReservations,
  sendDigests,
  tellAlerts,
];
