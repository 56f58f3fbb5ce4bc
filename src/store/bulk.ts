import type { Connection, Value } from "./connection.ts";

const LIST_LENGTH = 200;
const INSERT_SIZES = [100, 10, 1];

/**
 * The rows of a SELECT whose text holds `(…)` where the list of values belongs, in as few statements
 * as databases take. Only one statement text is prepared for any number of values.
 */
export async function selectIn<Row>(
  connection: Connection,
  sql: string,
  values: Iterable<string>,
): Promise<Row[]> {
  const distinct = [...new Set(values)];
  const list = Array.from({ length: LIST_LENGTH }, (_, index) => `$${index + 1}`).join(", ");
  const found: Row[] = [];
  for (let start = 0; start < distinct.length; start += LIST_LENGTH) {
    const part = distinct.slice(start, start + LIST_LENGTH);
    const padded = Array.from({ length: LIST_LENGTH }, (_, index) => part[index] ?? part[0] ?? "");
    found.push(...(await connection.query<Row>(sql.replace("(…)", `(${list})`), ...padded)));
  }
  return found;
}

/** Inserts rows whose values stand in the order of `columns`, many a statement. */
export async function insertRows(
  tx: Connection,
  table: string,
  columns: string,
  rows: Value[][],
): Promise<void> {
  let start = 0;
  for (const size of INSERT_SIZES) {
    for (; rows.length - start >= size; start += size) {
      const part = rows.slice(start, start + size);
      await tx.run(
        `INSERT INTO ${table} (${columns}) VALUES ${placeholders(part)}`,
        ...part.flat(),
      );
    }
  }
}

function placeholders(rows: Value[][]): string {
  let next = 1;
  return rows.map((row) => `(${row.map(() => `$${next++}`).join(", ")})`).join(", ");
}
