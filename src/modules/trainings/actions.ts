import type { Action } from "../../core/action.ts";
import type { Connection } from "../../store/connection.ts";
import type { Announcer } from "../../store/announcing.ts";
import { familyActions } from "./family-actions.ts";
import { managingActions } from "./managing-actions.ts";
import { planningActions } from "./planning-actions.ts";

/** The actions of the trainings module; `announcer` gets an invitation to many. */
export function trainingActions(announcer: Announcer): Action<Connection>[] {
  return [...planningActions(announcer), ...managingActions(announcer), ...familyActions];
}
