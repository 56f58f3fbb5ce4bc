import type { Action } from "./core/action.ts";
import { milkActions } from "./modules/milk/actions.ts";
import { peopleActions } from "./modules/people/actions.ts";
import type { Connection } from "./store/connection.ts";

/** Every action flows may call, by name. */
export const actions: ReadonlyMap<string, Action<Connection>> = new Map(
  [...milkActions, ...peopleActions].map((action) => [action.name, action]),
);
