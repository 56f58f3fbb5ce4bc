import type { Connection } from "../../../store/connection.ts";
import { selectIn } from "../../../store/bulk.ts";
import type { Plan } from "./plan.ts";

interface Holding {
  familyId: string;
  /** A day, or the unit of a container. */
  key: string;
  ml: number;
}

/** What a self-registered family holds twice and must not bring along. */
export interface Surplus {
  table: "milk_day" | "container";
  keyColumn: "day" | "unit";
  familyId: string;
  key: string;
}

/**
 * Holds the families of all merges until the transaction ends, finds the days and containers that
 * both sides have, and reports each: the roster family's figure stays.
 */
export async function planMerges(connection: Connection, plan: Plan): Promise<Surplus[]> {
  const ids = plan.merges.flatMap(({ from, to }) => [from.id, to.id]);
  // A chat turn that records milk for one of them waits until we are done.
  await selectIn(
    connection,
    `SELECT id FROM family WHERE id IN (…) ORDER BY id${connection.forUpdate}`,
    ids,
  );
  const surplus: Surplus[] = [];
  for (const [table, keyColumn, mlColumn] of [
    ["milk_day", "day", "total_ml"],
    ["container", "unit", "size_ml"],
  ] as const) {
    const holdings = await selectIn<Holding>(
      connection,
      `SELECT family_id AS "familyId", ${keyColumn} AS "key", ${mlColumn} AS ml FROM ${table} WHERE family_id IN (…) ORDER BY ${keyColumn}`,
      ids,
    );
    const held = new Map<string, Map<string, number>>();
    for (const { familyId, key, ml } of holdings) {
      held.set(familyId, (held.get(familyId) ?? new Map<string, number>()).set(key, ml));
    }
    for (const { from, to, row } of plan.merges) {
      const kept = held.get(to.id) ?? new Map<string, number>();
      for (const [key, ml] of held.get(from.id) ?? []) {
        const figure = kept.get(key);
        if (figure === undefined) {
          kept.set(key, ml);
          continue;
        }
        surplus.push({ table, keyColumn, familyId: from.id, key });
        const problem = `${from.code} and ${to.code} both have a figure for ${key}: ${ml} and ${figure} ml. That of ${to.code} was kept; ask the family if they differ.`;
        plan.conflicts.push({ row, column: null, problem });
      }
      held.set(to.id, kept);
    }
  }
  return surplus;
}

/** Carries the merges out: every report goes over, no day counts twice, nothing is left behind. */
export async function writeMerges(
  tx: Connection,
  plan: Plan,
  surplus: readonly Surplus[],
): Promise<void> {
  for (const { table, keyColumn, familyId, key } of surplus) {
    await tx.run(`DELETE FROM ${table} WHERE family_id = $1 AND ${keyColumn} = $2`, familyId, key);
  }
  for (const [owner, person] of plan.absorbed) {
    await tx.run("UPDATE milk_report SET person_id = $1 WHERE person_id = $2", person.id, owner.id);
    await tx.run("UPDATE consent SET person_id = $1 WHERE person_id = $2", person.id, owner.id);
    await tx.run("UPDATE identity SET person_id = $1 WHERE person_id = $2", person.id, owner.id);
    await tx.run("DELETE FROM person_role WHERE person_id = $1", owner.id);
    await tx.run("DELETE FROM person WHERE id = $1", owner.id);
  }
  for (const { from, to } of plan.merges) {
    for (const table of ["milk_day", "milk_report", "container", "person"]) {
      await tx.run(`UPDATE ${table} SET family_id = $1 WHERE family_id = $2`, to.id, from.id);
    }
    await tx.run("DELETE FROM family WHERE id = $1", from.id);
  }
}
