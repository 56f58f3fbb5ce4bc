import type { Action } from "./core/action.ts";
import { broadcastActions } from "./broadcast/actions.ts";
import { milkActions } from "./modules/milk/actions.ts";
import { consentActions } from "./modules/people/consent-actions.ts";
import { peopleActions } from "./modules/people/actions.ts";
import { pollActions } from "./modules/polls/actions.ts";
import { trainingActions } from "./modules/trainings/actions.ts";
import { announcer } from "./announcer.ts";
import type { Connection } from "./store/connection.ts";
import { marketActions } from "./modules/market/actions.ts";

/** Every action flows may call, by name. */
export const actions: ReadonlyMap<string, Action<Connection>> = new Map(
  [
    ...broadcastActions,
    ...consentActions,
    ...milkActions,
    ...peopleActions,
    ...trainingActions(announcer),
    ...pollActions(announcer),
    ...marketActions,
  ].map((action) => [action.name, action]),
);
