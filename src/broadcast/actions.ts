import type { Action } from "../core/action.ts";
import type { FlowValue } from "../core/value.ts";
import type { Connection } from "../store/connection.ts";

/** What flows may ask of broadcasts. */
export const broadcastActions: Action<Connection>[] = [
  {
    name: "broadcast.answer",
    // Answered again, the newer answer counts.
    harmless: true,
    inputs: { broadcast: "text", answer: "choice" },
    outputs: {},
    outcomes: ["kept", "not_asked"],
    async run({ tx, caller }, inputs) {
      const kept = await tx.run(
        "UPDATE broadcast_recipient SET answer = $3 WHERE broadcast_id = $1 AND person_id = $2",
        textOf(inputs["broadcast"]),
        caller.person?.personId ?? "",
        inputs["answer"]?.type === "choice" ? inputs["answer"].choice.key : null,
      );
      return { outcome: kept === 1 ? "kept" : "not_asked" };
    },
  },
];

function textOf(value: FlowValue | undefined): string {
  return value?.type === "text" ? value.text : "";
}
