import { selectIn } from "../../../store/bulk.ts";
import type { Connection } from "../../../store/connection.ts";
import { limaDay } from "../../../core/lima.ts";
import { addressKey, dniKey, nameKey } from "../erase.ts";
import type { RosterProblem, RosterRow } from "./row.ts";

/** The rows of a roster but for those of persons who asked to be erased, and what to do about these. */
export async function withoutErased(
  connection: Connection,
  all: readonly RosterRow[],
): Promise<{ rows: RosterRow[]; conflicts: RosterProblem[] }> {
  const keys = new Map(all.map((row) => [row, keysOf(row)]));
  const erased = await selectIn<{ key: string; erased_at: string }>(
    connection,
    "SELECT key, erased_at FROM erasure WHERE key IN (…)",
    [...keys.values()].flatMap((of) => of.map(({ key }) => key)),
  );
  const days = new Map(erased.map((one) => [one.key, limaDay(new Date(one.erased_at))]));
  const rows: RosterRow[] = [];
  const conflicts: RosterProblem[] = [];
  for (const row of all) {
    const found = keys.get(row)?.find(({ key }) => days.has(key));
    if (found === undefined) {
      rows.push(row);
      continue;
    }
    const problem = `This person asked to be erased on ${days.get(found.key) ?? ""} and was not brought back. Remove the row; whoever wants to return writes to the service.`;
    conflicts.push({ row: row.row, column: found.column, problem });
  }
  return { rows, conflicts };
}

function keysOf(row: RosterRow): { column: string; key: string }[] {
  const keys = [{ column: "person_name", key: nameKey(row.familyCode, row.personName) }];
  if (row.phone !== null)
    keys.push({
      column: "phone",
      key: addressKey({ channel: "whatsapp", address: row.phone }),
    });
  if (row.telegramId !== null)
    keys.push({
      column: "telegram_id",
      key: addressKey({ channel: "telegram", address: row.telegramId }),
    });
  if (row.dni !== null) keys.push({ column: "dni", key: dniKey(row.dni) });
  return keys;
}
