import type { Action } from "../../core/action.ts";
import type { Announcer } from "../../store/announcing.ts";
import type { Connection } from "../../store/connection.ts";
import { answeringActions } from "./answering-actions.ts";
import { askingActions } from "./asking-actions.ts";
import { managingActions } from "./managing-actions.ts";

/** What flows may ask of the polls. */
export function pollActions(announcer: Announcer): Action<Connection>[] {
  return [...askingActions(announcer), ...answeringActions, ...managingActions(announcer)];
}
