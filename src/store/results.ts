import type { Caller } from "../core/caller.ts";
import type { FlowValue } from "../core/value.ts";
import { instant, type Connection } from "./connection.ts";

/** What a recorded flow leaves in the results. */
export type ResultEffect =
  | { kind: "began"; run: string; program: string; flow: string }
  /** A null value is a question passed over. */
  | { kind: "answered"; run: string; node: string; value: FlowValue | null }
  | { kind: "withdrawn"; run: string; nodes: string[] }
  | { kind: "ended"; run: string; outcome: string };

/** Keeps the results of a turn, in their order. Answers stay when the flow is never finished. */
export async function writeResults(
  tx: Connection,
  caller: Caller,
  results: ResultEffect[],
  now: Date,
): Promise<void> {
  for (const result of results) await writeResult(tx, caller, result, now);
}

async function writeResult(
  tx: Connection,
  caller: Caller,
  result: ResultEffect,
  now: Date,
): Promise<void> {
  switch (result.kind) {
    case "began":
      await tx.run(
        "INSERT INTO flow_run (id, identity_id, person_id, channel, language, flow, program, began_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        result.run,
        caller.identityId,
        caller.person?.personId ?? null,
        caller.channel,
        caller.language,
        result.flow,
        result.program,
        instant(now),
      );
      return;
    case "answered":
      // A run that began before there was consent is not kept, and neither are its answers.
      if (!(await isKept(tx, result.run))) return;
      await tx.run(
        `INSERT INTO flow_answer (run_id, node, value, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (run_id, node) DO UPDATE SET value = excluded.value, at = excluded.at`,
        result.run,
        result.node,
        JSON.stringify(result.value),
        instant(now),
      );
      return;
    case "withdrawn":
      for (const node of result.nodes)
        await tx.run("DELETE FROM flow_answer WHERE run_id = $1 AND node = $2", result.run, node);
      return;
    case "ended":
      await tx.run(
        "UPDATE flow_run SET ended_at = $2, outcome = $3 WHERE id = $1 AND ended_at IS NULL",
        result.run,
        instant(now),
        result.outcome,
      );
  }
}

async function isKept(tx: Connection, run: string): Promise<boolean> {
  return (await tx.query("SELECT id FROM flow_run WHERE id = $1", run)).length > 0;
}
