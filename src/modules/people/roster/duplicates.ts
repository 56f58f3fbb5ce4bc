import { familyKey, foldName } from "./names.ts";
import type { RosterProblem, RosterRow } from "./row.ts";
import { quote } from "./values.ts";

/**
 * Contradictions between the rows of one file: a person or Telegram id twice, a family with two
 * names or places. A phone may serve several persons.
 */
export function findDuplicates(rows: readonly RosterRow[]): RosterProblem[] {
  const problems: RosterProblem[] = [];
  const seen = new Map<string, RosterRow>();
  const families = new Map<string, RosterRow>();

  for (const row of rows) {
    const family = familyKey(row.familyCode);
    const person = foldName(row.personName);
    const twice = [
      once("person_name", `${family} ${person}`),
      row.phone === null ? null : once("phone", `${row.phone} ${person}`),
      row.dni === null ? null : once("dni", row.dni),
    ].find((found) => found !== null);
    if (twice !== undefined) problems.push({ row: row.row, ...twice });
    if (row.telegramId !== null) {
      const taken = first(`telegram_id ${row.telegramId}`, row);
      if (taken !== row && twice === undefined) {
        const problem = `The Telegram id ${quote(row.telegramId)} is already that of row ${taken.row}. Each person has an own one: correct it or leave it empty.`;
        problems.push({ row: row.row, column: "telegram_id", problem });
      }
    }
    problems.push(...contradictions(row));

    function once(column: string, key: string): { column: string; problem: string } | null {
      const other = first(`${column} ${key}`, row);
      if (other === row) return null;
      const problem = `This is the same person as in row ${other.row}. Remove one of the two rows, or correct what is alike.`;
      return { column, problem };
    }
  }
  return problems;

  function first(key: string, row: RosterRow): RosterRow {
    const known = seen.get(key);
    if (known === undefined) seen.set(key, row);
    return known ?? row;
  }

  function contradictions(row: RosterRow): RosterProblem[] {
    const found: RosterProblem[] = [];
    const fields = [
      ["family_name", "familyName", "name"],
      ["community", "community", "community"],
      ["district", "district", "district"],
      ["municipality", "municipality", "municipality"],
      ["association", "association", "association"],
    ] as const;
    for (const [column, field, word] of fields) {
      const value = row[field];
      if (value === null) continue;
      const key = `${field} ${familyKey(row.familyCode)}`;
      const other = families.get(key) ?? row;
      families.set(key, other);
      if (foldName(other[field] ?? "") === foldName(value)) continue;
      const problem = `Family ${quote(row.familyCode)} has the ${word} ${quote(other[field] ?? "")} in row ${other.row} and ${quote(value)} here. Write the same in all its rows.`;
      found.push({ row: row.row, column, problem });
    }
    return found;
  }
}
